"""The vitrine laid in files, for a plain web server: the same pages, less what only a server can do (searches)."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from feeds.identity import entry_id
from feeds.vitrine.links import Links
from feeds.vitrine.pages import style_sheet
from pipeline.rooms import open_database
from pipeline.search import Tell, open_searchable
from pipeline.settings import Settings
from pipeline.vitrine import pages
from pipeline.vitrine.library import Library
from schemas.errors import NothingToDoError, StoreError, reason_of

MARK = ".traam-vitrine"
"""A file that says a folder was filled by us, and may be filled anew."""
_TOP = Links("", ".html", searches=False)
_BELOW = Links("../", ".html", searches=False)


def export_vitrine(settings: Settings, out: Path, tell: Tell) -> int:
    """Write every page in a folder, in place of those of before; gives how many files.

    The pages are written aside, then the folder takes its name: a reader sees the old ones or the new ones. Raises
    NothingToDoError for a folder that holds something else, StoreError when nothing can be written.
    """
    if out.exists() and not (out / MARK).is_file() and any(out.iterdir()):
        raise NothingToDoError(
            f"{out} contient autre chose que la vitrine : le vider, ou en choisir un autre par --out"
        )
    open_searchable(settings, tell).close()
    aside = out.with_name(f".{out.name}-{secrets.token_hex(4)}")
    try:
        with open_database(settings) as database:
            library = Library(settings, database)
            try:
                written = _write_all(library, aside)
            finally:
                library.close()
        _swap(aside, out)
    except OSError as error:
        raise StoreError(f"{error.filename or out} : écriture impossible ({reason_of(error)})") from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return written


def _write_all(library: Library, folder: Path) -> int:
    written = 0
    for name, text in _files(library):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        written += 1
    (folder / MARK).touch()
    return written


def _files(library: Library) -> Iterator[tuple[str, str]]:
    """Give each file's name in the folder, and its text."""
    yield "style.css", style_sheet()
    yield "index.html", pages.home_page(library, _TOP)
    yield "accessibilite.html", pages.accessibility_page(library, _TOP)
    for kind in ("groupe", "academie", "discipline", "annee"):
        for name in library.names(kind):
            page = _page(library, kind, name)
            if page is not None:
                yield f"{kind}/{name}.html", page
    for known in library.all_known():
        uuid = entry_id(known.stored.record.identifier).rpartition(":")[2]
        yield f"production/{uuid}.html", pages.page_of(library, _BELOW, known)


def _page(library: Library, kind: str, name: str) -> str | None:
    if kind == "groupe":
        return pages.group_page(library, _BELOW, name)
    if kind == "academie":
        return pages.academie_page(library, _BELOW, name)
    return pages.list_page(library, _BELOW, kind, name)


def _swap(aside: Path, out: Path) -> None:
    """Give the new folder its name; the old one goes once it has no name any more."""
    former = out.with_name(f"{aside.name}-former")
    if out.exists():
        out.rename(former)
    aside.rename(out)
    shutil.rmtree(former, ignore_errors=True)

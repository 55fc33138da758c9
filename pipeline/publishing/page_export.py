"""The vitrine as files, for a plain web server: the same pages, where lists stand for searches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count, takewhile

from feeds.folder.page_files import CSS, ODT, SVG, PageFile
from feeds.reports.bilan import bilan_html, bilan_odt
from feeds.vitrine.links import BILANS, BILANS_ODT, FED, ICON, LISTED, Links, list_stem, listing_name
from feeds.vitrine.pages import page_file, render
from feeds.wording.identity import entry_id
from pipeline.vitrine import by_address
from pipeline.vitrine.home import home_page
from pipeline.vitrine.library import Library
from pipeline.vitrine.results import latest


def vitrine_files(library: Library, base_url: str | None) -> Iterator[PageFile]:
    """Each file of the vitrine; only those that know where they will be can be taken as fragments elsewhere."""
    lists = frozenset(listing_name(kind, name) for kind in LISTED for name in library.names(kind))
    top = Links("", ".html", searches=False, fragments=base_url is not None, lists=lists)
    below = replace(top, up="../")
    yield PageFile("style.css", page_file("style.css").encode(), CSS)
    yield PageFile(ICON, page_file(ICON).encode(), SVG)
    yield _page("index", home_page(library, top), is_listed=True)
    yield _page("accessibilite", by_address.accessibility_page(library, top), is_listed=True)
    for kind in LISTED:
        for name in library.names(kind):
            yield from _listings(library, below, kind, name)
    yield from _embedded(library, base_url)
    for name, bilan in library.bilans().items():
        yield _page(f"{BILANS}{name}", bilan_html(bilan))
        yield PageFile(f"{BILANS_ODT}{name}.odt", bilan_odt(bilan), ODT)
    for known in library.all_known():
        uuid = entry_id(known.stored.record.identifier).rpartition(":")[2]
        yield _page(f"production/{uuid}", by_address.page_of(library, below, known))


def _listings(library: Library, links: Links, kind: str, name: str) -> Iterator[PageFile]:
    """The pages of a group, or the first page of a list and those that follow it."""
    made = takewhile(bool, (_made(library, links, kind, name, number) for number in count(1)))
    for number, text in enumerate(made, 1):
        yield _page(listing_name(kind, name, number), text or "", is_listed=True)


def _made(library: Library, links: Links, kind: str, name: str, number: int) -> str | None:
    if kind == "groupe":
        return by_address.group_page(library, links, name) if number == 1 else None
    if kind == "academie":
        return by_address.academie_page(library, links, name, number)
    return by_address.list_page(library, links, kind, name, number)


def _embedded(library: Library, base_url: str | None) -> Iterator[PageFile]:
    """What other sites may show of each list: a frame, and a fragment."""
    frame = Links("../", ".html", searches=False)
    forms = [("integrer", frame)]
    if base_url is not None:
        forms.append(("fragment", Links(base_url, ".html", searches=False)))
    for kind in FED:
        for value in library.values(kind):
            found = latest(library, kind, value)
            for form, links in forms:
                text = render(form, library.site, links, page=found, more=links.listing(kind, value))
                yield _page(f"{form}/{list_stem(kind, value)}", text)


def _page(name: str, text: str, *, is_listed: bool = False) -> PageFile:
    return PageFile(f"{name}.html", text.encode("utf-8", "replace"), is_listed=is_listed)

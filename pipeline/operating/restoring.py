"""A backup made a folder again: built beside, held against its digests, then put in place at once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import BinaryIO

from disk.swap import NewFolder
from pipeline.ground.clock import Clock, utc_now
from pipeline.ground.configuration import DEFAULT_CONFIG, bucket_faults
from pipeline.ground.lock import REPLACED, data_lock, serving_lock
from pipeline.operating.archive import Contents, Sink, read_archive
from pipeline.operating.backup import BASE, DATA, RAW
from schemas.files.toml_file import with_values
from schemas.types.errors import NothingToDoError, SettingsError, StoreError, reason_of
from store.database import Database, shown_url
from store.shelf import shelf_at


@dataclass(frozen=True, slots=True)
class Places:
    """Where what is restored goes; what is empty goes to the folder."""

    store: str = ""
    """The address of a server's base."""
    payloads: str = ""
    """« s3://magasin/dossier »."""


BESIDE = Places()


@dataclass(frozen=True, slots=True)
class Restored:
    """A folder made of a backup."""

    folder: Path
    contents: Contents
    former: Path | None
    """Where what was there before is kept; None where nothing was."""
    store: str
    """The server's base that was filled, without its password; empty where the base is the folder's own file."""

    def as_dict(self) -> dict[str, object]:
        """The JSON values."""
        former = str(self.former) if self.former else ""
        return {"folder": str(self.folder), **self.contents.as_dict(), "former": former, "store": self.store}


def restore(
    archive: Path, folder: Path, *, to: Places = BESIDE, force: bool = False, clock: Clock = utc_now
) -> Restored:
    """Make a folder of a backup; raises StoreError where the backup is not sound, and leaves then all as it was.

    A folder that holds something is replaced by force alone, and kept beside. What goes elsewhere goes where nothing
    is held yet.
    """
    if said := [f"--{name} : {fault}" for name, fault in bucket_faults(to.payloads)]:
        raise SettingsError(said)
    folder = folder.resolve()
    is_held = folder.exists() and any(folder.iterdir())
    if is_held and not force:
        raise NothingToDoError(f"{folder} n'est pas vide ; en nommer un autre, ou --force : il sera gardé à côté")
    former = _free(folder.with_name(f"{folder.name}.avant-{clock():%Y%m%dT%H%M%SZ}")) if is_held else None
    try:
        with _unused(folder, is_held=is_held), NewFolder(folder) as new:
            contents = read_archive(archive, _writer(new.path))
            _settle(new.path, to)
            with _told_replaced(folder, is_held=is_held):
                new.swap()
            if former is not None:
                new.path.rename(former)
    except OSError as error:
        raise StoreError(f"{error.filename or folder} : écriture impossible ({reason_of(error)})") from error
    return Restored(folder, contents, former, shown_url(to.store) if to.store else "")


def _free(path: Path) -> Path:
    """The path, or the first like it that nothing has: two may be asked for within a second."""
    others = (path.with_name(f"{path.name}-{number}") for number in count(2))
    return path if not path.exists() else next(other for other in others if not other.exists())


@contextmanager
def _unused(folder: Path, *, is_held: bool) -> Iterator[None]:
    """Make sure that nothing writes in the data of a folder that is to be replaced, nor begins to."""
    with ExitStack() as held:
        if is_held:
            held.enter_context(data_lock(folder / DATA))
            held.enter_context(serving_lock(folder / DATA))
        yield


@contextmanager
def _told_replaced(folder: Path, *, is_held: bool) -> Iterator[None]:
    """Have a folder that is about to be replaced say so: who is in it by then finds it under its new name."""
    told, is_replaced = folder / DATA / REPLACED, False
    if is_held:
        told.write_text(f"{folder}\n", encoding="utf-8")
    try:
        yield
        is_replaced = True
    finally:
        if not is_replaced:
            told.unlink(missing_ok=True)


def _writer(folder: Path) -> Sink:
    def write(name: str, content: BinaryIO, mode: int) -> None:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as stream:
            shutil.copyfileobj(content, stream)
        path.chmod(mode | 0o600)

    return write


def _settle(folder: Path, to: Places) -> None:
    """Have the configuration lead to the data beside it, and the base be where it was asked."""
    config = folder / DEFAULT_CONFIG
    if to.payloads and not config.exists():
        raise NothingToDoError("sauvegarde sans traam.toml, qui dirait où sont les réponses : ôter --payloads")
    if config.exists():
        store = {"url": to.store or None, "payloads": to.payloads or None, "journal": None}
        text = config.read_text(encoding="utf-8-sig")
        changed = with_values(text, {"traam": {"data": DATA}, "store": store, "index": {"path": None}})
        config.write_text(changed, encoding="utf-8")
    held = Database(f"sqlite:///{folder / BASE}")
    try:
        held.become_another()
        if to.payloads:
            _fill_shelf(to.payloads, folder / RAW)
        if to.store:
            _fill(to.store, held)
    finally:
        held.close()
    if to.store:
        (folder / BASE).unlink()


def _fill_shelf(url: str, raw: Path) -> None:
    """Put the payloads in an S3 store, where nothing is but what an attempt cut short put there."""
    shelf, ours = shelf_at(url), {path.relative_to(raw).as_posix(): path for path in raw.rglob("*") if path.is_file()}
    there = {key for source in shelf.folders() for key in shelf.keys(source)}
    if any(key not in ours or shelf.read(key) != ours[key].read_bytes() for key in there):
        raise NothingToDoError(f"{url} : il n'est pas vide ; en nommer un neuf")
    for key, path in ours.items():
        if key not in there:
            shelf.write(key, path.read_bytes())
    shutil.rmtree(raw, ignore_errors=True)


def _fill(store_url: str, held: Database) -> None:
    new = Database(store_url)
    try:
        with new.transaction() as transaction:
            if transaction.runs.any() or transaction.records.count():
                raise NothingToDoError(f"base « {shown_url(store_url)} » : elle n'est pas vide ; en nommer une neuve")
        new.take_base(held)
    finally:
        new.close()

"""Opening the store for the length of one piece of work."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.ground.configuration import StorePlace
from schemas.types.errors import NothingToDoError, OutdatedStoreError, StoreError, reason_of
from store.database import Database
from store.journal.journal_folder import JournalFolder
from store.migrating import copy_of
from store.tables import SCHEMA_VERSION

_SQLITE = "sqlite:///"
_LOG = logging.getLogger("traam")


@contextmanager
def open_database(place: StorePlace, *, to_read: bool = True) -> Iterator[Database]:
    """Open the store; raises NothingToDoError when it is to be read and nothing was ever harvested."""
    path = file_of(place)
    if path is not None:
        if to_read and not (path.exists() and path.stat().st_size):
            raise NothingToDoError(f"rien dans {place.data} : lancer d'abord « traam harvest »")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{path.parent} : création impossible ({reason_of(error)})") from error
    database = Database(place.url, JournalFolder(place.journal))
    if database.former_format:
        _tell_brought_forward(place, database.former_format)
    try:
        yield database
    finally:
        database.close()


def _tell_brought_forward(place: StorePlace, former: str) -> None:
    copy = ""
    if (path := file_of(place)) is not None:
        copy = f", copie gardée dans {copy_of(path, former)}"
    _LOG.warning(
        "base passée du format %s au format %s%s ; « traam reindex --from raw » relira les réponses conservées avec "
        "les règles d'aujourd'hui",
        former,
        SCHEMA_VERSION,
        copy,
    )


def set_outdated_aside(place: StorePlace) -> str:
    """Rename a store that has the form of another version, so that a new one may take its place; gives its new name.

    Gives an empty text when there is nothing to do, a former format that is brought forward included; raises StoreError
    when the database is not a file of ours, or is that of a program to come.
    """
    try:
        with open_database(place, to_read=False):
            return ""
    except OutdatedStoreError as error:
        if error.is_later:
            raise
        path = file_of(place)
        if path is None:
            raise StoreError(f"{error}, après avoir nommé une base neuve ([store] url)") from error
        return str(set_aside(path, path.with_name(f"{path.name}.format-{error.found}")))


def file_of(place: StorePlace) -> Path | None:
    """The file of a SQLite store; None for a server's."""
    return Path(place.url.removeprefix(_SQLITE)) if place.url.startswith(_SQLITE) else None


def set_aside(path: Path, aside: Path) -> Path:
    """Give the file of a store, and those SQLite keeps beside it, another name; gives that name."""
    try:
        aside.parent.mkdir(parents=True, exist_ok=True)
        for ending in ("", "-wal", "-shm"):
            own = path.with_name(path.name + ending)
            if own.exists():
                own.replace(aside.with_name(aside.name + ending))
    except OSError as fault:
        raise StoreError(f"{path} : mise de côté impossible ({reason_of(fault)})") from fault
    return aside

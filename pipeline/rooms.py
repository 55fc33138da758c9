"""Opening the store for the length of one piece of work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.settings import Settings
from schemas.errors import NothingToDoError, StoreError, reason_of
from store.database import Database

_SQLITE = "sqlite:///"


@contextmanager
def open_database(settings: Settings, *, to_read: bool = True) -> Iterator[Database]:
    """Open the store; raises NothingToDoError when it is to be read and nothing was ever harvested."""
    if settings.store_url.startswith(_SQLITE):
        path = Path(settings.store_url.removeprefix(_SQLITE))
        if to_read and not path.exists():
            raise NothingToDoError(f"rien dans {settings.data} : lancer d'abord « traam harvest »")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{path.parent} : création impossible ({reason_of(error)})") from error
    database = Database(settings.store_url)
    try:
        yield database
    finally:
        database.close()

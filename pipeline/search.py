"""Searching the index, built again from the store when it cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from index.engine import Index, open_index
from index.faults import UnusableIndexError
from index.query import Query
from index.result import Result
from pipeline.indexing import refresh_index
from pipeline.lock import data_lock
from pipeline.rooms import open_database
from pipeline.settings import Settings
from schemas.errors import NothingToDoError
from schemas.normalize.canonical import canonical_values

NOTHING_INDEXED = "l'index est vide : lancer d'abord « traam harvest »"


def search(settings: Settings, query: Query, tell: Callable[[str], None]) -> Result:
    """Answer a query; raises NothingToDoError when nothing was ever indexed.

    tell is given a French sentence when the index had to be built again.
    """
    with _open(settings, tell) as index:
        if not index.count:
            raise NothingToDoError(NOTHING_INDEXED)
        return index.search(query)


def canonical_filters(given: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Write filter values as records have them: « SVT » and « 2nde » are what people type."""
    return {
        field: tuple(label for value in values for label in canonical_values(field, value))
        for field, values in given.items()
        if values
    }


def _open(settings: Settings, tell: Callable[[str], None]) -> Index:
    try:
        return open_index(settings.index, canonical=canonical_values)
    except UnusableIndexError as error:
        if not error.can_be_rebuilt:
            raise
        with open_database(settings) as database:
            if error.reason != "missing":
                tell(f"{error} L'index est refait à partir de la base.")
            with data_lock(settings.data):
                refresh_index(settings, database, force=True)
        return open_index(settings.index, canonical=canonical_values)

"""Searching the index, built again from the store when it cannot be read."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from index.engine import open_index
from index.faults import UnusableIndexError
from index.interface import SearchIndex
from index.query import Query
from index.result import Hit, Result, Suggestion
from pipeline.ground.configuration import Configuration
from pipeline.searching.confirmed import present_pairs
from schemas.notions.canonical import canonical_values
from schemas.types.errors import NothingToDoError, StoreError

if TYPE_CHECKING:
    from pipeline.ground.settings import Settings

NOTHING_INDEXED = "l'index est vide : lancer d'abord « traam harvest »"
Tell = Callable[[str], None]
"""Is given a French sentence when the index had to be built again."""


def search(settings: Settings | Configuration, query: Query, tell: Tell) -> Result:
    """Answer a query; raises NothingToDoError when nothing was ever indexed."""
    with open_searchable(settings, tell) as index:
        return index.search(query)


def suggest(settings: Settings | Configuration, typed: str, limit: int, tell: Tell) -> tuple[Suggestion, ...]:
    """What may complete what is typed; raises NothingToDoError when nothing was ever indexed."""
    with open_searchable(settings, tell) as index:
        return index.suggest(typed, limit)


def similar(settings: Settings | Configuration, name: str, limit: int, tell: Tell) -> tuple[Hit, ...]:
    """The productions most like one, named by its identifier or address; raises NothingToDoError without it."""
    from pipeline.searching.show import find_records  # a search reads no store
    from schemas.parsing.page_address import canonical_address

    with open_searchable(settings, tell) as index:
        names = {name, canonical_address(name)} if "://" in name else {name}
        known = index.fingerprints()
        if "://" in name and not any(identifier in names for _, identifier in known):
            names |= {one.stored.record.identifier for one in find_records(settings.store, (), name)}
        for source, identifier in known:
            if identifier in names:
                return index.similar(source, identifier, limit) or ()
    raise NothingToDoError(f"« {name} » : aucune notice indexée n'a cet identifiant ni cette adresse (traam search)")


def canonical_filters(given: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Write filter values as records have them: « SVT » and « 2nde » are what people type."""
    return {
        field: tuple(label for value in values for label in canonical_values(field, value))
        for field, values in given.items()
        if values
    }


def open_searchable(settings: Settings | Configuration, tell: Tell) -> SearchIndex:
    """Open an index that holds something; raises NothingToDoError where nothing was ever indexed."""
    index = _open(settings, tell)
    if not index.count:
        index.close()
        raise NothingToDoError(NOTHING_INDEXED)
    if not settings.store_url.startswith("sqlite"):
        _tell_if_stale(settings, index.version, tell)
    return index


def _tell_if_stale(settings: Settings | Configuration, version: str, tell: Tell) -> None:
    """Tell of what other machines stored since this one indexed; a file's own harvests index it themselves."""
    from store.database import Database

    try:
        with contextlib.closing(Database(settings.store_url)) as database, database.snapshot() as transaction:
            is_stale = transaction.version != version
    except StoreError as error:
        tell(f"{error} : la recherche ne sait pas si son index est à jour.")
        return
    if is_stale:
        tell("La base a changé depuis que l'index de cette machine a été fait : « traam reindex » le met à jour.")


def _open(settings: Settings | Configuration, tell: Tell) -> SearchIndex:
    try:
        return open_index(settings.index, canonical=canonical_values, pairs=present_pairs(settings))
    except UnusableIndexError as error:
        if not error.can_be_rebuilt:
            raise
        _rebuild(settings, error, tell)
        return open_index(settings.index, canonical=canonical_values, pairs=present_pairs(settings))


def _rebuild(settings: Settings | Configuration, error: UnusableIndexError, tell: Tell) -> None:
    # Imported when needed only: a search does not wait for the store's library, nor for the cards.
    from pipeline.ground.lock import data_lock
    from pipeline.ground.opening import open_database
    from pipeline.ground.settings import whole_settings
    from pipeline.searching.indexing import refresh_index

    whole = whole_settings(settings)
    with open_database(whole.store) as database:
        if error.reason != "missing":
            tell(f"{error} L'index est refait à partir de la base.")
        with data_lock(whole.data):
            refresh_index(whole, database, force=True)

"""Searches of the vitrine: the one place where it asks the index."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from feeds.vitrine.links import PARAMETERS, Chosen
from index.engine import open_index, present_index
from index.faults import UnusableIndexError
from index.interface import SearchIndex
from index.query import Query
from index.result import Marked, Suggestion
from pipeline.ground.settings import Settings
from pipeline.searching.confirmed import present_pairs
from pipeline.searching.search import canonical_filters
from schemas.notions.canonical import canonical_values
from schemas.types.errors import NothingToDoError
from schemas.types.record import Record

_LOOKED_EVERY = 0.5
"""Seconds for which the index that is open is taken for the present one."""
_NOTHING = "l'index ne peut pas être lu : lancer « traam harvest » ou « traam reindex »"


@dataclass(frozen=True, slots=True)
class SearchedPage:
    """The productions of one page of a search, and what else could be chosen."""

    total: int
    records: tuple[Record, ...]
    counts: Mapping[str, Mapping[str, int]]
    """By parameter: value → productions that would be found with it chosen."""
    remarks: tuple[str, ...] = ()
    suggestion: str = ""
    """Words that would find something, when these do not."""
    extracts: tuple[Marked | None, ...] = ()
    """Of each production: the part that answers the words best."""
    complete: int = 0
    """Of the total, those that answer every word; the others follow."""
    corrections: tuple[tuple[str, str], ...] = ()
    """Words no production holds, and what was searched in their place."""
    missing: tuple[tuple[str, ...], ...] = ()
    """Of each production: the words it does not answer."""
    told: tuple[tuple[str, ...], ...] = ()
    """Of each production: the fields whose chosen values only its texts say."""


class Finder:
    """Searches the present index; threads share it, and one that is replaced answers those who have it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._index: SearchIndex | None = None
        self._generation = ""
        self._pairs: tuple[tuple[str, str], ...] = ()
        self._looked = 0.0

    def find(
        self, words: str, chosen: Chosen, *, start: int = 0, size: int = 20, by_date: bool = False
    ) -> SearchedPage:
        """Some results of a search from a rank on; raises NothingToDoError when there is no index."""
        filters = {PARAMETERS[name]: values for name, values in chosen.items() if values}
        # Bare lists show the beginning of a description: only words give an extract.
        query = Query(words, filters, size, offset=start, snippets=bool(words), by_date=by_date)
        result = self._present().search(query)
        return SearchedPage(
            total=result.total,
            records=tuple(hit.record for hit in result.hits),
            counts=MappingProxyType({name: result.facets.get(field, {}) for name, field in PARAMETERS.items()}),
            remarks=result.ignored,
            suggestion=result.suggestion,
            extracts=tuple(hit.extrait for hit in result.hits),
            complete=result.complete,
            corrections=result.corrections,
            missing=tuple(hit.missing for hit in result.hits),
            told=tuple(hit.told for hit in result.hits),
        )

    def suggestions(self, typed: str, size: int) -> tuple[Suggestion, ...]:
        """What may complete what is typed: values and words, the words before its last one kept."""
        index = self._present()
        before, space, last = typed.rpartition(" ")
        found = index.suggest(typed, size)
        if space and last:
            words = (one for one in index.suggest(last, size) if not one.field)
            found += tuple(replace(one, text=f"{before} {one.text}") for one in words)
        return found[:size]

    def similar(self, record: Record, size: int) -> tuple[Record, ...]:
        """The productions most like one; none when the index does not have it."""
        found = self._present().similar(record.source, record.identifier, size)
        return tuple(hit.record for hit in found or ())

    def close(self) -> None:
        """Let the index go."""
        with self._lock:
            if self._index is not None:
                self._index.close()
                self._index = None

    def _present(self) -> SearchIndex:
        """The present index, opened again where another took its place."""
        with self._lock:
            now = time.monotonic()
            if self._index is not None and now - self._looked < _LOOKED_EVERY:
                return self._index
            try:
                generation = present_index(self._settings.index)
                self._looked = now
                pairs = present_pairs(self._settings)
                if self._index is None or (generation, pairs) != (self._generation, self._pairs):
                    # The former is let go, not closed, with the last search that reads it.
                    self._index = open_index(self._settings.index, canonical=canonical_values, pairs=pairs)
                    self._generation, self._pairs = generation, pairs
            except UnusableIndexError as error:
                raise NothingToDoError(_NOTHING) from error
            return self._index


def canonical_chosen(given: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Write values as records have them, by parameter, in the order of addresses; what is unknown stays as typed."""
    by_field = {PARAMETERS[name]: tuple(filter(None, given.get(name, ()))) for name in PARAMETERS}
    canonical = canonical_filters(by_field)
    return {name: tuple(dict.fromkeys(canonical[field])) for name, field in PARAMETERS.items() if canonical.get(field)}

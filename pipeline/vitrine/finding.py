"""Searches of the vitrine: the one place where it asks the index."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from feeds.vitrine.links import PARAMETERS, Chosen
from index.engine import Index, open_index
from index.faults import UnusableIndexError
from index.generations import read_pointer
from index.query import Query
from index.result import Result
from pipeline.search import canonical_filters
from pipeline.settings import Settings
from schemas.errors import NothingToDoError
from schemas.normalize.canonical import canonical_values
from schemas.record import Record

_NOTHING = "l'index ne peut pas être lu : lancer « traam harvest » ou « traam reindex »"


@dataclass(frozen=True, slots=True)
class Found:
    """The productions of one page of a search, and what else could be chosen."""

    total: int
    records: tuple[Record, ...]
    counts: Mapping[str, Mapping[str, int]]
    """By parameter: value → productions it would give; those of a parameter that is chosen count its other values."""
    remarks: tuple[str, ...] = ()


class Finder:
    """Searches one open index at a time, the present one; any thread may ask."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._index: Index | None = None
        self._generation = ""

    def find(self, words: str, chosen: Chosen, *, start: int = 0, size: int = 20) -> Found:
        """Give some results of a search from a rank on; raises NothingToDoError when there is no index."""
        with self._lock:
            index = self._present()
            result = _search(index, words, chosen, start + size)
            counts = {name: dict(result.facets.get(field, {})) for name, field in PARAMETERS.items()}
            for name in PARAMETERS:
                if chosen.get(name):
                    without = {**chosen, name: ()}
                    counts[name] = dict(_search(index, words, without, 0).facets.get(PARAMETERS[name], {}))
        records = tuple(hit.record for hit in result.hits[start:])
        return Found(result.total, records, MappingProxyType(counts), result.ignored)

    def close(self) -> None:
        """Let the index go."""
        with self._lock:
            if self._index is not None:
                self._index.close()
                self._index = None

    def _present(self) -> Index:
        """Give the present index, opened again where another took its place."""
        try:
            generation = read_pointer(self._settings.index).name
            if self._index is None or generation != self._generation:
                opened = open_index(self._settings.index, canonical=canonical_values)
                if self._index is not None:
                    self._index.close()
                self._index, self._generation = opened, generation
        except UnusableIndexError as error:
            raise NothingToDoError(_NOTHING) from error
        return self._index


def canonical_chosen(given: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Write values as records have them, by parameter, in the order of addresses; what is unknown stays as typed."""
    by_field = {PARAMETERS[name]: tuple(filter(None, given.get(name, ()))) for name in PARAMETERS}
    canonical = canonical_filters(by_field)
    return {name: tuple(dict.fromkeys(canonical[field])) for name, field in PARAMETERS.items() if canonical.get(field)}


def _search(index: Index, words: str, chosen: Chosen, limit: int) -> Result:
    filters = {PARAMETERS[name]: values for name, values in chosen.items() if values}
    return index.search(Query(words, filters, limit))

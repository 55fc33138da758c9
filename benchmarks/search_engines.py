"""Our index as the measurements use it: the one place to change when its interface changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Self

from index.engine import build, open_index
from index.query import Query
from index.result import Result
from schemas.normalize.canonical import canonical_values
from schemas.record import Record


class OurIndex:
    """Our index, built in a folder and kept open, as pipeline/indexing.py and pipeline/search.py do."""

    def __init__(self, folder: Path) -> None:
        self._index = open_index(folder, canonical=canonical_values)

    @classmethod
    def of(
        cls,
        folder: Path,
        records: Iterable[Record],
        themes: Mapping[str, str] = MappingProxyType({}),
        version: str = "1",
    ) -> Self:
        """Build the index of these records and open it."""
        build(folder, records, version=version, themes=themes)
        return cls(folder)

    def search(
        self, words: str, filters: Mapping[str, tuple[str, ...]] = MappingProxyType({}), limit: int = 20
    ) -> Result:
        """Answer what a person typed."""
        return self._index.search(Query(words, filters, limit))

    def close(self) -> None:
        """Let the files go."""
        self._index.close()

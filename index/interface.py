"""What an engine must be to stand behind the search: our own queries and results, and nothing of the engine's.

Our own engine (index.engine, index.building) answers it today; another (a server's) may stand beside it, and must pass
the tests of tests/index that are written against this interface.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from index.query import Query
from index.result import Hit, Result, Suggestion
from schemas.types.record import Record


class SearchIndex(Protocol):
    """An index open to be searched: one version of it, whole and unchanging until it is closed.

    Threads may share one: a server opens it once and answers every request from it, then opens the next version.
    """

    @property
    def version(self) -> str:
        """The word the caller gave when it was written."""

    @property
    def count(self) -> int:
        """The number of living records, TraAM productions or not."""

    def search(self, query: Query) -> Result:
        """Answer one query; a query is never an error."""

    def facets(self, query: Query) -> Mapping[str, Mapping[str, int]]:
        """The counts of the facets under a query, without its hits."""

    def suggest(self, typed: str, limit: int = 10) -> tuple[Suggestion, ...]:
        """What may complete what is being typed."""

    def similar(self, source: str, identifier: str, limit: int = 10) -> tuple[Hit, ...] | None:
        """The productions most like one; None when the index does not have it."""

    def fingerprints(self) -> Mapping[tuple[str, str], str]:
        """The digest of each record as it was indexed, by source and identifier."""

    def close(self) -> None:
        """Let go of it, as does the end of a « with »."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None: ...


class Opening(Protocol):
    """Opens the present index of a folder."""

    def __call__(
        self,
        folder: Path,
        *,
        canonical: Callable[[str, str], tuple[str, ...]] = ...,
        pairs: Sequence[tuple[str, str]] = ...,
        thorough: bool = ...,
    ) -> SearchIndex:
        """Raise UnusableIndexError where it cannot be read; a thorough opening reads every file whole to check it.

        `canonical` turns a filter's value typed among the words into the labels it means; `pairs` are expressions a
        person confirmed to stand for each other.
        """


class Naming(Protocol):
    """Names the present index of a folder: another stands there once the name is another."""

    def __call__(self, folder: Path) -> str:
        """Raise UnusableIndexError where there is none."""


class Rebuild(Protocol):
    """Writes an index whole: after it, a new opening sees these records and no other."""

    def __call__(
        self, folder: Path, records: Iterable[Record], *, version: str, themes: Mapping[str, str] = ...
    ) -> int:
        """The number of records indexed; the last of several with the same source and identifier counts."""


class Update(Protocol):
    """Brings an index up to date: writes what changed, deletes what is gone, all seen at once or not at all."""

    def __call__(
        self,
        folder: Path,
        changed: Iterable[Record],
        gone: Collection[tuple[str, str]],
        *,
        version: str,
        themes: Mapping[str, str] = ...,
    ) -> int | None:
        """The number of records written; None where the whole is better built again."""

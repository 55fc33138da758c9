"""Our index as the measurements use it: the one place to change when its interface changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Self

from benchmarks.search_records import Question
from index.building import build, update
from index.engine import open_index
from index.query import Query
from index.result import Result
from schemas.notions.canonical import canonical_values
from schemas.types.record import Record

NO_FILTERS: Mapping[str, tuple[str, ...]] = MappingProxyType({})
NO_THEMES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Answer:
    """What any engine answers to a benchmark question."""

    total: int
    identifiers: tuple[str, ...]
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    snippets: tuple[str, ...] = ()


class OurIndex:
    """Our index, built in a folder and kept open, as pipeline/searching/ does."""

    label = "traam"
    lacks: tuple[str, ...] = ()
    """Rows of the table it cannot answer."""
    remarks = "toujours les huit facettes et les notices entières"

    def __init__(self, folder: Path) -> None:
        self._index = open_index(folder, canonical=canonical_values)

    @classmethod
    def of(
        cls, folder: Path, records: Iterable[Record], themes: Mapping[str, str] = NO_THEMES, version: str = "1"
    ) -> Self:
        """Build the index of these records and open it."""
        build(folder, records, version=version, themes=themes)
        return cls(folder)

    @staticmethod
    def build(folder: Path, records: Iterable[Record]) -> None:
        """Index all the records."""
        build(folder, records, version="1")

    @staticmethod
    def update(folder: Path, changed: Iterable[Record], _every: Iterable[Record]) -> None:
        """Index again what has changed."""
        update(folder, changed, (), version="2")

    def search(self, words: str, filters: Mapping[str, tuple[str, ...]] = NO_FILTERS, limit: int = 20) -> Result:
        """Answer what a person typed."""
        return self._index.search(Query(words, filters, limit))

    def ask(self, question: Question) -> Answer:
        """Answer a benchmark question, written as a person types it."""
        typed = {
            "and": " ".join(question.words),
            "or": " OU ".join(question.words),
            "phrase": f'"{" ".join(question.words)}"',
            "prefix": f"{question.words[0]}*",
        }[question.kind]
        filters = {question.filter[0]: (question.filter[1],)} if question.filter else NO_FILTERS
        result = self._index.search(Query(typed, filters, question.limit, snippets=question.snippets))
        snippets = tuple(hit.extrait.text for hit in result.hits if hit.extrait is not None)
        return Answer(result.total, tuple(hit.record.identifier for hit in result.hits), result.facets, snippets)

    def close(self) -> None:
        """Let the files go."""
        self._index.close()

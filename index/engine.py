"""The index as the rest of the project sees it: build, update, open, search; which engine is behind shows nowhere."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from index.building import build, update
from index.fields import FACETS
from index.generation import Opened, open_generation
from index.interface import Rebuild, SearchIndex, Update
from index.likeness import most_alike
from index.query import Query
from index.query_language import Canonical, Request, as_typed, parse
from index.result import Hit, Result, Suggestion
from index.scoring import Scoring
from index.searching import Searching
from index.snippets import Marker
from index.suggestions import completions, nearest, replaced
from index.synonyms import Synonyms, load_synonyms, with_synonyms

__all__ = ["Index", "build", "open_index", "update"]


class Index:
    """One generation, open to be searched; it stays whole and readable whatever is built meanwhile.

    Threads may share one.
    """

    def __init__(self, opened: Opened, canonical: Canonical, synonyms: Synonyms) -> None:
        self._opened = opened
        self._corpus = opened.corpus
        self._canonical = canonical
        self._synonyms = synonyms
        self._scoring = Scoring(opened.corpus)
        self._searching = Searching(opened.corpus, self._scoring)
        self._numbers: dict[tuple[str, str], int] | None = None
        self._guard = threading.Lock()

    @property
    def version(self) -> str:
        """Give the word the caller gave when building."""
        return self._opened.generation.version

    @property
    def count(self) -> int:
        """Give the number of records indexed, TraAM productions or not."""
        return self._corpus.count

    def search(self, query: Query) -> Result:
        """Answer one query; a query is never an error."""
        request = self._request(query)
        found = self._searching.find(query, request)
        first, last = max(0, query.offset), max(0, query.offset) + max(0, query.limit)
        numbers = found.numbers[first:last].tolist()
        hits = [
            Hit(self._corpus.record(number), score)
            for number, score in zip(numbers, found.scores[first:last].tolist(), strict=True)
        ]
        if query.snippets:
            marker = Marker(request.clauses)
            hits = [self._with_extract(hit, number, marker) for number, hit in zip(numbers, hits, strict=True)]
        suggestion = "" if len(found.numbers) else self._suggestion(query, request)
        ignored = (*request.ignored, *_unknown(query))
        return Result(len(found.numbers), tuple(hits), found.facets, ignored, suggestion, self.version)

    def _with_extract(self, hit: Hit, number: int, marker: Marker) -> Hit:
        extract = marker.extract(hit.record, partial(self._corpus.with_texts, hit.record, number))
        return replace(hit, titre=marker.marked(hit.record.titre or ""), extrait=extract)

    def facets(self, query: Query) -> Mapping[str, Mapping[str, int]]:
        """Give the counts of the facets under a query, without its hits."""
        return self._searching.find(query, self._request(query)).facets

    def suggest(self, typed: str, limit: int = 10) -> tuple[Suggestion, ...]:
        """Give what may complete what is being typed: values of facets, and words of productions."""
        return completions(self._corpus, typed, limit)

    def similar(self, source: str, identifier: str, limit: int = 10) -> tuple[Hit, ...] | None:
        """Give the productions most like one, the most alike first; None when the index does not have it."""
        number = self._known().get((source, identifier))
        if number is None:
            return None
        record = self._corpus.record(number)
        numbers, scores = most_alike(self._corpus, self._scoring, record, number, limit)
        return tuple(
            Hit(self._corpus.record(int(one)), round(float(score), 6))
            for one, score in zip(numbers, scores, strict=True)
        )  # fmt: skip

    def fingerprints(self) -> Mapping[tuple[str, str], str]:
        """Give the digest of each record as it was indexed, by source and identifier; empty where it was not kept."""
        keys = self._corpus.every_key()
        return {(keys[one].source, keys[one].identifier): keys[one].fingerprint for one in self._known().values()}

    def close(self) -> None:
        """Let the files go."""
        self._corpus.close()

    def _known(self) -> dict[tuple[str, str], int]:
        with self._guard:
            if self._numbers is None:
                living = self._corpus.alive.nonzero()[0].tolist()
                keys = self._corpus.every_key()
                self._numbers = {(keys[one].source, keys[one].identifier): one for one in living}
            return self._numbers

    def _request(self, query: Query) -> Request:
        request = parse(query.words, self._canonical)
        chosen = (*query.filters.get("disciplines", ()), *request.filters.get("disciplines", ()))
        return replace(request, clauses=with_synonyms(request.clauses, self._synonyms, chosen))

    def _suggestion(self, query: Query, request: Request) -> str:
        """Put in the place of each word nobody wrote the nearest somebody did; empty unless that finds something."""
        typed = query.words
        for clause in request.clauses:
            for one in (wanted for wanted in clause if wanted.kind == "word" and wanted.weight == 1):
                if not any(map(self._searching.is_found, clause)) and (near := nearest(self._corpus, one.joined)):
                    typed = replaced(typed, one.joined, near)
        if typed == query.words:
            return ""
        other = replace(query, words=typed)
        return typed if len(self._searching.find(other, self._request(other)).numbers) else ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()


def _unknown(query: Query) -> list[str]:
    return [
        f"« {name} » n'est pas un critère connu ({', '.join(FACETS)}) : il est ignoré."
        for name in query.filters
        if name not in FACETS
    ]


def open_index(
    folder: Path, *, canonical: Canonical = as_typed, synonyms: Synonyms | None = None, thorough: bool = False
) -> Index:
    """Open the present generation; never fails, nor sees half an index, because another is being swapped in.

    `canonical` turns a filter's value typed among the words (« niveau:2nde ») into the labels it means; `synonyms`
    are the project's unless others are given; a thorough opening reads every file whole to check it.
    Raises UnusableIndexError, whose « reason » tells a missing, damaged, foreign, outdated or unsafe index.
    """
    opened = open_generation(folder, thorough=thorough)
    return Index(opened, canonical, load_synonyms() if synonyms is None else synonyms)


# What the rest of the project may count on, checked by the types.
_OPENED: type[SearchIndex] = Index
_BUILT: Rebuild = build
_UPDATED: Update = update

"""The index as the rest of the project sees it, once index.building has written it: open, search."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from index.arrays import Array
from index.explaining import explained
from index.fields import FACETS
from index.generation import Opened, open_generation
from index.generations import read_pointer
from index.interface import Naming, Opening, SearchIndex
from index.lexicon import Lexicon, read_lexicon
from index.likeness import most_alike
from index.pairs import Pair, with_pairs
from index.query import Query
from index.query_language import Canonical, Clause, Request, Wanted, as_typed, parse
from index.result import Hit, Result, Suggestion
from index.scoring import Scoring
from index.searching import Matches, Searching
from index.snippets import Marker
from index.suggestions import Completions
from index.synonyms import Synonyms
from index.understanding import Understanding
from index.unknown_values import said_unknown, unknown_values

_SEVERAL = 2


class Index:
    """One generation, open to be searched; it stays whole and readable whatever is built meanwhile.

    Threads may share one.
    """

    def __init__(self, opened: Opened, canonical: Canonical, lexicon: Lexicon) -> None:
        self._opened = opened
        self._corpus = opened.corpus
        self._canonical = canonical
        self._understanding = Understanding(opened.corpus, lexicon)
        self._scoring = Scoring(opened.corpus)
        self._searching = Searching(opened.corpus, self._scoring)
        self._completions = Completions(opened.corpus)
        self._numbers: dict[tuple[str, str], int] | None = None
        self._guard = threading.Lock()

    @property
    def version(self) -> str:
        """The word the caller gave when building."""
        return self._opened.generation.version

    @property
    def count(self) -> int:
        """The number of records indexed, TraAM productions or not."""
        return self._corpus.count

    def search(self, query: Query) -> Result:
        """Answer one query; a query is never an error."""
        request = self._request(query)
        found = self._searching.find(query, request)
        first, last = max(0, query.offset), max(0, query.offset) + max(0, query.limit)
        numbers = found.numbers[first:last].tolist()
        scores = found.scores[first:last].tolist()
        hits = [self._hit(request, found, number, score) for number, score in zip(numbers, scores, strict=True)]
        if query.explain:
            hits = [
                replace(hit, why=explained(self._searching, request, number))
                for number, hit in zip(numbers, hits, strict=True)
            ]
        if query.snippets:
            preferred = _typed(request.preferred)
            marker = Marker((*request.clauses, *preferred))
            held = (*found.answered, *map(self._searching.holders, preferred))
            hits = [self._with_extract(hit, number, marker, held) for number, hit in zip(numbers, hits, strict=True)]
        unknown = tuple(self._unknown_values(query, request))
        ignored = (*request.ignored, *_unknown(query), *(self._said_unknown(*one) for one in unknown))
        return Result(
            len(found.numbers), tuple(hits), found.facets, ignored, self._suggestion(query, request, found),
            request.corrections, self.version, found.complete, found.told_total, unknown,
        )  # fmt: skip

    def _unknown_values(self, query: Query, request: Request) -> Iterator[tuple[str, str]]:
        for name, values in _chosen(query, request).items():
            if self._corpus.count:
                yield from ((name, value) for value in unknown_values(values, self._corpus.facet(name).labels))

    def _said_unknown(self, name: str, value: str) -> str:
        return said_unknown(name, value, self._corpus.facet(name).labels)

    def _hit(self, request: Request, found: Matches, number: int, score: float) -> Hit:
        missing = found.missing(number)
        matched = [rank for rank in range(len(found.answered)) if rank not in missing]
        record = self._corpus.record(number)
        told = found.told(number)
        return Hit(record, score, matched=_names(request, matched), missing=_names(request, missing), told=told)

    def _with_extract(self, hit: Hit, number: int, marker: Marker, held: Sequence[Array]) -> Hit:
        """The hit with its extract; `held` says for each clause which records answer it."""
        answered = sum(bool(has[number]) for has in held)
        extract = marker.extract(hit.record, partial(self._corpus.with_texts, hit.record, number), answered)
        return replace(hit, titre=marker.marked(hit.record.titre or ""), extrait=extract)

    def understood(self, query: Query) -> Request:
        """What is looked for of a query: its words, corrected where nobody wrote them, and what else would do."""
        return self._request(query)

    def facets(self, query: Query) -> Mapping[str, Mapping[str, int]]:
        """The counts of the facets under a query, without its hits."""
        return self._searching.find(query, self._request(query)).facets

    def suggest(self, typed: str, limit: int = 10) -> tuple[Suggestion, ...]:
        """What may complete what is being typed: values of facets, and words of productions."""
        return self._completions.of(typed, limit)

    def similar(self, source: str, identifier: str, limit: int = 10) -> tuple[Hit, ...] | None:
        """The productions most like one, the most alike first; None when the index does not have it."""
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
        """The digest of each record as it was indexed, by source and identifier; empty where it was not kept."""
        keys = self._corpus.every_key()
        return {(keys[one].source, keys[one].identifier): keys[one].fingerprint for one in self._known().values()}

    def close(self) -> None:
        """Let go of it; the files are mapped, and let go with the last array that reads them."""

    def _known(self) -> dict[tuple[str, str], int]:
        with self._guard:
            if self._numbers is None:
                living = self._corpus.alive.nonzero()[0].tolist()
                keys = self._corpus.every_key()
                self._numbers = {(keys[one].source, keys[one].identifier): one for one in living}
            return self._numbers

    def _suggestion(self, query: Query, request: Request, found: Matches) -> str:
        """What a query nothing answers may mean: words spelt otherwise, or those that some record holds."""
        if len(found.numbers):
            return ""
        if request.perhaps:
            words = query.words
            for typed, meant in request.perhaps:
                words = words.replace(typed, meant)
            other = replace(query, words=words)
            return words if len(self._searching.find(other, self._request(other)).numbers) else ""
        if len(found.answered) < _SEVERAL:
            return ""
        allowed = self._searching.allowed(query, request)
        held = [rank for rank, has in enumerate(found.answered) if (has & allowed).any()]
        words = " ".join(_names(request, held))
        other = replace(query, words=words)
        finds = bool(held) and len(self._searching.find(other, self._request(other)).numbers) > 0
        return words if finds and len(held) < len(found.answered) else ""

    def _request(self, query: Query) -> Request:
        request = parse(query.words, self._canonical)
        chosen = _chosen(query, request)
        allowed = self._searching.allowed(query, request)

        def held(alternatives: Sequence[Wanted]) -> int:
            return int((self._searching.holders(alternatives) & allowed).sum())

        request = self._understanding.without_refused(request, held)

        def together(alternatives: Sequence[Wanted]) -> int:
            beside = [self._searching.holders(clause) & allowed for clause in request.clauses]
            answering = [has for has in beside if has.any()]
            rest = np.logical_or.reduce(answering) if answering else allowed
            return int((self._searching.holders(alternatives) & allowed & rest).sum())

        return self._understanding.of(request, chosen, held, together)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()


def _chosen(query: Query, request: Request) -> dict[str, tuple[str, ...]]:
    """The values that were chosen of each field, beside the words and among them."""
    found = {name: (*query.filters.get(name, ()), *request.filters.get(name, ())) for name in FACETS}
    return {name: values for name, values in found.items() if values}


def _typed(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """The clauses of words somebody typed."""
    return tuple(clause for clause in clauses if any(one.typed for one in clause))


def _names(request: Request, ranks: Sequence[int]) -> tuple[str, ...]:
    """The words some clauses were typed as."""
    return tuple(" OU ".join(one.typed for one in request.clauses[rank] if one.typed) for rank in ranks)


def _unknown(query: Query) -> list[str]:
    return [
        f"« {name} » n'est pas un critère connu ({', '.join(FACETS)}) : il est ignoré."
        for name in query.filters
        if name not in FACETS
    ]


def open_index(
    folder: Path,
    *,
    canonical: Canonical = as_typed,
    synonyms: Synonyms | None = None,
    pairs: Sequence[Pair] = (),
    thorough: bool = False,
) -> Index:
    """Open the present generation; never fails, nor sees half an index, because another is being swapped in.

    `canonical` turns a filter's value typed among the words (« niveau:2nde ») into the labels it means; `synonyms`
    are the project's unless others are given, `pairs` those a person confirmed; a thorough opening reads every file
    whole to check it.
    Raises UnusableIndexError, whose « reason » tells a missing, damaged, foreign, outdated or unsafe index.
    """
    opened = open_generation(folder, thorough=thorough)
    lexicon = read_lexicon(folder / opened.generation.name)
    every = with_pairs(lexicon.synonyms if synonyms is None else synonyms, pairs)
    return Index(opened, canonical, lexicon._replace(synonyms=every))


def present_index(folder: Path) -> str:
    """The name of the generation an opening would open."""
    return read_pointer(folder).name


# What the rest of the project may count on, checked by the types.
_OPENED: type[SearchIndex] = Index
_OPENING: Opening = open_index
_NAMING: Naming = present_index

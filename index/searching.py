"""One search over one open corpus: exact sets, exact scores, exact counts, our own order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from index.analysis import fold
from index.arrays import Array
from index.corpus import Corpus
from index.fields import FACETS, ZONES, Zone
from index.query import Query
from index.query_language import Request, Wanted, is_year_wanted
from index.scoring import Scores, Scoring

_DECIMALS = 6
"""Scores are rounded before they are compared: equal records get equal scores whatever the order of the sums."""


class Found:
    """What answers one query: numbers and scores in order, and the counts of the facets."""

    def __init__(self, numbers: Array, scores: Array, facets: Mapping[str, Mapping[str, int]]) -> None:
        self.numbers = numbers
        self.scores = scores
        self.facets = facets


class Searching:
    """Evaluates requests; may be shared by threads."""

    def __init__(self, corpus: Corpus, scoring: Scoring) -> None:
        self._corpus = corpus
        self._scoring = scoring

    def find(self, query: Query, request: Request) -> Found:
        """Give all that answers, in order, whatever the limit."""
        mask, scores = self._words(request)
        mask &= self._corpus.alive if query.everything else self._corpus.published
        for one in request.excluded:
            mask[self._of(one).numbers] = False
        for name, values in request.excluded_filters.items():
            mask &= ~self._having(name, values)
        chosen = self._chosen(query, request)
        allowed = mask.copy()
        for having in chosen.values():
            allowed &= having
        numbers = np.flatnonzero(allowed)
        worth = np.round(scores[numbers], _DECIMALS)
        order = np.lexsort((self._corpus.order[numbers], -worth))
        return Found(numbers[order], worth[order], self._counts(mask, chosen))

    def is_found(self, wanted: Wanted) -> bool:
        """Say whether any record has it."""
        return bool(len(self._of(wanted).numbers))

    def _words(self, request: Request) -> tuple[Array, Array]:
        """Give which records have a word of every clause, and what each is worth."""
        mask = np.ones(self._corpus.size, bool)
        scores = np.zeros(self._corpus.size)
        for clause in request.clauses:
            has = np.zeros(self._corpus.size, bool)
            for one in clause:
                found = self._of(one)
                has[found.numbers] = True
                scores[found.numbers] += found.values
            mask &= has
        return mask, scores

    def _of(self, wanted: Wanted) -> Scores:
        parts = [
            (found, boost * wanted.weight)
            for zone in ZONES
            for found, boost in self._parts(wanted, zone)
            if len(found.numbers)
        ]  # fmt: skip
        if len(parts) == 1:
            return Scores(parts[0][0].numbers, parts[0][0].values * parts[0][1])
        values = np.zeros(self._corpus.size)
        has = np.zeros(self._corpus.size, bool)
        for found, boost in parts:
            values[found.numbers] += boost * found.values
            has[found.numbers] = True
        numbers = np.flatnonzero(has)
        return Scores(numbers, values[numbers])

    def _parts(self, wanted: Wanted, zone: Zone) -> Iterator[tuple[Scores, float]]:
        if wanted.kind == "prefix":
            yield self._scoring.prefix(zone, wanted.exact[0]), zone.exact_boost
        if wanted.kind == "word":
            yield self._scoring.form(zone, wanted.joined), zone.exact_boost
            yield self._scoring.stem(zone, wanted.stem), zone.stem_boost
        if wanted.kind == "phrase" or (wanted.kind == "word" and len(wanted.exact) > 1):
            yield self._scoring.phrase(zone, wanted.exact), zone.exact_boost

    def _chosen(self, query: Query, request: Request) -> dict[str, Array]:
        """Give for each field that has chosen values which records have one of them."""
        found: dict[str, Array] = {}
        for name in FACETS:
            values = (*query.filters.get(name, ()), *request.filters.get(name, ()))
            if values:
                found[name] = self._having(name, values)
        if request.years:
            facet = self._corpus.facet("annee_scolaire")
            wanted = np.array([is_year_wanted(label, request.years) for label in facet.labels], bool)
            having = self._records_of("annee_scolaire", wanted)
            found["annee_scolaire"] = found.get("annee_scolaire", having) & having
        return found

    def _having(self, name: str, values: Iterable[str]) -> Array:
        wanted = {fold(value) for value in values}
        labels = self._corpus.facet(name).labels if name in FACETS else []
        return self._records_of(name, np.array([fold(label) in wanted for label in labels], bool))

    def _records_of(self, name: str, wanted: Array) -> Array:
        having = np.zeros(self._corpus.size, bool)
        if len(wanted):
            facet = self._corpus.facet(name)
            having[facet.numbers[wanted[facet.values]]] = True
        return having

    def _counts(self, mask: Array, chosen: Mapping[str, Array]) -> dict[str, dict[str, int]]:
        counts: dict[str, dict[str, int]] = {}
        for name in FACETS:
            others = mask.copy()
            for other, having in chosen.items():
                if other != name:
                    others &= having
            facet = self._corpus.facet(name)
            held = np.bincount(facet.values[others[facet.numbers]], minlength=len(facet.labels))
            present = np.flatnonzero(held)
            ordered = present[np.lexsort((facet.places[present], -held[present]))]
            counts[name] = {
                facet.labels[rank]: count for rank, count in zip(ordered.tolist(), held[ordered].tolist(), strict=True)
            }
        return counts

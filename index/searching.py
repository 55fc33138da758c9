"""One search over one open generation: exact sets, exact counts, our own order."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from whoosh import query as engine_query
from whoosh.scoring import BM25F

from index.analysis import fold
from index.fields import FACETS, ZONES, Zone
from index.query import Query
from index.query_language import Canonical, Request, Wanted, parse
from index.result import Hit, Result
from index.schema import facet_field, filter_field, stem_field
from schemas.record import record_from_dict

_DECIMALS = 6
"""Scores are rounded before they are compared: equal records get equal scores whatever the order of the sums."""


def weighting() -> Any:  # noqa: ANN401 - the engine ships no types
    """Give the engine's BM25F, with each zone's own weight of length."""
    return BM25F(
        **{f"{zone.name}_B": zone.length_weight for zone in ZONES},
        **{f"{stem_field(zone.name)}_B": zone.length_weight for zone in ZONES},
    )


class Searching:
    """Answers queries from an open engine searcher; the postings of facets and filters are read once."""

    def __init__(self, searcher: Any, canonical: Canonical) -> None:  # noqa: ANN401 - the engine ships no types
        self._searcher = searcher
        self._reader = searcher.reader()
        self._canonical = canonical
        self._facets: dict[str, dict[str, frozenset[int]]] = {}
        self._numbers: dict[tuple[str, str], frozenset[int]] = {}

    def search(self, query: Query) -> Result:
        """Answer one query; nothing in it is an error."""
        request = parse(query.words, self._canonical)
        allowed = self._allowed(query, request)
        excluded = self._documents(request.excluded)
        scored = self._scored(request, allowed, excluded)
        ranked = sorted(scored.items(), key=lambda item: (-item[1], item[0]))
        hits = tuple(Hit(self._record(number), score) for number, score in ranked[: max(0, query.limit)])
        unknown = (
            f"« {name} » n'est pas un critère connu ({', '.join(FACETS)}) : il est ignoré."
            for name in query.filters
            if name not in FACETS
        )
        return Result(len(scored), hits, self._counts(frozenset(scored)), (*request.ignored, *unknown))

    def _allowed(self, query: Query, request: Request) -> frozenset[int]:
        allowed = frozenset(range(self._reader.doc_count_all()))
        if not query.everything:
            allowed &= self._postings("publie", "oui")
        for name in FACETS:
            values = (*query.filters.get(name, ()), *request.filters.get(name, ()))
            if values:
                wanted = {fold(value) for value in values}
                allowed &= frozenset().union(*(self._postings(filter_field(name), value) for value in wanted))
        return allowed

    def _scored(self, request: Request, allowed: frozenset[int], excluded: frozenset[int]) -> dict[int, float]:
        if not request.clauses or not allowed:
            return dict.fromkeys(allowed - excluded, 0.0)
        asked = engine_query.And([self._any_of(clause) for clause in request.clauses])
        # Without a limit and without « optimize »: the engine's shortcuts give wrong lists. Sets, not queries, as
        # filter and mask: the one way to exclude that was never found wrong, and no query is run for them.
        found = self._searcher.search(asked, limit=None, optimize=False, filter=set(allowed), mask=set(excluded))
        return {number: round(score, _DECIMALS) for number, score in found.items()}

    def _documents(self, wanted: tuple[Wanted, ...]) -> frozenset[int]:
        return frozenset(self._searcher.docs_for_query(self._any_of(wanted))) if wanted else frozenset()

    def _any_of(self, wanted: Iterable[Wanted]) -> Any:  # noqa: ANN401
        return engine_query.Or([part for one in wanted for zone in ZONES for part in self._parts(one, zone)])

    def _parts(self, wanted: Wanted, zone: Zone) -> Iterator[Any]:
        if wanted.kind == "prefix":
            # Spelled out here: the engine's own prefix query forgets the boost and the weighting in turn.
            for form in self._reader.expand_prefix(zone.name, wanted.exact[0]):
                yield engine_query.Term(zone.name, form.decode(), boost=zone.exact_boost)
        if wanted.kind == "word":
            yield engine_query.Term(zone.name, wanted.joined, boost=zone.exact_boost)
            yield engine_query.Term(stem_field(zone.name), wanted.stem, boost=zone.stem_boost)
        if wanted.kind == "phrase" or (wanted.kind == "word" and len(wanted.exact) > 1):
            yield _phrase(zone, wanted.exact)

    def _counts(self, found: frozenset[int]) -> dict[str, dict[str, int]]:
        return {name: _most_frequent_first(self._facet(name), found) for name in FACETS}

    def _facet(self, name: str) -> Mapping[str, frozenset[int]]:
        if name not in self._facets:
            field = facet_field(name)
            labels = sorted(self._reader.field_terms(field)) if field in self._reader.indexed_field_names() else []
            self._facets[name] = {label: self._postings(field, label) for label in labels}
        return self._facets[name]

    def _postings(self, field: str, value: str) -> frozenset[int]:
        if (field, value) not in self._numbers:
            term = value.encode("utf-8", "replace")
            found = self._reader.postings(field, term).all_ids() if (field, term) in self._reader else ()
            self._numbers[field, value] = frozenset(found)
        return self._numbers[field, value]

    def _record(self, number: int) -> Any:  # noqa: ANN401
        return record_from_dict(json.loads(self._reader.stored_fields(number)["fiche"]))


def _most_frequent_first(facet: Mapping[str, frozenset[int]], found: frozenset[int]) -> dict[str, int]:
    counts = ((label, len(numbers & found)) for label, numbers in facet.items())
    present = [(label, count) for label, count in counts if count]
    return dict(sorted(present, key=lambda item: (-item[1], fold(item[0]), item[0])))


def _phrase(zone: Zone, forms: tuple[str, ...]) -> Any:  # noqa: ANN401
    if len(forms) == 1:
        return engine_query.Term(zone.name, forms[0], boost=zone.exact_boost)
    return engine_query.Phrase(zone.name, list(forms), boost=zone.exact_boost)

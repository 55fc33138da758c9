"""One search over one open corpus: exact sets, exact scores, exact counts, our own order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from index.analysis import folded_words
from index.arrays import Array
from index.corpus import Corpus
from index.fields import FACETS, MOTS, Zone
from index.loosening import DECIMALS, HANDFUL, LONG_QUESTION, Answers, best_partial
from index.query import Query
from index.query_language import Request, Wanted, is_year_wanted
from index.scoring import K1, Scores, Scoring

_FOR_WHOM = frozenset({"niveaux", "disciplines", "annee_scolaire"})


class Counts(Mapping[str, Mapping[str, int]]):
    """The counts of the facets, made when one is looked at: whoever shows none does not read them all."""

    def __init__(self, make: Callable[[], Mapping[str, Mapping[str, int]]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> Mapping[str, Mapping[str, int]]:
        return self._make()

    def __getitem__(self, name: str) -> Mapping[str, int]:
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(FACETS)

    def __len__(self) -> int:
        return len(FACETS)


@dataclass(frozen=True, slots=True)
class Matches:
    """What answers one query: numbers and scores in order, and the counts of the facets."""

    numbers: Array
    scores: Array
    facets: Mapping[str, Mapping[str, int]]
    complete: int
    """How many of them, the first, answer every word."""
    answered: tuple[Array, ...]
    """For each clause, which records answer it."""
    by_text: Mapping[str, Array]
    """For each field whose chosen values texts may say, which records are found by that alone: they come last."""
    told_total: int
    """How many of them, the last, are found by that alone."""

    def missing(self, number: int) -> tuple[int, ...]:
        """The ranks of the clauses a record does not answer."""
        return tuple(rank for rank, has in enumerate(self.answered) if not has[number])

    def told(self, number: int) -> tuple[str, ...]:
        """The fields whose chosen values only the texts of a record say."""
        return tuple(name for name, found in self.by_text.items() if found[number])


class Searching:
    """Evaluates requests; may be shared by threads."""

    def __init__(self, corpus: Corpus, scoring: Scoring) -> None:
        self._corpus = corpus
        self._scoring = scoring

    def find(self, query: Query, request: Request) -> Matches:
        """All that answers, in order, whatever the limit.

        Where fewer than a handful answer every word, those that answer most of what the words tell follow.
        """
        base = self._allowed(query, request)
        chosen = self._chosen(query, request)
        allowed = base.copy()
        for having in chosen.values():
            allowed &= having
        answers = self._answers(request)
        every = np.ones(self._corpus.size, bool)
        for has in answers.has:
            every &= has
        mask, scores = every, sum(answers.values, np.zeros(self._corpus.size))
        for clause in request.preferred:
            scores = scores + self._worth(clause)
        if len(answers.has) > 1 and int((every & allowed).sum()) < HANDFUL:
            share = answers.share
            scores = np.where(every, scores, scores * share)
            mask = every | best_partial(answers, share, scores, allowed & ~every, self._corpus.order)
        by_text, told = self._told(request, base & every, chosen)
        numbers = np.flatnonzero((mask & allowed) | told)
        worth = np.round(scores[numbers], DECIMALS)
        ranked = -worth if not query.by_date else np.zeros(len(numbers))
        order = np.lexsort((self._corpus.order[numbers], ranked, ~every[numbers], told[numbers]))
        counts = Counts(lambda: self._counts(mask & base, chosen))
        complete, told_total = int((every & allowed).sum()), int(told.sum())
        return Matches(numbers[order], worth[order], counts, complete, answers.has, by_text, told_total)

    def _told(self, request: Request, answering: Array, chosen: Mapping[str, Array]) -> tuple[dict[str, Array], Array]:
        """Find the records whose texts alone say what was chosen, by field, and all of them together.

        Facets do not count them: nothing says that a person would file them there.
        """
        by_text: dict[str, Array] = {}
        told, kept = np.zeros(self._corpus.size, bool), answering.copy()
        for name, having in chosen.items():
            if phrases := request.in_text.get(name, ()):
                facet = self._corpus.facet(name)
                is_empty = np.ones(self._corpus.size, bool)
                is_empty[facet.numbers] = False
                by_text[name] = is_empty & self._corpus.say_any(phrases)
                told |= by_text[name]
                having = having | by_text[name]
            kept &= having
        return by_text, told & kept

    def holders(self, alternatives: Sequence[Wanted]) -> Array:
        """Say which records have one of some things."""
        has = np.zeros(self._corpus.size, bool)
        for one in alternatives:
            has[self._of(one).numbers] = True
        return has

    def worth_of(self, wanted: Wanted, number: int) -> float:
        """What one thing is worth in one record; 0 where it is not."""
        found = self._of(wanted)
        place = int(np.searchsorted(found.numbers, number))
        is_there = place < len(found.numbers) and int(found.numbers[place]) == number
        return float(found.values[place]) if is_there else 0.0

    def is_in(self, wanted: Wanted, zone: Zone, number: int) -> bool:
        """Say whether one of the texts of a zone of a record holds a thing; a value of a field is in none."""
        corpus = self._corpus
        if wanted.kind == "word":
            held = [corpus.stem(zone, wanted.stem).numbers] if wanted.stem else []
            held.append(corpus.forms(zone, wanted.joined).numbers)
        elif wanted.kind == "phrase":
            held = [corpus.phrase(zone, wanted.exact)]
        elif wanted.kind in {"forms", "prefix"}:
            is_prefix = wanted.kind == "prefix"
            held = [corpus.forms(zone, form, is_prefix=is_prefix).numbers for form in wanted.exact]
        elif wanted.kind == "near" or (wanted.kind == "signed" and zone == MOTS):
            held = [corpus.near(zone, [corpus.forms_of_stem(stem) for stem in wanted.exact])]
        else:
            held = []
        return any(bool((numbers == number).any()) for numbers in held)

    def allowed(self, query: Query, request: Request) -> Array:
        """Say which records may be shown: of the right kind, with the chosen values, without what is refused."""
        allowed = self._allowed(query, request)
        for having in self._chosen(query, request).values():
            allowed &= having
        return allowed

    def _allowed(self, query: Query, request: Request) -> Array:
        mask = (self._corpus.alive if query.everything else self._corpus.findable).copy()
        for one in request.excluded:
            mask[self._of(one).numbers] = False
        for name, values in request.excluded_filters.items():
            mask &= ~self._having(name, values)
        return mask

    def _answers(self, request: Request) -> Answers:
        has: list[Array] = []
        values: list[Array] = []
        tells: list[float] = []
        for clause in request.clauses:
            value = self._worth(clause)
            holders = self.holders(clause)
            has.append(holders)
            values.append(value)
            held = int((holders & self._corpus.alive).sum())
            tells.append(self._scoring.rarity(held) if held else 0.0)
        # What nobody wrote tells most in a short query: without it there is nothing. In a long one it is a word.
        known = [one for one in tells if one] or [1.0]
        loose = sum(any(one.typed for one in clause) for clause in request.preferred)
        is_long = len(tells) + loose >= LONG_QUESTION
        unknown = sum(known) / len(known) if is_long else self._scoring.rarity(0)
        content = tuple(not any(one.field in _FOR_WHOM for one in clause) for clause in request.clauses)
        length = sum(content) + loose
        are_names = len(tells) > 1 and all(tells) and all(clause[0].is_name for clause in request.clauses)
        return Answers(tuple(has), tuple(values), tuple(one or unknown for one in tells), content, length, are_names)

    def _worth(self, clause: Sequence[Wanted]) -> Array:
        """What each record is worth for a clause: what was typed adds up, what was added to it does not."""
        typed, added = np.zeros(self._corpus.size), np.zeros(self._corpus.size)
        for one in clause:
            found = self._of(one)
            if one.weight == 1:
                typed[found.numbers] += found.values
            else:
                added[found.numbers] = np.maximum(added[found.numbers], found.values)
        return np.maximum(typed, added) + _BOTH * np.minimum(typed, added)

    def _of(self, wanted: Wanted) -> Scores:
        found = self._scored(wanted)
        return found if wanted.weight == 1 else Scores(found.numbers, found.values * wanted.weight)

    def _scored(self, wanted: Wanted) -> Scores:
        if wanted.kind == "prefix":
            return self._scoring.prefix(wanted.exact[0])
        if wanted.kind == "phrase":
            return self._scoring.phrase(wanted.exact)
        if wanted.kind == "near":
            return self._scoring.near(wanted.exact)
        if wanted.kind == "signed":
            return self._scoring.near(wanted.exact, MOTS)
        if wanted.kind == "forms":
            return self._scoring.any_form(wanted.exact)
        if wanted.kind == "facet":
            numbers = np.flatnonzero(self._having(wanted.field, wanted.exact))
            once = MOTS.weight * (K1 + 1) / (MOTS.weight + K1)
            return Scores(numbers, np.full(len(numbers), self._scoring.rarity(len(numbers)) * once))
        return self._scoring.word(wanted.joined, wanted.stem, wanted.exact if len(wanted.exact) > 1 else ())

    def _chosen(self, query: Query, request: Request) -> dict[str, Array]:
        """For each field that has chosen values which records have one of them."""
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
        if not query.everything:  # as if chosen, so that the other natures are counted
            found.setdefault("nature", self._corpus.published)
        return found

    def _having(self, name: str, values: Iterable[str]) -> Array:
        wanted = {folded_words(value) for value in values}
        labels = self._corpus.facet(name).labels if name in FACETS else []
        return self._records_of(name, np.array([folded_words(label) in wanted for label in labels], bool))

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


_BOTH = 0.2
"""What the lesser of a word and of what was added to it counts for, beside the greater."""

"""BM25F, exactly: how much the finding of some words is worth (S. Robertson and H. Zaragoza, 2009, section 3.6)."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from index.arrays import Array, distinct
from index.corpus import Corpus, Occurrences
from index.fields import SHORT, ZONES, Zone

K1 = 1.6
LONG_TEXTS = 0.3
"""How soon what is said again in a whole text counts no more: it is at most 1.3 times what is said once."""
EXACT = 0.25
"""What a word in the very form that was typed counts for, beside one in any of its forms."""
_MOST_KEPT = 64_000_000
"""Bytes of scores remembered: the words people ask for come again."""

_Part = tuple[Zone, str, Occurrences, float]
"""A zone, what is counted in it (« formes », « racines »), where it is found, and what one occurrence weighs."""


class Scores(NamedTuple):
    """What some words are worth: one entry a record that has them."""

    numbers: Array
    values: Array


class Scoring:
    """Scores words, prefixes, phrases and sets of forms; remembers what was asked. May be shared by threads."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._norms: dict[tuple[str, str], Array] = {}
        self._known: OrderedDict[tuple[str, tuple[str, ...]], Scores] = OrderedDict()
        self._size = 0
        self._guard = threading.Lock()

    def word(self, form: str, stem: str, parts: tuple[str, ...] = ()) -> Scores:
        """Score a word: all its inflections, and its own form a little more; none but its form without a stem.

        `parts` are those of a word in several (« escape-game »), found one after the other too.
        """
        return self._remembered("mot", (form, stem, *parts), lambda: self._word(form, stem, parts))

    def stem(self, zone: Zone, stem: str) -> Scores:
        """Score one stem in one zone alone."""
        return self._remembered(
            f"racine {zone.name}",
            (stem,),
            lambda: self._gathered([(zone, "racines", self._corpus.stem(zone, stem), 1.0)]),
        )

    def prefix(self, start: str) -> Scores:
        """Score every form that begins so, as one."""
        return self._remembered("debut", (start,), lambda: self._gathered(self._forms(start, is_prefix=True)))

    def any_form(self, forms: tuple[str, ...]) -> Scores:
        """Score some forms as one."""
        found = (part for form in forms for part in self._forms(form))
        return self._remembered("formes", forms, lambda: self._gathered(found))

    def phrase(self, forms: tuple[str, ...]) -> Scores:
        """Score the forms where they follow each other: the sum of what each is worth in the record."""
        if len(forms) == 1:
            return self.word(forms[0], "")
        return self._remembered("suite", forms, lambda: self._phrase(forms))

    def near(self, stems: tuple[str, ...], *zones: Zone) -> Scores:
        """Score some words, in any of their inflections and in any order, that stand close together in a text."""
        kind = " ".join(("voisins", *(zone.name for zone in zones)))
        return self._remembered(kind, stems, lambda: self._gathered(self._near(stems, zones or ZONES)))

    def rarity(self, held: int) -> float:
        """What the finding of something that many records have tells: BM25's inverse frequency, never negative."""
        return float(np.log(1 + (self._corpus.count - held + 0.5) / (held + 0.5))) if self._corpus.count else 0.0

    def _remembered(self, kind: str, forms: tuple[str, ...], compute: Callable[[], Scores]) -> Scores:
        key = kind, forms
        with self._guard:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        found = compute()
        with self._guard:
            if key not in self._known:
                self._known[key] = found
                self._size += found.numbers.nbytes + found.values.nbytes
            while self._size > _MOST_KEPT:
                _, dropped = self._known.popitem(last=False)
                self._size -= dropped.numbers.nbytes + dropped.values.nbytes
        return found

    def _word(self, form: str, stem: str, parts: tuple[str, ...]) -> Scores:
        zones = SHORT if stem else ZONES  # in a whole text, inflections are worth the same
        found: list[_Part] = list(self._forms(form, zones=zones, weight=EXACT if stem else 1.0))
        found += [(zone, "racines", self._corpus.stem(zone, stem), 1.0) for zone in ZONES if stem]
        if len(parts) > 1:
            found += [(zone, "formes", self._once(self._corpus.phrase(zone, parts)), 1.0) for zone in ZONES]
        return self._gathered(found)

    def _forms(
        self, form: str, *, zones: Sequence[Zone] = ZONES, is_prefix: bool = False, weight: float = 1.0
    ) -> Iterator[_Part]:
        for zone in zones:
            yield zone, "formes", self._corpus.forms(zone, form, is_prefix=is_prefix), weight

    def _near(self, stems: tuple[str, ...], zones: Sequence[Zone]) -> Iterator[_Part]:
        forms = [self._corpus.forms_of_stem(stem) for stem in stems]
        for zone in zones if all(forms) else ():
            yield zone, "formes", self._once(self._corpus.near(zone, forms)), 1.0

    @staticmethod
    def _once(numbers: Array) -> Occurrences:
        return Occurrences(numbers, np.zeros(len(numbers), np.int64), np.ones(len(numbers)))

    def _gathered(self, parts: Iterable[_Part]) -> Scores:
        """Sum what is found in each zone, then score the sum: a word said in two zones is one word said twice."""
        numbers_of: list[Array] = []
        times_of: list[Array] = []
        for zone, kept, found, weight in parts:
            if len(found.numbers):
                times = found.frequencies / self._norm(zone, kept)[found.numbers]
                if zone.is_long:
                    times = times * (LONG_TEXTS + 1) / (times + LONG_TEXTS)
                numbers_of.append(found.numbers)
                times_of.append(zone.weight * weight * times)
        if not numbers_of:
            return Scores(np.zeros(0, np.int64), np.zeros(0))
        # Summed at once: a family has many forms, and each would be laid over every record.
        total: Array = np.bincount(np.concatenate(numbers_of), np.concatenate(times_of), self._corpus.size)
        numbers = np.flatnonzero(total)
        times = total[numbers]
        return Scores(numbers, self.rarity(len(numbers)) * times * (K1 + 1) / (times + K1))

    def _phrase(self, forms: tuple[str, ...]) -> Scores:
        held = [self._corpus.phrase(zone, forms) for zone in ZONES]
        numbers = distinct(np.concatenate([np.zeros(0, np.int64), *held]))
        values = np.zeros(len(numbers))
        for form in forms:
            one = self.word(form, "")
            values += one.values[np.searchsorted(one.numbers, numbers)]
        return Scores(numbers, values)

    def _norm(self, zone: Zone, kept: str) -> Array:
        """For each record what its length weighs: a word is worth less in a longer text.

        The average is that of the records that have such a text: few have a joined document.
        """
        key = zone.name, kept
        if key not in self._norms:
            lengths = self._corpus.lengths(zone, kept).astype(np.float64)
            held = lengths[self._corpus.alive & (lengths > 0)]
            average = float(held.mean()) if len(held) else 1.0
            self._norms[key] = 1 - zone.length_weight + zone.length_weight * lengths / average
        return self._norms[key]

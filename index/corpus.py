"""All the parts of one generation as one collection of records: numbered in a row, the superseded ones left out."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from index.analysis import folded_words
from index.arrays import Array, distinct
from index.bounded_memory import BoundedMemory
from index.fields import ZONES, Zone
from index.layout import Key
from index.part import IndexedForm, Part
from index.stemming import stem as stem_of
from schemas.types.record import Record

_LEAST_ALIKE = 3
_MOST_CHANGED = 2
"""Letters an ending may change of a stem."""
_MOST_STEMS = 10_000
"""Stems whose forms are remembered: they are looked for among all that begin so."""
_APART = 3
"""Words that may stand between those of an expression: « téléphone d'élève portable »."""


class Occurrences(NamedTuple):
    """Where some forms or one stem are found; one entry a form and record."""

    numbers: Array
    """The record's number."""
    forms: Array
    """Which form it is: from 0, the same number for the same form in every part."""
    frequencies: Array
    """How many times the record has it."""


class Facet(NamedTuple):
    """The values of one facet, and the records that have them; one entry a record and value."""

    labels: list[str]
    numbers: Array
    values: Array
    """Ranks in `labels`."""
    places: Array
    """The place of each label among all in alphabetical order."""


_NONE = Occurrences(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))


class Corpus:
    """Reads the parts together; may be shared by threads."""

    def __init__(self, parts: Sequence[Part], alive: Array | None, order: Array | None) -> None:
        """Take the open parts; alive says which records count (None: all), order gives each its place (None: as is)."""
        self.parts = tuple(parts)
        self._starts = np.concatenate(([0], np.cumsum([part.count for part in parts]))).astype(np.int64)
        self.size = int(self._starts[-1])
        self.alive = np.ones(self.size, bool) if alive is None else alive
        self.has_dead = not bool(self.alive.all())
        self.order = np.arange(self.size) if order is None else order
        self.count = int(self.alive.sum())
        self._facets: dict[str, Facet] = {}
        self._forms_of_stem = BoundedMemory[str, tuple[str, ...]](_MOST_STEMS)

    @cached_property
    def published(self) -> Array:
        """Say of each record whether it is a living production."""
        return np.concatenate([np.zeros(0, bool), *(part.arrays["publie"] for part in self.parts)]) & self.alive

    @cached_property
    def findable(self) -> Array:
        """Say of each record whether a search may choose its nature."""
        found = np.zeros(self.size, bool)
        found[self.facet("nature").numbers] = True
        return found

    def lengths(self, zone: Zone, kept: str) -> Array:
        """The length of each record's texts of a zone: in « formes » or in « racines »."""
        name = f"{zone.name}.{kept}"
        return np.concatenate([np.zeros(0, np.int32), *(part.arrays[name] for part in self.parts)])

    def record(self, number: int) -> Record:
        """One record."""
        index = int(np.searchsorted(self._starts, number, "right")) - 1
        return self.parts[index].record(number - int(self._starts[index]))

    def with_texts(self, record: Record, number: int) -> Record:
        """The record of that number with its texts: what it is shown to be found by."""
        index = int(np.searchsorted(self._starts, number, "right")) - 1
        return self.parts[index].with_texts(record, number - int(self._starts[index]))

    def every_key(self) -> list[Key]:
        """What names each record, dead ones included, in the order of their numbers."""
        return [key for part in self.parts for key in part.keys]

    def stem(self, zone: Zone, stem: str) -> Occurrences:
        """Where a stem is found."""
        found = [part.stem_postings(zone, stem) for part in self.parts]
        numbers = [ids + start for (ids, _), start in zip(found, self._starts, strict=False)]
        joined = _joined(numbers, [np.zeros(len(ids), np.int64) for ids in numbers], [weights for _, weights in found])
        return self._living(joined)

    def held_by(self, zone: Zone, stem: str) -> int:
        """Count the records that have a stem; those superseded count too: it is how rare a word is that is asked."""
        return sum(part.held_by(zone, stem) for part in self.parts)

    def forms(self, zone: Zone, form: str, *, is_prefix: bool = False) -> Occurrences:
        """Where one form is found, or every form that begins so."""
        numbers, forms, frequencies = [], [], []
        known: dict[str, int] = {}
        for part, start in zip(self.parts, self._starts, strict=False):
            first, last = part.range_of(form, is_prefix=is_prefix)
            if first == last:
                continue
            places, ranks = part.places(zone, first, last)
            if not len(places):
                continue
            ids = part.numbers(zone, places)
            # Places are in order within a form: what is alike stands together.
            begins = np.flatnonzero(np.concatenate(([True], (np.diff(ids) != 0) | (np.diff(ranks) != 0))))
            same = np.array(
                [known.setdefault(one, len(known)) for one in map(part.sorted_forms.__getitem__, range(first, last))],
                np.int64,
            )
            numbers.append(ids[begins] + start)
            forms.append(same[ranks[begins] - first])
            frequencies.append(np.diff(np.concatenate((begins, [len(ids)]))).astype(np.float64))
        return self._living(_joined(numbers, forms, frequencies))

    def phrase(self, zone: Zone, forms: Sequence[str]) -> Array:
        """The numbers of the records where the forms follow each other in a text of the zone."""
        found = []
        for part, start in zip(self.parts, self._starts, strict=False):
            places = [part.places(zone, *part.range_of(form, is_prefix=False))[0] for form in forms]
            begins = _where_all_follow(places)
            if len(begins):
                found.append(distinct(part.numbers(zone, begins)) + start)
        numbers = np.concatenate([np.zeros(0, np.int64), *found])
        return numbers[self.alive[numbers]] if self.has_dead else numbers

    def say_any(self, phrases: Sequence[Sequence[str]]) -> Array:
        """Say of each record whether one of some phrases stands in its texts; most are in none, and cost little."""
        has = np.zeros(self.size, bool)
        for part, start in zip(self.parts, self._starts, strict=False):
            ranges = {
                form: part.range_of(form, is_prefix=False) for form in {form for phrase in phrases for form in phrase}
            }
            held = {form for form, (first, last) in ranges.items() if first < last}
            present = [phrase for phrase in phrases if held.issuperset(phrase)]
            for zone in ZONES:
                for phrase in present:
                    begins = _where_all_follow([part.places(zone, *ranges[form])[0] for form in phrase])
                    has[part.numbers(zone, begins) + start] = True
        return has & self.alive

    def forms_of_stem(self, stem: str) -> tuple[str, ...]:
        """The forms some text has whose stem is that one; a stem and its forms begin alike, but for an ending."""
        return self._forms_of_stem.of(stem, self._read_forms_of_stem)

    def _read_forms_of_stem(self, stem: str) -> tuple[str, ...]:
        start = stem[: max(_LEAST_ALIKE, len(stem) - _MOST_CHANGED)]
        return tuple(
            one.form
            for one in self.forms_like(start)
            if stem in {stem_of(one.form), folded_words(stem_of(one.written))}
        )

    def near(self, zone: Zone, wanted: Sequence[Sequence[str]]) -> Array:
        """The numbers of the records where one of the forms of each stand close together in a text of the zone."""
        found: list[Array] = []
        window = len(wanted) + _APART
        for part, start in zip(self.parts, self._starts, strict=False):
            places = [
                [part.places(zone, *part.range_of(form, is_prefix=False))[0] for form in forms] for forms in wanted
            ]
            begins = where_all_near(places, window)
            if len(begins):
                found.append(distinct(part.numbers(zone, begins)) + start)
        numbers = np.concatenate([np.zeros(0, np.int64), *found])
        return numbers[self.alive[numbers]] if self.has_dead else numbers

    def facet(self, name: str) -> Facet:
        """The values of one facet, those of dead records left out."""
        if name not in self._facets:
            self._facets[name] = self._read_facet(name)
        return self._facets[name]

    def _read_facet(self, name: str) -> Facet:
        known: dict[str, int] = {}
        numbers, values = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        for part, start in zip(self.parts, self._starts, strict=False):
            same = np.array([known.setdefault(label, len(known)) for label in part.arrays.words(name)], np.int64)
            numbers.append(part.arrays[f"{name}.notices"] + start)
            values.append(same[part.arrays[f"{name}.valeurs"]] if len(same) else np.zeros(0, np.int64))
        held, of = np.concatenate(numbers), np.concatenate(values)
        if self.has_dead:
            living = self.alive[held]
            held, of = held[living], of[living]
        labels = list(known)
        places = np.zeros(len(labels), np.int64)
        in_order = sorted(range(len(labels)), key=lambda rank: (folded_words(labels[rank]), labels[rank]))
        places[in_order] = np.arange(len(labels))
        return Facet(labels, held, of, places)

    @cached_property
    def long_forms(self) -> list[str]:
        """Every form that some text holds, whole texts included, in alphabetical order."""
        return sorted({form for part in self.parts for form in part.held_forms()})

    def forms_beginning(self, letter: str) -> list[str]:
        """Those of these forms that begin by one letter."""
        first, last = bisect_left(self.long_forms, letter), bisect_left(self.long_forms, chr(ord(letter) + 1))
        return self.long_forms[first:last]

    @cached_property
    def threes(self) -> frozenset[str]:
        """Every three letters that follow each other in some form."""
        return frozenset(three for form in self.long_forms for three in threes_of(form))

    def forms_like(self, prefix: str) -> list[IndexedForm]:
        """The forms that begin so, those of several parts made one."""
        found: dict[str, IndexedForm] = {}
        for part in self.parts:
            for form in part.forms(*part.range_of(prefix, is_prefix=True)):
                before = found.get(form.form)
                if before is None:
                    found[form.form] = form
                else:
                    best = max(before, form, key=lambda one: one.held)
                    found[form.form] = IndexedForm(form.form, before.held + form.held, best.written)
        return list(found.values())

    def _living(self, found: Occurrences) -> Occurrences:
        if not self.has_dead:
            return found
        kept = self.alive[found.numbers]
        return Occurrences(found.numbers[kept], found.forms[kept], found.frequencies[kept])


def threes_of(form: str) -> Iterator[str]:
    """Each three letters of a word, its ends marked."""
    marked = f"^{form}$"
    return (marked[at : at + 3] for at in range(len(marked) - 2))


def _joined(numbers: list[Array], forms: list[Array], frequencies: list[Array]) -> Occurrences:
    if not numbers:
        return _NONE
    return Occurrences(np.concatenate(numbers), np.concatenate(forms), np.concatenate(frequencies))


def where_all_near(places: Sequence[Sequence[Array]], window: int) -> Array:
    """The places of the rarest word from which each of the others stands within a window, before or after.

    Of each word the places of its forms, each in order: they are looked at one by one, as common words have too many
    places to be put in order together.
    """
    ordered = sorted(places, key=lambda forms: sum(map(len, forms)))
    begins: Array = np.concatenate([np.zeros(0, np.int64), *ordered[0]])
    for forms in ordered[1:]:
        gap = np.full(len(begins), window + 1, np.int64)
        for held in forms:
            if len(held) and len(begins):
                after = np.minimum(np.searchsorted(held, begins), len(held) - 1)
                before = np.maximum(after - 1, 0)
                gap = np.minimum(gap, np.minimum(np.abs(held[after] - begins), np.abs(held[before] - begins)))
        begins = begins[gap <= window]
    return begins


def _where_all_follow(places: Sequence[Array]) -> Array:
    """The places from which each form stands one place after the one before; the rarest is looked at first."""
    steps = sorted(range(len(places)), key=lambda step: len(places[step]))
    begins: Array = places[steps[0]].astype(np.int64) - steps[0]
    for step in steps[1:]:
        held = places[step]
        if not len(begins) or not len(held):
            return begins[:0]
        at = np.minimum(np.searchsorted(held, begins + step), len(held) - 1)
        begins = begins[held[at] == begins + step]
    return begins

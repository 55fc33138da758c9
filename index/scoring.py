"""BM25F, exactly: how much the finding of some words in a zone is worth (S. Robertson and H. Zaragoza, 2009)."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import NamedTuple

import numpy as np

from index.arrays import Array
from index.corpus import Corpus, Occurrences
from index.fields import Zone

_K1 = 1.2
_MOST_KEPT = 64_000_000
"""Bytes of scores remembered: the words people ask for come again."""


class Scores(NamedTuple):
    """What some words are worth: one entry a record that has them."""

    numbers: Array
    values: Array


class Scoring:
    """Scores forms, stems, prefixes and phrases; remembers what was asked. May be shared by threads."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._norms: dict[tuple[str, str], Array] = {}
        self._known: OrderedDict[tuple[str, str, tuple[str, ...]], Scores] = OrderedDict()
        self._size = 0
        self._guard = threading.Lock()

    def form(self, zone: Zone, form: str) -> Scores:
        """Score one folded form."""
        return self._remembered("forme", zone, (form,))

    def stem(self, zone: Zone, stem: str) -> Scores:
        """Score one stem."""
        return self._remembered("racine", zone, (stem,))

    def prefix(self, zone: Zone, start: str) -> Scores:
        """Score every form that begins so, each for itself."""
        return self._remembered("debut", zone, (start,))

    def phrase(self, zone: Zone, forms: tuple[str, ...]) -> Scores:
        """Score the forms where they follow each other: the sum of what each is worth in the record."""
        return self.form(zone, forms[0]) if len(forms) == 1 else self._remembered("suite", zone, forms)

    def _remembered(self, kind: str, zone: Zone, forms: tuple[str, ...]) -> Scores:
        key = kind, zone.name, forms
        with self._guard:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        found = self._computed(kind, zone, forms)
        with self._guard:
            if key not in self._known:
                self._known[key] = found
                self._size += found.numbers.nbytes + found.values.nbytes
            while self._size > _MOST_KEPT:
                _, dropped = self._known.popitem(last=False)
                self._size -= dropped.numbers.nbytes + dropped.values.nbytes
        return found

    def _computed(self, kind: str, zone: Zone, forms: tuple[str, ...]) -> Scores:
        if kind == "racine":
            return self._scored(zone, "racines", self._corpus.stem(zone, forms[0]))
        if kind == "suite":
            return self._phrase(zone, forms)
        found = self._corpus.forms(zone, forms[0], is_prefix=kind == "debut")
        return self._scored(zone, "formes", found)

    def _scored(self, zone: Zone, kept: str, found: Occurrences) -> Scores:
        if not len(found.numbers):
            return Scores(found.numbers, found.frequencies)
        held = np.bincount(found.forms)
        idf = np.log(max(1, self._corpus.count) / (held + 1)) + 1
        worth = found.frequencies * (_K1 + 1) / (found.frequencies + self._norm(zone, kept)[found.numbers])
        values = idf[found.forms] * worth
        if len(held) == 1 and len(self._corpus.parts) == 1:
            return Scores(found.numbers, values)
        numbers, places = np.unique(found.numbers, return_inverse=True)
        return Scores(numbers, np.bincount(places, values))

    def _phrase(self, zone: Zone, forms: tuple[str, ...]) -> Scores:
        numbers = self._corpus.phrase(zone, forms)
        values = np.zeros(len(numbers))
        for form in forms:
            one = self.form(zone, form)
            values += one.values[np.searchsorted(one.numbers, numbers)]
        return Scores(numbers, values)

    def _norm(self, zone: Zone, kept: str) -> Array:
        """Give for each record what its length weighs: a word is worth less in a longer text."""
        key = zone.name, kept
        if key not in self._norms:
            lengths = self._corpus.lengths(zone, kept).astype(np.float64)
            average = float(lengths[self._corpus.alive].sum()) / max(1, self._corpus.count) or 1.0
            self._norms[key] = _K1 * (1 - zone.length_weight + zone.length_weight * lengths / average)
        return self._norms[key]

"""Helping to ask: what may complete a word that is being typed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np

from index.analysis import folded_words
from index.bounded_memory import BoundedMemory
from index.corpus import Corpus
from index.fields import FACETS
from index.part import IndexedForm
from index.result import Suggestion
from index.small_words import STOP_WORDS

_SHORTEST = 3
"""Letters of a form that is proposed."""
_MOST_KEPT = 2_000
"""Beginnings whose completions are remembered: everyone begins alike."""
_AFTER = "\U0010ffff"


class Completions:
    """What completes the beginnings of words of one corpus; threads may share it."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._kept = BoundedMemory[tuple[str, int], tuple[Suggestion, ...]](_MOST_KEPT)

    def of(self, typed: str, limit: int) -> tuple[Suggestion, ...]:
        """The facet values a word of which begins so, then the words that do, the most frequent first."""
        start = folded_words(typed)
        return self._kept.of((start, limit), self._read) if start else ()

    def _read(self, asked: tuple[str, int]) -> tuple[Suggestion, ...]:
        start, limit = asked
        starts = self._starts
        first, last = bisect_left(starts, (start,)), bisect_left(starts, (start + _AFTER,))
        values = list(dict.fromkeys(self._values[rank] for _, rank in starts[first:last]))
        forms = self._corpus.forms_like(start) if " " not in start else []
        found = [Suggestion(form.written, "", form.held) for form in forms if _is_telling(form)]
        values.sort(key=lambda one: (-one.count, folded_words(one.text)))
        found.sort(key=lambda one: (-one.count, folded_words(one.text)))
        half = limit - min(len(found), limit // 2)
        return tuple([*values[:half], *found][:limit])

    @cached_property
    def _values(self) -> tuple[Suggestion, ...]:
        return tuple(
            Suggestion(label, name, count)
            for name in FACETS
            if name != "nature"
            for label, count in _value_counts(self._corpus, name)
        )

    @cached_property
    def _starts(self) -> Sequence[tuple[str, int]]:
        """Each value from each of its words on, in alphabetical order, with its rank."""
        return sorted((start, rank) for rank, one in enumerate(self._values) for start in _from_each_word(one.text))


def _from_each_word(label: str) -> Iterator[str]:
    words = folded_words(label).split(" ")
    return (" ".join(words[first:]) for first in range(len(words)))


def _value_counts(corpus: Corpus, name: str) -> Sequence[tuple[str, int]]:
    facet = corpus.facet(name)
    counts = np.bincount(facet.values[corpus.published[facet.numbers]], minlength=len(facet.labels))
    return [(label, int(count)) for label, count in zip(facet.labels, counts, strict=True) if count]


def _is_telling(form: IndexedForm) -> bool:
    return form.held > 0 and len(form.form) >= _SHORTEST and form.form not in STOP_WORDS and not form.form.isdigit()

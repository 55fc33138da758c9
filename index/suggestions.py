"""Helping to ask: what may complete a word that is being typed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.analysis import folded_words
from index.corpus import Corpus
from index.fields import FACETS
from index.part import IndexedForm
from index.result import Suggestion
from index.small_words import STOP_WORDS

_SHORTEST = 3
"""Letters of a form that is proposed."""


def completions(corpus: Corpus, typed: str, limit: int) -> tuple[Suggestion, ...]:
    """The facet values a word of which begins so, then the words that do, the most frequent first."""
    start = folded_words(typed)
    if not start:
        return ()
    values = [
        Suggestion(label, name, count)
        for name in FACETS
        if name != "nature"
        for label, count in _value_counts(corpus, name)
        if _begins(label, start)
    ]
    forms = corpus.forms_like(start.replace(" ", "")) if " " not in start else []
    found = [Suggestion(form.written, "", form.held) for form in forms if _is_telling(form)]
    values.sort(key=lambda one: (-one.count, folded_words(one.text)))
    found.sort(key=lambda one: (-one.count, folded_words(one.text)))
    half = limit - min(len(found), limit // 2)
    return tuple([*values[:half], *found][:limit])


def _value_counts(corpus: Corpus, name: str) -> Sequence[tuple[str, int]]:
    facet = corpus.facet(name)
    counts = np.bincount(facet.values[corpus.published[facet.numbers]], minlength=len(facet.labels))
    return [(label, int(count)) for label, count in zip(facet.labels, counts, strict=True) if count]


def _begins(label: str, start: str) -> bool:
    folded = folded_words(label)
    return folded.startswith(start) or f" {start}" in folded


def _is_telling(form: IndexedForm) -> bool:
    return form.held > 0 and len(form.form) >= _SHORTEST and form.form not in STOP_WORDS and not form.form.isdigit()

"""Helping to ask: what may complete a word, and what was perhaps meant by one nobody wrote."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from index.analysis import fold, words
from index.corpus import Corpus
from index.fields import FACETS
from index.part import Form
from index.query_language import STOP_WORDS
from index.result import Suggestion

_SHORTEST = 3
"""Letters of a form that is proposed."""
_LONG = 6
"""Letters from which two faults are forgiven instead of one."""
_MOST_LIKE = 20


def completions(corpus: Corpus, typed: str, limit: int) -> tuple[Suggestion, ...]:
    """Give the facet values a word of which begins so, then the words that do, the most frequent first."""
    start = fold(typed)
    if not start:
        return ()
    values = [
        Suggestion(label, name, count)
        for name in FACETS
        for label, count in _value_counts(corpus, name)
        if _begins(label, start)
    ]
    forms = corpus.forms_like(start.replace(" ", "")) if " " not in start else []
    found = [Suggestion(form.written, "", form.held) for form in forms if _is_telling(form)]
    values.sort(key=lambda one: (-one.count, fold(one.text)))
    found.sort(key=lambda one: (-one.count, fold(one.text)))
    half = limit - min(len(found), limit // 2)
    return tuple([*values[:half], *found][:limit])


def nearest(corpus: Corpus, form: str) -> str:
    """Give how people write the form nearest to one nobody wrote; empty when none is near enough."""
    from rapidfuzz import process  # imported when needed only: most searches find something
    from rapidfuzz.distance import OSA

    faults = 2 if len(form) >= _LONG else 1
    spelled = (one for part in corpus.parts for one in part.spelled_forms)
    choices = sorted({one for one in spelled if abs(len(one) - len(form)) <= faults})
    near = process.extract(
        form, choices, scorer=OSA.distance, processor=None, score_cutoff=faults, limit=_MOST_LIKE
    )  # fmt: skip
    known = [(distance, one) for choice, distance, _ in near for one in corpus.forms_like(choice) if one.form == choice]
    telling = [(distance, -one.held, one.written) for distance, one in known if _is_telling(one)]
    return min(telling)[2] if telling else ""


def replaced(typed: str, form: str, written: str) -> str:
    """Give what was typed with one word put in the place of another, wherever its folded form stands."""
    return re.sub(
        r"[^\W_]+(?:['’-][^\W_]+)*",
        lambda match: written if any(word.joined == form for word in words(match[0])) else match[0],
        typed,
    )


def _value_counts(corpus: Corpus, name: str) -> Sequence[tuple[str, int]]:
    facet = corpus.facet(name)
    counts = np.bincount(facet.values[corpus.published[facet.numbers]], minlength=len(facet.labels))
    return [(label, int(count)) for label, count in zip(facet.labels, counts, strict=True) if count]


def _begins(label: str, start: str) -> bool:
    folded = fold(label)
    return folded.startswith(start) or f" {start}" in folded


def _is_telling(form: Form) -> bool:
    return form.held > 0 and len(form.form) >= _SHORTEST and form.form not in STOP_WORDS and not form.form.isdigit()

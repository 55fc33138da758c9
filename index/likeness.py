"""Finding the productions most like one: those that share its most telling words."""

from __future__ import annotations

from collections import Counter

import numpy as np

from index.analysis import words
from index.arrays import Array
from index.corpus import Corpus
from index.fields import MOTS, SHORT, TEXTE, TITRE, zone_texts
from index.scoring import Scoring
from index.small_words import STOP_WORDS
from schemas.types.record import Record

_MOST_STEMS = 20
_WORTH = {TITRE: 3, MOTS: 2, TEXTE: 1}


def most_alike(corpus: Corpus, scoring: Scoring, record: Record, number: int, limit: int) -> tuple[Array, Array]:
    """The numbers of the productions most like a record, and how much each is, the most alike first."""
    scores = np.zeros(corpus.size)
    for stem in _telling_stems(corpus, record):
        for zone in SHORT:
            found = scoring.stem(zone, stem)
            scores[found.numbers] += zone.weight * found.values
    scores[number] = 0
    scores[~corpus.published] = 0
    numbers = np.flatnonzero(scores)
    order = np.lexsort((corpus.order[numbers], -np.round(scores[numbers], 6)))[:limit]
    return numbers[order], scores[numbers[order]]


def _telling_stems(corpus: Corpus, record: Record) -> list[str]:
    """The stems of a record few others have, the most telling first."""
    counts: Counter[str] = Counter()
    texts = zone_texts(record)
    for zone in SHORT:
        for word in (word for text in texts[zone] for word in words(text)):
            if word.joined_stem and word.joined not in STOP_WORDS and not word.joined.isdigit():
                counts[word.joined_stem] += _WORTH[zone]
    likely = [stem for stem, _ in counts.most_common(4 * _MOST_STEMS)]
    rarity = {stem: _rarity(corpus, stem) for stem in likely}
    return sorted(likely, key=lambda stem: (-counts[stem] * rarity[stem], stem))[:_MOST_STEMS]


def _rarity(corpus: Corpus, stem: str) -> float:
    held = max(corpus.held_by(zone, stem) for zone in SHORT)
    return float(np.log((corpus.count + 1) / (held + 1))) if held > 1 else 0.0

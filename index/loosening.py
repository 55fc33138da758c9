"""What is given where few answer every word: the best of those that answer most of what the words tell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from index.arrays import Array

DECIMALS = 6
"""Scores are rounded before they are compared: equal records get equal scores whatever the order of the sums."""
HANDFUL = 8
"""Answers to all the words under which those to most of them are given too: measured, as what follows."""
_MOST_OF_WORDS = (1.0, 1.0, 0.36, 0.3, 0.3, 0.2)
"""Of what all the words of a query tell, by their number, the part that what has not all of them must answer: a long
question is seldom answered whole, a short one says just what it wants."""
LONG_QUESTION = 4
"""Telling words from which a question is a sentence."""
_MOST_PARTIAL = (0, 0, 2, 10, 20)
"""How many of those are given at most, by the number of words: of two, one alone seldom says what is sought…"""
_MOST_OF_PAIR = 10
"""…unless some record has both: they go together, and what has one may be what is sought."""
_PAIR = 2
_WITHOUT_ONE = 0.6
"""The least part of a short query that has a word nobody wrote: what is asked for is perhaps nowhere."""
_ONE_NAME = 0.5
"""Of what the best of those with some of several names answers, the part the others must."""
_BESIDE_BEST = 0.3
"""Of what the best of those answers, the part the others must…"""
_BESIDE_BEST_OF_LONG = 0.15
"""…in a long question: once something answers enough of it, what answers less may still be of use."""
_AT_LEAST = 2
"""How many of those are given, where none answers enough: « nothing » would be said too soon."""
_BESIDE_UNKNOWN = 0.35
"""The least part those must answer where some word is in no record: the other is rare then, and may be the subject."""


@dataclass(frozen=True, slots=True)
class Answers:
    """For each clause, which records answer it, and what for."""

    has: tuple[Array, ...]
    values: tuple[Array, ...]
    tells: tuple[float, ...]
    """How much each clause tells: the rarer it is, the more; what no record holds, the most."""
    content: tuple[bool, ...]
    """For each clause, whether it says what is sought rather than for whom: a level or a discipline is in many."""
    length: int
    """Words of content, those that are only preferred included."""
    are_names: bool
    """Whether each of several is a name somebody has: whoever asks for two people wants what either did."""

    @property
    def looked_at(self) -> tuple[int, ...]:
        """The clauses that are weighed: those of content, or all where there is none."""
        ranks = tuple(rank for rank, is_content in enumerate(self.content) if is_content)
        return ranks or tuple(range(len(self.has)))

    @property
    def are_known(self) -> bool:
        """Whether each of them is in some record."""
        return all(self.has[rank].any() for rank in self.looked_at)

    @property
    def go_together(self) -> bool:
        """Whether they are two, and some record has both."""
        looked_at = [self.has[rank] for rank in self.looked_at]
        return self.length == len(looked_at) == _PAIR and bool((looked_at[0] & looked_at[1]).any())

    @property
    def share(self) -> Array:
        """For each record the part it answers of what the clauses of content tell."""
        total = sum(self.tells[rank] for rank in self.looked_at) or 1.0
        share = np.zeros(len(self.has[0]))
        for rank in self.looked_at:
            share += self.has[rank] * (self.tells[rank] / total)
        return share


def best_partial(answers: Answers, share: Array, scores: Array, others: Array, order: Array) -> Array:
    """Say which of some records that lack some words are given all the same: the best of those that answer enough.

    `share` is the part each answers of what they tell; `order` the place of each among those of one score.
    """
    most = _most_partial(answers)
    enough = others & (share >= _enough(share, others, answers))
    if not enough.any():
        least = 0.0 if answers.are_known else _BESIDE_UNKNOWN
        enough, most = others & (share > least), _AT_LEAST
    numbers = np.flatnonzero(enough)
    best_first = np.lexsort((order[numbers], -np.round(scores[numbers], DECIMALS)))
    kept = np.zeros(len(share), bool)
    kept[numbers[best_first[:most]]] = True
    return kept


def _most_partial(answers: Answers) -> int:
    """How many of them may be given."""
    if answers.are_names:
        return _MOST_PARTIAL[-1]
    if answers.go_together:
        return _MOST_OF_PAIR
    return _MOST_PARTIAL[min(answers.length, len(_MOST_PARTIAL) - 1)] or 1


def _enough(share: Array, others: Array, answers: Answers) -> float:
    """The part that must be answered: enough for the length of the question, and not far below the best."""
    best = float(share[others].max()) if others.any() else 1.0
    least = _MOST_OF_WORDS[min(max(answers.length, 1), len(_MOST_OF_WORDS) - 1)]
    if answers.are_names:
        return _ONE_NAME * best
    if answers.length >= LONG_QUESTION:
        return _BESIDE_BEST_OF_LONG * best if best >= least else least
    return max(least if answers.are_known else _WITHOUT_ONE, _BESIDE_BEST * best)

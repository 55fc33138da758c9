"""Pairs of expressions a person decided of: « concours = olympiades », a value of the decisions on « synonymes »."""

from __future__ import annotations

from collections.abc import Iterable

from schemas.files.decisions import Decision
from schemas.words.text import fold

PAIRS = "synonymes"
"""The field of decisions that are about two expressions."""
_SIGN = "="
_LONGEST = 80
"""Letters of one expression."""

Pair = tuple[str, str]


def pair_of(value: str) -> Pair | None:
    """The two expressions of a value, in alphabetical order; None where there are not two."""
    parts = [" ".join(part.split()) for part in value.split(_SIGN)]
    if len(parts) != 2 or not all(fold(part) and len(part) <= _LONGEST for part in parts):
        return None
    one, other = sorted(parts, key=lambda part: (fold(part), part))
    return (one, other) if fold(one) != fold(other) else None


def pair_value(one: str, other: str) -> str:
    """Write two expressions as the value of a decision; empty where they make none."""
    pair = pair_of(f"{one} {_SIGN} {other}")
    return f" {_SIGN} ".join(pair) if pair is not None else ""


def confirmed_pairs(decisions: Iterable[Decision]) -> tuple[Pair, ...]:
    """The pairs that were accepted."""
    accepted = (one for one in decisions if one.field == PAIRS and one.verdict == "accept")
    return tuple(pair for one in accepted if (pair := pair_of(one.value)) is not None)

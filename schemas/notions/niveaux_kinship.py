"""Which levels hold which: the wider ones of a class, and whether two levels may be said of one description."""

from __future__ import annotations

from functools import cache

from schemas.notions.niveaux_streams import BARE
from schemas.words.vocabulary import load_vocabulary

_NAME = "niveaux"
_SCHOOLS_OF_DEGREE = {
    "premier degré": ("école maternelle", "école élémentaire"),
    "second degré": ("collège", "lycée"),
}


def ancestors(label: str) -> tuple[str, ...]:
    """The wider levels of a level, nearest first: « 3e » → « cycle 4 », « collège »."""
    term = load_vocabulary(_NAME).term(label)
    return term.ancestors if term is not None else ()


def same_levels(one: str, other: str) -> bool:
    """Say whether two levels may be said of one description: they hold a class in common (« cycle 3 », « collège »)."""
    is_less_said = (one in BARE and other.startswith(f"{one} ")) or (other in BARE and one.startswith(f"{other} "))
    return is_less_said or bool(_held(one) & _held(other))


@cache
def has_narrower(label: str) -> bool:
    """Say whether a level holds others: a cycle, a school, « 1re » without its stream."""
    return any(label in term.ancestors for term in load_vocabulary(_NAME).terms)


@cache
def _held(label: str) -> frozenset[str]:
    terms = load_vocabulary(_NAME).terms
    wider = {label, *_SCHOOLS_OF_DEGREE.get(label, ())}
    return frozenset(wider | {term.label for term in terms if wider & set(term.ancestors)})

"""Which levels hold which: the wider ones of a class, and whether two levels may be said of one description."""

from __future__ import annotations

import re
from functools import cache

from schemas.notions.niveaux_streams import BARE
from schemas.words.vocabulary import load_vocabulary

_NAME = "niveaux"
_SCHOOLS_OF_DEGREE = {
    "premier degré": ("école maternelle", "école élémentaire"),
    "second degré": ("collège", "lycée"),
}
_GENERAL_SECOND = re.compile(
    r"\b(?:secondes?|2n?des?)\b[^.;:!?]{0,15}?(?:\bg[ée]n[ée]rales?\b|\btechnologiques?\b|\bL?E?GT\b)", re.IGNORECASE
)


def ancestors(label: str) -> tuple[str, ...]:
    """The wider levels of a level, nearest first: « 3e » → « cycle 4 », « collège »."""
    term = load_vocabulary(_NAME).term(label)
    return term.ancestors if term is not None else ()


def is_narrower(label: str, wider: str, written: str = "") -> bool:
    """Say whether a level is a narrower form of another, which is `written` so.

    « Seconde » is the general one where nothing says more; it is so expressly only where its stream is written.
    """
    if wider in ancestors(label):
        return True
    return wider in BARE and label.startswith(f"{wider} ") and _GENERAL_SECOND.search(written) is None


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

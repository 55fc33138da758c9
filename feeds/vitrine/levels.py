"""Levels as a tree people know: école, collège, lycée, after the bac; in the order of classes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from schemas.words.vocabulary import load_vocabulary

_BRANCHES: Mapping[str, tuple[str, ...]] = {
    "Collège": ("collège", "cycle 4"),
    "École": ("premier degré", "école maternelle", "école élémentaire", "cycle 1", "cycle 2", "cycle 3"),
    "Lycée professionnel": ("lycée professionnel",),
    "Lycée général et technologique": ("lycée général et technologique", "lycée"),
    "Après le bac": ("enseignement supérieur",),
}
"""The levels each branch begins with; the first branch that holds a level or one of those above it has it."""
_ORDER = ("École", "Collège", "Lycée général et technologique", "Lycée professionnel", "Après le bac", "Autres")
_DEEPEST = 2


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a branch."""

    label: str
    count: int
    depth: int
    """How many of the levels before it in its branch hold it, two at most."""


@dataclass(frozen=True, slots=True)
class Branch:
    """Levels under one heading."""

    titre: str
    levels: tuple[Level, ...]


def branches_of(counts: Mapping[str, int]) -> tuple[Branch, ...]:
    """Put levels in their branches, wider ones before those they hold."""
    terms = load_vocabulary("niveaux").terms
    above = {term.label: term.ancestors for term in terms}
    places = {term.label: place for place, term in enumerate(terms)}
    found: dict[str, list[Level]] = {}
    for label in sorted(counts, key=lambda label: (_is_cycle(label), places.get(label, len(places)), label)):
        wider = above.get(label, ())
        branch = next((titre for titre, roots in _BRANCHES.items() if {label, *wider} & {*roots}), "Autres")
        before = {level.label for level in found.get(branch, ())}
        found.setdefault(branch, []).append(Level(label, counts[label], min(_DEEPEST, len(before & {*wider}))))
    # Cycles, which hold classes of two schools, come last of their branch, and deepen nothing.
    return tuple(Branch(titre, tuple(found[titre])) for titre in _ORDER if titre in found)


def _is_cycle(label: str) -> bool:
    return label.startswith("cycle ")

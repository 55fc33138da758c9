"""The page of a search: its results, its facets, and what leads out of it; no choice leads to nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from feeds.vitrine.links import PARAMETERS, Chosen, Links
from feeds.vitrine.pages import Counted, ProductionCard
from schemas.words.languages import language_name

TITRES: Mapping[str, str] = {
    "discipline": "Discipline", "academie": "Académie", "niveau": "Niveau", "annee": "Année scolaire",
    "groupe": "Groupe", "type": "Type", "outil": "Outil", "competence": "Compétence",
    "langue": "Langue",
}  # fmt: skip
SHOWN_VALUES = 6
"""Values of a facet shown at once; the others are one gesture away."""
MOST_VALUES = 60
"""Values of a facet on a page, the most frequent: tools are counted by thousands, and words find the others."""


@dataclass(frozen=True, slots=True)
class FacetChoice:
    """One value of a facet."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class FacetChoices:
    """One facet: values that are chosen first, then the most frequent."""

    parameter: str
    titre: str
    first: tuple[FacetChoice, ...]
    rest: tuple[FacetChoice, ...]
    left_out: int = 0
    """Values that are not on the page."""


@dataclass(frozen=True, slots=True)
class Chip:
    """One condition of the search, and the search without it."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A word no production holds, what was searched in its place, and the search of the word as it was typed."""

    typed: str
    searched: str
    address: str


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of the results of a search."""

    words: str
    chosen: Chosen
    total: int
    page: int
    pages: int
    cards: tuple[ProductionCard, ...]
    facets: tuple[FacetChoices, ...]
    chips: tuple[Chip, ...]
    suggestion: Chip | None = None
    """Other words, when these find nothing."""
    remarks: tuple[str, ...] = ()
    """French: what of the search was not understood."""
    partly: tuple[ProductionCard, ...] = ()
    """Those of the page that answer only some of the words; they follow the others."""
    by_text: tuple[ProductionCard, ...] = ()
    """Those of the page whose text alone says the level or the discipline that was chosen; they come last."""
    complete: int = 0
    """Of the total, those that answer every word."""
    corrections: tuple[Correction, ...] = ()


def facets_of(
    counts: Mapping[str, Mapping[str, int]], chosen: Chosen, labels: Mapping[str, str]
) -> tuple[FacetChoices, ...]:
    """Make the facets of the counts, by parameter; values that would find nothing are left out unless chosen."""
    found: list[FacetChoices] = []
    for parameter in PARAMETERS:
        held, mine = counts.get(parameter, {}), chosen.get(parameter, ())
        values = [*mine, *(value for value in held if value not in mine)]
        choices = [
            FacetChoice(value, _label(parameter, value, labels), held.get(value, 0), value in mine) for value in values
        ]
        size = max(SHOWN_VALUES, len(mine))
        if len(choices) > 1 or mine:
            most = max(MOST_VALUES, size)
            left_out = max(0, len(choices) - most)
            found.append(
                FacetChoices(parameter, TITRES[parameter], tuple(choices[:size]), tuple(choices[size:most]), left_out)
            )
    return tuple(found)


def _label(parameter: str, value: str, labels: Mapping[str, str]) -> str:
    """What people call a value: groups and languages are held by their code."""
    if parameter == "langue":
        return language_name(value)
    return labels.get(value, value) if parameter == "groupe" else value


def chips_of(words: str, chosen: Chosen, links: Links, labels: Mapping[str, str]) -> tuple[Chip, ...]:
    """Each condition with the search without it."""
    chips = [Chip(f"« {words} »", links.search(chosen))] if words else []
    for parameter in PARAMETERS:
        for value in chosen.get(parameter, ()):
            left = {**chosen, parameter: tuple(one for one in chosen[parameter] if one != value)}
            label = _label(parameter, value, labels)
            chips.append(Chip(f"{TITRES[parameter]} : {label}", links.search(left, words)))
    return tuple(chips)


def counted(values: Mapping[str, int]) -> tuple[Counted, ...]:
    """Values with their counts, in the order they come."""
    return tuple(Counted(label, count) for label, count in values.items())

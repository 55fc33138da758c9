"""The page of a search: its results, its facets, and what leads out of it; no choice leads to nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from feeds.vitrine.levels import branches_of
from feeds.vitrine.links import FIRST, NATURES, PARAMETERS, Chosen, Links, View
from feeds.vitrine.pages import Counted, ProductionCard
from schemas.words.languages import language_name

TITRES: Mapping[str, str] = {
    "discipline": "Discipline", "academie": "Académie", "niveau": "Niveau", "annee": "Année scolaire",
    "groupe": "Groupe", "type": "Type", "outil": "Outil", "competence": "Compétence",
    "langue": "Langue", "nature": "Nature",
}  # fmt: skip
_IN_ORDER = ("niveau", "discipline", "academie", "annee", "nature", "type", "outil", "competence", "groupe", "langue")
_OPEN = _IN_ORDER[:2]
"""Facets that are not folded; nor is one that has chosen values."""
SHOWN_VALUES = 8
"""Values of a long facet shown at once; the others are found by the beginning of their name."""
_LONG = 12
"""Values past which a facet is long."""
MOST_VALUES = 40
"""Values of a facet on a page, the most frequent: tools are counted by thousands, and any may be typed."""


@dataclass(frozen=True, slots=True)
class FacetChoice:
    """One value of a facet."""

    value: str
    label: str
    count: int
    chosen: bool
    depth: int = 0
    """Of a level: how many levels before it hold it."""


@dataclass(frozen=True, slots=True)
class FacetChoices:
    """One facet: values that are chosen first, then the most frequent; levels in their branches."""

    parameter: str
    titre: str
    lists: tuple[tuple[str, tuple[FacetChoice, ...]], ...]
    """Choices under a heading, which is empty for those that have none."""
    rest: tuple[FacetChoice, ...] = ()
    """Values proposed to whoever types their beginning."""
    is_open: bool = False


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
class Near:
    """Results of a search without one of its conditions, where nothing answers them all."""

    without: Chip
    total: int
    cards: tuple[ProductionCard, ...]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of the results of a search."""

    words: str
    chosen: Chosen
    total: int
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
    near: Near | None = None
    view: View = FIRST

    def address(self, links: Links, page: int = 1, **seen: bool | int) -> str:
        """The same search, another page of it, or in another order."""
        return links.search(self.chosen, self.words, view=replace(self.view, page=page, **seen))  # type: ignore[arg-type]

    @property
    def page(self) -> int:
        """The number of the page."""
        return self.view.page

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of the pages that are led to: the first, the last, those around; 0 where some are passed over."""
        around = sorted({1, self.pages, *range(max(1, self.page - 2), min(self.pages, self.page + 2) + 1)})
        gaps = {two: [0] for one, two in pairwise(around) if two > one + 1}
        return tuple(number for one in around for number in (*gaps.get(one, ()), one))


def facets_of(
    counts: Mapping[str, Mapping[str, int]], chosen: Chosen, labels: Mapping[str, str]
) -> tuple[FacetChoices, ...]:
    """Make the facets of the counts, by parameter; values that would find nothing are left out unless chosen."""
    found = []
    for parameter in _IN_ORDER:
        held, mine = counts.get(parameter, {}), chosen.get(parameter, ())
        values = [*mine, *(value for value in held if value not in mine)]
        if len(values) > 1 or mine:
            choices = [
                FacetChoice(value, _label(parameter, value, labels), held.get(value, 0), value in mine)
                for value in values[: max(MOST_VALUES, len(mine))]
            ]
            size = max(SHOWN_VALUES, len(mine)) if len(values) > _LONG else len(values)
            is_tree = parameter == "niveau"
            lists = _levels(held, mine) if is_tree else (("", tuple(choices[:size])),)
            rest = () if is_tree else tuple(choices[size:])
            is_open = parameter in _OPEN or bool(mine)
            found.append(FacetChoices(parameter, TITRES[parameter], lists, rest, is_open))
    return tuple(found)


def _levels(held: Mapping[str, int], mine: Sequence[str]) -> tuple[tuple[str, tuple[FacetChoice, ...]], ...]:
    branches = branches_of({**dict.fromkeys(mine, 0), **held})
    return tuple(
        (
            branch.titre,
            tuple(FacetChoice(one.label, one.label, one.count, one.label in mine, one.depth) for one in branch.levels),
        )
        for branch in branches
    )


def _label(parameter: str, value: str, labels: Mapping[str, str]) -> str:
    """What people call a value: groups, languages and natures are held by their code."""
    if parameter == "langue":
        return language_name(value)
    return {"groupe": labels, "nature": NATURES}.get(parameter, {}).get(value, value)


def searches_without(
    words: str, chosen: Chosen, links: Links, labels: Mapping[str, str]
) -> Iterator[tuple[Chip, str, Chosen]]:
    """Each condition, and the words and choices of the search without it."""
    if words:
        yield Chip(f"« {words} »", links.search(chosen)), "", chosen
    for parameter in PARAMETERS:
        for value in chosen.get(parameter, ()):
            left = {**chosen, parameter: tuple(one for one in chosen[parameter] if one != value)}
            label = f"{TITRES[parameter]} : {_label(parameter, value, labels)}"
            yield Chip(label, links.search(left, words)), words, left


def chips_of(words: str, chosen: Chosen, links: Links, labels: Mapping[str, str]) -> tuple[Chip, ...]:
    """Each condition with the search without it."""
    return tuple(chip for chip, _, _ in searches_without(words, chosen, links, labels))


def counted(values: Mapping[str, int]) -> tuple[Counted, ...]:
    """Values with their counts, in the order they come."""
    return tuple(Counted(label, count) for label, count in values.items())

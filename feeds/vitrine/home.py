"""The home page: what is here, and the ways in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from feeds.vitrine.levels import Branch
from feeds.vitrine.pages import Counted, ProductionCard, Section
from schemas.files.group import Group


@dataclass(frozen=True, slots=True)
class HomePage:
    """The groups of the latest year at work by discipline, and the ways in."""

    annees_shown: str
    """« de l’année 2024-2025 », of those groups."""
    sections: tuple[Section, ...]
    total: int
    of_groups: int
    """Of the total, those a national group made."""
    newest: tuple[ProductionCard, ...]
    branches: tuple[Branch, ...]
    natures: tuple[Counted, ...]
    """Productions, synthèses, bilans, comptes rendus."""
    annees: tuple[Counted, ...]
    disciplines: tuple[Counted, ...]
    academies: tuple[Counted, ...]


def groups_at_work(groups: Iterable[Group], counts: Mapping[str, int]) -> tuple[str, tuple[Group, ...]]:
    """The groups of the latest year for which one has given something, and those of later years; and how to say it.

    A year that only a call names hides nobody, nor does a page that is wrong about its own.
    """
    dated = [group for group in groups if group.annees]
    given = [group for group in dated if counts.get(group.id)]
    latest = max((max(group.annees) for group in given or dated), default="")
    shown = tuple(group for group in dated if max(group.annees) >= latest)
    annees = sorted({annee for group in shown for annee in group.annees if annee >= latest})
    return (f"de l’année {annees[0]}" if len(annees) == 1 else f"des années {' et '.join(annees)}", shown)

"""What the example site shows at one moment: its rubriques and its published articles."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from examples.production import Production

FILE = Path(__file__).parent / "site.toml"


@dataclass(frozen=True, slots=True)
class Rubrique:
    """One rubrique of the site; parent 0 is the root."""

    number: int
    titre: str
    parent: int = 0
    texte: str = ""


@dataclass(frozen=True, slots=True)
class SiteContent:
    """One moment of the site, as its pages are written from it."""

    name: str
    slogan: str
    rubriques: tuple[Rubrique, ...]
    articles: tuple[Production, ...]
    """Published ones only, latest first."""
    mots: dict[str, int] = field(default_factory=dict)
    auteurs: dict[str, int] = field(default_factory=dict)

    def article(self, number: int) -> Production | None:
        """A published article."""
        return next((one for one in self.articles if one.number == number), None)

    def rubrique(self, number: int) -> Rubrique | None:
        """A rubrique."""
        return next((one for one in self.rubriques if one.number == number), None)

    def path(self, number: int) -> list[Rubrique]:
        """The rubriques from the root down to one."""
        found = self.rubrique(number)
        return [] if found is None else [*self.path(found.parent), found]

    def children(self, number: int) -> list[Rubrique]:
        """The rubriques just under one; under 0, the sectors."""
        return [one for one in self.rubriques if one.parent == number]

    def articles_in(self, number: int) -> list[Production]:
        """All the published articles of one rubrique, latest first."""
        return [one for one in self.articles if one.rubrique == number]

    @property
    def listed(self) -> list[Production]:
        """The articles that the plan, the feeds and the other pages name."""
        return [one for one in self.articles if not one.hors_plan]


def empty_site() -> SiteContent:
    """Read the site's name and rubriques; it has no article yet."""
    content: dict[str, Any] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    rubriques = tuple(Rubrique(**table) for table in content["rubrique"])
    return SiteContent(content["name"], content["slogan"], rubriques, ())

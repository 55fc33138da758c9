"""The page a référent receives: what is expected and found of her académie, and what to correct."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment

from feeds.wording.templating import page_environment


@dataclass(frozen=True, slots=True)
class CheckedPoint:
    """One page, and what is to be corrected there."""

    url: str
    titre: str
    messages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckedGroup:
    """One group of the académie."""

    groupe: str
    theme: str
    expected: int | None
    found: int
    points: tuple[CheckedPoint, ...]


def render_check_page(academie: str, groups: Sequence[CheckedGroup]) -> str:
    """The page's HTML."""
    points = sum(len(point.messages) for group in groups for point in group.points)
    return _environment().get_template("check.html.j2").render(academie=academie, groups=groups, points=points)


@cache
def _environment() -> Environment:
    return page_environment()

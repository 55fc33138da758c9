"""The blocks of a page and its lines, and what makes two blocks of one kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

SHORTEST_PROSE = 40
"""Characters of a block that are no label, no link, no date: a sentence."""
_MAX_NAMES = 1_000
_WHOLE_LINE = 0.9
_WITHOUT_CLASSES = frozenset({"body", "html"})
"""Theirs say what the whole page is."""
_STATES = frozenset(
    {
        "active", "alt", "current", "deux", "even", "first", "impair", "last", "odd", "off", "on", "open", "pair",
        "selected", "trois", "un", "row_even", "row_first", "row_last", "row_odd",
    }
)  # fmt: skip
"""Classes that say the turn or the state of an element, and not what it is."""
_DIGITS = re.compile(r"\d+")


@dataclass(slots=True)
class Run:
    """One line of a page: the text of a block between the blocks it holds."""

    part: Part
    text: str
    linked: int = 0
    """Characters of it that lead to other pages of the site."""
    here: int = 0
    """Characters of it that lead to this very page, as where a list of pages names it too."""
    inside: int = 0
    """Characters of it that lead to a place in this page: an entry of its table of contents, « Haut de page »."""
    level: int = 0
    """1 to 6 for a heading, else 0."""
    targets: tuple[str, ...] = ()
    """The pages of the site it leads to, itself left out."""

    @property
    def own(self) -> int:
        """Count the characters that lead nowhere."""
        return max(0, len(self.text) - self.linked)

    @property
    def leads(self) -> bool:
        """Say whether it is mostly a link to another page of the site."""
        return bool(self.targets) and 2 * self.linked >= len(self.text)

    @property
    def leads_here(self) -> bool:
        """Say whether it is mostly a link to this very page."""
        return not self.targets and 2 * self.here >= len(self.text)

    @property
    def leads_inside(self) -> bool:
        """Say whether it is no more than a link to a place in this page; headings often are, and remain headings."""
        return not self.level and _WHOLE_LINE * len(self.text) <= self.inside

    @property
    def is_prose(self) -> bool:
        """Say whether it is a sentence more than a link."""
        return not self.level and self.own >= SHORTEST_PROSE and self.own >= self.linked and not self.leads_inside


@dataclass(slots=True, eq=False)
class Part:
    """One block element, with what it holds."""

    element: etree._Element
    place: str
    parent: Part | None
    apart: bool
    """True in what a page says is no part of its content: nav, aside, footer, form."""
    children: list[Part] = field(default_factory=list)
    start: int = 0
    end: int = 0
    """Its lines, and those of all it holds, are the page's lines from start to end."""
    level: int = 0
    """Of the heading it is, or is in."""
    links: list[str] = field(default_factory=list)
    """The pages of the site it links to itself, even by a link without words."""
    is_entry: bool = False
    """True for one of several blocks that each lead to another page of the site, and for what such a block holds."""

    def within(self) -> Iterator[Part]:
        """The part and all it holds, in reading order."""
        stack = [self]
        while stack:
            part = stack.pop()
            yield part
            stack.extend(reversed(part.children))

    def above(self) -> Iterator[Part]:
        """What holds it, nearest first."""
        part = self.parent
        while part is not None:
            yield part
            part = part.parent


def signature(element: etree._Element) -> str:
    """One step of a place: the tag, the id and the first two classes, numbers put aside."""
    return _signature(
        str(element.tag), (element.get("id") or "")[:_MAX_NAMES], (element.get("class") or "")[:_MAX_NAMES]
    )


@lru_cache(maxsize=8_192)
def _signature(tag: str, own_id: str, classes: str) -> str:
    if tag in _WITHOUT_CLASSES:
        return tag
    named = f"#{_DIGITS.sub('N', own_id)}" if own_id and len(own_id) <= 60 else ""
    names = [name for name in classes.split() if len(name) <= 60 and name.lower() not in _STATES]
    # « icon solid fa-calendar »: what an item of a list is comes last.
    kept = [_DIGITS.sub("N", name) for name in names[: 4 if tag == "li" else 2]]
    return tag + named + "".join(f".{name}" for name in kept)

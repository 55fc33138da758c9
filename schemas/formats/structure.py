"""How a page is built, whatever its template: its blocks, where each stands, what is prose, what only leads elsewhere.

Nothing here knows a CMS. A *place* is the way from the body to an element, by tags, ids and first classes, numbers
put aside: the same on all the pages of one template.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, TypeAlias

from lxml import etree

from schemas.formats.addresses import absolute_address, is_file_address
from schemas.formats.assembly import one_line
from schemas.formats.page import Page
from schemas.formats.page_text import BLOCKS, is_hidden, walk
from schemas.page_address import address_key

SHORTEST_PROSE = 40
"""Characters of a block that are no label, no link, no date: a sentence."""
MAX_PARTS = 20_000
"""Blocks looked at: a page of more is not written by a person."""
_MAX_NAMES = 1_000
_MAX_DEPTH = 60
"""Steps of a place that are told apart; what lies deeper shares its place."""
_SKIPPED = frozenset(
    {
        "audio", "button", "canvas", "datalist", "head", "iframe", "input", "math", "noscript", "object", "option",
        "script", "select", "style", "svg", "template", "textarea", "video",
    }
)  # fmt: skip
_APART = frozenset({"aside", "footer", "form", "nav"})
_APART_ROLES = frozenset({"banner", "complementary", "contentinfo", "dialog", "navigation", "search"})
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
_LONGEST_BEFORE_LINK = 40
"""Characters of what may stand before the link of an entry: a number, a date, a rubrique."""
_LONGEST_TOLD = 500
"""Characters a block may say of a page it links to, when it does not begin by that link."""
_LONGEST_ENTRY = 1_500
"""The same, where it shows otherwise that it is an entry."""
_CUT = re.compile(r"(?:\[…\]|\[\.\.\.\]|\(\.\.\.\)|\(…\))\s*\Z")
_READ_ON = re.compile(
    r"[\W_]*(?:lire (?:la suite|plus|l['’]article|l['’]intégralité)|en savoir plus|voir (?:la suite|l['’]article|plus)"
    r"|(?:la )?suite|continuer la lecture|read more|continue reading|more)\b.{0,120}",
    re.IGNORECASE,
)
_WHOLE_LINE = 0.9
_HERE = ""
"""Stands for this page among the pages that blocks lead to."""
_LEVELS = {f"h{number}": number for number in range(1, 7)}


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
    links: list[str] = field(default_factory=list)
    """The pages of the site it links to itself, even by a link without words."""
    is_entry: bool = False
    """True for one of several blocks that each lead to another page of the site, and for what such a block holds."""

    def within(self) -> Iterator[Part]:
        """Give the part and all it holds, in reading order."""
        stack = [self]
        while stack:
            part = stack.pop()
            yield part
            stack.extend(reversed(part.children))

    def above(self) -> Iterator[Part]:
        """Give what holds it, nearest first."""
        part = self.parent
        while part is not None:
            yield part
            part = part.parent


@dataclass(frozen=True, slots=True)
class Structure:
    """A page as it is built."""

    root: Part
    runs: tuple[Run, ...]
    """In reading order."""
    at_place: dict[str, list[etree._Element]]
    """All elements seen, inline ones too, by place."""
    own: int
    """Characters of prose that is the page's own: in no entry, no menu."""
    told: int
    """Characters of prose that stand in entries: what is told of other pages."""
    linked: int
    """Characters that lead to other pages of the site, menus left out."""
    leads_to: tuple[str, ...]
    """Where its entries lead, each page once."""


_Way: TypeAlias = Literal["elsewhere", "here", "inside"]
_LAST: ContextVar[tuple[Page, Structure] | None] = ContextVar("last_structure", default=None)
"""Each thread has its own."""


def structure_of(page: Page) -> Structure:
    """Give how a page is built; that of the last page of each thread is kept."""
    kept = _LAST.get()
    if kept is None or kept[0] is not page:
        kept = page, _Builder(page).structure()
        _LAST.set(kept)
    return kept[1]


class _Builder:
    """Goes through a page once."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._own_addresses = _own_addresses(page)
        self._site = _site_of(page.url)
        self._runs: list[Run] = []
        self._at_place: dict[str, list[etree._Element]] = {}
        self._texts: list[str] = []
        self._linked = self._here = self._inside = 0
        self._targets: list[str] = []
        self._open: str | None = None
        """Where the link that is open leads."""

    def structure(self) -> Structure:
        body = next(iter(self._page.tagged("body")), self._page.root)
        root = Part(body, "body", None, apart=False)
        self._read(body, root)
        entries = _mark_entries(root, self._runs)
        prose = [run for run in self._runs if run.is_prose and not run.part.apart]
        shown = (part for part in entries if not part.apart)
        leads = dict.fromkeys(target for part in shown for target in _targets(part)[:1])
        return Structure(
            root,
            tuple(self._runs),
            self._at_place,
            own=sum(run.own for run in prose if not run.part.is_entry),
            told=sum(run.own for run in prose if run.part.is_entry),
            linked=sum(run.linked for run in self._runs if not run.part.apart),
            leads_to=tuple(leads),
        )

    def _read(self, body: etree._Element, root: Part) -> None:
        part, count = root, 1
        places = [root.place]
        way: _Way | None = None
        for step, element, text in walk(body, _is_skipped):
            if step == "text":
                self._texts.append(text)
                if way is not None:
                    self._count(way, len(text.strip()))
            elif element is body:
                continue
            elif step == "open":
                place = places[-1] if len(places) > _MAX_DEPTH else f"{places[-1]}>{signature(element)}"
                places.append(place)
                self._at_place.setdefault(place, []).append(element)
                tag = str(element.tag)
                if tag in BLOCKS or tag == "br":
                    self._end_line(part)
                if tag in BLOCKS and count < MAX_PARTS:
                    count += 1
                    part = self._part(element, place, part)
                elif tag == "a":
                    way = self._way(element, part)
            else:
                places.pop()
                if part.element is element and part.parent is not None:
                    self._end_line(part)
                    part.end = len(self._runs)
                    part = part.parent
                elif element.tag == "a":
                    way = None
                    self._close_link()
        self._end_line(part)
        root.end = len(self._runs)

    def _part(self, element: etree._Element, place: str, parent: Part) -> Part:
        part = Part(element, place, parent, parent.apart or _is_apart(element), start=len(self._runs))
        parent.children.append(part)
        return part

    def _end_line(self, part: Part) -> None:
        text = one_line("".join(self._texts)) if self._texts else ""
        if text:
            linked = min(self._linked, len(text))
            targets = tuple(dict.fromkeys(self._targets))
            self._runs.append(Run(part, text, linked, self._here, self._inside, _level(part), targets))
        # A link around several blocks leads from each; one without words is of no line.
        self._targets = [self._open] if self._open else []
        self._texts.clear()
        self._linked = self._here = self._inside = 0

    def _close_link(self) -> None:
        self._open = None
        if not self._linked:
            self._targets.clear()

    def _count(self, way: _Way, characters: int) -> None:
        self._linked += characters if way == "elsewhere" else 0
        self._here += characters if way == "here" else 0
        self._inside += characters if way == "inside" else 0

    def _way(self, link: etree._Element, part: Part) -> _Way | None:
        """Say where a link leads, and note the page; None for a file, another site, or a folder this page is in."""
        href = str(link.get("href") or "").strip()
        address = absolute_address(self._page.base, href)
        if address is None or _site_of(address) != self._site or is_file_address(address):
            return "inside" if href.startswith("#") else None
        key = address_key(address)
        if key in self._own_addresses:
            return "inside" if "#" in href else "here"
        if key.endswith("/") and any(own.startswith(key) for own in self._own_addresses):
            return None
        self._open = key
        self._targets.append(key)
        part.links.append(key)
        return "elsewhere"


def _level(part: Part) -> int:
    for one in (part, *part.above()):
        if one.element.tag in _LEVELS:
            return _LEVELS[str(one.element.tag)]
    return 0


def _own_addresses(page: Page) -> frozenset[str]:
    said = [str(link.get("href") or "") for link in page.tagged("link") if str(link.get("rel")).lower() == "canonical"]
    own = [address for address in (page.url, *(absolute_address(page.base, one) for one in said)) if address]
    return frozenset(map(address_key, own))


@lru_cache(maxsize=4_096)
def _site_of(address: str) -> str:
    return address.partition("://")[2].partition("/")[0].lower()


def _is_skipped(element: etree._Element) -> bool:
    return element.tag in _SKIPPED or is_hidden(element)


def _is_apart(element: etree._Element) -> bool:
    return element.tag in _APART or element.get("role") in _APART_ROLES


def signature(element: etree._Element) -> str:
    """Give one step of a place: the tag, the id and the first two classes, numbers put aside."""
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


def _mark_entries(root: Part, runs: list[Run]) -> list[Part]:
    """Mark the blocks that, side by side, each begin by a link to another page of the site; gives the outermost."""
    found: list[Part] = []
    for part in root.within():
        if part.is_entry:
            continue  # its children are marked with it
        for entry in (*_alike(part, runs), *_governed(part, runs)):
            if not entry.is_entry:
                found.append(entry)
                for inner in entry.within():
                    inner.is_entry = True
    return found


def _alike(parent: Part, runs: list[Run]) -> list[Part]:
    by_kind: dict[str, list[Part]] = {}
    for child in parent.children:
        by_kind.setdefault(signature(child.element), []).append(child)
    entries: list[Part] = []
    for alike in by_kind.values():
        if len(alike) < 2:
            entries += [child for child in alike if _beginning_of(child, runs) is not None]
            continue
        leading = [_only_leads_to(child, runs) or _beginning_of(child, runs) for child in alike]
        told = [target for target in leading if target is not None]
        if len(set(told)) >= 2 and 2 * len(told) > len(alike):
            # Beside entries, a longer one of their kind is one too.
            entries += [child for child in alike if _only_leads_to(child, runs, _LONGEST_ENTRY) is not None]
    return entries


def _only_leads_to(part: Part, runs: list[Run], longest: int = _LONGEST_TOLD) -> str | None:
    """Give the page a block tells of: the one it begins by, or the only one a block with a heading links to."""
    target = _leading_target(part, runs)
    lines = runs[part.start : part.end]
    has_heading = part.element.tag == "article" or any(run.level for run in lines)
    if target is None and has_heading and _is_short(lines, longest):
        found = set(_targets(part))
        return next(iter(found)) if len(found) == 1 else None
    return target


def _beginning_of(part: Part, runs: list[Run]) -> str | None:
    """Give the page of which a block shows by itself that it gives only the beginning: a list may hold one article."""
    lines = runs[part.start : part.end]
    may_tell = any(run.level for run in lines) and _is_short(lines, _LONGEST_ENTRY)
    target = _only_leads_to(part, runs, _LONGEST_ENTRY) if may_tell else None
    if target is None:
        return None
    is_covered = part.element.tag == "article" and not any(target in run.targets for run in lines)
    says_so = any(_READ_ON.fullmatch(run.text) if run.leads else _CUT.search(run.text) for run in lines)
    # Covered by a link without words, or saying that there is more to read.
    return target if is_covered or says_so else None


def _is_short(lines: list[Run], longest: int) -> bool:
    """Say whether a block may tell of another page: neither under the heading of this one, nor a text."""
    own = sum(run.own for run in lines)
    return own <= longest and not any(run.level == 1 and not run.leads for run in lines)


def _leading_target(part: Part, runs: list[Run]) -> str | None:
    """Give the page a block leads to by its heading, or by the first thing it says; None when it is no entry."""
    lines = runs[part.start : part.end]
    for run in lines:
        if run.leads:
            return run.targets[0]
        if run.leads_here and _names_this_page(lines):
            return _HERE
        if run.level or len(run.text) > _LONGEST_BEFORE_LINK:
            return None  # a heading or a text of its own: not told of another page
    return None


def _names_this_page(lines: list[Run]) -> bool:
    """Say whether a block only names this page, with perhaps its date: it stands in a list among others."""
    return sum(len(run.text) - run.here for run in lines) <= _LONGEST_BEFORE_LINK


def _governed(parent: Part, runs: list[Run]) -> list[Part]:
    """Give what follows a heading that leads to another page, up to the next heading."""
    entries: list[Part] = []
    governs = False
    for child in parent.children:
        headings = [run for run in runs[child.start : child.end] if run.level]
        if headings:
            governs = headings[0].leads and not any(
                run.level <= headings[0].level and not run.leads for run in headings
            )
        if governs:
            entries.append(child)
    return entries


def _targets(part: Part) -> list[str]:
    return [target for inner in part.within() for target in inner.links]

"""How a page is built, whatever its template: its blocks, where each stands, what is prose, what only leads elsewhere.

Nothing here knows a CMS. A *place* is the way from the body to an element, by tags, ids and first classes, numbers
put aside: the same on all the pages of one template.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from lxml import etree

from schemas.formats.addresses import absolute_address, is_file_address
from schemas.formats.assembly import one_line
from schemas.formats.blocks import Part, Run, signature
from schemas.formats.entries import mark_entries, targets_of
from schemas.formats.page import Page
from schemas.formats.page_text import BLOCKS, is_hidden, walk
from schemas.parsing.page_address import address_key

MAX_PARTS = 20_000
"""Blocks looked at: a page of more is not written by a person."""
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
_LEVELS = {f"h{number}": number for number in range(1, 7)}


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
    """How a page is built; that of the last page of each thread is kept."""
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
        root = Part(body, "body", None, apart=False, level=_LEVELS.get(str(body.tag), 0))
        self._read(body, root)
        entries = mark_entries(root, self._runs)
        prose = [run for run in self._runs if run.is_prose and not run.part.apart]
        shown = (part for part in entries if not part.apart)
        leads = dict.fromkeys(target for part in shown for target in targets_of(part)[:1])
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
                self._count(way, text)
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
        apart, level = parent.apart or _is_apart(element), _LEVELS.get(str(element.tag), parent.level)
        part = Part(element, place, parent, apart, start=len(self._runs), level=level)
        parent.children.append(part)
        return part

    def _end_line(self, part: Part) -> None:
        text = one_line("".join(self._texts)) if self._texts else ""
        if text:
            linked = min(self._linked, len(text))
            targets = tuple(dict.fromkeys(self._targets))
            self._runs.append(Run(part, text, linked, self._here, self._inside, part.level, targets))
        # A link around several blocks leads from each; one without words is of no line.
        self._targets = [self._open] if self._open else []
        self._texts.clear()
        self._linked = self._here = self._inside = 0

    def _close_link(self) -> None:
        self._open = None
        if not self._linked:
            self._targets.clear()

    def _count(self, way: _Way | None, text: str) -> None:
        if way is None:
            return
        characters = len(text.strip())
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

"""A parsed page with an index of its elements by tag, class and id, visitors' comments left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass

from lxml import etree

from schemas.formats.addresses import absolute_address
from schemas.formats.assembly import unreadable
from schemas.formats.page_text import is_comment_zone, names_of, plain_text, walk
from schemas.parsing.xml import parse_html
from schemas.types.record import RawRecord

Elements = tuple[etree._Element, ...]

_TEXT_NAMES = (
    "entry-content", "post-content", "node__content", "node-content", "field--name-body", "field-name-body",
    "com-content-article__body", "item-page", "article-content", "article-body",
)  # fmt: skip
_LAST: ContextVar[tuple[str, str, Page] | None] = ContextVar("last_page", default=None)
"""Each thread has its own."""
_WIDE_NAMES = ("main-content", "content", "contenu", "main")


@dataclass(frozen=True, slots=True)
class Page:
    """One page, ready to be asked for its parts."""

    root: etree._Element
    url: str
    """The page's own address; empty when it is not known."""
    base: str
    """What relative addresses are relative to (<base> when the page has one)."""
    tags: Mapping[str, Elements]
    names: Mapping[str, Elements]
    """By class and id, in lower case."""

    def tagged(self, *tags: str) -> Elements:
        """The elements with these tags, tag after tag, each in reading order."""
        return tuple(element for tag in tags for element in self.tags.get(tag, ()))

    def named(self, *names: str) -> Elements:
        """The elements with these classes or ids, name after name, each in reading order."""
        return tuple(element for name in names for element in self.names.get(name, ()))

    def named_like(self, pattern: re.Pattern[str]) -> Elements:
        """The elements one of whose classes or ids matches as a whole."""
        return tuple(
            element for name, elements in self.names.items() if pattern.fullmatch(name) for element in elements
        )


def open_page(raw: RawRecord) -> Page:
    """Parse the page of a record; raises UnreadableError when nothing can be made of it."""
    try:
        return page_of(raw.metadata.decode("utf-8", errors="replace"), raw.url or "")
    except ValueError as error:
        raise unreadable(raw, str(error)) from error


def page_of(text: str, url: str) -> Page:
    """Parse a decoded page; raises ValueError when it is empty.

    The last page of each thread is kept: a page is looked at by the harvester, then read.
    """
    kept = _LAST.get()
    if kept is None or kept[0] != text or kept[1] != url:
        kept = text, url, _parsed(text, url)
        _LAST.set(kept)
    return kept[2]


def _parsed(text: str, url: str) -> Page:
    root = parse_html(text)
    tags: dict[str, list[etree._Element]] = {}
    names: dict[str, list[etree._Element]] = {}
    for element in _elements(root):
        tags.setdefault(str(element.tag), []).append(element)
        for name in names_of(element):
            names.setdefault(name, []).append(element)
    written_base = next((str(base.get("href") or "") for base in tags.get("base", ())), "")
    base = absolute_address(url, written_base) or url
    return Page(root, url, base, _frozen(tags), _frozen(names))


def _elements(root: etree._Element) -> Iterator[etree._Element]:
    def is_comments(element: etree._Element) -> bool:
        return element.tag not in {"html", "body", "main", "a"} and is_comment_zone(element)

    return (element for step, element, _ in walk(root, is_comments) if step == "open")


def _frozen(index: dict[str, list[etree._Element]]) -> dict[str, Elements]:
    return {key: tuple(elements) for key, elements in index.items()}


def is_inside(element: etree._Element, tags: frozenset[str], names: frozenset[str] = frozenset()) -> bool:
    """Say whether an element lies in another with one of these tags, classes or ids."""
    return any(above.tag in tags or bool(names_of(above) & names) for above in element.iterancestors())


def has_rel(element: etree._Element, rel: str) -> bool:
    """Say whether a link's rel attribute holds a word."""
    return rel in str(element.get("rel") or "").lower().split()


def shown(elements: Elements) -> list[str]:
    """The visible text of each small element."""
    return [plain_text(element) for element in elements]


def main_region(page: Page) -> etree._Element:
    """Find the element that holds the page's own text, from the most precise mark to the whole body."""
    marked = [element for element in page.tagged("div", "section") if element.get("itemprop") == "articleBody"]
    choices = [marked, *(page.named(name) for name in _TEXT_NAMES), page.tagged("article"), page.tagged("main")]
    for choice in (*choices, *(page.named(name) for name in _WIDE_NAMES), page.tagged("body")):
        if len(choice) == 1:
            return choice[0]
    return page.root

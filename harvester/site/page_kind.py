"""Telling a page of content from a page that only lists others: as its CMS says, else by what it shows."""

from __future__ import annotations

from schemas.formats.cms import Recognized
from schemas.formats.page import Page, main_region
from schemas.formats.page_kind import PageKind
from schemas.formats.page_text import text_lines

_LISTS = frozenset({"blog", "archive", "category", "home", "page-taxonomy-term", "path-frontpage"})

_SHORTEST_TEXT = 200


def kind_of_page(page: Page, recognized: Recognized | None) -> PageKind:
    """Say what a page is for."""
    told = recognized.cms.kind(page) if recognized is not None else None
    if told is not None:
        return told
    bodies = page.tagged("body")
    classes = set(str(bodies[0].get("class") or "").split()) if bodies else set()
    if classes & _LISTS:
        return PageKind.LIST
    is_website = any(
        meta.get("property") == "og:type" and meta.get("content") == "website" for meta in page.tagged("meta")
    )
    if is_website and not page.tagged("h1"):
        return PageKind.LIST
    if page.tagged("h1") or page.tagged("article"):
        return PageKind.CONTENT
    return PageKind.CONTENT if _has_one_title_and_text(page) else PageKind.OTHER


def _has_one_title_and_text(page: Page) -> bool:
    """Say whether a page without <h1> has its title in the one <h2> of its main part, and a text under it."""
    region = main_region(page)
    if len(list(region.iter("h2"))) != 1:
        return False
    return sum(len(line.text) for line in text_lines(region, page.base).lines) >= _SHORTEST_TEXT

"""Telling a page of content from a page that only lists others: as its CMS says, else by what it shows."""

from __future__ import annotations

from schemas.formats.cms import Recognized
from schemas.formats.page import Page
from schemas.formats.page_kind import PageKind

_LISTS = frozenset({"blog", "archive", "category", "home", "page-taxonomy-term", "path-frontpage"})


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
    return PageKind.CONTENT if page.tagged("h1") or page.tagged("article") else PageKind.OTHER

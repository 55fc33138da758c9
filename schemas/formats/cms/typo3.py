"""What TYPO3 marks in a page (fluid_styled_content, the « news » extension)."""

from __future__ import annotations

import re

from schemas.formats.cms.signs import Sign, addresses_used, names_used, signature
from schemas.formats.marks import Marks, read_marks
from schemas.formats.page import Page
from schemas.formats.page_kind import PageKind
from schemas.types.record import Reading

_FOLDERS = re.compile(r"/typo3(?:temp|conf)/|/fileadmin/|/_assets/[0-9a-f]{32}/")
_MARKS = Marks(
    titre=("news-single-title",),
    chapo=("teaser-text", "news-teaser", "lead"),
    texte=("news-text-wrap", "news-single"),
    auteurs=("news-list-author",),
    publication=("news-list-date", "news-date"),
    mots_cles=("news-list-tags", "news-list-category"),
    rubriques=("breadcrumb", "breadcrumb-section"),
)


def signs(page: Page) -> tuple[Sign, ...]:
    """What shows that TYPO3 made a page."""
    names = names_used(page, ("frame-type-text", "frame-default", "news-single", "tx-indexedsearch", "csc-default"))
    return (*signature(page, "TYPO3"), *addresses_used(page, _FOLDERS), *names)


def read(page: Page) -> Reading:
    """Read the parts TYPO3's own templates name."""
    return read_marks(page, _MARKS)


def kind(page: Page) -> PageKind | None:
    """Tell a news item from a list of news; TYPO3's other pages do not say what they are for."""
    if page.named("news-single"):
        return PageKind.CONTENT
    return PageKind.LIST if page.named("news-list-view") else None

"""What Jalios JCMS marks in a page; taken from addresses seen and its documented class names, no live site tried."""

from __future__ import annotations

import re

from schemas.formats.cms.signs import Sign, addresses_used, names_used, signature
from schemas.formats.marks import Marks, read_marks
from schemas.formats.page import Page
from schemas.formats.page_kind import PageKind
from schemas.types.record import Reading

_FOLDERS = re.compile(r"/jcms/(?:[a-z]{1,6}|[a-z]\d)_\d+|/plugins/\w{2,40}Plugin/|/jcore/")
_CONTENT = re.compile(r"/jcms/(?:c|p\d|prod|doc)_\d+", re.IGNORECASE)
_MARKS = Marks(
    titre=("publication-title", "pub-title"),
    chapo=("publication-abstract", "abstract", "intro"),
    texte=("publication-body", "wysiwyg"),
    auteurs=("publication-author", "author"),
    publication=("publication-date", "pdate"),
    modification=("publication-mdate", "mdate"),
    mots_cles=("publication-categories", "category-list"),
    rubriques=("breadcrumb", "fil-ariane"),
)


def signs(page: Page) -> tuple[Sign, ...]:
    """What shows that Jalios made a page."""
    names = names_used(page, ("jcms", "jalios", "publication-body", "wysiwyg"))
    return (*signature(page, "Jalios"), *signature(page, "JCMS"), *addresses_used(page, _FOLDERS), *names)


def read(page: Page) -> Reading:
    """Read the parts Jalios names."""
    return read_marks(page, _MARKS)


def kind(page: Page) -> PageKind | None:
    """Tell a publication by its address: « c_123 » has content, a portal or a category lists."""
    if "/jcms/" not in page.url:
        return None
    return PageKind.CONTENT if _CONTENT.search(page.url) and page.tagged("h1") else PageKind.LIST

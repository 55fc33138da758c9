"""What Plone 3 to 6 (classic) marks in a page (document byline, body classes)."""

from __future__ import annotations

import re

from schemas.formats.cms.signs import Sign, addresses_used, body_names, names_used, signature
from schemas.formats.marks import Marks, read_marks
from schemas.formats.page import Page
from schemas.formats.page_kind import PageKind
from schemas.types.record import Reading

_FOLDERS = re.compile(r"/portal_(?:css|javascripts|kss)/|\+\+(?:plone|resource|theme)\+\+|/@@\w")
_CONTENT = frozenset({"portaltype-document", "portaltype-news-item", "portaltype-event"})
_LISTS = frozenset({"portaltype-folder", "portaltype-collection", "portaltype-topic", "portaltype-plone-site"})
_MARKS = Marks(
    titre=("documentfirstheading",),
    chapo=("documentdescription",),
    texte=("content-core", "parent-fieldname-text"),
    auteurs=("documentauthor",),
    publication=("documentpublished",),
    modification=("documentmodified",),
    mots_cles=("category", "documentkeywords"),
    rubriques=("portal-breadcrumbs",),
)


def signs(page: Page) -> tuple[Sign, ...]:
    """What shows that Plone made a page."""
    names = names_used(page, ("documentfirstheading", "portal-breadcrumbs", "portal-personaltools", "plone-content"))
    return (*signature(page, "Plone"), *addresses_used(page, _FOLDERS), *names)


def read(page: Page) -> Reading:
    """Read the parts Plone names."""
    return read_marks(page, _MARKS)


def kind(page: Page) -> PageKind | None:
    """Tell a document from a folder by the type the body names."""
    names = body_names(page)
    if names & _CONTENT:
        return PageKind.CONTENT
    return PageKind.LIST if names & _LISTS else None

"""What Drupal 7 to 11 marks in a page (node templates, fields, « Submitted by »)."""

from __future__ import annotations

import re

from schemas.formats.cms.signs import Sign, addresses_used, body_names, names_used, signature
from schemas.formats.marks import Marks, read_marks
from schemas.formats.page import Page
from schemas.formats.page_kind import PageKind
from schemas.types.record import Reading

_FOLDERS = re.compile(r"/sites/(?:default|all|[\w.-]+)/(?:files|themes|modules)/|/core/(?:misc|themes|assets)/")
_LISTS = ("path-frontpage", "front", "path-taxonomy", "page-taxonomy", "page-taxonomy-term", "path-search")
_MARKS = Marks(
    titre=("page-title", "node__title", "page-header", "field--name-title"),
    chapo=("field--name-field-chapo", "field-name-field-chapo", "field--name-field-introduction"),
    texte=("node__content", "node-content", "field--name-body", "field-name-body"),
    auteurs=("username",),
    publication=("node__submitted", "submitted", "field--name-created", "field-name-post-date"),
    modification=("field--name-changed",),
    mots_cles=("field--name-field-tags", "field-name-field-tags", "field--name-field-mots-cles"),
    rubriques=("breadcrumb",),
)


def signs(page: Page) -> tuple[Sign, ...]:
    """What shows that Drupal made a page."""
    selectors = any(
        element.get("data-drupal-selector") is not None or element.get("data-drupal-link-system-path") is not None
        for element in page.tagged("script", "form", "a", "link")[:400]
    )
    own = (Sign("la page porte les attributs « data-drupal »", 2),) if selectors else ()
    names = names_used(page, ("field--name-body", "field-name-body", "region-content", "block-system", "node-article"))
    return (*signature(page, "Drupal"), *own, *addresses_used(page, _FOLDERS), *names)


def read(page: Page) -> Reading:
    """Read the parts Drupal names."""
    return read_marks(page, _MARKS)


def kind(page: Page) -> PageKind | None:
    """Tell a node from a list by the classes of the body."""
    names = body_names(page)
    if names & frozenset(_LISTS):
        return PageKind.LIST
    if any(name.startswith(("page-node-type-", "node-type-", "page-node-")) for name in names):
        return PageKind.CONTENT
    return PageKind.CONTENT if "path-node" in names else None

"""What Joomla 3 to 5 marks in a page (com_content, article info)."""

from __future__ import annotations

import re

from schemas.formats.cms.signs import Sign, addresses_used, body_names, names_used, signature
from schemas.formats.marks import Marks, read_marks
from schemas.formats.page import Page
from schemas.formats.page_kind import PageKind
from schemas.types.record import Reading

_FOLDERS = re.compile(
    r"/media/(?:jui|system|vendor/joomla|templates/site)/|option=com_content|/components/com_\w{2,30}/"
)
_MARKS = Marks(
    titre=("page-header", "item-title", "contentheading"),
    texte=("com-content-article__body", "article-body", "item-page"),
    auteurs=("createdby",),
    publication=("published", "create"),
    modification=("modified",),
    mots_cles=("tags",),
    rubriques=("category-name", "breadcrumb", "mod-breadcrumbs"),
)


def signs(page: Page) -> tuple[Sign, ...]:
    """What shows that Joomla made a page."""
    names = names_used(page, ("com-content-article", "item-page", "com_content", "blog-featured", "mod-breadcrumbs"))
    return (*signature(page, "Joomla"), *addresses_used(page, _FOLDERS), *names)


def read(page: Page) -> Reading:
    """Read the parts Joomla names."""
    return read_marks(page, _MARKS)


def kind(page: Page) -> PageKind | None:
    """Tell an article from a list by the view the body names."""
    names = body_names(page)
    if "view-article" in names:
        return PageKind.CONTENT
    is_said = bool(names & {"view-category", "view-featured", "view-categories", "view-archive"})
    tables = page.named("category", "com-content-category__table")
    if is_said or any(element.tag == "table" for element in tables):
        return PageKind.LIST
    if page.named("item-page", "com-content-article"):  # some templates put all their pages in one
        return PageKind.CONTENT
    return PageKind.LIST if page.named("blog-featured", "blog", "category-list") else None

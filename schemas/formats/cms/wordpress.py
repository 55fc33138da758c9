"""What WordPress and its themes mark in a page (body_class, post_class, block themes, microformats)."""

from __future__ import annotations

import re
from dataclasses import replace

from schemas.formats.cms.signs import Sign, addresses_used, body_names, names_used, signature
from schemas.formats.marks import Marks, categories, path_of, read_marks
from schemas.formats.page import Page, has_rel
from schemas.formats.page_kind import PageKind
from schemas.types.record import Reading

_FOLDERS = re.compile(r"/wp-(?:content|includes|json)/")
_CONTENT = frozenset({"single", "single-post", "page", "page-template"})
_LISTS = frozenset({"blog", "archive", "category", "tag", "author", "date", "search", "search-results", "error404"})
_MARKS = Marks(
    titre=("entry-title", "wp-block-post-title", "post-title"),
    texte=("entry-content", "wp-block-post-content", "post-content"),
    auteurs=("wp-block-post-author__name", "wp-block-post-author-name"),
    publication=("entry-date", "published", "wp-block-post-date", "posted-on"),
    modification=("updated", "modified"),
    mots_cles=("taxonomy-post_tag", "tags-links"),
    rubriques=("taxonomy-category", "cat-links"),
)


def signs(page: Page) -> tuple[Sign, ...]:
    """What shows that WordPress made a page."""
    api = [link for link in page.tagged("link") if has_rel(link, "https://api.w.org/")]
    own = (Sign("la page annonce l'interface de WordPress (api.w.org)", 2),) if api else ()
    names = names_used(page, ("wp-block-post-content", "wp-site-blocks", "hentry", "wp-block-group"))
    return (*signature(page, "WordPress"), *own, *addresses_used(page, _FOLDERS), *names)


def read(page: Page) -> Reading:
    """Read the parts WordPress names; a category is a rubrique."""
    reading = read_marks(page, _MARKS)
    named = path_of(categories(page), "catégorie") or tuple(
        replace(one, place="catégorie") for one in reading.rubriques
    )
    return replace(reading, rubriques=named)


def kind(page: Page) -> PageKind | None:
    """Tell a post or page from an archive by the classes of the body."""
    names = body_names(page)
    if "attachment" in names or "single-attachment" in names:
        return PageKind.OTHER  # a page WordPress makes for each file: the article links to the file itself
    if names & _LISTS or "home" in names:
        return PageKind.OTHER if "error404" in names else PageKind.LIST
    return PageKind.CONTENT if names & _CONTENT or any(name.startswith("postid-") for name in names) else None

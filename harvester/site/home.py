"""Whether the page a site's address leads to is its home page, or an article that stands for it for a while."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from schemas.formats.judging import Judged, is_article_address
from schemas.formats.page import Page
from schemas.formats.page_kind import PageKind
from schemas.formats.site_names import site_names
from schemas.formats.titles import title_without_site
from schemas.normalize.text import fold

_HOMES = re.compile(
    r"(?:\A|[^a-z])(?:accueil|home(?:page)?|index|main|principale?|portail|sommaire|bienvenue|welcome|start|default|intro"
    r"|introduction|presentation|latest|stable)(?:[^a-z]|\Z)"
)
"""Words by which the address of a home page says that it is one."""
_SHORTEST_TITLE, _FEWEST_HYPHENS = 15, 2
"""A step of an address as long as this, or of as many hyphens, is a title; « /svt/ » or « /fr/ » is a place."""


def stands_for_home(page: Page, judged: Judged) -> bool:
    """Say whether a page a site's address was redirected to is an article all the same: « the newest one first ».

    Homes too have a text and a welcome: the address must be an article's, and the page be sure to be one.
    """
    if judged.kind is not PageKind.CONTENT or _HOMES.search(fold(_last_of(page.url))):
        return False
    if site_names(page).is_name(title_without_site(page)):
        return False
    return is_article_address(page.url) or (judged.is_sure and _is_title(_last_of(page.url)))


def _last_of(url: str) -> str:
    """Give the last step of an address, or what its query says."""
    parts = urlsplit(url)
    return unquote(parts.query or parts.path.rstrip("/").rpartition("/")[2])


def _is_title(step: str) -> bool:
    words = re.sub(r"\.\w{2,5}\Z", "", step)
    return len(words) >= _SHORTEST_TITLE or words.count("-") >= _FEWEST_HYPHENS

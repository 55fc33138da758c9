"""What the home page shows; and whether the page a site's address leads to is it, or an article that stands for it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from harvester.site.absence import text_of, title_of, title_parts
from schemas.formats.judging import Judged, is_article_address
from schemas.formats.page import Page
from schemas.formats.page_kind import PageKind
from schemas.formats.site_names import site_names
from schemas.formats.titles import title_without_site
from schemas.words.text import fold

_HOMES = re.compile(
    r"(?:\A|[^a-z])(?:accueil|home(?:page)?|index|main|principale?|portail|sommaire|bienvenue|welcome|start|default|intro"
    r"|introduction|presentation|latest|stable)(?:[^a-z]|\Z)"
)
"""Words by which the address of a home page says that it is one."""
_SHORTEST_TITLE, _FEWEST_HYPHENS = 15, 2
"""A step of an address as long as this, or of as many hyphens, is a title; « /svt/ » or « /fr/ » is a place."""


@dataclass(frozen=True, slots=True)
class HomeShown:
    """What a home page showed, once it was read."""

    title: str = ""
    text: str = ""
    """A digest of its own text; empty when it was not read, or has none."""
    titles: frozenset[str] = frozenset()
    """The parts of its title: what the site may say in those of all its pages."""

    @classmethod
    def of(cls, page: Page) -> HomeShown:
        """Take what a home page shows."""
        return cls(title_of(page), _digest(text_of(page)), title_parts(page))

    def is_shown_by(self, page: Page) -> bool:
        """Say whether a page is the home page at another address (« ?id=start », « index.php?page=accueil »)."""
        return bool(self.text) and title_of(page) == self.title and _digest(text_of(page)) == self.text

    def as_dict(self) -> dict[str, object]:
        """Write it for a crawl that is stopped."""
        return {"title": self.title, "text": self.text, "titles": sorted(self.titles)}

    @classmethod
    def of_dict(cls, remembered: object) -> HomeShown:
        """Read what as_dict wrote; nothing shown when it is anything else."""
        if not isinstance(remembered, Mapping):
            return cls()
        titles = remembered.get("titles")
        known = frozenset(map(str, titles)) if isinstance(titles, list) else frozenset[str]()
        return cls(str(remembered.get("title") or ""), str(remembered.get("text") or ""), known)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest() if text else ""


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
    """The last step of an address, or what its query says."""
    parts = urlsplit(url)
    return unquote(parts.query or parts.path.rstrip("/").rpartition("/")[2])


def _is_title(step: str) -> bool:
    words = re.sub(r"\.\w{2,5}\Z", "", step)
    return len(words) >= _SHORTEST_TITLE or words.count("-") >= _FEWEST_HYPHENS

"""The home page of a site: where it is, what it shows, and whether what is found there is an article in its place."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import unquote, urlsplit, urlunsplit

from harvester.site.absence import text_of, title_of, title_parts
from harvester.site.addresses import asked_as, is_same_site, on_own_host
from schemas.files.source import Source
from schemas.formats.judging import Judged, is_article_address
from schemas.formats.page import Page
from schemas.formats.page_kind import PageKind
from schemas.formats.site_names import site_names
from schemas.formats.titles import title_without_site
from schemas.parsing.page_address import canonical_address
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


class Home:
    """The home page of one site."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.identifier = self._named = canonical_address(source.url, source.aliases)
        """Where it was found: a page that leads there is none."""
        self.url = source.url
        """Where it answered, as it was sent: the host whose pages answer without a redirect."""
        self.shown = HomeShown()
        """What it shows, once it was read."""

    def found_at(self, url: str) -> None:
        """Take the address that answered for that of the card."""
        self.identifier = canonical_address(on_own_host(url, self._source), self._source.aliases)
        self.url = url

    def is_at(self, url: str) -> bool:
        """Say whether an address that answered is its own."""
        return asked_as(on_own_host(url, self._source), self._source.aliases) == self.identifier

    def see(self, page: Page, *, is_closed: bool) -> None:
        """Take what it shows; where that is a login or the like (`is_closed`), its title is not the site's."""
        shown = HomeShown.of(page)
        self.shown = replace(shown, titles=self.shown.titles) if is_closed else shown

    def forget(self) -> None:
        """Forget what an article that stands there shows: it is not what the site shows everywhere."""
        self.shown = HomeShown()

    def where_it_answers(self, url: str) -> str:
        """An address on the host the home page led to (http or https, « www. »): it answers at once there."""
        mine, theirs = urlsplit(url), urlsplit(self.url)
        if mine[:2] == theirs[:2] or not is_same_site(url, self.url):
            return url
        return urlunsplit((*theirs[:2], *mine[2:]))

    def is_article(self, page: Page, judged: Judged, named_by: str) -> bool:
        """Say whether the page the card's address led to is an article: by itself, or as a feed says."""
        return self.identifier != self._named and (bool(named_by) or _stands_for_home(page, judged))

    def as_dict(self) -> dict[str, object]:
        """Write it for a crawl that is stopped."""
        return {"home": self.identifier, "home_url": self.url, "home_shown": self.shown.as_dict()}

    def go_on_from(self, remembered: Mapping[str, object]) -> None:
        """Take back what as_dict wrote."""
        self.identifier = str(remembered.get("home") or self.identifier)
        self.url = str(remembered.get("home_url") or self.url)
        self.shown = HomeShown.of_dict(remembered.get("home_shown"))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest() if text else ""


def _stands_for_home(page: Page, judged: Judged) -> bool:
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

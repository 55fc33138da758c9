"""Where what is kept comes from: a way an address of a site is met, or what is no page of a site.

The words are those of the store and of the raw payloads; they are written and read here alone.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TypeAlias


class FoundBy(StrEnum):
    """A way an address of a site is met, the most trusted first."""

    CARD = "carte"
    BILAN = "bilan"
    FEED = "flux"
    API = "api"
    SITEMAP = "sitemap"
    TRAAM_LINK = "lien TraAM"
    PLAN = "plan"
    LINK = "lien"
    KNOWN = "connu"
    """Held, and met by no other way in this crawl."""

    @property
    def announces(self) -> bool:
        """Say whether whoever met this way says it is a page of the site: it is to be held, or explained."""
        return self in _ANNOUNCING

    @property
    def announces_articles(self) -> bool:
        """Say whether what is met this way is an article, by the site's own word."""
        return self in _ANNOUNCING_ARTICLES


_ANNOUNCING = frozenset({FoundBy.BILAN, FoundBy.FEED, FoundBy.API, FoundBy.SITEMAP})
_ANNOUNCING_ARTICLES = frozenset({FoundBy.FEED, FoundBy.API})


class OtherOrigin(StrEnum):
    """Where a payload comes from that is no page of a site."""

    REPOSITORY = "oai"
    FEED = "feed"
    """A feed that is a source of its own."""
    DOCUMENT = "document"
    """Joined to a page."""
    SAID = "dit"
    """What the feeds of a site say of a page."""
    PROFILE = "profil"
    """What was learnt of a site."""
    ABSENCE = "absence"
    """A word of ours on what is no longer given."""
    UNKNOWN = ""
    """Not told, or by a word no version of ours knows."""

    @property
    def is_beside_pages(self) -> bool:
        """Say whether it is kept beside the pages of a site, and is none."""
        return self in _BESIDE_PAGES


_BESIDE_PAGES = frozenset({OtherOrigin.DOCUMENT, OtherOrigin.SAID, OtherOrigin.PROFILE})

Origin: TypeAlias = FoundBy | OtherOrigin
_BY_WORD: dict[str, Origin] = {**{one.value: one for one in OtherOrigin}, **{one.value: one for one in FoundBy}}


def origin_of(word: str) -> Origin:
    """Read the word an origin is kept by."""
    return _BY_WORD.get(word, OtherOrigin.UNKNOWN)

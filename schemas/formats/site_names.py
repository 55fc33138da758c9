"""The names and mottos a page gives to its whole site, and whom its foot credits: none of them is the page's own."""

from __future__ import annotations

import re
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from lxml import etree

from schemas.formats.addresses import absolute_address
from schemas.formats.assembly import one_line, whole_text
from schemas.formats.declared import declared_site_descriptions, declared_site_names
from schemas.formats.page import Page, has_rel, shown
from schemas.formats.page_text import names_of

_NAMES = (
    "spip_logo_site", "nom_site_spip", "nom-site", "nom_site", "site-title", "site-name", "site_name", "sitename",
    "site-branding__title", "navbar-brand", "logo", "wp-block-site-title", "blog-title", "brand",
)  # fmt: skip
_MOTTOS = (
    "slogan_site_spip", "slogan", "site-description", "site-slogan", "site_slogan", "claim", "tagline",
    "site-tagline", "site-subtitle", "wp-block-site-tagline", "blog-description", "descriptif_site_spip",
)  # fmt: skip
_FEET = re.compile(
    r"(?:site|page|main|global|page_)?[-_]?(?:footer|pied(?:[-_]de[-_]page)?|colophon|contentinfo|credits?|copyright|bas)"
    r"|footer[-_]\w{1,30}"
)
_HOME = re.compile(
    r"(?:https?://[^/?#]{1,200}|//[^/?#]{1,200})?[./]*(?:(?:index|spip|doku)\.(?:php|html?))?(?:\?(?:lang=\w{2,8}|id=start))?"
)
_SAYS_HOME = re.compile(r"(?:accueil|home\b|retour à l['’]accueil)", re.IGNORECASE)
_NO_LETTERS = re.compile(r"[\W_]+")
_MAX_NAME = 150
_MAX_FOOT = 3_000
_REMEMBERED = 1_000
"""Characters of a line whose letters are asked for several times while its page is read."""
_LAST: ContextVar[tuple[Page, SiteNames] | None] = ContextVar("last_site_names", default=None)


@dataclass(frozen=True, slots=True)
class SiteNames:
    """What a page says of its site rather than of itself."""

    names: frozenset[str]
    """As letters."""
    mottos: frozenset[str]
    written: tuple[str, ...]
    """The names as they are written."""
    credits: str
    """The letters of the page's foot: who made the site and its template."""

    def is_name(self, text: str) -> bool:
        """Say whether a text is the site's name, whatever its case and punctuation."""
        return letters_of(text) in self.names

    def is_motto(self, text: str) -> bool:
        """Say whether a text presents the whole site."""
        wanted = letters_of(text)
        return wanted in self.names or wanted in self.mottos

    def credits_name(self, text: str) -> bool:
        """Say whether the foot of the page names someone: the site's or its template's maker."""
        wanted = letters_of(text)
        return len(wanted) > 3 and wanted in self.credits


def letters_of(text: str) -> str:
    """The letters and digits of a text, in lower case: what two ways of writing it have in common."""
    return _letters(text) if len(text) <= _REMEMBERED else _NO_LETTERS.sub("", text.lower())


@lru_cache(maxsize=1_024)
def _letters(text: str) -> str:
    return _NO_LETTERS.sub("", text.lower())


def site_names(page: Page) -> SiteNames:
    """Read the names of the site; those of the last page of each thread are kept."""
    kept = _LAST.get()
    if kept is None or kept[0] is not page:
        kept = page, _read(page)
        _LAST.set(kept)
    return kept[1]


def _read(page: Page) -> SiteNames:
    banners = [text for text in shown(page.named(*_NAMES)[:12]) if text]
    homes = [link for link in page.tagged("a") if leads_home(link, page)]
    names = [*declared_site_names(page), *banners, *shown(tuple(homes[:8]))]
    mottos = [*declared_site_descriptions(page), *shown(page.named(*_MOTTOS)[:8])]
    kept = tuple(dict.fromkeys(name for name in names if letters_of(name) and len(name) <= _MAX_NAME))
    return SiteNames(
        frozenset(map(letters_of, kept)),
        frozenset(map(letters_of, mottos)) - {""},
        kept,
        letters_of(" ".join(one_line(whole_text(foot))[:_MAX_FOOT] for foot in _feet(page))),
    )


def leads_home(link: etree._Element, page: Page) -> bool:
    """Say whether a link leads to the home page of the site, as its form or its title says."""
    if has_rel(link, "home") or _SAYS_HOME.match(str(link.get("title") or "")):
        return True
    href = str(link.get("href") or "").strip()
    if not href or not _HOME.fullmatch(href):
        return False
    address, own = urlsplit(absolute_address(page.base, href) or ""), urlsplit(page.url)
    return address.netloc == own.netloc and (address.path, address.query) != (own.path, own.query)


def is_foot(element: etree._Element) -> bool:
    """Say whether an element is named as the foot of a page."""
    return any(_FEET.fullmatch(name) for name in names_of(element))


def _feet(page: Page) -> list[etree._Element]:
    tagged = [
        foot for foot in page.tagged("footer") if not any(a.tag in {"article", "main"} for a in foot.iterancestors())
    ]
    return [*tagged, *page.named_like(_FEET)][:8]

"""Finding addresses: in sitemaps, in a CMS's own interface, and in the links of a page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from lxml import etree

from schemas.formats.assembly import whole_text
from schemas.normalize.traam import names_traam
from schemas.source import is_web_address
from schemas.xml import local_name, parse_xml

MAX_ADDRESSES = 50_000
"""The most a sitemap may list (sitemaps.org)."""
_MAX_LINKS = 5_000


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap names."""

    pages: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """One link of a page."""

    url: str
    names_traam: bool
    """True when its words or its address name the TraAM."""


def read_sitemap(body: bytes) -> Sitemap:
    """Read a sitemap or an index of sitemaps; raises ValueError when it is neither."""
    root = parse_xml(body)
    kind = local_name(root)
    if kind not in {"urlset", "sitemapindex"}:
        raise ValueError(f"plan du site attendu, « {kind} » lu")
    found = (element.text or "" for element in root.iterfind("{*}*/{*}loc"))
    addresses = tuple(url.strip() for url in found if is_web_address(url.strip()))[:MAX_ADDRESSES]
    return Sitemap(pages=addresses) if kind == "urlset" else Sitemap(sitemaps=addresses)


def read_posts(body: bytes) -> tuple[str, ...]:
    """Give the addresses in an answer of WordPress's interface (wp/v2/posts); raises ValueError when it is none."""
    try:
        posts = json.loads(body.decode("utf-8", errors="replace"))
    except RecursionError as error:
        raise ValueError("réponse trop profonde") from error
    if not isinstance(posts, list):
        raise ValueError("liste attendue")
    links = (post.get("link") for post in posts if isinstance(post, dict))
    return tuple(link for link in links if isinstance(link, str) and is_web_address(link))


def page_links(root: etree._Element, url: str) -> tuple[Link, ...]:
    """Give the absolute http(s) addresses a page links to, without fragments, each once, in order."""
    base = root.find(".//base[@href]")
    start = urljoin(url, base.get("href", "")) if base is not None else url
    folder = urljoin(start, ".")
    found: dict[str, Link] = {}
    for anchor in root.iter("a"):
        target = _target(start, folder, anchor.get("href", ""))
        if target and (target not in found or not found[target].names_traam):
            found[target] = Link(target, _says_traam(whole_text(anchor)[:300], target))
        if len(found) >= _MAX_LINKS:
            break
    return tuple(found.values())


def _target(base: str, folder: str, href: str) -> str | None:
    """Resolve a link; what the pages of one folder share (menus) is resolved once."""
    if href[:1] in {"", "?", "#"}:
        return _join(base, href)
    return _join_in(folder, href)


@lru_cache(maxsize=20_000)
def _says_traam(words: str, target: str) -> bool:
    return names_traam(words) or names_traam(urlsplit(target).path)


def feeds_of(root: etree._Element, url: str) -> Iterator[str]:
    """Give the feeds a page declares."""
    for link in root.iterfind(".//head/link[@rel='alternate']"):
        if link.get("type") in {"application/rss+xml", "application/atom+xml"}:
            target = _join(url, link.get("href", ""))
            if target is not None:
                yield target


def canonical_link(root: etree._Element, url: str) -> str | None:
    """Give what the page says its own address is (RFC 6596)."""
    link = root.find(".//head/link[@rel='canonical']")
    return None if link is None else _join(url, link.get("href", ""))


@lru_cache(maxsize=20_000)
def _join_in(folder: str, href: str) -> str | None:
    return _join(folder, href)


def _join(base: str, target: str) -> str | None:
    try:
        joined = urljoin(base, target.strip()).partition("#")[0]
    except ValueError:
        return None
    return joined if is_web_address(joined) else None

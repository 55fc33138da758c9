"""Finding addresses: in sitemaps, and in the links of a page."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin

from lxml import etree

from schemas.source import is_web_address
from schemas.xml import local_name, parse_xml

MAX_ADDRESSES = 50_000
"""The most a sitemap may list (sitemaps.org)."""


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap names."""

    pages: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()


def read_sitemap(body: bytes) -> Sitemap:
    """Read a sitemap or an index of sitemaps; raises ValueError when it is neither."""
    root = parse_xml(body)
    kind = local_name(root)
    if kind not in {"urlset", "sitemapindex"}:
        raise ValueError(f"plan du site attendu, « {kind} » lu")
    found = (element.text or "" for element in root.iterfind("{*}*/{*}loc"))
    addresses = tuple(url.strip() for url in found if is_web_address(url.strip()))[:MAX_ADDRESSES]
    return Sitemap(pages=addresses) if kind == "urlset" else Sitemap(sitemaps=addresses)


def page_links(root: etree._Element, url: str) -> tuple[str, ...]:
    """Give the absolute http(s) addresses a page links to, without fragments, each once, in order."""
    base = root.find(".//base[@href]")
    start = urljoin(url, base.get("href", "")) if base is not None else url
    found: dict[str, None] = {}
    for link in root.iter("a"):
        target = _join(start, link.get("href", ""))
        if target:
            found[target] = None
    return tuple(found)


def feed_of(root: etree._Element, url: str) -> str | None:
    """Give the first feed a page declares."""
    for link in root.iterfind(".//head/link[@rel='alternate']"):
        if link.get("type") in {"application/rss+xml", "application/atom+xml"}:
            return _join(url, link.get("href", ""))
    return None


def canonical_link(root: etree._Element, url: str) -> str | None:
    """Give what the page says its own address is (RFC 6596)."""
    link = root.find(".//head/link[@rel='canonical']")
    return None if link is None else _join(url, link.get("href", ""))


def _join(base: str, target: str) -> str | None:
    try:
        joined = urljoin(base, target.strip()).partition("#")[0]
    except ValueError:
        return None
    return joined if is_web_address(joined) else None

"""Finding addresses in the links of a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import cast
from urllib.parse import urlsplit

from lxml import etree

from harvester.site.form_choices import form_addresses
from harvester.site.more import written_addresses
from schemas.formats.assembly import whole_text
from schemas.formats.page import has_rel
from schemas.normalize.traam import names_traam
from schemas.parsing.web_address import resolve, without_session

_MAX_LINKS = 5_000
PAGE_OF_LIST = re.compile(
    r"[?&](?:debut_\w{1,40}|start|limitstart|page|paged)=\d|/page/\d{1,9}/?(?:\Z|[?#])", re.IGNORECASE
)
_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml"})
_FEED_ADDRESS = re.compile(
    r"(?:\A|/)(?:(?:feed|rss|rss2|atom|index|flux|backend)\.(?:xml|rss|atom|rdf)|[\w.-]{1,80}\.(?:rss|atom)(?:\.xml)?"
    r"|feed\.php|backend\.php3?|rss\.php)(?:\?[^#]{0,300})?\Z|[?&]page=backend(?:&|\Z)",
    re.IGNORECASE,
)
_COMMENTS = re.compile(
    r"comments?/(?:feed|rss|atom|default)|feed=comments|comments?[-_.](?:rss|atom|feed|xml)|(?:rss|atom|feed)[-_]comments?"
    r"|commentaires|page=forum|backend-(?:forum|breves-forum)|type=comments",
    re.IGNORECASE,
)
"""What visitors wrote is no list of the site's pages; « /comment-enseigner/feed/ » is."""

_SCRIPTED = etree.XPath("//*[@onclick or @data-href] | //select[@onchange]//option[@value]")
_OPENS = re.compile(
    r"(?:location(?:\.href)?\s{0,9}=|location\.(?:assign|replace)\(|window\.open\()\s{0,9}(?P<quote>['\"])"
    r"(?P<address>[^'\"\s<>]{1,2000})(?P=quote)"
)
_IS_ADDRESS = re.compile(r"(?:https?://|\.{0,2}/)[^'\"\s<>;()]{1,2000}")
_LOOKS_LIKE_ADDRESS = re.compile(
    r"\A(?:https?://|\.{0,2}/|[\w./-]{1,200}(?:\.(?:php3?|html?)\b|\?\w{1,40}=))\S{0,2000}\Z"
)
_LONGEST_SCRIPT = 3_000


@dataclass(frozen=True, slots=True)
class Link:
    """One link of a page."""

    url: str
    names_traam: bool
    """True when its words or its address name the TraAM."""
    is_chosen: bool = False
    """True for what only a choice in a form asks for."""


def page_links(root: etree._Element, url: str, *, nofollow: bool = True) -> tuple[Link, ...]:
    """The absolute http(s) addresses a page links to, without fragments, each once, in order.

    With `nofollow`, the links a page asks robots not to follow are left, but for the pages of a list: SPIP marks all of
    its own so, and many articles are linked there only. Frames are links too,
    and so is what a click or a choice opens, what « voir plus » asks for, and what is chosen in a form.
    """
    start = base_of(root, url)
    folder = resolve(start, ".") or start
    found: dict[str, Link] = {}
    written = chain(_links(root), _opened_by_script(root), written_addresses(root))
    chosen = form_addresses(root, url, nofollow=nofollow)
    ways = chain(((*one, False) for one in written), ((*one, True) for one in chosen))
    for element, href, is_chosen in ways:
        if nofollow and has_rel(element, "nofollow") and not PAGE_OF_LIST.search(href):
            continue
        target = _target(start, folder, href)
        if target and (target not in found or not found[target].names_traam):
            found[target] = Link(target, _says_traam(whole_text(element)[:300], target), is_chosen)
        if len(found) >= _MAX_LINKS:
            break
    return tuple(found.values())


def _links(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """The links written as such."""
    for element in root.iter("a", "area", "frame"):
        href = str(element.get("src" if element.tag == "frame" else "href") or "")
        yield element, _address_in(href) if href[:11].lower() == "javascript:" else href


def _opened_by_script(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """What a click opens (« location.href = '…' »), and what the choices of a menu of addresses lead to."""
    for element in cast(list[etree._Element], _SCRIPTED(root)):
        if element.tag == "option":
            address = str(element.get("value") or "")
            if _LOOKS_LIKE_ADDRESS.search(address):
                yield element, address
        elif address := _address_in(str(element.get("onclick") or element.get("data-href") or "")):
            yield element, address


def _address_in(script: str) -> str:
    """The address a short script opens; the empty text when it opens none."""
    if _IS_ADDRESS.fullmatch(script):
        return script
    opens = _OPENS.search(script[:_LONGEST_SCRIPT])
    return opens["address"] if opens else ""


def base_of(root: etree._Element, url: str) -> str:
    """What the relative addresses of a page are relative to."""
    base = root.find(".//base[@href]")
    return url if base is None else resolve(url, str(base.get("href") or "")) or url


def _target(base: str, folder: str, href: str) -> str | None:
    """Resolve a link; what the pages of one folder share (menus) is resolved once."""
    link = href.strip()
    target = resolve(base if link[:1] in {"", "?", "#"} else folder, link)
    return None if target is None else without_session(target)


@lru_cache(maxsize=20_000)
def _says_traam(words: str, target: str) -> bool:
    return names_traam(words) or names_traam(urlsplit(target).path)


def feeds_of(root: etree._Element, url: str) -> Iterator[str]:
    """The feeds a page declares, then those it links to."""
    base = base_of(root, url)
    for link in root.iter("link", "a"):
        kind = str(link.get("type") or "").lower().partition(";")[0].strip()
        href = str(link.get("href") or "").strip()
        is_declared = link.tag == "link" and "alternate" in str(link.get("rel") or "").lower().split()
        if not (kind in _FEED_TYPES and (is_declared or link.tag == "a")) and not (
            link.tag == "a" and _FEED_ADDRESS.search(href)
        ):
            continue
        target = resolve(base, href)
        if target is not None and not _COMMENTS.search(target):
            yield target


def canonical_link(root: etree._Element, url: str) -> str | None:
    """What the page says its own address is (RFC 6596)."""
    link = root.find(".//head/link[@rel='canonical']")
    return None if link is None else resolve(url, str(link.get("href") or ""))

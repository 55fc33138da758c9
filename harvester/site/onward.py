"""Pages that only send their reader on: by a meta refresh, by a script, by the one frame they hold."""

from __future__ import annotations

import re

from harvester.site.discovery import base_of
from schemas.formats.page import Page
from schemas.formats.page_text import walk
from schemas.parsing.web_address import resolve

MAX_STEPS = 4
_MAX_DELAY = 15
"""Seconds: a page that reloads itself every minute sends nobody anywhere."""
_LITTLE_TEXT = 300
"""« Vous allez être redirigé… » is no text of its own."""
_REFRESH = re.compile(r"\s*(\d{1,6})(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?(.{1,4000})", re.IGNORECASE | re.DOTALL)
_SCRIPTED = re.compile(
    r"(?:\b(?:window|document|self|top|parent)\s*\.\s*)?\blocation(?:\s*\.\s*href)?\s*=\s*([\"'])([^\"'<>\\\s]{1,2000})\1"
    r"|\blocation\s*\.\s*(?:replace|assign)\s*\(\s*([\"'])([^\"'<>\\\s]{1,2000})\3\s*\)"
)
_UNREAD = frozenset({"head", "script", "style", "noscript", "template"})


def onward(page: Page, url: str) -> str | None:
    """Where a page sends its reader at once; None for a page to be read where it is."""
    refreshed = _refresh(page, url)
    if refreshed is not None:
        return refreshed
    if len(bare_text(page)) >= _LITTLE_TEXT or _has_links(page):
        return None
    return _other(url, _framed(page, url) or _scripted(page, url))


def bare_text(page: Page) -> str:
    """What a page shows without running its scripts, up to some hundreds of characters."""
    kept: list[str] = []
    length = 0
    for step, _, text in walk(page.root, lambda element: element.tag in _UNREAD):
        words = " ".join(text.split()) if step == "text" else ""
        if words:
            kept.append(words)
            length += len(words)
        if length > _LITTLE_TEXT:
            break
    return " ".join(kept)


def _refresh(page: Page, url: str) -> str | None:
    for meta in page.tagged("meta"):
        if str(meta.get("http-equiv") or "").lower().strip() != "refresh":
            continue
        if any(above.tag == "noscript" for above in meta.iterancestors()):
            continue  # said to those who run no script: we run none, but the page is there for the others
        match = _REFRESH.match(str(meta.get("content") or "")[:5_000])
        if match is not None and int(match[1]) <= _MAX_DELAY:
            target = match[2].strip()
            quote = target[:1]
            if quote in {"'", '"'}:
                target = target[1:].partition(quote)[0]
            return _other(url, resolve(base_of(page.root, url), target))
    return None


def _framed(page: Page, url: str) -> str | None:
    """The address of the only frame of a page that has nothing else: links beside it are those to follow."""
    if any(link.get("href") for link in page.tagged("a")) and not page.tagged("frame"):
        return None
    frames = [str(one.get("src") or "") for one in page.tagged("frame", "iframe") if one.get("src")]
    return resolve(base_of(page.root, url), frames[0]) if len(frames) == 1 else None


def _scripted(page: Page, url: str) -> str | None:
    scripts = [str(one.text or "") for one in page.tagged("script") if not one.get("src")]
    events = [str(body.get("onload") or "") for body in page.tagged("body")]
    for script in (*scripts, *events):
        match = _SCRIPTED.search(script[:20_000])
        if match is not None:
            return resolve(base_of(page.root, url), match[2] or match[4])
    return None


def _other(url: str, target: str | None) -> str | None:
    return None if target is None or target == url.partition("#")[0] else target


def _has_links(page: Page) -> bool:
    """Say whether a page links to several others: then it is one to be read."""
    return len({str(link.get("href")) for link in page.tagged("a") if link.get("href")}) > 3

"""What a page asks robots to do with it: its meta elements, and the header X-Robots-Tag."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from harvester.site.robots import ROBOT_NAME
from schemas.formats.assembly import whole_text
from schemas.formats.page import Page
from schemas.formats.written_dates import DATE
from schemas.notions.dates import read_date

_EVERY_ROBOT = frozenset({"robots", ROBOT_NAME.lower()})
_WITH_VALUES = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})

_ABOUT_CHANGE = re.compile(r"(?:.{0,20}[-_])?docinfo")
_LONGEST_LINE = 400
_DATED = re.compile(DATE, re.IGNORECASE)
_LONGEST_DELAY = timedelta(days=31)
"""DokuWiki waits five days as it is installed, and as long as it is told."""


@dataclass(frozen=True, slots=True)
class RobotsMarks:
    """What a page asks of robots."""

    noindex: bool = False
    """Not to be held nor shown."""
    nofollow: bool = False
    """Its links are not to be followed."""


def robots_marks(page: Page, header: str = "") -> RobotsMarks:
    """Read what a page asks of every robot, or of ours by name; the strictest word counts."""
    said = {
        word
        for meta in page.tagged("meta")
        if str(meta.get("name") or "").strip().lower() in _EVERY_ROBOT
        for word in _words(str(meta.get("content") or "")[:1_000].split(","))
    }
    for line in header[:5_000].splitlines():
        said |= set(_for_us(line))
    return RobotsMarks(bool(said & {"noindex", "none"}), bool(said & {"nofollow", "none"}))


def _words(parts: Iterable[str]) -> Iterable[str]:
    return (part.strip().lower() for part in parts)


def _for_us(line: str) -> Iterable[str]:
    """The words of one header that are said to us: « autrebot: noindex » is said to another."""
    is_ours = True
    for part in _words(line.split(",")):
        name, colon, word = part.partition(":")
        if colon and name.strip() not in _WITH_VALUES:
            is_ours = name.strip() in _EVERY_ROBOT
            part = word.strip()
        if is_ours:
            yield part


def is_dokuwiki(page: Page) -> bool:
    """Say whether DokuWiki made a page: by what it says, or by the names of its parts."""
    generators = [meta for meta in page.tagged("meta") if str(meta.get("name") or "").lower() == "generator"]
    named = page.named("dokuwiki__site", "dokuwiki__top")
    return bool(named) or any("dokuwiki" in str(meta.get("content")).lower() for meta in generators)


def is_delayed(page: Page, now: datetime) -> bool:
    """Say whether a page asks robots to wait, and not to leave it: DokuWiki does so for days after each change.

    A page of a wiki that is no more has no line about its last change; one that is hidden was changed long ago.
    """
    lines = " ".join(whole_text(one)[:_LONGEST_LINE] for one in page.named_like(_ABOUT_CHANGE)[:3])
    if not lines or not is_dokuwiki(page):
        return False
    written = _DATED.search(lines)
    day = read_date(written[1]) if written is not None else None
    return day is None or day >= f"{now - _LONGEST_DELAY:%Y-%m-%d}"

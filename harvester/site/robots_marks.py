"""What a page asks robots to do with it: its meta elements, and the header X-Robots-Tag."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from harvester.site.robots import ROBOT_NAME
from schemas.formats.page import Page

_EVERY_ROBOT = frozenset({"robots", ROBOT_NAME.lower()})
_WITH_VALUES = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})


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
    """Give the words of one header that are said to us: « autrebot: noindex » is said to another."""
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

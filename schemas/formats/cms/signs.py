"""What shows which system made a page: its signature, the folders it serves from, the names its templates use."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from schemas.formats.page import Page

ENOUGH = 2
"""A signature is enough by itself; of the weaker signs, two are needed."""
_MAX_ADDRESSES = 400


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign, and how much it proves."""

    said: str
    """French."""
    weight: int = 1


def signature(page: Page, name: str) -> tuple[Sign, ...]:
    """The sign of a « generator » that names the system."""
    for meta in page.tagged("meta"):
        content = str(meta.get("content") or "")
        if str(meta.get("name")).lower() == "generator" and name.lower() in content.lower():
            return (Sign(f"la page se dit faite par « {content[:60]} »", 2),)
    return ()


def names_used(page: Page, names: Iterable[str]) -> tuple[Sign, ...]:
    """The sign of the first of some classes or ids that is there."""
    return next(((Sign(f"une partie de la page se nomme « {name} »"),) for name in names if page.named(name)), ())


def addresses_used(page: Page, pattern: re.Pattern[str]) -> tuple[Sign, ...]:
    """The sign of the first address of a style sheet, script, image or link that is of the system's own form."""
    elements = page.tagged("link", "script", "img", "a")[:_MAX_ADDRESSES]
    for element in elements:
        address = str(element.get("href") or element.get("src") or "")[:500]
        match = pattern.search(address)
        if match is not None:
            return (Sign(f"la page use d'adresses comme « {match[0][:60]} »"),)
    return ()


def body_names(page: Page) -> frozenset[str]:
    """The classes of the page's body."""
    bodies = page.tagged("body")
    return frozenset(str(bodies[0].get("class") or "").lower().split()) if bodies else frozenset()


def page_names(page: Page) -> frozenset[str]:
    """The classes of the page's body, and those of the whole page, where some templates say what it is."""
    wholes = page.tagged("html")[:1]
    return body_names(page).union(*(str(one.get("class") or "").lower().split()[:50] for one in wholes))

"""Saying in CSS where a part of a site's pages stands, and holding it to the pages it was learnt from."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from schemas.formats.page import Page
from schemas.formats.structure import structure_of
from schemas.parsing.selectors import xpath_of

_STEP = re.compile(r"(?P<tag>[a-z][\w-]*)(?P<names>(?:[#.][^#.]+)*)", re.ASCII)
_NAME = re.compile(r"[#.]-?[A-Za-z_][\w-]*", re.ASCII)
_NUMBER = "N"
"""What a place writes for the digits of a name: a name that has it may be another on each page."""
_SHOWN_STEPS = 4
_MAX_STEPS = 12


def css_of(place: str, steps: int = _SHOWN_STEPS) -> str:
    """Write the last steps of a place in CSS, names with numbers left out; empty for a place CSS cannot say."""
    written = [_css_of_step(step) for step in place.split(">")[-steps:]]
    return " > ".join(written) if all(written) else ""


def _css_of_step(step: str) -> str:
    match = _STEP.fullmatch(step)
    if match is None:
        return ""
    names = re.findall(r"[#.][^#.]+", match["names"])
    return match["tag"] + "".join(name for name in names if _NUMBER not in name and _NAME.fullmatch(name))


def selector_of(place: str, pages: Iterable[Page]) -> str:
    """The shortest selector that finds, on each page, the elements at a place and no other; empty if none does."""
    candidates = _candidates(place)
    is_seen = False
    for page in pages:
        wanted = _elements_at(page, place)
        is_seen = is_seen or bool(wanted)
        candidates = [css for css in candidates if _selected(page, css) == wanted]
        if not candidates:
            return ""
    return candidates[0] if is_seen else ""


def _candidates(place: str) -> list[str]:
    """The selectors to try, the shortest first: a lone tag, without a name, says too little."""
    most = min(place.count(">") + 1, _MAX_STEPS)
    written = [css_of(place, steps) for steps in range(1, most + 1)]
    return [css for css in written if css and (css == "body" or not css.isalnum())]


def _elements_at(page: Page, place: str) -> list[etree._Element]:
    structure = structure_of(page)
    return [structure.root.element] if place == structure.root.place else list(structure.at_place.get(place, ()))


def _selected(page: Page, css: str) -> list[etree._Element]:
    found = page.root.xpath(xpath_of(css))
    return [one for one in found if isinstance(one, etree._Element)] if isinstance(found, list) else []

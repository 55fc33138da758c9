"""Reading a page by what was learnt of its site: each field at the place where it was right on other pages."""

from __future__ import annotations

from lxml import etree

from schemas.formats.assembly import found
from schemas.formats.page import Elements, Page
from schemas.formats.page_text import BLOCKS, plain_text, text_lines
from schemas.formats.person import names_in
from schemas.formats.structure import structure_of
from schemas.types.record import Reading
from schemas.types.site_profile import FIELD_NAMES, FieldName, SiteProfile

LEARNT_PRESENTATION = "présentation, à sa place sur ce site"
_LONGEST_VALUE = 300
_LONGEST_BYLINE = 150
_SHORTEST_PRESENTATION, _LONGEST_PRESENTATION = 15, 2_000
_MACHINE_DATES = ("datetime", "content", "title")


def read_learnt(page: Page, profile: SiteProfile) -> Reading:
    """Read what stands at a known place on the pages of this site; empty when nothing was learnt."""
    if not profile.fields:
        return Reading()
    title = _at(page, profile, "titre")
    date = _at(page, profile, "date")
    chapo = _whole_at(page, profile, "chapo")
    names = [name for element in _at(page, profile, "auteurs") for name in names_in(short_text(element))]
    return Reading(
        titre=found([short_text(element) for element in title[:1]], "titre, à sa place sur ce site"),
        description=found(chapo[:1], LEARNT_PRESENTATION),
        auteurs=found(names, "auteur, à sa place sur ce site"),
        dates_publication=found([date_text(element) for element in date[:1]], "date, à sa place sur ce site"),
    )


def elements_learnt(page: Page, profile: SiteProfile) -> Elements:
    """The elements of title, authors and date where they were learnt, each with its line: no part of the text.

    The presentation is part of it.
    """
    fields = [element for field in FIELD_NAMES if field != "chapo" for element in _at(page, profile, field)]
    return tuple(_line_of(element) for element in fields)


def _line_of(element: etree._Element) -> etree._Element:
    """The block a short value stands in, when it says little else (« mardi 6 mai 2025, par Claire Martin »)."""
    block = next((one for one in (element, *element.iterancestors()) if one.tag in BLOCKS), element)
    return block if len(plain_text(block)) <= _LONGEST_BYLINE else element


def _at(page: Page, profile: SiteProfile, field: FieldName) -> list[etree._Element]:
    at_place = structure_of(page).at_place
    for one in profile.places(field):
        elements = [element for element in at_place.get(one.place, ()) if short_text(element)]
        if elements:
            return elements
    return []


def _whole_at(page: Page, profile: SiteProfile, field: FieldName) -> list[str]:
    """The text, one paragraph a line, of what stands alone at the place of a long field."""
    at_place = structure_of(page).at_place
    for one in profile.places(field):
        elements = at_place.get(one.place, ())
        text = "\n".join(line.text for line in text_lines(elements[0], page.base).lines) if len(elements) == 1 else ""
        if _SHORTEST_PRESENTATION <= len(text) <= _LONGEST_PRESENTATION:
            return [text]
    return []


def short_text(element: etree._Element) -> str:
    """The visible text of an element; empty when it is too long to be a value."""
    text = plain_text(element)
    return text if len(text) <= _LONGEST_VALUE else ""


def date_text(element: etree._Element) -> str:
    """A date as an element writes it for machines, else as it shows it."""
    for name in _MACHINE_DATES:
        written = str(element.get(name) or "")
        if any(map(str.isdigit, written)):
            return written
    return short_text(element)

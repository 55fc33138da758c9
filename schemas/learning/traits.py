"""What one page tells of the template of its site: its lines with their places, and where known values stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from schemas.formats.assembly import layered
from schemas.formats.blocks import SHORTEST_PROSE
from schemas.formats.declared import read_declared, read_works
from schemas.formats.feed_entry import read_said
from schemas.formats.learnt import date_text, short_text
from schemas.formats.page import Page, open_page, shown
from schemas.formats.page_text import plain_text
from schemas.formats.person import names_in
from schemas.formats.presentations import is_cut
from schemas.formats.site_names import letters_of
from schemas.formats.structure import Structure, structure_of
from schemas.notions.dates import read_date
from schemas.types.record import RawRecord, Reading, Values
from schemas.types.site_profile import DECLARED_AUTHORS, DECLARED_FIELDS, FieldName, declared_key
from schemas.words.text import fold

MAX_LINES = 400
_MOST_AT_PLACE: dict[FieldName, int] = {"titre": 2, "chapo": 1, "auteurs": 12, "date": 2}
"""As many elements may share the place of a field: more of them are a list."""
_MOST_INSIDE = 14
_SHORTEST_TITLE = 4


@dataclass(frozen=True, slots=True)
class LineTrait:
    """One line of a page, without its words."""

    place: str
    key: str
    """Its beginning, as line_key takes it."""
    own: int
    linked: int
    is_prose: bool
    is_heading: bool
    apart: bool
    here: int = 0
    """Characters that lead to the page itself."""
    leads: bool = False
    """True for a line that is mostly a link, to another page or to itself."""


@dataclass(frozen=True, slots=True)
class PageTraits:
    """What one page of content tells of its site."""

    address: str
    title: str
    """Of the <title> element, as written."""
    lines: tuple[LineTrait, ...]
    places: frozenset[str]
    """Where its small elements stand."""
    right: tuple[tuple[FieldName, str], ...]
    """Places that show a value known otherwise."""
    known: frozenset[FieldName]
    """Fields known otherwise: by a feed, or by what the page declares for machines."""
    facts: tuple[tuple[FieldName, str], ...] = ()
    """What is known otherwise, as written."""
    declared: tuple[str, ...] = ()
    """What the page declares of its title, its day and its description, as `declared_key` writes it."""
    titled: tuple[tuple[str, str], ...] = ()
    """Places that show what the <title> element begins or ends with, each with that text."""


def known_otherwise(raw: RawRecord) -> Reading:
    """The values of a page that are known otherwise than by what it shows: by a feed, else for machines."""
    return layered(read_said(raw), read_works(open_page(raw)))


def traits_of(page: Page, facts: Reading) -> PageTraits:
    """Read the traits of a page; `facts` are its values as they are known otherwise."""
    structure = structure_of(page)
    small = dict(_small(structure))
    wanted: dict[FieldName, Callable[[list[etree._Element]], bool]] = {}
    if facts.titre:
        title = fold(facts.titre[0].value)
        wanted["titre"] = lambda elements: fold(short_text(elements[0])) == title
    if summary := _summary(facts):
        wanted["chapo"] = lambda elements: letters_of(plain_text(elements[0])) == summary
    if facts.auteurs:
        names = _folded(name for found in facts.auteurs for name in names_in(found.value))
        wanted["auteurs"] = lambda elements: _folded(_names(elements)) == names
    dates = (*facts.dates_publication, *facts.dates_modification)
    day = next(filter(None, (read_date(found.value) for found in dates)), None)
    if day is not None and len(day) == len("2024-01-01"):
        wanted["date"] = lambda elements: read_date(date_text(elements[0])) == day
    right = tuple(
        (field, place)
        for field, is_right in wanted.items()
        for place, elements in small.items()
        if len(elements) <= _MOST_AT_PLACE[field] and is_right(elements)
    )
    return PageTraits(
        page.url,
        next(iter(shown(page.tagged("title")[:1])), ""),
        tuple(_lines(structure)),
        frozenset(small),
        right,
        frozenset(wanted),
        tuple(_facts(facts)),
        tuple(_declared(page)),
        tuple(_titled(page, small)),
    )


def _summary(facts: Reading) -> str:
    """The letters of what presents a page elsewhere, where it is whole: what is cut stands nowhere so."""
    summary = facts.description[0].value if facts.description else ""
    return "" if is_cut(summary) or len(summary) < SHORTEST_PROSE else letters_of(summary)


def _facts(facts: Reading) -> Iterator[tuple[FieldName, str]]:
    values: dict[FieldName, Values] = {
        "titre": facts.titre, "chapo": facts.description[:1], "auteurs": facts.auteurs,
        "date": facts.dates_publication or facts.dates_modification,
    }  # fmt: skip
    for field, found in values.items():
        if found:
            yield field, " ; ".join(one.value for one in found)


def _declared(page: Page) -> Iterator[str]:
    reading = read_declared(page)
    for field in DECLARED_FIELDS:
        yield from {declared_key(field, found.value) for found in getattr(reading, field)}
    yield from {declared_key(DECLARED_AUTHORS, found.value) for found in reading.auteurs}


def _titled(page: Page, small: dict[str, list[etree._Element]]) -> Iterator[tuple[str, str]]:
    whole = fold(next(iter(shown(page.tagged("title")[:1])), ""))
    for place, elements in small.items():
        if len(elements) <= _MOST_AT_PLACE["titre"]:
            said = fold(short_text(elements[0]))
            if len(said) >= _SHORTEST_TITLE and (whole.startswith(said) or whole.endswith(said)):
                yield place, said


def _small(structure: Structure) -> Iterator[tuple[str, list[etree._Element]]]:
    for place, elements in structure.at_place.items():
        if len(elements) <= max(_MOST_AT_PLACE.values()) and _is_small(elements[0]):
            yield place, elements


def _is_small(element: etree._Element) -> bool:
    return sum(1 for _ in islice(element.iter(), _MOST_INSIDE)) < _MOST_INSIDE


def _lines(structure: Structure) -> Iterator[LineTrait]:
    for run in structure.runs[:MAX_LINES]:
        yield LineTrait(
            run.part.place, run.text[:120], run.own, run.linked,
            is_prose=run.is_prose, is_heading=run.level > 0, apart=run.part.apart or run.part.is_entry,
            here=run.here, leads=run.leads or run.leads_here,
        )  # fmt: skip


def _names(elements: list[etree._Element]) -> Iterator[str]:
    for element in elements:
        yield from names_in(short_text(element))


def _folded(names: Iterator[str]) -> frozenset[str]:
    return frozenset(fold(name) for name in names)

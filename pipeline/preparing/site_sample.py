"""Reading a few pages of a site by what they teach of it, before its first harvest: what was learnt, how surely."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pipeline.describing.read import Beside, Described, describe
from schemas.files.source import Source
from schemas.files.source_card import Proposed
from schemas.formats.feed_entry import read_said
from schemas.formats.page import Page, open_page
from schemas.formats.person import names_in
from schemas.formats.region import is_within
from schemas.formats.structure import structure_of
from schemas.learning.places import css_of, selector_of
from schemas.learning.site import FEWEST, learn
from schemas.notions.dates import read_date
from schemas.types.record import RawRecord, Record
from schemas.types.site_profile import FIELD_NAMES, NOTHING_LEARNT, SiteProfile
from schemas.words.text import fold

_SURE = 0.85
"""A place that is right less often is shown, and not proposed to the card."""
_DAY = len("2024-01-01")
_COMPARED = ("titre", "auteurs", "date")
_NAMED = {"titre": "le titre", "auteurs": "les auteurs", "date": "la date"}


@dataclass(frozen=True, slots=True)
class LearntPlace:
    """Where one part stands on the pages of the sample."""

    part: str
    """A key of schemas.parsing.selectors.SELECTED."""
    css: str
    """Its place, in CSS; empty when CSS cannot say it."""
    pages: int
    right: int
    is_proposed: bool
    """True when it is often right, and that selector finds the same elements, and no others, on all the pages."""

    @property
    def score(self) -> str:
        """Say how often it was right, in French."""
        return f"juste sur {self.right} {'pages' if self.right > 1 else 'page'} sur {self.pages}"

    def as_dict(self) -> dict[str, Any]:
        """The JSON values."""
        share = round(self.right / self.pages, 3) if self.pages else 0.0
        return {
            "part": self.part, "selector": self.css or None, "pages": self.pages, "right": self.right, "score": share,
            "proposed": self.is_proposed,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class SampleReading:
    """A sample of pages, read by what was learnt of them."""

    described: tuple[Described, ...] = ()
    profile: SiteProfile = NOTHING_LEARNT
    places: tuple[LearntPlace, ...] = ()
    disagreements: tuple[tuple[str, int, int], ...] = ()
    """Fields feeds and pages say otherwise, on how many pages, of how many where both say something."""

    @property
    def proposed(self) -> tuple[Proposed, ...]:
        """The selectors the card may have."""
        return tuple(Proposed(one.part, one.css, one.score) for one in self.places if one.is_proposed)

    @property
    def sayings(self) -> tuple[str, ...]:
        """Say in French where the feed and the pages disagree."""
        return tuple(
            f"le flux et la page ne s'accordent pas sur {_NAMED[field]} : "
            f"{count} {'pages' if count > 1 else 'page'} sur {told}"
            for field, count, told in self.disagreements
        )

    def as_dict(self) -> dict[str, Any]:
        """The JSON values of what was learnt."""
        return {
            "pages": self.profile.pages,
            "fewest": FEWEST,
            "places": [one.as_dict() for one in self.places],
            "boxes": len(self.profile.boxes),
            "repeated_lines": len(self.profile.repeated),
            "site_names": list(self.profile.site_names),
        }


def read_sample(raws: Sequence[RawRecord], source: Source) -> SampleReading:
    """Learn from pages, then read them by what was learnt, as a harvest would."""
    taught = [describe(raw, source, (), is_sample=True).traits for raw in raws]
    profile = learn([traits for traits in taught if traits is not None])
    described = tuple(describe(raw, source, (), Beside(profile=profile)) for raw in raws)
    pages = [item.raw for item in described if item.record is not None and item.raw.format == "html"]
    return SampleReading(
        described, profile, tuple(_places(profile, pages)), tuple(_disagreements(pages, source, profile))
    )


def _places(profile: SiteProfile, pages: Sequence[RawRecord]) -> Iterator[LearntPlace]:
    for field in FIELD_NAMES:
        for best in profile.places(field)[:1]:
            yield _learnt(field, best.place, best.pages, best.right, pages)
    text = profile.body or profile.container
    if text:
        holding = sum(_holds_text(open_page(raw), text) for raw in pages)
        yield _learnt("texte", text, len(pages), holding, pages)


def _learnt(part: str, place: str, pages: int, right: int, raws: Sequence[RawRecord]) -> LearntPlace:
    selector = selector_of(place, map(open_page, raws))
    return LearntPlace(
        part, selector or css_of(place), pages, right, is_proposed=bool(selector) and right >= _SURE * pages
    )


def _holds_text(page: Page, place: str) -> bool:
    """Say whether a page has its prose, in one element, at a place."""
    structure = structure_of(page)
    if place != structure.root.place and len(structure.at_place.get(place, ())) != 1:
        return False
    return any(run.is_prose and is_within(run.part.place, place) for run in structure.runs)


def _disagreements(raws: Sequence[RawRecord], source: Source, profile: SiteProfile) -> Iterator[tuple[str, int, int]]:
    told: Counter[str] = Counter()
    other: Counter[str] = Counter()
    for raw in raws:
        shown = describe(replace(raw, said=()), source, (), Beside(profile=profile)).record if raw.said else None
        if shown is None:
            continue
        for field, agrees in _compared(raw, shown):
            told[field] += 1
            other[field] += not agrees
    yield from ((field, other[field], told[field]) for field in _COMPARED if other[field])


def _compared(raw: RawRecord, shown: Record) -> Iterator[tuple[str, bool]]:
    """Say, of each field the feed and the page both give, whether they agree."""
    said = read_said(raw)
    if said.titre and shown.titre:
        yield "titre", fold(said.titre[0].value) == fold(shown.titre)
    names = {fold(name) for found in said.auteurs for name in names_in(found.value)}
    if names and shown.auteurs:
        yield "auteurs", names == {fold(name) for name in shown.auteurs}
    day = next(filter(None, (read_date(found.value) for found in said.dates_publication)), None)
    if day is not None and shown.date_publication:
        yield "date", _is_same_day(day, str(shown.date_publication))


def _is_same_day(one: str, other: str) -> bool:
    """Compare as precisely as both are written; a day apart is the hour of Greenwich, which feeds are written in."""
    if min(len(one), len(other)) < _DAY:
        return one.startswith(other) or other.startswith(one)
    return abs((date.fromisoformat(one[:_DAY]) - date.fromisoformat(other[:_DAY])).days) <= 1

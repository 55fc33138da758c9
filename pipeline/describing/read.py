"""From a raw record to a record: read its format, then normalize; a record that cannot be read is an issue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from schemas import formats
from schemas.files.bilan import Declared
from schemas.files.decisions import NO_DECISIONS, Decisions
from schemas.files.group import Group
from schemas.files.source import Source
from schemas.formats.page import open_page
from schemas.learning.traits import PageTraits, known_otherwise, traits_of
from schemas.normalize.common_text import beginnings
from schemas.normalize.record import SaidElsewhere, normalize
from schemas.types.errors import UnreadableError
from schemas.types.issue import Issue
from schemas.types.record import RawRecord, Reading, Record
from schemas.types.site_profile import NOTHING_LEARNT, SiteProfile
from schemas.words.likeness import Sketch, sketch_of

MOST_BYTES_OF_IDENTIFIER = 2_000
"""Longer ones fit in no index of PostgreSQL (2,704 bytes a row, source and format included)."""
_SHOWN_OF_IDENTIFIER = 200


@dataclass(frozen=True, slots=True)
class Described:
    """A raw record and what came of it."""

    raw: RawRecord
    record: Record | None
    """None when it could not be read: the issues say why."""
    issues: tuple[Issue, ...]
    beginnings: tuple[str, ...] = ()
    """Of a page of the TraAM: the folded beginnings of its paragraphs."""
    sketch: Sketch = ()
    """Of a page of the TraAM: what its text is compared by."""
    traits: PageTraits | None = None
    """What the page tells of how its site builds pages, where that was asked."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known beside the record itself when it is read."""

    declared: Mapping[str, Declared] = field(default_factory=dict)
    """What the bilans say, by canonical address."""
    common: frozenset[str] = frozenset()
    """The beginnings of paragraphs many pages of the source share."""
    decisions: Decisions = NO_DECISIONS
    """What a person decided of values no rule understood."""
    profile: SiteProfile = NOTHING_LEARNT
    """What was learnt of how the site builds its pages."""


def describe(
    raw: RawRecord, source: Source, groups: Sequence[Group], beside: Beside | None = None, *, is_sample: bool = False
) -> Described:
    """Read and normalize one raw record; never raises for what a source wrote.

    `is_sample` asks for the traits of a page too.
    """
    beside = beside or Beside()
    if len(raw.identifier.encode("utf-8", "replace")) > MOST_BYTES_OF_IDENTIFIER:
        return _too_long(raw, source)
    try:
        reading = Reading() if raw.deleted else _read(raw, source, beside)
    except UnreadableError as error:
        return Described(raw, None, (Issue("error", source.id, raw.identifier, "", "", str(error)),))
    if raw.defects:
        reading = replace(reading, defects=(*raw.defects, *reading.defects))
    elsewhere = SaidElsewhere(beside.common, beside.declared.get(raw.identifier), beside.decisions)
    record, issues = normalize(raw, reading, source, groups, elsewhere)
    traits = traits_of(open_page(raw), known_otherwise(raw)) if is_sample and raw.format == "html" else None
    if raw.format != "html" or record.traam.traam_class is None:
        return Described(raw, record, issues, traits=traits)
    text = "\n".join(line.text for line in reading.lines)
    return Described(raw, record, issues, beginnings(reading), sketch_of(text), traits)


def _too_long(raw: RawRecord, source: Source) -> Described:
    """Say of a record that its identifier is longer than any index takes; it is named by its beginning."""
    beginning = raw.identifier[:_SHOWN_OF_IDENTIFIER]
    said = (
        f"identifiant de plus de {MOST_BYTES_OF_IDENTIFIER} octets, qui commence par « {beginning} » : notice refusée"
    )
    short = replace(raw, identifier=beginning)
    return Described(short, None, (Issue("error", source.id, beginning, "identifier", "", said),))


def _read(raw: RawRecord, source: Source, beside: Beside) -> Reading:
    return formats.read(raw, ignore=source.ignore, selectors=source.selectors, profile=beside.profile)

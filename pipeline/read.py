"""From a raw record to a record: read its format, then normalize; a record that cannot be read is an issue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from schemas import formats
from schemas.errors import UnreadableError
from schemas.group import Group
from schemas.issue import Issue
from schemas.normalize import normalize
from schemas.record import RawRecord, Reading, Record
from schemas.source import Source


@dataclass(frozen=True, slots=True)
class Described:
    """A raw record and what came of it."""

    raw: RawRecord
    record: Record | None
    """None when it could not be read: the issues say why."""
    issues: tuple[Issue, ...]


def describe(raw: RawRecord, source: Source, groups: Sequence[Group]) -> Described:
    """Read and normalize one raw record; never raises for what a source wrote."""
    try:
        reading = Reading() if raw.deleted else formats.read(raw, ignore=source.ignore)
    except UnreadableError as error:
        return Described(raw, None, (Issue("error", source.id, raw.identifier, "", "", str(error)),))
    if raw.defects:
        reading = replace(reading, defects=(*raw.defects, *reading.defects))
    record, issues = normalize(raw, reading, source, groups)
    return Described(raw, record, issues)

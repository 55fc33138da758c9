"""What a record is in its table: what is known of it to decide, what is written of it, and how it is read back."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from schemas.types.issue import Issue
from schemas.types.payload_name import PayloadName
from schemas.types.record import Evidence, Record, StoredRecord, fingerprint_of
from schemas.types.written_record import record_from_dict
from store import tables
from store.held_text import reading

_CHUNK = 400
"""Identifiers asked for at once: under every database's limit of bound values."""
_BETWEEN_LISTS = "\n"
"""No setSpec holds it (OAI-PMH 2.0, 2.6)."""
FORMER_RANK = 1_000
"""Rank of a format the card no longer asks for: any other goes before it."""


@dataclass(frozen=True, slots=True)
class Held:
    """What must be known of a held record to decide what happened to it."""

    source: str
    identifier: str
    format: str
    rank: int
    datestamp: str | None
    seen_run: int
    """Number of the last run that saw it."""
    fingerprint: str
    deleted: bool
    first_seen: datetime
    changed_at: datetime
    updated: datetime
    payload: PayloadName
    missing_since: int | None
    """Number of the run that first missed it; None when it was seen last time."""
    lists: tuple[str, ...] = ("",)
    """The sets it was given living in, « » for a list of everything; those that said so when it is withdrawn."""

    def is_as_told(self, stamp: str, since_run: int) -> bool:
        """Say whether what is held is the living record of this datestamp, or was seen since a run began."""
        return self.seen_run >= since_run or (not self.deleted and self.datestamp == stamp)


@dataclass(frozen=True, slots=True)
class Saving:
    """One record to write, with the dates decided for it."""

    record: Record
    first_seen: datetime
    changed_at: datetime
    updated: datetime
    payload: PayloadName
    """Name of the raw payload it was read from."""
    issues: tuple[Issue, ...] = ()
    format: str = ""
    rank: int = 0
    datestamp: str | None = None
    seen_run: int = 0
    missing_since: int | None = None
    """Number of the run that first missed it, where it is written again without having been seen."""
    lists: tuple[str, ...] = ("",)
    """The sets it is given in, as Held has them."""
    is_unchanged: bool = False
    """True where the record says what is held of it already: its texts are not written again."""
    keeps_dates: bool = False
    """True where the dates and the digest are those that are held: the journal was told."""
    is_withdrawal: bool = False
    """True where the record says nothing but that it is withdrawn: what is held of it is kept."""


def chunks(identifiers: Sequence[str]) -> Iterator[Sequence[str]]:
    """Identifiers a few at a time, as many as one statement takes."""
    for start in range(0, len(identifiers), _CHUNK):
        yield identifiers[start : start + _CHUNK]


def by_source(names: Collection[tuple[str, str]]) -> Iterator[tuple[str, Sequence[str]]]:
    """Identifiers a few at a time, those of one source together."""
    by_source: dict[str, list[str]] = {}
    for source, identifier in names:
        by_source.setdefault(source, []).append(identifier)
    for source, identifiers in by_source.items():
        for chunk in chunks(identifiers):
            yield source, chunk


def held_columns(source: str) -> sa.Select[Any]:
    """Select what must be known of the records of a source to decide."""
    columns = tables.records.c
    return sa.select(*(columns[one.name] for one in fields(Held))).where(columns.source == source)


def held_of(row: sa.Row[Any]) -> Held:
    """Read what is known of one record."""
    return Held(
        **{**row._mapping, "payload": PayloadName(row.payload), "lists": tuple(row.lists.split(_BETWEEN_LISTS))}
    )


def joined(lists: Iterable[str]) -> str:
    """Write the names of lists as one text, always the same for the same lists."""
    return _BETWEEN_LISTS.join(sorted(lists))


def is_best() -> sa.ColumnElement[bool]:
    """Say that no other format of the same resource goes before: living before withdrawn, then by rank."""
    mine, other = tables.records.c, tables.records.alias("other").c
    goes_before = sa.or_(
        sa.and_(mine.deleted.is_(True), other.deleted.is_(False)),
        sa.and_(mine.deleted == other.deleted, other.rank < mine.rank),
    )
    same = sa.and_(other.source == mine.source, other.identifier == mine.identifier, other.format != mine.format)
    return ~sa.exists().where(same, goes_before)


def is_superseded() -> sa.ColumnElement[bool]:
    """Say that another record has taken the place of this one, which its source no longer gives.

    Whether that one lives or not: what is withdrawn under its new identifier is withdrawn.
    """
    mine, noted = tables.records.c, tables.successions.alias("noted").c
    is_noted = sa.and_(noted.source == mine.source, noted.identifier == mine.identifier)
    return sa.and_(mine.deleted.is_(False), sa.exists().where(is_noted))


def is_shown() -> sa.ColumnElement[bool]:
    """Say that a row stands for its resource, and that no other resource has taken its place."""
    return sa.and_(is_best(), ~is_superseded())


def is_record(source: str, identifier: str, format: str) -> sa.ColumnElement[bool]:  # noqa: A002
    """Say that a row is that of one record."""
    columns = tables.records.c
    return sa.and_(columns.source == source, columns.identifier == identifier, columns.format == format)


def row_of(saving: Saving) -> dict[str, object]:
    """The row a record is written as."""
    record = saving.record
    canonical = record.canonical
    return {
        "source": record.source,
        "identifier": record.identifier,
        "format": saving.format,
        "rank": saving.rank,
        "datestamp": saving.datestamp[:64] if saving.datestamp else None,
        "seen_run": saving.seen_run,
        "fields": canonical,
        "evidence": _evidence_text(record.evidence),
        "fingerprint": fingerprint_of(canonical, record.texte, record.textes_joints),
        "deleted": record.deleted,
        "first_seen": saving.first_seen,
        "changed_at": saving.changed_at,
        "updated": saving.updated,
        "payload": saving.payload,
        "missing_since": saving.missing_since,
        "lists": joined(saving.lists),
    }


def _evidence_text(evidence: Iterable[Evidence]) -> str:
    """Write each piece of evidence as a list, in the order of its fields: a third of the size of objects."""
    rows = [(one.field, one.value, one.raw, one.place, one.rule, one.confidence) for one in evidence]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def stored_of(row: Mapping[str, object] | sa.RowMapping) -> StoredRecord:
    """Read a record of its row."""
    with reading(str(row.get("identifier", "une notice"))):
        evidence = tuple(Evidence(*item) for item in json.loads(str(row["evidence"])))
        record = record_from_dict(json.loads(str(row["fields"])), evidence)
    return StoredRecord(
        record=record,
        first_seen=row["first_seen"],  # type: ignore[arg-type]
        changed_at=row["changed_at"],  # type: ignore[arg-type]
        updated=row["updated"],  # type: ignore[arg-type]
    )

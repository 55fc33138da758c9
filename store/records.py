"""The records we hold, with their evidence and their issues."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import sqlalchemy as sa

from schemas.issue import Issue
from schemas.record import Evidence, Record, StoredRecord, record_from_dict
from store import tables
from store.dialect import upsert

_CHUNK = 400
"""Identifiers asked for at once: under every database's limit of bound values."""


@dataclass(frozen=True, slots=True)
class Held:
    """What must be known of a held record to decide what happened to it."""

    identifier: str
    fingerprint: str
    deleted: bool
    first_seen: datetime
    changed_at: datetime
    updated: datetime
    payload: str
    missing_since: int | None
    """Number of the run that first missed it; None when it was seen last time."""


@dataclass(frozen=True, slots=True)
class Saving:
    """One record to write, with the dates decided for it."""

    record: Record
    first_seen: datetime
    changed_at: datetime
    updated: datetime
    payload: str
    """Name of the raw payload it was read from."""
    issues: tuple[Issue, ...] = ()


class Records:
    """The records table and its issues, inside one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def held(self, source: str, identifiers: Sequence[str]) -> dict[str, Held]:
        """Give what is held of some records of a source."""
        found: dict[str, Held] = {}
        for some in _chunks(identifiers):
            wanted = _held_columns(source).where(tables.records.c.identifier.in_(some))
            found.update({row.identifier: Held(**row._mapping) for row in self._connection.execute(wanted)})
        return found

    def all_held(self, source: str) -> dict[str, Held]:
        """Give what is held of every living record of a source."""
        wanted = _held_columns(source).where(tables.records.c.deleted.is_(False))
        return {row.identifier: Held(**row._mapping) for row in self._connection.execute(wanted)}

    def save(self, savings: Sequence[Saving]) -> None:
        """Write records, replacing their evidence and issues; a record saved is a record seen."""
        rows = [_row(saving) for saving in savings]
        upsert(self._connection, tables.records, ("source", "identifier"), rows)
        for saving in savings:
            record = saving.record
            self._connection.execute(
                sa.delete(tables.issues).where(_of(tables.issues, record.source, record.identifier))
            )
        found = [issue.as_dict() for saving in savings for issue in saving.issues]
        if found:
            self._connection.execute(sa.insert(tables.issues), found)

    def replace_issues(self, source: str, issues: Sequence[Issue]) -> None:
        """Write the issues of records that could not be read, in place of those they had."""
        for identifier in {issue.identifier for issue in issues}:
            self._connection.execute(sa.delete(tables.issues).where(_of(tables.issues, source, identifier)))
        if issues:
            self._connection.execute(sa.insert(tables.issues), [issue.as_dict() for issue in issues])

    def withdrawn(self, record: Record) -> Record:
        """Give the record as it is held, marked as withdrawn: a deleted header says nothing else of it."""
        wanted = sa.select(tables.records).where(_of(tables.records, record.source, record.identifier))
        row = self._connection.execute(wanted).first()
        return record if row is None else _stored(row).record.as_deleted()

    def withdraw(self, source: str, held: Sequence[Held], now: datetime) -> None:
        """Mark records as withdrawn; what was known of them is kept."""
        self.save(
            [
                Saving(
                    record=self.withdrawn(Record(known.identifier, source, deleted=True)),
                    first_seen=known.first_seen,
                    changed_at=now,
                    updated=max(now, known.updated),
                    payload=known.payload,
                )
                for known in held
            ]
        )

    def mark_missing(self, source: str, identifier: str, run: int) -> None:
        """Remember that a run did not find a record any more."""
        statement = sa.update(tables.records).where(_of(tables.records, source, identifier))
        self._connection.execute(statement.values(missing_since=run))

    def one(self, identifier: str) -> tuple[StoredRecord, ...]:
        """Give the records with this identifier or address, one per source that has it, deleted or not."""
        columns = tables.records.c
        wanted = sa.select(tables.records).where(columns.identifier == identifier).order_by(columns.source)
        return tuple(_stored(row) for row in self._connection.execute(wanted))

    def all(self, *, deleted: bool = True) -> Iterator[StoredRecord]:
        """Give every record in the order of sources and identifiers; one at a time, so memory stays flat."""
        wanted = sa.select(tables.records).order_by(tables.records.c.source, tables.records.c.identifier)
        if not deleted:
            wanted = wanted.where(tables.records.c.deleted.is_(False))
        for row in self._connection.execution_options(yield_per=500).execute(wanted):
            yield _stored(row)

    def count(self, source: str | None = None) -> int:
        """Count the living records, of one source or of all."""
        wanted = sa.select(sa.func.count()).select_from(tables.records).where(tables.records.c.deleted.is_(False))
        if source is not None:
            wanted = wanted.where(tables.records.c.source == source)
        return int(self._connection.execute(wanted).scalar_one())

    def issues(self, source: str | None = None, identifier: str | None = None) -> tuple[Issue, ...]:
        """Give the open issues, of everything, of a source or of one record."""
        columns = tables.issues.c
        wanted = sa.select(
            columns.level, columns.source, columns.identifier, columns.field, columns.value, columns.message
        ).order_by(columns.source, columns.identifier, columns.number)
        if source is not None:
            wanted = wanted.where(columns.source == source)
        if identifier is not None:
            wanted = wanted.where(columns.identifier == identifier)
        return tuple(Issue(*row) for row in self._connection.execute(wanted))


def _chunks(identifiers: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(identifiers), _CHUNK):
        yield identifiers[start : start + _CHUNK]


def _held_columns(source: str) -> sa.Select[tuple[str, str, bool, datetime, datetime, datetime, str, int | None]]:
    columns = tables.records.c
    return sa.select(
        columns.identifier,
        columns.fingerprint,
        columns.deleted,
        columns.first_seen,
        columns.changed_at,
        columns.updated,
        columns.payload,
        columns.missing_since,
    ).where(columns.source == source)


def _of(table: sa.Table, source: str, identifier: str) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.source == source, table.c.identifier == identifier)


def _row(saving: Saving) -> dict[str, object]:
    record = saving.record
    return {
        "source": record.source,
        "identifier": record.identifier,
        "fields": json.dumps(record.as_dict(), ensure_ascii=False),
        "evidence": json.dumps([asdict(item) for item in record.evidence], ensure_ascii=False),
        "fingerprint": record.fingerprint,
        "deleted": record.deleted,
        "first_seen": saving.first_seen,
        "changed_at": saving.changed_at,
        "updated": saving.updated,
        "payload": saving.payload,
        "missing_since": None,
    }


def _stored(row: sa.Row[tuple[object, ...]]) -> StoredRecord:
    evidence = tuple(Evidence(**item) for item in json.loads(row.evidence))
    return StoredRecord(
        record=record_from_dict(json.loads(row.fields), evidence),
        first_seen=row.first_seen,
        changed_at=row.changed_at,
        updated=row.updated,
    )


def latest_by_identifier(stored: Iterable[StoredRecord]) -> tuple[StoredRecord, ...]:
    """Keep one record where several sources give the same identifier: the most recently updated one."""
    kept: dict[str, StoredRecord] = {}
    for item in stored:
        before = kept.get(item.record.identifier)
        if before is None or item.updated > before.updated:
            kept[item.record.identifier] = item
    return tuple(kept.values())

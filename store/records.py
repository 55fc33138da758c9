"""The records we hold, with their evidence and their issues.

A source may give the same resource in several formats: each is held by itself, under (source, identifier, format), with
its own life; what is read back is the living one of the lowest rank, the first format of the card.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from schemas.issue import Issue
from schemas.record import Evidence, Record, StoredRecord, fingerprint_of, record_from_dict
from store import tables
from store.dialect import upsert
from store.texts import KEY, save_texts, searched_record, select_searched

_CHUNK = 400
"""Identifiers asked for at once: under every database's limit of bound values."""
_FEW = 100
"""Records read at once with their texts, which may be long."""
FORMER_RANK = 1_000
"""Rank of a format the card no longer asks for: any other goes before it."""


@dataclass(frozen=True, slots=True)
class Held:
    """What must be known of a held record to decide what happened to it."""

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
    format: str = ""
    rank: int = 0
    datestamp: str | None = None
    seen_run: int = 0
    is_unchanged: bool = False
    """True where the record says what is held of it already: its texts are not written again."""


class Records:
    """The records table and its issues, inside one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def held(self, source: str, identifiers: Sequence[str], format: str | None = None) -> dict[str, Held]:  # noqa: A002 - the word of the standards
        """Give what is held of some records of a source, in one format or in the best each has."""
        columns = tables.records.c
        found: dict[str, Held] = {}
        for some in _chunks(identifiers):
            wanted = _held_columns(source).where(columns.identifier.in_(some))
            wanted = wanted.order_by(columns.rank.desc()) if format is None else wanted.where(columns.format == format)
            found.update({row.identifier: _held(row) for row in self._connection.execute(wanted)})
        return found

    def living(self, source: str) -> frozenset[str]:
        """Give the identifiers of every living record of a source."""
        columns = tables.records.c
        wanted = sa.select(columns.identifier).where(columns.source == source, columns.deleted.is_(False))
        return frozenset(self._connection.execute(wanted).scalars())

    def missed(self, source: str) -> frozenset[str]:
        """Give the living records of a source that a run missed, to be confirmed by another."""
        columns = tables.records.c
        wanted = sa.select(columns.identifier).where(
            columns.source == source, columns.deleted.is_(False), columns.missing_since.is_not(None)
        )
        return frozenset(self._connection.execute(wanted).scalars())

    def seen_since(self, source: str, run: int) -> frozenset[str]:
        """Give the living records of a source that this run, or one after it, has seen."""
        columns = tables.records.c
        wanted = sa.select(columns.identifier).where(
            columns.source == source, columns.deleted.is_(False), columns.seen_run >= run
        )
        return frozenset(self._connection.execute(wanted).scalars())

    def descriptions(self, source: str, identifiers: Sequence[str]) -> dict[str, str]:
        """Give the descriptions of some living records of a source, by identifier."""
        columns = tables.records.c
        found: dict[str, str] = {}
        for some in _chunks(identifiers):
            wanted = sa.select(columns.identifier, columns.fields).where(
                columns.source == source, columns.identifier.in_(some), columns.deleted.is_(False)
            )
            rows = self._connection.execute(wanted)
            found.update({row.identifier: json.loads(row.fields)["description"] or "" for row in rows})
        return found

    def unseen_since(self, source: str, run: int) -> tuple[Held, ...]:
        """Give the living records of a source that no run has seen since that one, it included."""
        columns = tables.records.c
        wanted = _held_columns(source).where(columns.deleted.is_(False), columns.seen_run < run)
        return tuple(_held(row) for row in self._connection.execute(wanted))

    def mark_seen(self, source: str, identifiers: Collection[str], run: int) -> None:
        """Remember that a run saw records it could not read: what is held of them is not missing."""
        columns = tables.records.c
        for some in _chunks(tuple(identifiers)):
            found = sa.update(tables.records).where(columns.source == source, columns.identifier.in_(some))
            self._connection.execute(found.values(seen_run=run))

    def rank_formats(self, source: str, formats: Sequence[str]) -> bool:
        """Put a source's formats in the order of its card; gives whether anything changed."""
        columns = tables.records.c
        changed = False
        wanted = sa.select(columns.format, columns.rank).where(columns.source == source).distinct()
        for name, rank in self._connection.execute(wanted).all():
            right = formats.index(name) if name in formats else FORMER_RANK
            if rank != right:
                changed = True
                found = sa.update(tables.records).where(columns.source == source, columns.format == name)
                self._connection.execute(found.values(rank=right))
        return changed

    def save(self, savings: Sequence[Saving]) -> None:
        """Write records, replacing their evidence and issues; a record saved is a record seen."""
        rows = [_row(saving) for saving in savings]
        upsert(self._connection, tables.records, KEY, rows)
        save_texts(self._connection, [(one.record, one.format) for one in savings if not one.is_unchanged])
        by_source: dict[str, list[str]] = {}
        for saving in savings:
            by_source.setdefault(saving.record.source, []).append(saving.record.identifier)
        for source, identifiers in by_source.items():
            self._forget_issues(source, identifiers)
        self._write_issues([issue for saving in savings for issue in saving.issues])

    def replace_issues(self, source: str, issues: Sequence[Issue]) -> None:
        """Write the issues of records that could not be read, in place of those they had."""
        self._forget_issues(source, sorted({issue.identifier for issue in issues}))
        self._write_issues(issues)

    def _forget_issues(self, source: str, identifiers: Sequence[str]) -> None:
        columns = tables.issues.c
        for some in _chunks(identifiers):
            found = sa.delete(tables.issues).where(columns.source == source, columns.identifier.in_(some))
            self._connection.execute(found)

    def _write_issues(self, issues: Sequence[Issue]) -> None:
        if issues:
            self._connection.execute(sa.insert(tables.issues), [issue.as_dict() for issue in issues])

    def withdrawn(self, record: Record, format: str) -> Record:  # noqa: A002
        """Give the record as it is held, marked as withdrawn: a deleted header says nothing else of it."""
        wanted = sa.select(tables.records).where(_of(record.source, record.identifier, format))
        row = self._connection.execute(wanted).mappings().first()
        return record if row is None else _stored(row).record.as_deleted()

    def withdraw(self, source: str, held: Sequence[Held], now: datetime) -> None:
        """Mark records as withdrawn; what was known of them is kept."""
        self.save(
            [
                Saving(
                    record=self.withdrawn(Record(known.identifier, source, deleted=True), known.format),
                    first_seen=known.first_seen,
                    changed_at=now,
                    updated=max(now, known.updated),
                    payload=known.payload,
                    format=known.format,
                    rank=known.rank,
                    datestamp=known.datestamp,
                    seen_run=known.seen_run,
                )
                for known in held
            ]
        )

    def mark_missing(self, source: str, identifier: str, run: int) -> None:
        """Remember that a run did not find a record any more."""
        columns = tables.records.c
        statement = sa.update(tables.records).where(columns.source == source, columns.identifier == identifier)
        self._connection.execute(statement.values(missing_since=run))

    def one(self, identifier: str) -> tuple[StoredRecord, ...]:
        """Give the records with this identifier or address, one per source that has it, deleted or not."""
        columns = tables.records.c
        wanted = sa.select(tables.records).where(columns.identifier == identifier, _is_best())
        rows = self._connection.execute(wanted.order_by(columns.source)).mappings()
        return tuple(_stored(row) for row in rows)

    def all(self, *, deleted: bool = True, evidence: bool = True) -> Iterator[StoredRecord]:
        """Give every record, without its texts, in the order of sources and identifiers; one at a time: memory is flat.

        Without evidence, which is half of what is kept of a record, reading takes half the time.
        """
        columns = tables.records.c
        wanted = sa.select(tables.records).where(_is_best()).order_by(columns.source, columns.identifier)
        if not deleted:
            wanted = wanted.where(columns.deleted.is_(False))
        for row in self._connection.execution_options(yield_per=500).execute(wanted).mappings():
            yield _stored(row) if evidence else _stored({**row, "evidence": "[]"})

    def searched(self) -> Iterator[Record]:
        """Give every living record with its texts and without its evidence: what is searched; memory stays flat."""
        columns = tables.records.c
        wanted = select_searched().where(_is_best(), columns.deleted.is_(False))
        wanted = wanted.order_by(columns.source, columns.identifier)
        for row in self._connection.execution_options(yield_per=_FEW).execute(wanted):
            yield searched_record(row)

    def searched_of(self, names: Collection[tuple[str, str]]) -> Iterator[Record]:
        """Give some records, by source and identifier, as searched() does."""
        for source, chunk in _by_source(names):
            columns = tables.records.c
            wanted = select_searched().where(columns.source == source, columns.identifier.in_(chunk), _is_best())
            for row in self._connection.execution_options(yield_per=_FEW).execute(wanted):
                yield searched_record(row)

    def fingerprints(self) -> dict[tuple[str, str], str]:
        """Give the digest of every living record, by source and identifier: enough to know what has changed."""
        columns = tables.records.c
        wanted = sa.select(columns.source, columns.identifier, columns.fingerprint)
        rows = self._connection.execute(wanted.where(_is_best(), columns.deleted.is_(False)))
        return {(row.source, row.identifier): row.fingerprint for row in rows}

    def some(self, names: Collection[tuple[str, str]]) -> Iterator[StoredRecord]:
        """Give some records by source and identifier, evidence left out."""
        columns = tables.records.c
        for source, chunk in _by_source(names):
            wanted = sa.select(tables.records).where(
                columns.source == source, columns.identifier.in_(chunk), _is_best()
            )
            for row in self._connection.execute(wanted).mappings():
                yield _stored({**row, "evidence": "[]"})

    def shared(self) -> frozenset[str]:
        """Give the identifiers that several sources give."""
        columns = tables.records.c
        sources = sa.func.count(columns.source.distinct())
        wanted = sa.select(columns.identifier).group_by(columns.identifier).having(sources > 1)
        return frozenset(self._connection.execute(wanted).scalars())

    def newest_first(self) -> Iterator[StoredRecord]:
        """Give the living records without their evidence, the latest updated first; one at a time, as all() does."""
        columns = tables.records.c
        wanted = sa.select(
            columns.fields, columns.first_seen, columns.changed_at, columns.updated, sa.literal("[]").label("evidence")
        )
        wanted = wanted.where(_is_best(), columns.deleted.is_(False))
        wanted = wanted.order_by(columns.updated.desc(), columns.identifier, columns.source)
        for row in self._connection.execution_options(yield_per=500).execute(wanted).mappings():
            yield _stored(row)

    def gone(self) -> Iterator[StoredRecord]:
        """Give the records their sources have withdrawn, as they were known."""
        columns = tables.records.c
        wanted = sa.select(tables.records).where(_is_best(), columns.deleted.is_(True)).order_by(columns.identifier)
        for row in self._connection.execution_options(yield_per=500).execute(wanted).mappings():
            yield _stored({**row, "evidence": "[]"})

    def count(self, source: str | None = None) -> int:
        """Count the living records, of one source or of all; one in several formats is one."""
        columns = tables.records.c
        wanted = sa.select(columns.source, columns.identifier).where(columns.deleted.is_(False)).distinct()
        if source is not None:
            wanted = wanted.where(columns.source == source)
        return int(self._connection.execute(sa.select(sa.func.count()).select_from(wanted.subquery())).scalar_one())

    def issues(self, source: str | None = None, identifier: str | None = None) -> tuple[Issue, ...]:
        """Give the open issues, of everything, of a source or of one record."""
        columns = tables.issues.c
        wanted = sa.select(
            columns.level,
            columns.source,
            columns.identifier,
            columns.field,
            columns.value,
            columns.message,
            columns.code,
        ).order_by(columns.source, columns.identifier, columns.number)
        if source is not None:
            wanted = wanted.where(columns.source == source)
        if identifier is not None:
            wanted = wanted.where(columns.identifier == identifier)
        return tuple(Issue(*row) for row in self._connection.execute(wanted))


def _chunks(identifiers: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(identifiers), _CHUNK):
        yield identifiers[start : start + _CHUNK]


def _by_source(names: Collection[tuple[str, str]]) -> Iterator[tuple[str, Sequence[str]]]:
    """Give identifiers a few at a time, those of one source together."""
    by_source: dict[str, list[str]] = {}
    for source, identifier in names:
        by_source.setdefault(source, []).append(identifier)
    for source, identifiers in by_source.items():
        for chunk in _chunks(identifiers):
            yield source, chunk


def _held_columns(source: str) -> sa.Select[Any]:
    columns = tables.records.c
    return sa.select(*(columns[one.name] for one in fields(Held))).where(columns.source == source)


def _held(row: sa.Row[Any]) -> Held:
    return Held(**row._mapping)


def _is_best() -> sa.ColumnElement[bool]:
    """Say that no other format of the same resource goes before: living before withdrawn, then by rank."""
    mine, other = tables.records.c, tables.records.alias("other").c
    goes_before = sa.or_(
        sa.and_(mine.deleted.is_(True), other.deleted.is_(False)),
        sa.and_(mine.deleted == other.deleted, other.rank < mine.rank),
    )
    same = sa.and_(other.source == mine.source, other.identifier == mine.identifier, other.format != mine.format)
    return ~sa.exists().where(same, goes_before)


def _of(source: str, identifier: str, format: str) -> sa.ColumnElement[bool]:  # noqa: A002
    columns = tables.records.c
    return sa.and_(columns.source == source, columns.identifier == identifier, columns.format == format)


def _row(saving: Saving) -> dict[str, object]:
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
        "missing_since": None,
    }


def _evidence_text(evidence: Iterable[Evidence]) -> str:
    """Write each piece of evidence as a list, in the order of its fields: a third of the size of objects."""
    rows = [(one.field, one.value, one.raw, one.place, one.rule, one.confidence) for one in evidence]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def _stored(row: Mapping[str, object] | sa.RowMapping) -> StoredRecord:
    evidence = tuple(Evidence(*item) for item in json.loads(str(row["evidence"])))
    return StoredRecord(
        record=record_from_dict(json.loads(str(row["fields"])), evidence),
        first_seen=row["first_seen"],  # type: ignore[arg-type]
        changed_at=row["changed_at"],  # type: ignore[arg-type]
        updated=row["updated"],  # type: ignore[arg-type]
    )


def once_each(newest_first: Iterable[StoredRecord]) -> Iterator[StoredRecord]:
    """Keep one record where several sources give the same identifier: the most recently updated one."""
    seen: set[str] = set()
    for item in newest_first:
        if item.record.identifier not in seen:
            seen.add(item.record.identifier)
            yield item


def latest_by_identifier(stored: Iterable[StoredRecord]) -> tuple[StoredRecord, ...]:
    """Keep one record where several sources give the same identifier, in any order: the latest updated one."""
    kept: dict[str, StoredRecord] = {}
    for item in stored:
        before = kept.get(item.record.identifier)
        if before is None or item.updated > before.updated:
            kept[item.record.identifier] = item
    return tuple(kept.values())

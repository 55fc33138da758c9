"""The records we hold, with their evidence and their issues.

A source may give the same resource in several formats: each is held by itself, under (source, identifier, format), with
its own life; what is read back is the living one of the lowest rank, the first format of the card.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from schemas.types.issue import Issue
from schemas.types.payload_name import PayloadName
from schemas.types.record import Record
from store import tables
from store.dialect import upsert
from store.held_text import read_json
from store.journal.entries import Notes
from store.record_reading import RecordReading
from store.rows import FORMER_RANK, Held, Saving, chunks, held_columns, held_of, is_record, joined, row_of, stored_of
from store.texts import KEY, save_texts


@dataclass(frozen=True, slots=True)
class Led:
    """One record and the address it leads to."""

    identifier: str
    url: str
    seen_run: int
    """Number of the last run that saw it."""
    first_seen: datetime
    changed_at: datetime
    """When what we say of it last changed, its coming and its coming back included."""
    titre: str = ""

    def and_also(self, other: Led) -> Led:
        """What two formats of one record say together."""
        return replace(
            self,
            seen_run=max(self.seen_run, other.seen_run),
            first_seen=min(self.first_seen, other.first_seen),
            changed_at=max(self.changed_at, other.changed_at),
        )


class Records(RecordReading):
    """The records table and its issues, inside one transaction: what is asked of them to decide, and written."""

    def __init__(self, connection: sa.Connection, notes: Notes) -> None:
        super().__init__(connection)
        self._notes = notes

    def held(self, source: str, identifiers: Sequence[str], format: str | None = None) -> dict[str, Held]:  # noqa: A002 - the word of the standards
        """What is held of some records of a source, in one format or in the best each has."""
        columns = tables.records.c
        found: dict[str, Held] = {}
        for some in chunks(identifiers):
            wanted = held_columns(source).where(columns.identifier.in_(some))
            wanted = wanted.order_by(columns.rank.desc()) if format is None else wanted.where(columns.format == format)
            found.update({row.identifier: held_of(row) for row in self._connection.execute(wanted)})
        return found

    def living(self, source: str) -> frozenset[str]:
        """The identifiers of every living record of a source."""
        columns = tables.records.c
        wanted = sa.select(columns.identifier).where(columns.source == source, columns.deleted.is_(False))
        return frozenset(self._connection.execute(wanted).scalars())

    def missed(self, source: str) -> frozenset[str]:
        """The living records of a source that a run missed, to be confirmed by another."""
        columns = tables.records.c
        wanted = sa.select(columns.identifier).where(
            columns.source == source, columns.deleted.is_(False), columns.missing_since.is_not(None)
        )
        return frozenset(self._connection.execute(wanted).scalars())

    def seen_since(self, source: str, run: int) -> frozenset[str]:
        """The living records of a source that this run, or one after it, has seen."""
        columns = tables.records.c
        wanted = sa.select(columns.identifier).where(
            columns.source == source, columns.deleted.is_(False), columns.seen_run >= run
        )
        return frozenset(self._connection.execute(wanted).scalars())

    def addresses(self, source: str) -> Iterator[Led]:
        """Each living record of a source that has an address, in each of its formats."""
        columns = tables.records.c
        wanted = sa.select(
            columns.identifier, columns.fields, columns.seen_run, columns.first_seen, columns.changed_at
        ).where(columns.source == source, columns.deleted.is_(False))
        wanted = wanted.order_by(columns.identifier, columns.format)
        for row in self._connection.execute(wanted):
            fields = read_json(row.fields, row.identifier)
            if url := fields.get("url"):
                titre = fields.get("titre") or ""
                yield Led(row.identifier, url, row.seen_run, row.first_seen, row.changed_at, titre)

    def unseen_since(self, source: str, run: int) -> tuple[Held, ...]:
        """The living records of a source that no run has seen since that one, it included."""
        columns = tables.records.c
        wanted = held_columns(source).where(columns.deleted.is_(False), columns.seen_run < run)
        wanted = wanted.order_by(columns.identifier, columns.format)
        return tuple(held_of(row) for row in self._connection.execute(wanted))

    def mark_seen(self, source: str, identifiers: Collection[str], run: int, format_name: str = "") -> None:
        """Remember that a run saw records it could not read, of one format or of all: what is held is not missing."""
        columns = tables.records.c
        of_format = (columns.format == format_name,) if format_name else ()
        for some in chunks(tuple(identifiers)):
            found = sa.update(tables.records).where(
                columns.source == source, columns.identifier.in_(some), columns.seen_run <= run, *of_format
            )
            self._connection.execute(found.values(seen_run=run, missing_since=None))

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
        """Write records, replacing their evidence and issues; of one withdrawn what was known is kept."""
        savings = [self._with_what_is_held(one) if one.is_withdrawal else one for one in savings]
        rows = [row_of(saving) for saving in savings]
        for saving, row in zip(savings, rows, strict=True):
            if not (saving.is_unchanged or saving.keeps_dates):
                self._notes.record(row)
        upsert(self._connection, tables.records, KEY, rows, never_lowered=("seen_run",))
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
        for some in chunks(identifiers):
            found = sa.delete(tables.issues).where(columns.source == source, columns.identifier.in_(some))
            self._connection.execute(found)

    def _write_issues(self, issues: Sequence[Issue]) -> None:
        if issues:
            self._connection.execute(sa.insert(tables.issues), [issue.as_dict() for issue in issues])

    def _with_what_is_held(self, saving: Saving) -> Saving:
        """A withdrawal with the record as it is held: a deleted header says nothing else of it."""
        record: Record = saving.record
        wanted = sa.select(tables.records).where(is_record(record.source, record.identifier, saving.format))
        row = self._connection.execute(wanted).mappings().first()
        if row is None:
            return saving
        is_told = row["deleted"] and row["changed_at"] == saving.changed_at and row["first_seen"] == saving.first_seen
        return replace(saving, record=stored_of(row).record.as_deleted(), keeps_dates=is_told)

    def mark_missing(self, known: Held, run: int) -> None:
        """Remember that a run did not find a record any more."""
        found = sa.update(tables.records).where(is_record(known.source, known.identifier, known.format))
        self._connection.execute(found.values(missing_since=run))

    def set_lists(self, known: Held, lists: Iterable[str]) -> None:
        """Remember which lists give a record; nothing else of it changes."""
        found = sa.update(tables.records).where(is_record(known.source, known.identifier, known.format))
        self._connection.execute(found.values(lists=joined(lists)))

    def payload_names(self, source: str) -> dict[PayloadName, int]:
        """The names of the payloads a source's living records were read from, and how many each holds."""
        columns = tables.records.c
        wanted = sa.select(columns.payload, sa.func.count()).where(columns.source == source, columns.deleted.is_(False))
        return {PayloadName(row[0]): row[1] for row in self._connection.execute(wanted.group_by(columns.payload))}

    def sources(self) -> tuple[str, ...]:
        """The sources that have records, in order."""
        column = tables.records.c.source
        return tuple(self._connection.execute(sa.select(column).distinct().order_by(column)).scalars())

"""The records as they are shown: one a resource, in the living format of the lowest rank.

One whose place another took (store.successions) is held and not shown: it is given only to who asks for it by name, or
for what is superseded too.
"""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from schemas.types.issue import Issue
from schemas.types.record import Record, StoredRecord
from store import tables
from store.dialect import text_in_json
from store.held_text import read_json
from store.rows import by_source, chunks, is_best, is_shown, is_superseded, stored_of
from store.texts import is_as_written, searched_record, select_searched

_FEW = 100
"""Records read at once with their texts, which may be long."""


class RecordReading:
    """The records table and its issues, read inside one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    @contextmanager
    def _streamed(self, wanted: sa.Select[Any], size: int) -> Iterator[sa.CursorResult[Any]]:
        """The rows of a selection, so many at a time; nothing is left open when whoever reads them stops before."""
        with self._connection.execute(wanted, execution_options={"yield_per": size}) as rows:
            yield rows

    def one(self, identifier: str, *, superseded: bool = False) -> tuple[StoredRecord, ...]:
        """The records with this identifier or address, one per source that has it, deleted or not."""
        columns = tables.records.c
        wanted = sa.select(tables.records).where(
            columns.identifier == identifier, is_best() if superseded else is_shown()
        )
        rows = self._connection.execute(wanted.order_by(columns.source)).mappings()
        return tuple(stored_of(row) for row in rows)

    def at(self, addresses: Iterable[str]) -> tuple[StoredRecord, ...]:
        """The living records whose work is at one of these addresses: those of repositories are named otherwise."""
        columns = tables.records.c
        url = text_in_json(self._connection, columns.fields, "url")
        wanted = sa.select(tables.records).where(is_shown(), columns.deleted.is_(False), url.in_(list(addresses)))
        rows = self._connection.execute(wanted.order_by(columns.source, columns.identifier)).mappings()
        return tuple(stored_of(row) for row in rows)

    def all(self, *, deleted: bool = True, evidence: bool = True, superseded: bool = False) -> Iterator[StoredRecord]:
        """Every record, without its texts, in the order of sources and identifiers; one at a time: memory is flat.

        Without evidence, which is half of what is kept of a record, reading takes half the time.
        """
        columns = tables.records.c
        wanted = sa.select(tables.records).where(is_best() if superseded else is_shown())
        wanted = wanted.order_by(columns.source, columns.identifier)
        if not deleted:
            wanted = wanted.where(columns.deleted.is_(False))
        with self._streamed(wanted, 500) as rows:
            for row in rows.mappings():
                yield stored_of(row) if evidence else stored_of({**row, "evidence": "[]"})

    def groups(self) -> frozenset[str]:
        """The groups living records are of."""
        columns = tables.records.c
        group = text_in_json(self._connection, columns.fields, "groupe")
        wanted = sa.select(group).distinct().where(is_shown(), columns.deleted.is_(False))
        return frozenset(name for (name,) in self._connection.execute(wanted) if name)

    def of_classes(self, classes: Collection[str]) -> tuple[StoredRecord, ...]:
        """The living records of some classes of the TraAM that are of a group, without their texts; few are."""
        fields = tables.records.c.fields
        wanted = sa.select(tables.records).where(is_shown(), tables.records.c.deleted.is_(False))
        wanted = wanted.where(text_in_json(self._connection, fields, "traam", "class").in_(list(classes)))
        wanted = wanted.where(text_in_json(self._connection, fields, "groupe").is_not(None))
        rows = self._connection.execute(wanted.order_by(tables.records.c.source, tables.records.c.identifier))
        return tuple(stored_of(row) for row in rows.mappings())

    def searched(self) -> Iterator[Record]:
        """Every living record with its texts and without its evidence: what is searched; memory stays flat."""
        columns = tables.records.c
        wanted = select_searched().where(is_shown(), columns.deleted.is_(False))
        wanted = wanted.order_by(columns.source, columns.identifier)
        with self._streamed(wanted, _FEW) as rows:
            for row in rows:
                yield searched_record(row)

    def searched_of(self, names: Collection[tuple[str, str]]) -> Iterator[Record]:
        """Some records, by source and identifier, as searched() does."""
        for source, chunk in by_source(names):
            columns = tables.records.c
            wanted = select_searched().where(columns.source == source, columns.identifier.in_(chunk), is_shown())
            wanted = wanted.order_by(columns.identifier)
            with self._streamed(wanted, _FEW) as rows:
                for row in rows:
                    yield searched_record(row)

    def fingerprints(self) -> dict[tuple[str, str], str]:
        """The digest of every living record, by source and identifier: enough to know what has changed."""
        columns = tables.records.c
        wanted = sa.select(columns.source, columns.identifier, columns.fingerprint)
        rows = self._connection.execute(wanted.where(is_shown(), columns.deleted.is_(False)))
        return {(row.source, row.identifier): row.fingerprint for row in rows}

    def altered(self) -> Iterator[str]:
        """The identifiers of the living records whose fields or texts have no longer the digest written with them."""
        columns = tables.records.c
        more = (columns.identifier, columns.fingerprint, columns.evidence)
        wanted = select_searched().add_columns(*more).where(columns.deleted.is_(False)).order_by(columns.identifier)
        with self._streamed(wanted, 500) as rows:
            for row in rows:
                if not is_as_written(row.fields, row.texts, row.evidence, row.fingerprint):
                    yield row.identifier

    def shared(self) -> frozenset[str]:
        """The identifiers that several sources give."""
        columns = tables.records.c
        sources = sa.func.count(columns.source.distinct())
        wanted = sa.select(columns.identifier).group_by(columns.identifier).having(sources > 1)
        return frozenset(self._connection.execute(wanted).scalars())

    def newest_first(self) -> Iterator[StoredRecord]:
        """The living records without their evidence, the latest updated first; one at a time, as all() does."""
        columns = tables.records.c
        wanted = sa.select(
            columns.fields, columns.first_seen, columns.changed_at, columns.updated, sa.literal("[]").label("evidence")
        )
        wanted = wanted.where(is_shown(), columns.deleted.is_(False))
        wanted = wanted.order_by(columns.updated.desc(), columns.identifier, columns.source)
        with self._streamed(wanted, 500) as rows:
            for row in rows.mappings():
                yield stored_of(row)

    def gone(self) -> Iterator[StoredRecord]:
        """The records their sources have withdrawn, as they were known."""
        columns = tables.records.c
        wanted = sa.select(tables.records).where(is_best(), columns.deleted.is_(True)).order_by(columns.identifier)
        with self._streamed(wanted, 500) as rows:
            for row in rows.mappings():
                yield stored_of({**row, "evidence": "[]"})

    def count(self, source: str | None = None) -> int:
        """Count the living records that are shown, of one source or of all; one in several formats is one."""
        columns = tables.records.c
        wanted = sa.select(columns.source, columns.identifier).where(columns.deleted.is_(False), ~is_superseded())
        wanted = wanted.distinct()
        if source is not None:
            wanted = wanted.where(columns.source == source)
        return int(self._connection.execute(sa.select(sa.func.count()).select_from(wanted.subquery())).scalar_one())

    def descriptions(self, source: str, identifiers: Sequence[str]) -> dict[str, str]:
        """The descriptions of some living records of a source, by identifier."""
        columns = tables.records.c
        found: dict[str, str] = {}
        for some in chunks(identifiers):
            wanted = sa.select(columns.identifier, columns.fields).where(
                columns.source == source, columns.identifier.in_(some), columns.deleted.is_(False)
            )
            rows = self._connection.execute(wanted)
            for row in rows:
                found[row.identifier] = read_json(row.fields, row.identifier)["description"] or ""
        return found

    def count_issues(self, source: str) -> int:
        """Count the open issues of a source."""
        wanted = sa.select(sa.func.count()).select_from(tables.issues).where(tables.issues.c.source == source)
        return int(self._connection.execute(wanted).scalar_one())

    def issues(self, source: str | None = None, identifier: str | None = None) -> tuple[Issue, ...]:
        """The open issues, of all that is shown, of a source or of one record."""
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
        else:
            hidden = sa.select(tables.records.c.source, tables.records.c.identifier).where(is_superseded())
            wanted = wanted.where(sa.tuple_(columns.source, columns.identifier).not_in(hidden))
        return tuple(Issue(*row) for row in self._connection.execute(wanted))


def once_each(newest_first: Iterable[StoredRecord]) -> Generator[StoredRecord, None, None]:
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

"""What harvesters were given: each item as it was written, the second it last changed, and those withdrawn since.

This cannot be read from the records: a page that is no production any more, or one that another group file says
otherwise, has changed for a harvester although its source has not. Dates are given here, and never go back.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from store import tables
from store.changes import Changes, Happened
from store.dialect import upsert
from store.journal.base import PARENT_END, RESTORED
from store.journal.entries import Notes, digest_of_given

_CHUNK = 400


@dataclass(frozen=True, slots=True)
class KnownItem:
    """What must be known of an item to say whether it changed."""

    record: str
    """The record's identifier."""
    digest: str
    deleted: bool

    def is_given_back_as(self, item: PublishedItem) -> bool:
        """Say whether the journal gave it back, and it was given to harvesters just as an item is now."""
        return not self.deleted and self.digest == f"{RESTORED}{item.content_digest}"


@dataclass(frozen=True, slots=True)
class PublishedItem:
    """One item as it was written."""

    identifier: str
    record: str
    digest: str
    deleted: bool
    sets: tuple[tuple[str, str], ...]
    """Spec and name of each, their parents left out."""
    metadata: Mapping[str, bytes]
    """By prefix."""

    @property
    def content_digest(self) -> str:
        """The digest of all that harvesters are given of it."""
        return digest_of_given(self.metadata, self.sets)


@dataclass(frozen=True, slots=True)
class Header:
    """What a list says of one item."""

    identifier: str
    datestamp: str
    deleted: bool
    sets: tuple[str, ...]
    content: bytes
    """In the format asked; empty without one, or when deleted."""


class Published:
    """The items given to harvesters, inside one transaction."""

    def __init__(self, connection: sa.Connection, notes: Notes) -> None:
        self._connection = connection
        self._notes = notes
        self.changes = Changes(connection)

    def known(self) -> dict[str, KnownItem]:
        """What is known of every item, by identifier."""
        columns = tables.published_items.c
        wanted = sa.select(columns.identifier, columns.record, columns.digest, columns.deleted)
        wanted = wanted.order_by(columns.identifier)
        return {row[0]: KnownItem(*row[1:]) for row in self._connection.execute(wanted)}

    def save(self, items: Sequence[PublishedItem], datestamp: str) -> None:
        """Write items that changed, all dated the same second."""
        living = self._living([item.identifier for item in items])
        self.changes.tell({item.identifier: _happened(item, living) for item in items})
        self._forget([item.identifier for item in items])
        rows = [_row(item, datestamp) for item in items]
        upsert(self._connection, tables.published_items, ("identifier",), rows)
        for item, row in zip(items, rows, strict=True):
            self._notes.given(row, "" if item.deleted else item.content_digest, item.sets)
        self._write_metadata(items)
        self._insert(
            tables.published_sets,
            [
                {"identifier": item.identifier, "spec": spec, "name": name, "datestamp": datestamp}
                for item in items
                for spec, name in _with_parents(item.sets)
            ],
        )

    def give_back(self, items: Sequence[PublishedItem]) -> None:
        """Write what is said of items that the journal gave back without it: their dates stay."""
        self.correct_digests({item.identifier: item.digest for item in items})
        self._write_metadata(items)
        self.changes.tell({item.identifier: Happened.ADDED for item in items}, only_new=True)

    def withdraw(self, identifiers: Sequence[str], datestamp: str) -> None:
        """Mark items as withdrawn, for ever or until they are saved again; their sets are told of it."""
        self._notes.withdrawn(identifiers, datestamp)
        self.changes.tell(dict.fromkeys(identifiers, Happened.REMOVED))
        for some in _chunks(identifiers):
            self._update(tables.published_items, some, {"deleted": True, "datestamp": datestamp})
            self._update(tables.published_sets, some, {"datestamp": datestamp})
            columns = tables.published_metadata.c
            self._connection.execute(sa.delete(tables.published_metadata).where(columns.identifier.in_(some)))

    def correct_digests(self, digests: Mapping[str, str]) -> None:
        """Store the present digest of items whose bytes stay the same: their date stays too."""
        columns = tables.published_items.c
        for identifier, digest in digests.items():
            found = sa.update(tables.published_items).where(columns.identifier == identifier)
            self._connection.execute(found.values(digest=digest))

    def written(self, identifiers: Sequence[str]) -> dict[str, PublishedItem]:
        """Living items as they were written."""
        found: dict[str, PublishedItem] = {}
        for some in _chunks(identifiers):
            metadata = self._metadata(some)
            sets = self._sets(some)
            columns = tables.published_items.c
            wanted = sa.select(tables.published_items).where(columns.identifier.in_(some), columns.deleted.is_(False))
            for row in self._connection.execute(wanted):
                own = tuple(pair for pair in sets.get(row.identifier, ()) if PARENT_END in pair[0])
                content = metadata.get(row.identifier, {})
                found[row.identifier] = PublishedItem(
                    row.identifier, row.record, row.digest, deleted=False, sets=own, metadata=content
                )
        return found

    def dates(self) -> Iterator[tuple[str, str, str, bool]]:
        """Of every item: its identifier, its record's, the second it last changed, whether it was withdrawn."""
        columns = tables.published_items.c
        wanted = sa.select(columns.identifier, columns.record, columns.datestamp, columns.deleted)
        return ((*row,) for row in self._connection.execute(wanted))

    def _living(self, identifiers: Sequence[str]) -> set[str]:
        columns = tables.published_items.c
        found: set[str] = set()
        for some in _chunks(identifiers):
            wanted = sa.select(columns.identifier).where(columns.identifier.in_(some), columns.deleted.is_(False))
            found.update(self._connection.execute(wanted).scalars())
        return found

    def bounds(self) -> tuple[str, str]:
        """The first and the last datestamp; empty texts when there is no item."""
        column = tables.published_items.c.datestamp
        first, last = self._connection.execute(sa.select(sa.func.min(column), sa.func.max(column))).one()
        return first or "", last or ""

    def sets(self) -> tuple[tuple[str, str], ...]:
        """The spec and name of every set, without the parents, in the order of their specs."""
        columns = tables.published_sets.c
        wanted = sa.select(columns.spec, sa.func.max(columns.name)).group_by(columns.spec).order_by(columns.spec)
        return tuple((spec, name) for spec, name in self._connection.execute(wanted) if PARENT_END in spec)

    def one(self, identifier: str, prefix: str) -> Header | None:
        """One item, None when it was never given."""
        columns = tables.published_items.c
        wanted = sa.select(columns.identifier, columns.datestamp, columns.deleted).where(
            columns.identifier == identifier
        )
        return next(iter(self._headers(self._connection.execute(wanted).all(), prefix)), None)

    def record_of(self, identifier: str) -> str | None:
        """The record a living item was written from."""
        columns = tables.published_items.c
        wanted = sa.select(columns.record).where(columns.identifier == identifier, columns.deleted.is_(False))
        found = self._connection.execute(wanted).scalar_one_or_none()
        return None if found is None else str(found)

    def page(
        self, *, since: str, until: str, spec: str, after: tuple[str, str], prefix: str, size: int
    ) -> tuple[tuple[Header, ...], int]:
        """The items that follow one, by (datestamp, identifier), and how many there are after those.

        since and until are seconds, both included; an empty text asks nothing.
        """
        place = tables.published_sets.c if spec else tables.published_items.c
        asked = [sa.tuple_(place.datestamp, place.identifier) > sa.tuple_(*map(sa.literal, after))]
        if since:
            asked.append(place.datestamp >= since)
        if until:
            asked.append(place.datestamp <= until)
        if spec:
            asked.append(place.spec == spec)
        count = sa.select(sa.func.count()).select_from(place.identifier.table).where(*asked)
        total = int(self._connection.execute(count).scalar_one())
        own = tables.published_items.c
        wanted = sa.select(own.identifier, own.datestamp, own.deleted).where(*asked)
        if spec:
            wanted = wanted.join(tables.published_sets, place.identifier == own.identifier)
        rows = self._connection.execute(wanted.order_by(place.datestamp, place.identifier).limit(size)).all()
        return self._headers(rows, prefix), total - len(rows)

    def _headers(self, rows: Sequence[Any], prefix: str) -> tuple[Header, ...]:
        identifiers = [row.identifier for row in rows]
        sets = self._sets(identifiers)
        contents = self._metadata([row.identifier for row in rows if not row.deleted], prefix) if prefix else {}
        return tuple(
            Header(
                row.identifier,
                row.datestamp,
                row.deleted,
                tuple(spec for spec, _ in sets.get(row.identifier, ()) if PARENT_END in spec),
                contents.get(row.identifier, {}).get(prefix, b""),
            )
            for row in rows
        )

    def _sets(self, identifiers: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
        columns = tables.published_sets.c
        found: dict[str, list[tuple[str, str]]] = {}
        for some in _chunks(identifiers):
            wanted = sa.select(columns.identifier, columns.spec, columns.name).where(columns.identifier.in_(some))
            for identifier, spec, name in self._connection.execute(wanted.order_by(columns.spec)):
                found.setdefault(identifier, []).append((spec, name))
        return found

    def _metadata(self, identifiers: Sequence[str], prefix: str = "") -> dict[str, dict[str, bytes]]:
        columns = tables.published_metadata.c
        found: dict[str, dict[str, bytes]] = {}
        for some in _chunks(identifiers):
            wanted = sa.select(tables.published_metadata).where(columns.identifier.in_(some))
            if prefix:
                wanted = wanted.where(columns.prefix == prefix)
            for identifier, name, content in self._connection.execute(wanted):
                found.setdefault(identifier, {})[name] = zlib.decompress(content)
        return found

    def _forget(self, identifiers: Sequence[str]) -> None:
        for some in _chunks(identifiers):
            for table in (tables.published_metadata, tables.published_sets):
                self._connection.execute(sa.delete(table).where(table.c.identifier.in_(some)))

    def _write_metadata(self, items: Sequence[PublishedItem]) -> None:
        self._insert(
            tables.published_metadata,
            [
                {"identifier": item.identifier, "prefix": prefix, "content": zlib.compress(content)}
                for item in items
                for prefix, content in item.metadata.items()
            ],
        )

    def _insert(self, table: sa.Table, rows: Sequence[Mapping[str, object]]) -> None:
        if rows:
            self._connection.execute(sa.insert(table), list(rows))

    def _update(self, table: sa.Table, identifiers: Sequence[str], values: Mapping[str, object]) -> None:
        self._connection.execute(sa.update(table).where(table.c.identifier.in_(identifiers)).values(**values))


def _happened(item: PublishedItem, living: Collection[str]) -> Happened:
    if item.deleted:
        return Happened.REMOVED
    return Happened.MODIFIED if item.identifier in living else Happened.ADDED


def _row(item: PublishedItem, datestamp: str) -> dict[str, object]:
    return {
        "identifier": item.identifier,
        "record": item.record,
        "datestamp": datestamp,
        "deleted": item.deleted,
        "digest": item.digest,
    }


def _with_parents(sets: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The sets and those they are in, each once: what is asked of a set is asked of all in it."""
    own = dict(sets)
    parents = {spec.partition(PARENT_END)[0]: "" for spec in own}
    return tuple((parents | own).items())


def _chunks(identifiers: Sequence[str]) -> Iterable[Sequence[str]]:
    for start in range(0, len(identifiers), _CHUNK):
        yield identifiers[start : start + _CHUNK]

"""What pages are compared by: the beginnings of their paragraphs, and the sketch of their text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from schemas.words.likeness import Sketch
from store import tables
from store.dialect import upsert
from store.held_text import read_json


@dataclass(frozen=True, slots=True)
class Traits:
    """The traits of one page."""

    identifier: str
    beginnings: tuple[str, ...]
    """The folded beginnings of its paragraphs."""
    sketch: Sketch


class TraitsTable:
    """The traits of the records, inside one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def save(self, source: str, traits: Sequence[Traits]) -> None:
        """Write the traits of pages, in place of those they had."""
        if not traits:
            return
        columns = tables.beginnings.c
        rows = [
            {"source": source, "identifier": one.identifier, "sketch": json.dumps(one.sketch, separators=(",", ":"))}
            for one in traits
        ]
        upsert(self._connection, tables.sketches, ("source", "identifier"), rows)
        own = sa.and_(columns.source == source, columns.identifier.in_([one.identifier for one in traits]))
        self._connection.execute(sa.delete(tables.beginnings).where(own))
        found = [
            {"source": source, "identifier": one.identifier, "beginning": text}
            for one in traits
            for text in one.beginnings
        ]
        if found:
            self._connection.execute(sa.insert(tables.beginnings), found)

    def common(self, source: str, at_least: int) -> frozenset[str]:
        """The beginnings that as many works of a source share: a page and the one it was renamed to show one."""
        columns, noted = tables.beginnings.c, tables.successions.c
        is_renamed = sa.exists().where(noted.source == columns.source, noted.identifier == columns.identifier)
        wanted = sa.select(columns.beginning).where(columns.source == source, ~is_renamed).group_by(columns.beginning)
        found = self._connection.execute(wanted.having(sa.func.count() >= at_least)).scalars()
        return frozenset(found)

    def with_beginnings(self, source: str, beginnings: frozenset[str]) -> tuple[str, ...]:
        """The identifiers of the pages that have one of these beginnings, in order."""
        columns = tables.beginnings.c
        wanted = sa.select(columns.identifier, columns.beginning).where(columns.source == source)
        found = {row.identifier for row in self._connection.execute(wanted) if row.beginning in beginnings}
        return tuple(sorted(found))

    def sketches(self) -> Iterator[tuple[str, str, Sketch]]:
        """The source, the identifier and the sketch of every living page that has one."""
        mine, held = tables.sketches.c, tables.records.c
        joined = tables.sketches.join(
            tables.records, sa.and_(mine.source == held.source, mine.identifier == held.identifier)
        )
        wanted = sa.select(mine.source, mine.identifier, mine.sketch).select_from(joined)
        wanted = wanted.where(held.deleted.is_(False)).order_by(mine.source, mine.identifier)
        for source, identifier, sketch in self._connection.execute(wanted):
            if values := tuple(read_json(sketch, identifier)):
                yield source, identifier, values

"""Renamed records: which record of the same source took the place of one that its source no longer gives.

The one replaced is held and living, and not shown while its successor lives: the same work is shown once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import sqlalchemy as sa

from store import tables
from store.dialect import upsert
from store.rows import chunks, is_superseded


class Successions:
    """The successions table, inside one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def add(self, source: str, successors: Mapping[str, str]) -> None:
        """Note which record took the place of each of some others."""
        rows = [{"source": source, "identifier": old, "successor": new} for old, new in successors.items()]
        upsert(self._connection, tables.successions, ("source", "identifier"), rows)

    def end(self, source: str, identifiers: Collection[str]) -> None:
        """Forget the successors of records that their source gives again."""
        columns = tables.successions.c
        for some in chunks(tuple(identifiers)):
            found = sa.delete(tables.successions).where(columns.source == source, columns.identifier.in_(some))
            self._connection.execute(found)

    def noted(self, source: str, identifiers: Collection[str]) -> frozenset[str]:
        """Give those of some records whose successor is noted."""
        columns = tables.successions.c
        found: set[str] = set()
        for some in chunks(tuple(identifiers)):
            wanted = sa.select(columns.identifier).where(columns.source == source, columns.identifier.in_(some))
            found.update(self._connection.execute(wanted).scalars())
        return frozenset(found)

    def of(self, source: str) -> dict[str, str]:
        """Give what is noted of a source: the successor of each record replaced, whether it lives still or not."""
        columns = tables.successions.c
        wanted = sa.select(columns.identifier, columns.successor).where(columns.source == source)
        return {row.identifier: row.successor for row in self._connection.execute(wanted)}

    def in_force(self, identifier: str | None = None) -> dict[tuple[str, str], str]:
        """Give the records that are not shown, by source and identifier, each with the one shown in its place."""
        columns, records = tables.successions.c, tables.records.c
        wanted = (
            sa.select(columns.source, columns.identifier, columns.successor)
            .join(tables.records, sa.and_(records.source == columns.source, records.identifier == columns.identifier))
            .where(is_superseded())
        )
        if identifier is not None:
            wanted = wanted.where(columns.identifier == identifier)
        return {(row.source, row.identifier): row.successor for row in self._connection.execute(wanted)}

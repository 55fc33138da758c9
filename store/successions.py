"""Renamed records: which record of the same source took the place of one that its source no longer gives.

The one replaced is held and living, and not shown until its source gives it again: the same work is shown once.
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
        """Note which record took the place of each of some others, and of those these had taken the place of."""
        columns = tables.successions.c
        for old, new in successors.items():
            led = sa.update(tables.successions).where(columns.source == source, columns.successor == old)
            self._connection.execute(led.where(columns.identifier != new).values(successor=new))
        rows = [{"source": source, "identifier": old, "successor": new} for old, new in successors.items()]
        upsert(self._connection, tables.successions, ("source", "identifier"), rows)

    def end(self, source: str, identifiers: Collection[str]) -> None:
        """Forget the successors of records that their source gives again."""
        columns = tables.successions.c
        for some in chunks(tuple(identifiers)):
            found = sa.delete(tables.successions).where(columns.source == source, columns.identifier.in_(some))
            self._connection.execute(found)

    def noted(self, source: str, identifiers: Collection[str]) -> dict[str, str]:
        """Those of some records whose successor is noted, each with it."""
        columns = tables.successions.c
        found: dict[str, str] = {}
        for some in chunks(tuple(identifiers)):
            wanted = sa.select(columns.identifier, columns.successor)
            wanted = wanted.where(columns.source == source, columns.identifier.in_(some))
            found |= {row.identifier: row.successor for row in self._connection.execute(wanted)}
        return found

    def former(self, source: str, successor: str) -> tuple[str, ...]:
        """The records whose place one has taken, in order."""
        columns = tables.successions.c
        wanted = sa.select(columns.identifier).where(columns.source == source, columns.successor == successor)
        return tuple(self._connection.execute(wanted.order_by(columns.identifier)).scalars())

    def of(self, source: str) -> dict[str, str]:
        """What is noted of a source: the successor of each record replaced, whether it lives still or not."""
        columns = tables.successions.c
        wanted = sa.select(columns.identifier, columns.successor).where(columns.source == source)
        return {row.identifier: row.successor for row in self._connection.execute(wanted)}

    def all_former(self) -> dict[tuple[str, str], list[str]]:
        """Give, by source and identifier, the records whose place each record has taken."""
        columns = tables.successions.c
        wanted = sa.select(columns.source, columns.successor, columns.identifier).order_by(columns.identifier)
        found: dict[tuple[str, str], list[str]] = {}
        for row in self._connection.execute(wanted):
            found.setdefault((row.source, row.successor), []).append(row.identifier)
        return found

    def in_force(self) -> dict[tuple[str, str], str]:
        """The records that are not shown, by source and identifier, each with the one shown in its place."""
        columns, records = tables.successions.c, tables.records.c
        wanted = (
            sa.select(columns.source, columns.identifier, columns.successor)
            .join(tables.records, sa.and_(records.source == columns.source, records.identifier == columns.identifier))
            .where(is_superseded())
        )
        return {(row.source, row.identifier): row.successor for row in self._connection.execute(wanted)}

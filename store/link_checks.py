"""What the addresses of productions answered when they were last asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa

from schemas.types.link_check import LinkCheck
from store import tables
from store.dialect import upsert
from store.journal.entries import Notes

_SLICE = 500
"""Values of one statement: databases refuse too many."""


class LinkChecks:
    """The link_checks table, inside one transaction."""

    def __init__(self, connection: sa.Connection, notes: Notes) -> None:
        self._connection = connection
        self._notes = notes

    @property
    def stamp(self) -> str:
        """A text that changes whenever an address is asked, or forgotten."""
        count = self._connection.execute(sa.select(sa.func.count()).select_from(tables.link_checks)).scalar_one()
        return f"{self.last_asked}:{count}"

    @property
    def last_asked(self) -> datetime | None:
        """When an address was last asked; None where none ever was."""
        found: datetime | None = self._connection.execute(
            sa.select(sa.func.max(tables.link_checks.c.checked_at))
        ).scalar_one()
        return found

    def save(self, checks: Sequence[LinkCheck]) -> None:
        """Note what addresses answered; one found as it was before keeps the date it was first found so."""
        known = self.of(check.identifier for check in checks)
        rows = []
        for check in checks:
            before = known.get(check.identifier)
            since = before.since if before is not None and before.state == check.state else check.since
            rows.append({**asdict(check), "since": since})
            self._notes.link(rows[-1])
        upsert(self._connection, tables.link_checks, ("identifier",), rows)

    def of(self, identifiers: Iterable[str]) -> dict[str, LinkCheck]:
        """What was noted of some records, by identifier."""
        wanted = list(dict.fromkeys(identifiers))
        columns = tables.link_checks.c
        found: dict[str, LinkCheck] = {}
        for start in range(0, len(wanted), _SLICE):
            some = columns.identifier.in_(wanted[start : start + _SLICE])
            found |= self._read(sa.select(tables.link_checks).where(some))
        return found

    def unsound(self) -> dict[str, LinkCheck]:
        """Every address that did not lead to its page, or moved, by identifier."""
        return self._read(sa.select(tables.link_checks).where(tables.link_checks.c.state != "vivant"))

    def forget(self, identifiers: Sequence[str]) -> None:
        """Forget what was wrong with some records: their pages have just been read."""
        columns = tables.link_checks.c
        for start in range(0, len(identifiers), _SLICE):
            some = columns.identifier.in_(identifiers[start : start + _SLICE])
            found = sa.delete(tables.link_checks).where(some, columns.state != "vivant")
            forgotten = self._connection.execute(found.returning(columns.identifier)).scalars()
            self._notes.links_forgotten(sorted(forgotten))

    def _read(self, wanted: sa.Select[tuple[object, ...]]) -> dict[str, LinkCheck]:
        rows = self._connection.execute(wanted)
        return {row.identifier: LinkCheck(**row._mapping) for row in rows}

"""Leases: what one process at a time may do on a store that several share, for as long as it says it is alive.

A lease expires when its holder has not renewed it in time: a killed or cut off process keeps nobody waiting for ever.
Each taking gives a new token; a holder that was thought dead and wakes up finds another token, and writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from schemas.types.errors import LeaseLostError
from store import tables


@dataclass(frozen=True, slots=True)
class Holder:
    """Who takes leases."""

    name: str
    """In words an operator knows: machine, process."""
    place: str = ""
    """What tells, on its own machine, whether it still lives."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to do one thing, as it was taken."""

    name: str
    holder: Holder
    token: int
    """Greater at each taking."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A lease somebody else holds."""

    name: str
    holder: str
    expires_at: datetime


class Leases:
    """The leases table, inside one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def take(
        self,
        name: str,
        holder: Holder,
        now: datetime,
        lasting: timedelta,
        *,
        is_dead: Callable[[str], bool] = lambda _: False,
    ) -> Lease | Taken:
        """Take a lease that is free, has expired or whose holder is known to be dead; gives who holds it otherwise.

        `is_dead` is asked of the place of a holder that has not given its lease back.
        """
        mine = {"name": name, "holder": holder.name, "place": holder.place, "expires_at": now + lasting}
        row = self._locked(name)
        if row is None:
            # The first taking ever: of two at once, one inserts and the other finds it taken.
            first = sa.insert(tables.leases).values(token=1, **mine)
            try:
                with self._connection.begin_nested():
                    self._connection.execute(first)
            except sa.exc.IntegrityError:
                row = self._locked(name)
            else:
                return Lease(name, holder, 1)
        if row is None:
            raise LeaseLostError(name)
        if row.expires_at > now and not is_dead(row.place):
            return Taken(name, row.holder, row.expires_at)
        token = row.token + 1
        self._connection.execute(
            sa.update(tables.leases).where(tables.leases.c.name == name).values(token=token, **mine)
        )
        return Lease(name, holder, token)

    def hold(self, lease: Lease) -> None:
        """Make sure, until the transaction ends, that a lease is still its holder's; raises LeaseLostError."""
        row = self._locked(lease.name)
        if row is None or row.token != lease.token:
            raise LeaseLostError(lease.name)

    def renew(self, lease: Lease, now: datetime, lasting: timedelta) -> None:
        """Put a lease's end off; raises LeaseLostError when another took it meanwhile."""
        self.hold(lease)
        mine = sa.update(tables.leases).where(tables.leases.c.name == lease.name)
        self._connection.execute(mine.values(expires_at=now + lasting))

    def release(self, lease: Lease, now: datetime) -> None:
        """Give a lease back; one that another took is left alone."""
        columns = tables.leases.c
        mine = sa.update(tables.leases).where(columns.name == lease.name, columns.token == lease.token)
        self._connection.execute(mine.values(expires_at=now))

    def _locked(self, name: str) -> sa.Row[Any] | None:
        """The row of a lease, which nobody else changes until the transaction ends."""
        if self._connection.dialect.name == "sqlite":
            # A lock for writing is what SQLite has in place of FOR UPDATE, which it ignores.
            self._connection.execute(sa.update(tables.leases).where(sa.false()).values(token=0))
        wanted = sa.select(tables.leases).where(tables.leases.c.name == name)
        return self._connection.execute(wanted.with_for_update()).first()

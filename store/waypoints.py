"""The addresses of crawls under way, so that one stopped anywhere goes on."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from schemas.frontier import Waypoint
from store import tables
from store.dialect import upsert


class Waypoints:
    """The waypoints table, inside one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def of(self, source: str) -> tuple[Waypoint, ...]:
        """Give the addresses a source's crawl met, in the order it met them."""
        columns = tables.waypoints.c
        wanted = sa.select(columns.key, columns.url, columns.found_by, columns.depth, columns.done)
        rows = self._connection.execute(wanted.where(columns.source == source).order_by(columns.number))
        return tuple(Waypoint(*row) for row in rows)

    def save(self, source: str, waypoints: Sequence[Waypoint]) -> None:
        """Add addresses, or note what became of them; each keeps its place in the order."""
        if not waypoints:
            return
        columns = tables.waypoints.c
        last = sa.select(sa.func.coalesce(sa.func.max(columns.number), 0)).where(columns.source == source)
        number = int(self._connection.execute(last).scalar_one())
        rows = [
            {
                "source": source, "key": one.key, "url": one.url, "found_by": one.found_by, "depth": one.depth,
                "done": one.done, "number": number + place,
            }
            for place, one in enumerate(waypoints, start=1)
        ]  # fmt: skip
        upsert(self._connection, tables.waypoints, ("source", "key"), rows, kept=("number",))

    def forget(self, source: str) -> None:
        """Forget a source's crawl: it is over."""
        self._connection.execute(sa.delete(tables.waypoints).where(tables.waypoints.c.source == source))

"""The addresses crawls met, each with its last fate: a crawl stopped anywhere goes on, and none is forgotten after."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from schemas.runs.frontier import Fate, Met, Waypoint, WaypointKey, read_waypoint_key
from schemas.types.origin import FoundBy
from store import tables
from store.dialect import upsert

MOST_UNMET = 20_000
"""Addresses of a source kept though its last whole crawl did not meet them; beyond, the longest unmet are forgotten."""
_FATE = ("fate", "reason", "leads_to", "said_run", "said_at")
_SLICE = 500
"""Keys looked for in one statement: drivers bound how many they take."""


class Waypoints:
    """The waypoints table, inside one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def of(self, source: str, since_run: int) -> Iterator[Waypoint]:
        """The addresses a source's crawl met since a run, in the order they were first met."""
        columns = tables.waypoints.c
        wanted = sa.select(tables.waypoints).where(columns.source == source, columns.run >= since_run)
        for row in self._connection.execute(wanted.order_by(columns.number)):
            waypoint = _waypoint(row)
            is_said = row.said_run >= since_run and (row.done or waypoint.fate is Fate.FAILED)
            yield waypoint if is_said else waypoint.with_only_its_ways()

    def save(self, source: str, waypoints: Sequence[Waypoint], run: int, now: datetime) -> None:
        """Add addresses, or note what became of them; each keeps its place in the order.

        One that waits, or has only been met another way, keeps the fate that was said of it last.
        """
        if not waypoints:
            return
        columns = tables.waypoints.c
        last = sa.select(sa.func.coalesce(sa.func.max(columns.number), 0)).where(columns.source == source)
        number = int(self._connection.execute(last).scalar_one())
        rows = [
            {
                "source": source, "key": str(one.key), "url": one.url, "found_by": one.found_by.value,
                "named_by": ",".join(way.value for way in one.ways), "depth": one.depth, "done": one.done,
                "number": number + place, "run": run, "fate": one.fate.value, "reason": str(one.reason),
                "leads_to": one.leads_to, "said_run": run, "said_at": now,
            }
            for place, one in enumerate(waypoints, start=1)
        ]  # fmt: skip
        silent = [row for row in rows if row["fate"] == Fate.WAITING]
        upsert(self._connection, tables.waypoints, ("source", "key"), silent, kept=("number", *_FATE))
        said = [row for row in rows if row["fate"] != Fate.WAITING]
        upsert(self._connection, tables.waypoints, ("source", "key"), said, kept=("number",))

    def settle(self, source: str, identifier: str, fate: Fate, reason: str) -> None:
        """Say the fate of a page judged after it was asked, whatever address it was asked at."""
        columns = tables.waypoints.c
        own = columns.fate.not_in([Fate.REDIRECTED.value, Fate.DOUBLE.value])
        of_page = sa.and_(columns.source == source, columns.leads_to == identifier, own)
        self._connection.execute(sa.update(tables.waypoints).where(of_page).values(fate=fate.value, reason=reason))

    def met(self, sources: Collection[str], keys: Iterable[WaypointKey]) -> tuple[Met, ...]:
        """The addresses of some keys, the last met first."""
        columns = tables.waypoints.c
        wanted = list(dict.fromkeys(map(str, keys)))
        found: list[Met] = []
        for start in range(0, len(wanted), _SLICE):
            some = wanted[start : start + _SLICE]
            of_keys = sa.select(tables.waypoints).where(columns.source.in_(list(sources)), columns.key.in_(some))
            found += [_met(row) for row in self._connection.execute(of_keys)]
        return tuple(sorted(found, key=lambda one: (-one.run, one.source, str(one.waypoint.key))))

    def leading_to(self, source: str, identifier: str) -> tuple[Met, ...]:
        """The addresses under which a page was met."""
        columns = tables.waypoints.c
        wanted = sa.select(tables.waypoints).where(columns.source == source, columns.leads_to == identifier)
        return tuple(_met(row) for row in self._connection.execute(wanted.order_by(columns.number).limit(_SLICE)))

    def under(self, source: str, beginning: str, limit: int) -> tuple[str, ...]:
        """Addresses whose key has a beginning, at most so many."""
        columns = tables.waypoints.c
        wanted = sa.select(columns.url).where(
            columns.source == source, columns.key >= beginning, columns.key < beginning + "\U0010ffff"
        )
        return tuple(row.url for row in self._connection.execute(wanted.order_by(columns.key).limit(limit)))

    def forget_unmet(self, source: str, since_run: int, *, most: int = MOST_UNMET) -> None:
        """Forget the addresses not met since a run, beyond so many: those unmet for the longest time."""
        columns = tables.waypoints.c
        unmet = sa.and_(columns.source == source, columns.run < since_run)
        beyond = sa.select(columns.key).where(unmet).order_by(columns.run.desc(), columns.number).offset(most)
        keys = list(self._connection.execute(beyond).scalars())
        for start in range(0, len(keys), _SLICE):
            some = keys[start : start + _SLICE]
            self._connection.execute(sa.delete(tables.waypoints).where(columns.source == source, columns.key.in_(some)))


def _waypoint(row: Any) -> Waypoint:  # noqa: ANN401 - a row of SQLAlchemy
    ways = tuple(FoundBy(way) for way in row.named_by.split(","))
    key = read_waypoint_key(row.key)
    return Waypoint(
        key, row.url, FoundBy(row.found_by), row.depth, row.done, Fate(row.fate), row.reason, row.leads_to, ways
    )  # fmt: skip


def _met(row: Any) -> Met:  # noqa: ANN401 - a row of SQLAlchemy
    return Met(row.source, _waypoint(row), row.run, row.said_run, row.said_at)

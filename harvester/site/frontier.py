"""Which addresses of a site were met, and which is asked next: the most trusted way of finding first."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from schemas.runs.frontier import Fate, Waypoint, WaypointKey


class Frontier:
    """The addresses of one crawl; what changes is handed out to be kept with each page."""

    def __init__(self, held: Iterable[Waypoint] = (), late: Collection[WaypointKey] = ()) -> None:
        """Begin with the addresses `held`; those whose key is `late` are asked after all others."""
        self._late = late
        self._first: set[WaypointKey] = set()
        self._known: dict[WaypointKey, Waypoint] = {}
        self._waiting: list[tuple[tuple[bool, int], int, WaypointKey]] = []
        self._changed: dict[WaypointKey, Waypoint] = {}
        self._number = 0
        self._asked = 0
        for waypoint in held:
            self._remember(waypoint)

    def __len__(self) -> int:
        """Count the addresses that wait."""
        return len(self._known) - self._asked

    def __iter__(self) -> Iterator[Waypoint]:
        """The addresses met."""
        return iter(self._known.values())

    @property
    def known(self) -> int:
        """Count the addresses met, asked or not."""
        return len(self._known)

    def get(self, key: WaypointKey) -> Waypoint | None:
        """An address met already; None when it was not."""
        return self._known.get(key)

    def add(self, waypoint: Waypoint) -> bool:
        """Add an address, unless it was met; gives whether it is new. A more trusted way to it moves it up.

        One that is settled is not asked again for having been met another way: its ways alone are noted.
        """
        before = self._known.get(waypoint.key)
        if before is None:
            self._remember(waypoint)
            self._changed[waypoint.key] = waypoint
            return True
        after = before.met_by(waypoint.found_by)
        if after.ways == before.ways:
            return False
        if after.rank < before.rank and not before.done:
            after = replace(after, url=waypoint.url, depth=waypoint.depth)
            self._push(after)
        self._known[after.key] = after
        is_said = after.done and after.key not in self._changed
        self._changed[after.key] = after.with_only_its_ways() if is_said else after
        return False

    def ask_after_all(self, waypoint: Waypoint) -> None:
        """Queue an address that was left by rule, now that a way it was met lifts the rule."""
        before = self._known[waypoint.key]
        self._asked -= before.done
        again = replace(before.met_by(waypoint.found_by), url=waypoint.url, depth=waypoint.depth, done=False)
        again = again.with_only_its_ways()
        self._remember(again)
        self._changed[again.key] = again

    def hasten(self, key: WaypointKey) -> None:
        """Have an address that waits asked before all others."""
        waypoint = self._known.get(key)
        if waypoint is not None and not waypoint.done:
            self._first.add(key)
            self._push(waypoint)

    def _remember(self, waypoint: Waypoint) -> None:
        self._known[waypoint.key] = waypoint
        if waypoint.done:
            self._asked += 1
        else:
            self._push(waypoint)

    def _push(self, waypoint: Waypoint) -> None:
        self._number += 1
        heapq.heappush(self._waiting, (self._turn(waypoint), self._number, waypoint.key))

    def _turn(self, waypoint: Waypoint) -> tuple[bool, int]:
        is_first = waypoint.key in self._first
        return not is_first and waypoint.key in self._late, -1 if is_first else waypoint.rank

    def next(self) -> Waypoint | None:
        """The next address to ask; None when none waits."""
        while self._waiting:
            turn, _, key = heapq.heappop(self._waiting)
            waypoint = self._known[key]
            if not waypoint.done and self._turn(waypoint) == turn:
                return waypoint
        return None

    def settle(self, key: WaypointKey, fate: Fate, reason: str = "", leads_to: str = "") -> None:
        """Remember what became of an address met; one that gave no answer is left to the next run."""
        before = self._known[key]
        after = before.settled(fate, reason, leads_to)
        self._known[key] = self._changed[key] = after
        self._asked += after.done - before.done

    def take_changes(self) -> tuple[Waypoint, ...]:
        """What changed since the last time, to be kept."""
        changed = tuple(self._changed.values())
        self._changed.clear()
        return changed

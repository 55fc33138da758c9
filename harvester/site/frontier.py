"""Which addresses of a site were met, and which is asked next: the most trusted way of finding first."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable
from dataclasses import replace

from schemas.frontier import Waypoint


class Frontier:
    """The addresses of one crawl; what changes is handed out to be kept with each page."""

    def __init__(self, held: Iterable[Waypoint] = (), late: Collection[str] = ()) -> None:
        """Begin with the addresses `held`; those whose key is `late` are asked after all others."""
        self._late = late
        self._known: dict[str, Waypoint] = {}
        self._waiting: list[tuple[tuple[bool, int], int, str]] = []
        self._changed: dict[str, Waypoint] = {}
        self._number = 0
        self._asked = 0
        for waypoint in held:
            self._remember(waypoint)

    def __len__(self) -> int:
        """Count the addresses that wait."""
        return len(self._known) - self._asked

    @property
    def known(self) -> int:
        """Count the addresses met, asked or not."""
        return len(self._known)

    def has(self, key: str) -> bool:
        """Say whether an address was met already."""
        return key in self._known

    def add(self, waypoint: Waypoint) -> bool:
        """Add an address, unless it was met; gives whether it is new. A more trusted way to it moves it up."""
        before = self._known.get(waypoint.key)
        if before is not None and (before.done or before.rank <= waypoint.rank):
            return False
        self._remember(waypoint)
        self._changed[waypoint.key] = waypoint
        return before is None

    def _remember(self, waypoint: Waypoint) -> None:
        self._known[waypoint.key] = waypoint
        if waypoint.done:
            self._asked += 1
        else:
            self._number += 1
            heapq.heappush(self._waiting, (self._turn(waypoint), self._number, waypoint.key))

    def _turn(self, waypoint: Waypoint) -> tuple[bool, int]:
        return waypoint.key in self._late, waypoint.rank

    def next(self) -> Waypoint | None:
        """Give the next address to ask; None when none waits."""
        while self._waiting:
            turn, _, key = heapq.heappop(self._waiting)
            waypoint = self._known[key]
            if not waypoint.done and self._turn(waypoint) == turn:
                return waypoint
        return None

    def done(self, waypoint: Waypoint) -> None:
        """Remember that an address was asked."""
        self._known[waypoint.key] = self._changed[waypoint.key] = replace(waypoint, done=True)
        self._asked += 1

    def take_changes(self) -> tuple[Waypoint, ...]:
        """Give what changed since the last time, to be kept."""
        changed = tuple(self._changed.values())
        self._changed.clear()
        return changed

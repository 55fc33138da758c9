"""How often one may do something: so many times within so long, counted by name and held in memory."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

_MOST_NAMES = 10_000
"""Names held at once: past it the one that did nothing for longest is forgotten."""


class Allowance:
    """So many times within a length of time, for each name; any thread may ask."""

    def __init__(self, most: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._seconds = seconds
        self._clock = clock
        self._done: OrderedDict[str, deque[float]] = OrderedDict()
        self._guard = threading.Lock()

    def take(self, name: str) -> bool:
        """Count one time more, and say whether it is allowed; one that is not counts for nothing."""
        now = self._clock()
        with self._guard:
            times = self._done.setdefault(name, deque())
            self._done.move_to_end(name)
            while times and now - times[0] >= self._seconds:
                times.popleft()
            while len(self._done) > _MOST_NAMES:
                self._done.popitem(last=False)
            if len(times) >= self._most:
                return False
            times.append(now)
            return True

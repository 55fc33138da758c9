"""Doing one piece of work for each source, many at once: what a harvest does most is wait."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import TypeVar

from schemas.files.source import Source
from schemas.types.errors import MoissonError

MOST_AT_ONCE = 40
_LOOK_EVERY = 0.2
_Result = TypeVar("_Result")


def side_by_side(sources: Sequence[Source], work: Callable[[Source], _Result], stop: threading.Event) -> list[_Result]:
    """The result of the work for each source, in their order; a fault of the work stops all, and is raised.

    The threads do not keep the program alive: a second interruption ends it at once.
    """
    waiting = deque(enumerate(sources))
    results: dict[int, _Result] = {}
    faults: list[MoissonError] = []

    def go() -> None:
        while True:
            try:
                number, source = waiting.popleft()
            except IndexError:
                return
            try:
                results[number] = work(source)
            except MoissonError as fault:
                faults.append(fault)
                stop.set()
                return

    threads = [threading.Thread(target=go, daemon=True) for _ in range(min(MOST_AT_ONCE, len(sources)))]
    for thread in threads:
        thread.start()
    for thread in threads:
        while thread.is_alive():  # a wait without end could not be interrupted
            thread.join(_LOOK_EVERY)
    if faults:
        raise faults[0]
    if len(results) < len(sources):
        raise RuntimeError("a thread ended before its work: see the error it wrote")
    return [results[number] for number in sorted(results)]

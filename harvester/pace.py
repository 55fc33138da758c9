"""When each host may next be asked: one request at a time for a machine, and a pause between two for a host."""

from __future__ import annotations

import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class Pace:
    """The pace of a whole run, shared by its sources and their threads.

    Sources that share a host stand in one queue, first come first served: only its head waits for the pause, so no two
    of them can take the same instant for theirs.
    """

    def __init__(self, seconds: float = 1.0) -> None:
        self._seconds = seconds
        self._next_at: dict[str, float] = {}
        self._crawl_delays: dict[str, float] = {}
        self._machines: dict[str, str] = {}
        self._hosts: dict[str, _Queue] = {}
        self._machine_queues: dict[str, _Queue] = {}
        self._guard = threading.Lock()

    @contextmanager
    def turn(self, host: str, sleep: Callable[[float], None], crawl_delay: float = 0.0) -> Iterator[None]:
        """Wait until the host may be asked, and let nobody else ask its machine meanwhile.

        Several sites of one académie often share a server: they are asked one after the other. The longest delay that
        any source learnt from the host's robots.txt holds for all of them. A run being stopped does not sleep.
        """
        host = _written(host)
        machine = self._machine_of(host)
        with self._guard:
            queue = self._hosts.setdefault(host, _Queue())
            machine_queue = self._machine_queues.setdefault(machine, _Queue())
            self._crawl_delays[host] = max(crawl_delay, self._crawl_delays.get(host, 0.0))
        with queue.turn():
            left = self._next_at.get(host, 0.0) - time.monotonic()
            if left > 0:
                sleep(left)
            with machine_queue.turn():
                started = time.monotonic()
                try:
                    yield
                finally:
                    self._note(host, started)

    def put_off(self, host: str, seconds: float) -> None:
        """Leave a host alone for so long, whatever source would ask it: it asked one of them to wait."""
        host = _written(host)
        with self._guard:
            self._next_at[host] = max(self._next_at.get(host, 0.0), time.monotonic() + seconds)

    def left(self, url: str) -> float:
        """Seconds until the host of an address may be asked again; 0 where it may be now."""
        with self._guard:
            return max(0.0, self._next_at.get(_written(urlsplit(url).hostname or ""), 0.0) - time.monotonic())

    def _note(self, host: str, started: float) -> None:
        """Set when the host may be asked again: a server that is slow to answer is left alone twice as long."""
        now = time.monotonic()
        own = now if host in _LOOPBACK else max(started + self._seconds, now + 2 * (now - started))
        with self._guard:
            asked = self._next_at.get(host, 0.0)
            self._next_at[host] = max(own, started + self._crawl_delays[host], asked)

    def _machine_of(self, host: str) -> str:
        machine = self._machines.get(host)
        if machine is None:
            machine = self._machines[host] = _machine_of(host)
        return machine


class _Queue:
    """A lock given in the order it was asked for: a plain one may pass over a thread for ever."""

    def __init__(self) -> None:
        self._waiting: deque[threading.Lock] = deque()
        self._guard = threading.Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold the lock for a block."""
        mine = threading.Lock()
        with self._guard:
            if self._waiting:
                mine.acquire()
            self._waiting.append(mine)
        with mine:  # free already for the first; the one before frees that of another
            pass
        try:
            yield
        finally:
            with self._guard:
                self._waiting.popleft()
                if self._waiting:
                    self._waiting[0].release()


def _written(host: str) -> str:
    """A host as it is told apart from others: « Site.fr. » is « site.fr »."""
    return host.lower().rstrip(".")


def _machine_of(host: str) -> str:
    """The first address of a host; its name when it has none, which the request itself will tell."""
    try:
        return str(sorted(str(item[4][0]) for item in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM))[0])
    except (OSError, UnicodeError, IndexError):
        return host

"""When each host may next be asked: one request at a time for a machine, and a pause between two for a host."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_TRIES = 5


class Pace:
    """The pace of a whole run, shared by its sources and their threads."""

    def __init__(self, seconds: float = 1.0) -> None:
        self._seconds = seconds
        self._next_at: dict[str, float] = {}
        self._machines: dict[str, str] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()

    @contextmanager
    def turn(self, host: str, sleep: Callable[[float], None], crawl_delay: float = 0.0) -> Iterator[None]:
        """Wait until the host may be asked, and let nobody else ask its machine meanwhile.

        Several sites of one académie often share a server: they are asked one after the other.
        """
        lock = self._lock_of(host)
        for _ in range(_TRIES):  # a run being stopped does not sleep: it must not turn here without end
            left = self._next_at.get(host, 0.0) - time.monotonic()
            if left > 0:
                sleep(left)
            lock.acquire()
            if self._next_at.get(host, 0.0) <= time.monotonic():
                break
            lock.release()
        else:
            lock.acquire()
        started = time.monotonic()
        try:
            yield
        finally:
            self._note(host, started, crawl_delay)
            lock.release()

    def _note(self, host: str, started: float, crawl_delay: float) -> None:
        """Set when the host may be asked again: a server that is slow to answer is left alone twice as long."""
        now = time.monotonic()
        own = now if host in _LOOPBACK else max(started + self._seconds, now + 2 * (now - started))
        self._next_at[host] = max(own, started + crawl_delay)

    def _lock_of(self, host: str) -> threading.Lock:
        machine = self._machines.get(host)
        if machine is None:
            machine = self._machines[host] = _machine_of(host)
        with self._guard:
            return self._locks.setdefault(machine, threading.Lock())


def _machine_of(host: str) -> str:
    """Give the first address of a host; its name when it has none, which the request itself will tell."""
    try:
        return str(sorted(str(item[4][0]) for item in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM))[0])
    except (OSError, UnicodeError, IndexError):
        return host

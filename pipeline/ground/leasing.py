"""Doing something that one process at a time may do, on a store that several share."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from schemas.types.errors import LeaseLostError, NothingToDoError, StoreError
from store.database import Database
from store.leases import Holder, Lease, Taken

LASTING = timedelta(minutes=5)
"""How long a process that says nothing more is believed to be alive."""
_LONGEST_HOST = 180
_LONGEST_PAUSE = 20.0
"""Seconds at most that a host is kept once nothing more is asked of it: a stop is not to wait for longer."""
_RENEWED_EVERY = 60.0
"""Seconds between two words of a living one: four are missed before it is thought dead."""


class Leasing:
    """The leases one process holds on a store, renewed beside its work until it ends."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._holder = Holder(f"{socket.gethostname()}, processus {os.getpid()}", f"{_machine()}/{os.getpid()}")
        self._held: dict[str, Lease] = {}
        self._guard = threading.Lock()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._renew, name="baux", daemon=True)

    def __enter__(self) -> Leasing:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def take(self, name: str) -> Lease | Taken:
        """Take a lease for as long as this process lives, or until it is given back."""
        with self._database.transaction() as transaction:
            found = transaction.leases.take(name, self._holder, transaction.instant, LASTING, is_dead=_is_dead)
        if isinstance(found, Lease):
            with self._guard:
                self._held[name] = found
        return found

    def give_back(self, lease: Lease) -> None:
        """Give a lease back."""
        with self._guard:
            self._held.pop(lease.name, None)
        with self._database.transaction() as transaction:
            transaction.leases.release(lease, transaction.instant)

    @contextmanager
    def holding(self, name: str) -> Iterator[Lease | Taken]:
        """Hold a lease for the length of a block, where nobody else holds it."""
        lease = self.take(name)
        try:
            yield lease
        finally:
            if isinstance(lease, Lease):
                self.give_back(lease)

    def _renew(self) -> None:
        while not self._end.wait(_RENEWED_EVERY):
            with self._guard:
                held = list(self._held.values())
            for lease in held:
                self._renew_one(lease)

    def _renew_one(self, lease: Lease) -> None:
        try:
            with self._database.transaction() as transaction:
                transaction.leases.renew(lease, transaction.instant, LASTING)
        except LeaseLostError:
            with self._guard:
                self._held.pop(lease.name, None)  # whoever works under it is told when it next writes
        except StoreError:
            return  # a store that is away is told by those who work; it may be back at the next turn


class HostLeasing:
    """The hosts some sources are on, each under one lease from the first source begun to the last ended.

    Two machines never ask one host at once, nor one right after the other: it is given back when it may be asked again.
    All the sources one of them has there are done before the other may come, so that none is left by both.
    """

    def __init__(self, leasing: Leasing, urls: Iterable[str], pause: Callable[[str], float] = lambda _: 0.0) -> None:
        """`pause` gives the seconds before the host of an address may be asked again."""
        self._leasing = leasing
        self._pause = pause
        self._left = Counter(map(host_of, urls))
        self._held: dict[str, Lease] = {}
        self._guard = threading.Lock()

    def __enter__(self) -> HostLeasing:
        return self

    def __exit__(self, *_: object) -> None:
        with self._guard:
            for lease in self._held.values():
                self._leasing.give_back(lease)
            self._held.clear()

    @contextmanager
    def holding(self, url: str) -> Iterator[Lease | Taken]:
        """Hold the host of one source for the length of a block, where no other process asks it."""
        host = host_of(url)
        with self._guard:
            found = self._held.get(host) or self._leasing.take(f"hôte {host}")
            if isinstance(found, Lease):
                self._held[host] = found
        try:
            yield found
        finally:
            with self._guard:
                self._left[host] -= 1
                last = self._held.pop(host, None) if self._left[host] <= 0 else None
            if last is not None:
                time.sleep(min(self._pause(url), _LONGEST_PAUSE))
                self._leasing.give_back(last)


def host_of(url: str) -> str:
    """The host and port of an address, as leases name them."""
    return urlsplit(url).netloc.rpartition("@")[2].lower()[:_LONGEST_HOST]


def _machine() -> str:
    """What tells this start of this machine, and this set of process numbers, from any other."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot}/{Path('/proc/self/ns/pid').readlink()}"
    except OSError:  # no Linux: only time tells there
        return ""


def _is_dead(place: str) -> bool:
    """Say whether a process of this very machine is gone; of another machine's, only time tells."""
    machine, _, number = place.rpartition("/")
    return bool(machine) and machine == _machine() and not Path(f"/proc/{number}").exists()


def of_source(source: str) -> str:
    """The name of the lease under which a source is harvested or read again."""
    return f"source {source}"


def busy(taken: Taken) -> NothingToDoError:
    """What to say where another process does what was asked."""
    return NothingToDoError(
        f"{taken.name} : en cours ailleurs ({taken.holder}) ; attendre sa fin, ou {LASTING.seconds // 60} minutes "
        "s'il a été tué"
    )

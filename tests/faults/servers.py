"""The base of a server, and what may befall it while a command works: cut, killed, started again, read-only, full."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from tests.databases import Server, new_server
from tests.faults.faults import CALLS, faults_of
from tests.faults.oracle import Calm, Verdict, calls_of, meet

DEEDS = (
    "connexions coupées", "serveur tué", "serveur relancé", "base en lecture seule", "disque du serveur plein",
)  # fmt: skip
USED, MODEL = "essai", "modele"
_ROOM = 48
"""Mebibytes of the disk that is filled."""


class Base:
    """One base on a server of its own, put back as it was before each trial."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._disk = server.folder / "disque"
        self._server.sql(f"CREATE DATABASE {USED} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'")
        self.url = server.url(USED)
        self._place = f" TABLESPACE {USED}" if self._has_disk() else ""

    def is_model(self) -> None:
        """Let what it holds now be what each trial begins with."""
        self._server.sql(f"CREATE DATABASE {MODEL} TEMPLATE {USED}")

    def renew(self) -> None:
        """Put it back as it was."""
        self._server.sql(f"DROP DATABASE IF EXISTS {USED} WITH (FORCE)")
        self._server.sql(f"CREATE DATABASE {USED} TEMPLATE {MODEL}{self._place}")

    def deeds(self) -> dict[str, Callable[[], None]]:
        """What may befall it, as the table names it; its disk is filled where it has one."""
        does = (self._cut, self._server.kill, self._again, lambda: self._read_only("on"), self._fill)
        return dict(zip(DEEDS, does if self._place else does[:-1], strict=False))

    def mend(self) -> None:
        """End all that befell it."""
        (self._disk / "plein").unlink(missing_ok=True)
        if not self._server.is_running:
            self._server.start()
        self._read_only("off")

    def end(self) -> None:
        """Let go of it."""
        self._server.stop()
        if self._place:
            subprocess.run(["umount", str(self._disk)], check=False)
        shutil.rmtree(self._server.folder, ignore_errors=True)

    def _cut(self) -> None:
        self._server.sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{USED}'")

    def _again(self) -> None:
        self._server.kill()
        self._server.start()

    def _read_only(self, said: str) -> None:
        self._server.sql(f"ALTER SYSTEM SET default_transaction_read_only = {said}")
        self._server.sql("SELECT pg_reload_conf()")

    def _fill(self) -> None:
        with suppress(OSError), (self._disk / "plein").open("wb") as full:
            while True:
                full.write(bytes(1 << 16))
                full.flush()

    def _has_disk(self) -> bool:
        """Give it a small disk of its own, where this machine lets us."""
        self._disk.mkdir()
        asked = ["mount", "-t", "tmpfs", "-o", f"size={_ROOM}m", "tmpfs", str(self._disk)]
        if subprocess.run(asked, stderr=subprocess.DEVNULL, check=False).returncode:
            return False
        within = self._disk / "base"
        within.mkdir()
        shutil.chown(within, self._server.folder.owner())
        self._server.sql(f"CREATE TABLESPACE {USED} LOCATION '{within}'")
        return True


@contextmanager
def new_base() -> Iterator[Base | None]:
    """A base on a server of its own; None where no server is installed."""
    server = new_server()
    if server is None:
        yield None
        return
    base = Base(server)
    try:
        yield base
    finally:
        base.end()


def of_servers(
    calm: Calm, base: Base, kinds: Sequence[str], most: int, at: Sequence[str] = CALLS["ask"]
) -> Iterator[Verdict]:
    """Try a command while things befall its base, at some calls, so many of each at most."""
    asked = calm.scratch / "demande"
    chosen = {kind: deed for kind, deed in base.deeds().items() if kind in kinds}
    calls = calls_of(calm) if chosen else ""
    for kind, deed in chosen.items():
        for fault, place in (one for one in faults_of(calls, "ask", most) if one[0].call in at):
            with _doing(asked, deed):
                yield meet(calm, replace(fault, log=str(asked)), kind, place)


@contextmanager
def _doing(asked: Path, deed: Callable[[], None]) -> Iterator[None]:
    """Do something when it is asked for."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.01):
            if asked.exists():
                deed()
                asked.unlink()

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield
    finally:
        over.set()
        watching.join()

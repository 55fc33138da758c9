"""A PostgreSQL server of the tests' own, where Debian's is installed: started once a process, a new base a test."""

from __future__ import annotations

import atexit
import functools
import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import pytest

_NUMBERS = itertools.count(1)
_FAST = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"
_OPTIONS = f"{_FAST} -c max_connections=200 -c listen_addresses=127.0.0.1"


def new_postgresql_url() -> str:
    """The address of a new empty base; the test is skipped where there is no server or no driver."""
    pytest.importorskip("psycopg", reason="psycopg (traam[postgresql]) is not installed")
    server = _server()
    if server is None:
        pytest.skip("PostgreSQL is not installed here")
    name = f"essai_{os.getpid()}_{next(_NUMBERS)}"
    server.sql(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'")
    return server.url(name)


class Server:
    """One running server, in a folder of its own, on a free port of loopback."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="traam-pg-"))
        """What it and its user alone write in."""
        self._after = _undertaker(self.folder)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        self._user = None if os.getuid() else "postgres"  # the server refuses to run as root
        if self._user:
            shutil.chown(self.folder, self._user)
        data = str(self.folder / "data")
        self._run("initdb", "-D", data, "-A", "trust", "-U", "traam", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        self.start()

    def start(self) -> None:
        """Start it, or start it again."""
        options = f"-p {self._port} -k {self.folder} {_OPTIONS}"
        data, log = str(self.folder / "data"), str(self.folder / "log")
        self._run("pg_ctl", "-D", data, "-l", log, "-o", options, "-w", "start")

    def kill(self) -> None:
        """Kill all its processes at once, as a machine that dies does."""
        first = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        processes = [first, *_children(first)]
        for one in processes:
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
        while any(_parent(one) is not None for one in processes):
            time.sleep(0.01)
        # Where nobody asked how the first one ended, it seems to run still: what it left keeps the next from starting.
        for left in (self.folder / "data" / "postmaster.pid", *self.folder.glob(".s.PGSQL.*")):
            left.unlink(missing_ok=True)

    def url(self, name: str) -> str:
        """The address of one of its bases."""
        return f"postgresql://traam@127.0.0.1:{self._port}/{name}"

    def sql(self, statement: str) -> None:
        """Run one statement that needs no answer."""
        self._run("psql", "-q", "-h", "127.0.0.1", "-p", str(self._port), "-U", "traam", "-c", statement, "postgres")

    @property
    def is_running(self) -> bool:
        """Say whether it runs."""
        return (self.folder / "data" / "postmaster.pid").exists()

    def stop(self, mode: str = "immediate") -> None:
        """Stop it, and take its folder away."""
        if self.is_running:
            self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", mode, "stop")
        shutil.rmtree(self.folder, ignore_errors=True)
        self._after.kill()
        self._after.communicate()

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [str(self._programs / program), *arguments], check=True, user=self._user, cwd="/", env={"PATH": os.defpath},
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, timeout=60,
        )  # fmt: skip


def _undertaker(folder: Path) -> subprocess.Popen[bytes]:
    """Have another process end the server of a folder, and what is mounted there, once this one is killed.

    It then reads the end of a pipe; what was starting is left the time to.
    """
    after = 'cat; sleep 3; kill -QUIT "$(head -n 1 data/postmaster.pid)"; sleep 1; umount -l disque; rm -rf "$PWD"'
    silence = subprocess.DEVNULL
    return subprocess.Popen(
        ["sh", "-c", after], cwd=folder, stdin=subprocess.PIPE, stdout=silence, stderr=silence, start_new_session=True
    )


def _children(process: int) -> list[int]:
    return [number for one in Path("/proc").glob("[0-9]*") if _parent(number := int(one.name)) == process]


def _parent(process: int) -> int | None:
    """Whose child a process is; None where there is none of that number, or it only waits to be forgotten."""
    try:
        state, parent = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[:2]
    except (OSError, ValueError):
        return None
    return None if state == "Z" else int(parent)


def new_server() -> Server | None:
    """A server of its own, stopped when this process ends; None where none is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    if not found or not (os.getuid() or _has_account()):
        return None
    server = Server(found[-1].parent)
    atexit.register(server.stop)
    return server


_server = functools.cache(new_server)
"""The one that most tests share."""


def _has_account() -> bool:
    try:
        pwd.getpwnam("postgres")
    except KeyError:
        return False
    return True

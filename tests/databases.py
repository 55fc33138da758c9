"""A PostgreSQL server of the tests' own, where Debian's is installed: started once a process, a new base a test."""

from __future__ import annotations

import atexit
import functools
import itertools
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
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
        self._folder = Path(tempfile.mkdtemp(prefix="traam-pg-"))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        self._user = None if os.getuid() else "postgres"  # the server refuses to run as root
        if self._user:
            account = pwd.getpwnam(self._user)
            os.chown(self._folder, account.pw_uid, account.pw_gid)
        data = str(self._folder / "data")
        self._run("initdb", "-D", data, "-A", "trust", "-U", "traam", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        options = f"-p {self._port} -k {self._folder} {_OPTIONS}"
        self._run("pg_ctl", "-D", data, "-l", str(self._folder / "log"), "-o", options, "-w", "start")

    def url(self, name: str) -> str:
        """The address of one of its bases."""
        return f"postgresql://traam@127.0.0.1:{self._port}/{name}"

    def sql(self, statement: str) -> None:
        """Run one statement that needs no answer."""
        self._run("psql", "-q", "-h", "127.0.0.1", "-p", str(self._port), "-U", "traam", "-c", statement, "postgres")

    def stop(self, mode: str = "immediate") -> None:
        """Stop it, and take its folder away."""
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-m", mode, "stop")
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [str(self._programs / program), *arguments], check=True, user=self._user, cwd="/", env={"PATH": os.defpath},
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, timeout=60,
        )  # fmt: skip


@functools.cache
def _server() -> Server | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    if not found or not (os.getuid() or _has_account()):
        return None
    server = Server(found[-1].parent)
    atexit.register(server.stop)
    return server


def _has_account() -> bool:
    try:
        pwd.getpwnam("postgres")
    except KeyError:
        return False
    return True

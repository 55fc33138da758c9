"""« traam … » with one fault in it: the calls to the system fail, or kill the process, at a place that was chosen.

Run as `python -m tests.faults.shim` in the place of `python -m cli`. What fails is in TRAAM_FAULT, which this module
alone reads: the program knows nothing of it. Only files under the current folder count; what the interpreter opens of
its own does not. With an effect « count », nothing fails and each place is written, one a line, in the file named.
"""

from __future__ import annotations

import builtins
import errno
import io
import itertools
import json
import os
import runpy
import signal
import sqlite3
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any, cast

VARIABLE = "TRAAM_FAULT"
AUDITED = {
    "os.rename": "rename", "os.remove": "remove", "os.mkdir": "mkdir", "os.rmdir": "rmdir", "os.link": "link",
    "os.listdir": "list", "os.scandir": "list", "os.chmod": "chmod", "os.truncate": "write",
}  # fmt: skip
SQL_SAYS = {
    errno.ENOSPC: "database or disk is full", errno.EIO: "disk I/O error", errno.EACCES: "unable to open database file",
}  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong."""

    effect: str
    """« kill », « kill-half » (half of what is written is), « count », « term », « ask », or the name of an errno."""
    call: str = ""
    """open-read, open-write, read, write, fsync, rename, remove, mkdir, list, stat, connect, sql, commit…"""
    nth: int = 0
    """Which of these calls, from 1."""
    log: str = ""
    """Where calls are written, when they are counted; for « ask », the file made to ask for a deed, gone once done."""
    years: float = 0.0
    """How far the clock is ahead."""
    jumps: bool = False
    """True where it is so every other time it is read."""

    def written(self) -> str:
        """The value of the variable."""
        return json.dumps(asdict(self))


class Injector:
    """Counts the calls and makes one fail."""

    def __init__(self, fault: Fault, root: str) -> None:
        self._fault = fault
        self._root = root + os.sep
        self._seen = 0
        self._guard = threading.RLock()
        self._is_busy = threading.local()
        counts = fault.effect == "count"
        self._log = os.open(fault.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND) if counts else -1
        self.refused: dict[object, Callable[[int], Exception]] = {
            "base": lambda number: sqlite3.OperationalError(SQL_SAYS[number])
        }
        """What the driver of a base raises for the number of an error, by what the base is called here."""

    def is_ours(self, path: object) -> bool:
        """Say whether a path is one of the folder the command works in."""
        if not isinstance(path, str | bytes | os.PathLike):
            return False
        name = os.fsdecode(path)
        return not name.startswith(("pipe:", "socket:", "anon_inode:")) and os.path.abspath(name).startswith(self._root)

    def at(self, call: str, path: object) -> str:
        """One call is about to be made on something: fail, be killed, or go on; gives « half » to half-write."""
        if getattr(self._is_busy, "now", False):
            return ""
        with self._guard:
            if self._fault.effect == "count":
                shown = os.path.relpath(os.fsdecode(cast(Any, path)), self._root) if self.is_ours(path) else str(path)
                os.write(self._log, f"{call}\t{shown}\n".encode())
                return ""
            if call != self._fault.call:
                return ""
            self._seen += 1
            return self._do(call, path) if self._seen == self._fault.nth else ""

    def _do(self, call: str, path: object) -> str:
        effect = self._fault.effect
        if effect == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if effect == "term":
            os.kill(os.getpid(), signal.SIGTERM)
            return ""
        if effect == "kill-half":
            return "half"
        if effect == "ask":
            self._ask()
            return ""
        number = getattr(errno, effect)
        if call in {"connect", "select", "sql", "commit"}:
            raise self.refused[path](number)
        shown = os.fsdecode(path) if isinstance(path, str | bytes | os.PathLike) else None
        raise OSError(number, os.strerror(number), shown)

    def _ask(self) -> None:
        """Ask the harness for its deed, and wait until it is done."""
        self._is_busy.now = True
        os.close(os.open(self._fault.log, os.O_WRONLY | os.O_CREAT))
        while os.path.exists(self._fault.log):
            time.sleep(0.01)
        self._is_busy.now = False


def install(injector: Injector) -> None:
    """Stand between the program and the system."""
    sys.addaudithook(lambda event, details: _audited(injector, event, details))
    _open_files(injector)
    _numbered(injector)
    _databases(injector)
    if os.environ.get("TRAAM_STORE_URL"):
        _servers(injector)


def _audited(injector: Injector, event: str, details: tuple[Any, ...]) -> None:
    if event == "open":
        path, _, flags = details
        if injector.is_ours(path):
            is_written = (flags or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            injector.at("open-write" if is_written else "open-read", path)
    elif event in AUDITED:
        path = details[1] if event in {"os.rename", "os.link"} else details[0]
        if injector.is_ours(path):
            injector.at(AUDITED[event], path)


class _Raw(io.FileIO):
    """A file whose reads and writes are counted."""

    injector: Injector
    ours: object = None

    def write(self, content: Any, /) -> Any:
        if self.ours is not None and self.injector.at("write", self.ours) == "half":
            super().write(memoryview(content)[: max(1, len(content) // 2)])
            os.kill(os.getpid(), signal.SIGKILL)
        return super().write(content)

    def readinto(self, buffer: Any, /) -> int | None:
        self._count_read()
        return super().readinto(buffer)

    def readall(self) -> Any:
        self._count_read()
        return super().readall()

    def _count_read(self) -> None:
        if self.ours is not None:
            self.injector.at("read", self.ours)


def _open_files(injector: Injector) -> None:
    plain = io.open

    def opened(file: Any, mode: str = "r", buffering: int = -1, *more: Any, **named: Any) -> Any:
        path = _path_of(file)
        if not injector.is_ours(path):
            return plain(file, mode, buffering, *more, **named)
        names = ("encoding", "errors", "newline", "closefd", "opener")
        given = dict(zip(names, more, strict=False)) | named
        raw = _Raw(file, mode.replace("b", "").replace("t", ""), given.get("closefd", True), given.get("opener"))
        raw.injector, raw.ours = injector, path
        if buffering == 0:
            return raw
        if "+" in mode:
            buffered: Any = io.BufferedRandom(raw)
        else:
            buffered = io.BufferedReader(raw) if "r" in mode else io.BufferedWriter(raw)
        if "b" in mode:
            return buffered
        text = io.TextIOWrapper(buffered, given.get("encoding"), given.get("errors"), given.get("newline"))
        vars(text)["mode"] = mode
        return text

    io.open = builtins.open = opened


def _path_of(file: object) -> object:
    """The path of what is opened, by its number where that is what is given."""
    if isinstance(file, int):
        try:
            return os.readlink(f"/proc/self/fd/{file}")
        except OSError:
            return None
    return file


def _numbered(injector: Injector) -> None:
    """The calls on open files, and what is asked of a name."""

    def counted(name: str, call: str) -> None:
        plain: Callable[..., Any] = getattr(os, name)

        def instead(first: Any, *more: Any, **named: Any) -> Any:
            path = _path_of(first)
            if injector.is_ours(path) and injector.at(call, path) == "half":
                plain(first, more[0][: max(1, len(more[0]) // 2)])
                os.kill(os.getpid(), signal.SIGKILL)
            return plain(first, *more, **named)

        setattr(os, name, instead)

    counted("write", "write")
    counted("fsync", "fsync")
    counted("stat", "stat")
    swap: Any = sys.modules.get("disk.swap")
    if swap is not None:
        exchange = swap.exchange  # asked of the system by ctypes, which no hook tells

        def exchanged(one: Any, other: Any) -> bool:
            injector.at("rename", other)
            return bool(exchange(one, other))

        swap.exchange = exchanged


def _databases(injector: Injector) -> None:
    """SQLite writes by itself: its statements and the end of its transactions are what can fail."""
    plain = sqlite3.dbapi2.connect

    class Cursor(sqlite3.Cursor):
        def execute(self, sql: str, *more: Any) -> Any:
            _at_statement(injector, sql)
            return super().execute(sql, *more)

        def executemany(self, sql: str, *more: Any) -> Any:
            _at_statement(injector, sql)
            return super().executemany(sql, *more)

    class Connection(sqlite3.Connection):
        def commit(self) -> None:
            injector.at("commit", "base")
            super().commit()

        def cursor(self, *_: Any) -> Any:
            return super().cursor(Cursor)

    def connected(*given: Any, **named: Any) -> Any:
        injector.at("connect", "base")
        return plain(*given, **({"factory": Connection} | named))

    sqlite3.dbapi2.connect = sqlite3.connect = connected


def _servers(injector: Injector) -> None:
    """A server's base is asked by psycopg."""
    import psycopg

    says = {errno.ENOSPC: psycopg.errors.DiskFull, errno.EIO: psycopg.errors.IoError}
    injector.refused["serveur"] = lambda number: says.get(number, psycopg.OperationalError)(os.strerror(number))

    def counted(owner: Any, name: str, at: Callable[..., object]) -> None:
        plain = getattr(owner, name)

        def instead(*given: Any, **named: Any) -> Any:
            at(*given)
            return plain(*given, **named)

        setattr(owner, name, instead)

    for name in ("execute", "executemany"):
        counted(psycopg.Cursor, name, lambda _, sql, *__: _at_statement(injector, str(sql), "serveur"))
    counted(psycopg.Connection, "commit", lambda _: injector.at("commit", "serveur"))
    counted(psycopg, "connect", lambda *_: injector.at("connect", "serveur"))


def _at_statement(injector: Injector, sql: str, base: str = "base") -> None:
    verb = sql.lstrip()[:6].upper()
    if verb in {"INSERT", "UPDATE", "DELETE", "CREATE"}:
        injector.at("sql", base)
    elif verb == "COMMIT":
        injector.at("commit", base)
    elif verb == "SELECT":
        injector.at("select", base)


def move_clock(years: float, *, jumps: bool) -> None:
    """Put the clock ahead for every module that reads it; every other time where it jumps."""
    turns = itertools.cycle((True, False) if jumps else (True,))
    ahead = timedelta(days=365 * years)

    class Meta(type):
        def __instancecheck__(cls, one: object) -> bool:
            return isinstance(one, datetime)

    class Ahead(datetime, metaclass=Meta):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return datetime.now(tz) + ahead if next(turns) else datetime.now(tz)

    for module in list(sys.modules.values()):
        own = (getattr(module, "__file__", None) or "").startswith(os.environ.get("PYTHONPATH", "/nowhere"))
        if own and getattr(module, "datetime", None) is datetime and module.__name__ != __name__:
            module.datetime = Ahead  # type: ignore[attr-defined]


def main() -> None:
    """Be « python -m cli », with a fault."""
    fault = Fault(**json.loads(os.environ.pop(VARIABLE)))
    import_first()
    if fault.years:
        move_clock(fault.years, jumps=fault.jumps)
    else:
        install(Injector(fault, os.getcwd()))
    runpy.run_module("cli", run_name="__main__", alter_sys=True)


def import_first() -> None:
    """Import what the program would, so that it is there to be changed."""
    from tests.warm_process import import_everything

    import_everything()


if __name__ == "__main__":
    main()

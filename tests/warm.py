"""« traam … » in a process of its own that does not begin by importing everything: it is forked from one that has.

Importing the program costs more than most commands that tests give. Here a process imports it once, then forks for
each command, which has its own folder, environment, streams, signals and exit code, as « python -m cli » has them.

Two such processes take turns, each with a seed of its own for the hashes of strings: a command given twice must say the
same although its sets are not in the same order.

What proves something of the start itself (imports, Python's own variables, a kill at any instant) wants a new
interpreter: `start_from_nothing`.
"""

from __future__ import annotations

import atexit
import io
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import BinaryIO, Protocol, cast

REPOSITORY = Path(__file__).resolve().parents[1]
CAN_FORK = sys.platform == "linux"
"""Elsewhere a fork is missing or unsafe: each command then begins from nothing."""
ORDINARY = frozenset({"PYTHONPATH", "PYTHONSAFEPATH"})
"""Python's variables that every command is given here; any other changes how an interpreter starts."""


class Running(Protocol):
    """A command that was started: what subprocess.Popen gives, as much of it as tests want."""

    pid: int
    returncode: int | None

    def poll(self) -> int | None:
        """Its exit code, or None while it runs."""

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end, and give its exit code."""

    def send_signal(self, sig: int) -> None:
        """Send it a signal if it still runs."""

    def kill(self) -> None:
        """End it at once."""


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended, and what it wrote."""

    returncode: int
    stdout: str
    stderr: str


def run(arguments: Sequence[str], *, cwd: Path, env: Mapping[str, str], timeout: float, module: str = "cli") -> Done:
    """Run « traam … » with these arguments, and wait for its end; `module` is what is run in its place."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        streams = cast(BinaryIO, out), cast(BinaryIO, err)
        running = start(arguments, cwd=cwd, env=env, stdout=streams[0], stderr=streams[1], module=module)
        try:
            code = running.wait(timeout)
        except BaseException:
            running.kill()
            running.wait()
            raise
        return Done(code, *(_written(one) for one in streams))


def start(
    arguments: Sequence[str],
    *,
    cwd: Path,
    env: Mapping[str, str],
    stdout: BinaryIO,
    stderr: BinaryIO,
    module: str = "cli",
) -> Running:
    """Start « traam … » with these arguments, its streams going to these files."""
    is_ordinary = all(name in ORDINARY for name in env if name.startswith("PYTHON"))
    warm = next(_turns()) if CAN_FORK and is_ordinary else None
    if warm is None or not warm.is_there():
        return start_from_nothing(arguments, cwd=cwd, env=env, stdout=stdout, stderr=stderr, module=module)
    return warm.start(arguments, cwd=cwd, env=env, stdout=stdout, stderr=stderr, module=module)


def start_from_nothing(
    arguments: Sequence[str],
    *,
    cwd: Path,
    env: Mapping[str, str],
    stdout: BinaryIO,
    stderr: BinaryIO,
    module: str = "cli",
) -> Running:
    """Start the same in a new interpreter, as a person would."""
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.Popen(command, cwd=cwd, env=dict(env), stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr)


@cache
def _turns() -> cycle[_Warm]:
    return cycle((_Warm(), _Warm()))


class _Warm:
    """The process that has imported everything: started when it is first needed, ended with this one."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._control: socket.socket | None = None
        self._is_ready = False

    def is_there(self) -> bool:
        """Start it if need be; it is not there when the program cannot be imported."""
        with self._guard:
            if self._control is None:
                self._start()
            return self._is_ready

    def _start(self) -> None:
        self._control, theirs = socket.socketpair()
        environment = {
            "PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", "PYTHONPATH": str(REPOSITORY),
            "PYTHONSAFEPATH": "1",
            "OPENBLAS_NUM_THREADS": "1",  # a process that forks has no threads
        }  # fmt: skip
        with closing(theirs):
            command = [sys.executable, "-m", "tests.warm_process", str(theirs.fileno())]
            process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()])
        atexit.register(self._end, process)
        self._is_ready = self._control.recv(5) == b"ready"

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        cast(socket.socket, self._control).close()
        process.wait()

    def start(
        self,
        arguments: Sequence[str],
        *,
        cwd: Path,
        env: Mapping[str, str],
        stdout: BinaryIO,
        stderr: BinaryIO,
        module: str,
    ) -> Running:
        wanted = {"arguments": [*arguments], "cwd": str(cwd), "env": dict(env), "module": module}
        asked = json.dumps(wanted).encode()
        ours, theirs = socket.socketpair()
        with closing(theirs), self._guard, Path(os.devnull).open("rb") as empty:
            control = cast(socket.socket, self._control)
            files = [one.fileno() for one in (theirs, empty, stdout, stderr)]
            socket.send_fds(control, [len(asked).to_bytes(8, "big")], files)
            control.sendall(asked)
        return _Forked(ours, arguments)


class _Forked:
    """A command in a forked process, whose parent says through a socket its number, then how it ended."""

    def __init__(self, telling: socket.socket, arguments: Sequence[str]) -> None:
        self._arguments = arguments
        self._said = telling.makefile("rb")
        telling.close()
        self.pid = int(self._said.readline())
        self.returncode: int | None = None
        self._ending = threading.Thread(target=self._listen, daemon=True)
        self._ending.start()

    def _listen(self) -> None:
        with self._said:
            said = self._said.readline()
        self.returncode = int(said) if said else None

    def poll(self) -> int | None:
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        self._ending.join(timeout)
        if self._ending.is_alive():
            raise subprocess.TimeoutExpired(["traam", *self._arguments], timeout or 0)
        assert self.returncode is not None, "the process that starts the commands is gone"
        return self.returncode

    def send_signal(self, sig: int) -> None:
        if self.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, sig)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def _written(file: BinaryIO) -> str:
    file.seek(0)
    with io.TextIOWrapper(file, encoding="utf-8") as text:
        return text.read()

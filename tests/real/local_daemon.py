"""Starting a real server in a folder of its own, and what keeps a test from doing so."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

START_SECONDS = 60


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def skip_without(commands: Sequence[str], what: str) -> None:
    """Skip where a command is missing."""
    missing = [command for command in commands if shutil.which(command) is None]
    if missing:
        pytest.skip(f"{what} needs {', '.join(missing)}")


@contextmanager
def open_folder(prefix: str) -> Iterator[Path]:
    """A folder every user may enter: daemons started by root give root up."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def give_to(folder: Path, user: str) -> None:
    """Hand a folder to the user a daemon runs as, when we are root."""
    if os.geteuid() == 0:
        subprocess.run(["chown", "-R", user, str(folder)], check=True)


@contextmanager
def running(command: Sequence[str], log: Path, ready: Sequence[str], **options: object) -> Iterator[None]:
    """Run a daemon until the block ends; it is up when the command `ready` succeeds."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
            **options,  # type: ignore[call-overload]
        )  # fmt: skip
    try:
        _wait(process, ready, log)
        yield
    finally:
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(process.pid, number)
                process.wait(10)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                continue


def _wait(process: subprocess.Popen[bytes], ready: Sequence[str], log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        if subprocess.run(ready, capture_output=True, check=False).returncode == 0:
            return
        time.sleep(0.2)
    said = log.read_text(encoding="utf-8", errors="replace")[-1_500:]
    pytest.fail(f"{process.args!r} did not start:\n{said}", pytrace=False)

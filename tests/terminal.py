"""A terminal of the tests' own, and what a command writes on it."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path


def written_on_terminal(
    words: Sequence[str], folder: Path, environment: Mapping[str, str], *, out: int | None = None
) -> tuple[bytes, int]:
    """Run a command with a terminal as its standard error stream, and its output too unless `out` says where.

    Gives what was written there, and the exit code.
    """
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "cli", *words]
    out = theirs if out is None else out
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=out, stderr=theirs) as process:
        os.close(theirs)
        written = b""
        try:
            while part := os.read(ours, 4_096):
                written += part
        except OSError:  # what a terminal gives when the other side is closed
            pass
        code = process.wait()
    os.close(ours)
    return written, code

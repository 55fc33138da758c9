"""Faults that are neither of a call nor of a file: a reader that leaves, a full stream, a clock that jumps, company."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from copy import copy
from pathlib import Path

from tests import warm
from tests.faults.commands import Command
from tests.faults.oracle import BROKEN, TOLD, Calm, Verdict, judge
from tests.faults.shim import Fault
from tests.faults.world import Done, environment_of, run

_PATIENCE = 120


def closed_output(folder: Path, command: Command) -> Done:
    """Play it before a reader that left: « | true »."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        return _played(folder, command, writing)
    finally:
        os.close(writing)


def full_output(folder: Path, command: Command) -> Done:
    """Play it into a file on a full disk."""
    with Path("/dev/full").open("wb") as full:
        return _played(folder, command, full.fileno())


def jumping_clock(folder: Path, command: Command) -> Done:
    """Play it under a clock that is ahead every other time it is read."""
    return run(folder, *command.arguments, fault=Fault("", years=5, jumps=True))


def read_only(folder: Path, command: Command) -> Done:
    """Play it where nothing may be written."""
    here = str(folder)
    for asked in (["mount", "--bind", here, here], ["mount", "-o", "remount,ro,bind", here]):
        subprocess.run(asked, check=True)
    try:
        return run(folder, *command.arguments)
    finally:
        subprocess.run(["umount", here], check=True)


def _played(folder: Path, command: Command, out: int) -> Done:
    done = subprocess.run(
        [sys.executable, "-m", "cli", *command.arguments],
        cwd=folder, env=environment_of(folder), stdout=out, stderr=subprocess.PIPE, timeout=_PATIENCE, check=False,
    )  # fmt: skip
    return Done(done.returncode, "", done.stderr.decode(errors="replace"))


def two_at_once(folder: Path, command: Command) -> Done:
    """Play it twice at once; gives the one that ended worst."""
    environment = environment_of(folder)
    logs = [(folder / f".sorti-{number}", folder / f".dit-{number}") for number in range(2)]
    both = []
    for out, err in logs:
        with out.open("wb") as said, err.open("wb") as told:
            both.append(warm.start(command.arguments, cwd=folder, env=environment, stdout=said, stderr=told))
    ends = []
    for one, paths in zip(both, logs, strict=True):
        code = one.wait(_PATIENCE)
        ends.append(Done(code, *(path.read_text(encoding="utf-8", errors="replace") for path in paths)))
        for path in paths:
            path.unlink()
    return max(ends, key=lambda done: (done.has_trace, done.code != 0))


BESIDE: dict[str, Callable[[Path, Command], Done]] = {
    "sortie fermée": closed_output, "sortie pleine": full_output, "horloge changée": jumping_clock,
    "deux à la fois": two_at_once, "dossier en lecture seule": read_only,
}  # fmt: skip


def of_beside(calm: Calm, kinds: list[str]) -> Iterator[Verdict]:
    """Try a command with each of these."""
    for kind in kinds:
        folder = calm.fresh()
        done = BESIDE[kind](folder, calm.command)
        if kind == "sortie fermée" and not done.has_trace and done.code in {0, calm.done.code, 1, 141, -13}:
            done = Done(calm.done.code, calm.done.out, calm.done.err)  # whoever left reads nothing, and knows it
        expected = copy(calm)
        expected.after = calm.twice if kind == "deux à la fois" and done.code == calm.done.code else calm.after
        outcome, why = judge(expected, folder, done, calm.before)
        if kind == "horloge changée" and outcome == BROKEN and "trace" not in why and "moins" not in why:
            outcome, why = TOLD, ""  # dates are what they were read as: nothing is less, and nothing breaks
        yield Verdict(calm.command.name, kind, "", outcome, why)

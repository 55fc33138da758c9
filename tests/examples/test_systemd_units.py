"""The systemd units shown as examples: valid, and calling commands that exist."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

UNITS = Path(__file__).resolve().parents[2] / "examples" / "systemd"
PROGRAM = "/opt/traam/.venv/bin/traam"


def commands() -> list[list[str]]:
    """What the service runs, without the program's own name."""
    service = (UNITS / "traam.service").read_text(encoding="utf-8")
    return [line.split() for line in re.findall(rf"^ExecStart={re.escape(PROGRAM)} (.+)$", service, re.MULTILINE)]


def test_service_harvests_then_publishes() -> None:
    assert [command[0] for command in commands()] == ["harvest", "publish"]


def test_commands_and_options_exist(traam: Any) -> None:
    for name, *arguments in commands():
        page = traam(name, "--help").expect(0).out
        for option in (argument for argument in arguments if argument.startswith("-")):
            assert option in page


def test_units_are_accepted_by_systemd(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd-analyze is not here")
    present = shutil.which("true")
    assert present is not None
    for name in ("traam.service", "traam.timer"):
        text = (UNITS / name).read_text(encoding="utf-8").replace(PROGRAM, present)
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        [analyze, "verify", "--man=no", *map(str, sorted(tmp_path.glob("traam.*")))],
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    said = [line for line in done.stderr.splitlines() if "traam." in line]
    assert said == []
    assert done.returncode == 0


def test_a_unit_that_tells_of_others_knows_of_which() -> None:
    """systemd says nothing of who called a unit that failure and success both call (MONITOR_UNIT, service.c)."""
    for path in UNITS.glob("*.service"):
        called = re.findall(r"^On(?:Failure|Success)=(.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert len(called) == len(set(called)), path.name

"""The table of cases is printed by one command, and its exit code is its verdict."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def table(*prefixes: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.oai_cases", *prefixes]
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False, timeout=120)


def test_each_case_has_its_line_and_its_words() -> None:
    printed = table("A01", "E15")
    assert printed.returncode == 0, printed.stdout + printed.stderr
    lines = printed.stdout.splitlines()
    assert "A. flow control" in lines
    assert "passed  E15-until-sent  [own]" in lines
    assert " 0 failed" in lines[-1]


def test_nothing_played_is_no_success() -> None:
    assert table("Z99").returncode == 1

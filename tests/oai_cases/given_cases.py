"""The executable cases of the reference server, where it is there (../shared): somebody else's faults and verdicts."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.oai_cases.cases import Harvested, harvest_once

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "tools" / "oai-faults"
_ACCEPTED = {
    "complete": {"complete"},
    "complete; record 5 may be set aside if it is reported": {"complete"},
    "complete, or reported failed": {"complete", "reported"},
    "reported incomplete/failed (never success)": {"reported"},
    "success with 0 changes": {"complete"},
}
_RECORD_5 = "oai:t:5"
_QUERIES = {"B26-query-in-base-url": "?page=oai-pmh"}
"""Arguments of the base URL itself, which the reference has in words only."""


def given_cases() -> dict[str, dict[str, Any]]:
    """Every case of the reference by its id; none where the reference is not there."""
    found: list[dict[str, Any]] = []
    if (first := FOLDER / "cases.json").is_file():
        found += json.loads(first.read_text(encoding="utf-8"))["cases"]
    if (second := FOLDER / "cases-2.json").is_file():
        found += json.loads(second.read_text(encoding="utf-8"))
    return {case["id"]: case for case in found}


@contextmanager
def given_server() -> Iterator[str]:
    """Run the reference server; gives its address."""
    command = [sys.executable, str(FOLDER / "faulty_server.py"), "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8") as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{process.stdout.readline().split()[1]}"
        finally:
            process.kill()


def harvest_given(address: str, name: str) -> Harvested:
    return harvest_once(f"{address}/{name}/oai{_QUERIES.get(name, '')}")


def faults_of_given(case: Mapping[str, Any], found: Harvested) -> list[str]:
    """Say what is not as the reference has it; nothing when the case is passed."""
    expect = case["expect"]
    faults = []
    if found.outcome not in _ACCEPTED[expect["outcome"]]:
        faults.append(f"{found.outcome} instead of {expect['outcome']} ({found.message})")
    missing = set(expect["live"]) - set(found.living)
    may_miss = set(expect["live"]) if found.outcome == "reported" and "or reported" in expect["outcome"] else set()
    if "set aside" in f"{case['must_happen']} {expect['outcome']}" and found.issues:
        may_miss = {_RECORD_5}
    if missing - may_miss:
        faults.append(f"missing: {sorted(missing - may_miss)}")
    if unexpected := set(found.living) - set(expect["live"]):
        faults.append(f"unexpected: {sorted(unexpected)}")
    if found.deleted != set(expect["deleted"]):
        faults.append(f"deleted records are {sorted(found.deleted)}")
    for identifier, titre in expect["titles"].items():
        if identifier in found.living and found.living[identifier] != titre:
            faults.append(f"title of {identifier} is {found.living[identifier]!r}")
    if found.waited < expect["min_wait_s"]:
        faults.append(f"waited {found.waited:.1f} s of {expect['min_wait_s']}")
    if found.requests > expect["max_requests"]:
        faults.append(f"{found.requests} requests")
    return faults

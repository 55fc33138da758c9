"""Play every case against the program and print the whole table with its verdicts: « scripts/oai-cases ».

Exit 1 when a case is not passed. With arguments, only the cases whose names begin so (« C », « G01 »).
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.oai_cases import (
    combined_scenarios,
    date_scenarios,
    deletion_scenarios,
    ending_scenarios,
    field_scenarios,
    flow_cases,
    http_cases,
    identity_scenarios,
    real_record_scenarios,
    real_scenarios,
    state_scenarios,
    unverified_scenarios,
    xml_cases,
)
from tests.oai_cases.cases import CASES, faults_of, harvest_once
from tests.oai_cases.given_cases import faults_of_given, given_cases, given_server, harvest_given
from tests.oai_cases.scenarios import SCENARIOS
from tests.oai_cases.server import FaultyServer
from tests.oai_cases.world import World

GROUPS = {
    "A": "flow control", "B": "HTTP", "C": "XML", "D": "protocol", "E": "dates, harvesting what changed",
    "F": "deletions", "G": "state, crashes, scheduling", "H": "identity, sets, formats",
    "T": "real repositories", "U": "real repositories, run after run",
}  # fmt: skip
REGISTERED = (
    flow_cases, http_cases, xml_cases, date_scenarios, deletion_scenarios, identity_scenarios, state_scenarios,
    real_scenarios, real_record_scenarios, field_scenarios, unverified_scenarios, ending_scenarios,
    combined_scenarios,
)  # fmt: skip


@dataclass(frozen=True)
class Verdict:
    """What became of one case."""

    name: str
    sends: str
    must: str
    faults: tuple[str, ...]
    server: str
    """« own », or « reference » for the one of ../shared."""


def main() -> int:
    """Print the table; gives the exit code."""
    logging.disable(logging.CRITICAL)
    prefixes = tuple(sys.argv[1:]) or ("",)
    verdicts = sorted(_verdicts(prefixes), key=lambda one: (one.name, one.server))
    _print_table(verdicts)
    counts = Counter("failed" if verdict.faults else "passed" for verdict in verdicts)
    print(
        f"\n{counts['passed']} passed, {counts['failed']} failed, of {len(verdicts)} played; {_given_share(verdicts)}"
    )
    return 1 if counts["failed"] or not verdicts else 0


def _verdicts(prefixes: tuple[str, ...]) -> Iterator[Verdict]:
    with FaultyServer({name: case.handler for name, case in CASES.items()}) as server:
        for name, case in CASES.items():
            if name.startswith(prefixes):
                faults = faults_of(case, harvest_once(f"{server.url}/{name}/oai{case.query}"))
                yield Verdict(name, case.sends, case.must, tuple(faults), "own")
    for name, scenario in SCENARIOS.items():
        if name.startswith(prefixes):
            yield Verdict(name, scenario.sends, scenario.must, _play(name), "own")
    chosen = {name: case for name, case in given_cases().items() if case["executable"] and name.startswith(prefixes)}
    if not chosen:
        return
    with given_server() as address:
        for name, given in chosen.items():
            faults = faults_of_given(given, harvest_given(address, name))
            yield Verdict(name, given["server_sends"], given["must_happen"], tuple(faults), "reference")


def _play(name: str) -> tuple[str, ...]:
    with tempfile.TemporaryDirectory() as folder, World(Path(folder)) as world:
        try:
            SCENARIOS[name].play(world)
        except (AssertionError, OSError, LookupError, TypeError) as error:
            said = " ".join(str(error).split())[:300]
            return (f"{type(error).__name__}: {said}",)
    return ()


def _print_table(verdicts: list[Verdict]) -> None:
    group = ""
    for verdict in verdicts:
        if verdict.name[0] != group:
            group = verdict.name[0]
            print(f"\n{group}. {GROUPS.get(group, '')}\n")
        print(f"{'FAILED' if verdict.faults else 'passed'}  {verdict.name}  [{verdict.server}]")
        print(f"        sends {verdict.sends}")
        print(f"        must  {verdict.must}")
        for fault in verdict.faults:
            print(f"        found {fault}")


def _given_share(verdicts: list[Verdict]) -> str:
    given = given_cases()
    if not given:
        return "the reference's cases (../shared) are not there"
    passed = {verdict.name for verdict in verdicts if not verdict.faults} - {
        verdict.name for verdict in verdicts if verdict.faults
    }
    return f"{len(given.keys() & passed)} of the {len(given)} cases of the reference passed"


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        code = main()
        sys.stdout.flush()
        sys.exit(code)
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

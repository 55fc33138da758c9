"""How much of what decides is held by its own tests: mutants made by mutmut, run in a copy of the project.

`python -m benchmarks.mutation [--sample N] [MODULE…]` prints, for each module, how many mutants its own tests (named
here) killed, and each survivor with what it changes. A mutant that makes a test last too long is killed too.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
COPIED = (
    "cli.py", "commands", "disk", "examples", "feeds", "harvester", "index", "pipeline", "schemas", "store", "tests",
)  # fmt: skip
_OF_LISTS = ("tests/harvester/oai/test_list_harvest.py", "tests/harvester/oai/test_list_doubts.py")
MODULES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "decide": ("pipeline/keeping/decide.py", ("tests/pipeline/keeping/test_decide.py",)),
    "absences": ("pipeline/keeping/absences.py", ("tests/pipeline/keeping/test_absences.py",)),
    "standing": ("pipeline/rereading/standing.py", ("tests/pipeline/rereading/test_standing.py",)),
    "reread": ("pipeline/rereading/reread.py", ("tests/pipeline/rereading/test_reread.py",)),
    "raw_keeping": ("pipeline/keeping/raw_keeping.py", ("tests/pipeline/keeping/test_raw_keeping.py",)),
    "keep": (
        "pipeline/keeping/keep.py",
        ("tests/pipeline/keeping/test_keep.py", "tests/pipeline/keeping/test_keep_absences.py"),
    ),
    "leaving": ("pipeline/keeping/leaving.py", ("tests/pipeline/keeping/test_leaving.py",)),
    "renaming": (
        "pipeline/keeping/renaming.py",
        ("tests/pipeline/keeping/test_renaming_pairs.py", "tests/pipeline/keeping/test_renaming.py"),
    ),
    "renamed": ("harvester/oai/renamed.py", ("tests/harvester/oai/test_renamed.py",)),
    "identifiers_proof": ("harvester/oai/identifiers_proof.py", ("tests/harvester/oai/test_identifiers_proof.py",)),
    "repeated_rows": ("harvester/oai/repeated_rows.py", ("tests/harvester/oai/test_repeated_rows.py",)),
    "proof": ("harvester/oai/proof.py", ("tests/harvester/oai/test_proof.py",)),
    "walk": ("harvester/oai/walk.py", ("tests/harvester/oai/test_walk.py", "tests/harvester/oai/test_walk_ending.py")),
    "met": ("harvester/oai/met.py", ("tests/harvester/oai/test_met.py",)),
    "comparing": ("harvester/oai/comparing.py", ("tests/harvester/oai/test_comparing.py",)),
    "second_proof": ("harvester/oai/second_proof.py", ("tests/harvester/oai/test_second_proof.py",)),
    "list_harvest": ("harvester/oai/list_harvest.py", _OF_LISTS),
    "list_state": ("harvester/oai/list_state.py", _OF_LISTS),
    "list_memory": ("harvester/oai/list_memory.py", ("tests/harvester/oai/test_list_memory.py",)),
    "listing": ("harvester/oai/listing.py", ("tests/harvester/oai/test_listing.py",)),
    "clashes": ("harvester/oai/clashes.py", ("tests/harvester/oai/test_clashes.py",)),
    "cross_check": ("harvester/oai/cross_check.py", ("tests/harvester/oai/test_repository_ending.py",)),
    "cross_judging": (
        "harvester/oai/cross_judging.py",
        ("tests/harvester/oai/test_cross_judging.py", "tests/harvester/oai/test_repository_ending.py"),
    ),
    "elsewhere": ("harvester/oai/elsewhere.py", ("tests/harvester/oai/test_elsewhere.py",)),
    "repository_harvest": (
        "harvester/oai/repository_harvest.py",
        (
            "tests/harvester/oai/test_repository_ending.py",
            "tests/harvester/oai/test_repository_harvest.py",
            "tests/harvester/oai/test_taken_up.py",
        ),
    ),
    "known": ("pipeline/keeping/known.py", ("tests/pipeline/keeping/test_known.py",)),
    "not_worse": ("feeds/publishing/not_worse.py", ("tests/feeds/publishing/test_not_worse.py",)),
}
_CONFIGURATION = """
[tool.mutmut]
source_paths = [{folder!r}]
only_mutate = [{module!r}]
also_copy = {copied!r}
pytest_add_cli_args_test_selection = {tests!r}
pytest_add_cli_args = ["-p", "no:cacheprovider"]
use_git_change_detection = false
"""
_SEED = 17


@dataclass(frozen=True)
class Outcome:
    """What became of the mutants of one module."""

    states: Mapping[str, str]
    """By name: « killed », « timeout », « survived », « no tests », or « not checked »."""
    shown: Mapping[str, str]
    """What each survivor changes."""


def measure(name: str, sample: int | None) -> Outcome:
    """Run the mutants of one module, or a sample of them drawn the same way each time."""
    module, tests = MODULES[name]
    with tempfile.TemporaryDirectory(prefix="traam-mutation-") as temporary:
        copy = Path(temporary)
        for one in COPIED:
            source = REPOSITORY / one
            if source.is_dir():
                shutil.copytree(source, copy / one, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, copy / one)
        folder = module.partition("/")[0]
        copied = [one for one in COPIED if one != folder]
        written = _CONFIGURATION.format(folder=folder, module=module, copied=copied, tests=list(tests))
        text = (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")
        (copy / "pyproject.toml").write_text(text + written, encoding="utf-8")
        chosen = [] if sample is None else _sample(copy, sample)
        _mutmut(copy, "run", "--max-children", "1", *chosen)
        states = {one: state for one, state in _states(copy).items() if not chosen or one in chosen}
        shown = {one: _mutmut(copy, "show", one) for one, state in states.items() if state in {"survived", "no tests"}}
        return Outcome(states, shown)


def _sample(copy: Path, count: int) -> list[str]:
    """Draw mutants, once they are made: running none of them makes them all."""
    _mutmut(copy, "run", "--max-children", "1", "none.of.them")
    names = sorted(_states(copy))
    return random.Random(_SEED).sample(names, min(count, len(names)))


def _states(copy: Path) -> dict[str, str]:
    lines = _mutmut(copy, "results", "--all", "true").splitlines()
    return {name.strip(): state.strip() for name, _, state in (line.rpartition(":") for line in lines) if name.strip()}


def _mutmut(copy: Path, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": "", "CI": "1"}
    command = [str(Path(sys.executable).with_name("mutmut")), *arguments]
    done = subprocess.run(
        command, cwd=copy, env=environment, capture_output=True, encoding="utf-8", errors="replace", check=False
    )
    return done.stdout


def _shown(diff: str) -> str:
    """Keep the changed lines of a mutant."""
    return "\n".join(line for line in diff.splitlines() if re.match(r"[-+](?![-+])", line))


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*", choices=[*MODULES, []], metavar="MODULE")
    parser.add_argument("--sample", type=int)
    options = parser.parse_args(arguments)
    for name in options.modules or MODULES:
        outcome = measure(name, options.sample)
        killed = [state for state in outcome.states.values() if state in {"killed", "timeout", "caught by type check"}]
        print(f"{name} : {len(killed)} sur {len(outcome.states)}", flush=True)
        for one, diff in outcome.shown.items():
            print(f"  {one} ({outcome.states[one]})\n{_shown(diff)}", flush=True)


if __name__ == "__main__":
    main()

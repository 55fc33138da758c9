"""Searching measured: our index beside SQLite FTS5, tantivy, Xapian and stock Whoosh, same records, same questions.

`python -m benchmarks.search [--records N] [--questions N] [--rounds N] [--engines traam fts5…]`: one run prints the
tables of docs/performance.md. Each engine has a process to index, then one a round to answer, the engines in turn;
every question is asked once to warm up, then measured, and its best round counts, so that what else the machine does
is not taken for an engine's slowness. An engine that cannot be imported is said so and left out.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from benchmarks.search_records import REAL, ROWS, questions
from benchmarks.search_run import ENGINES

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = {"tantivy": "tantivy", "xapian": "xapian"}


def main() -> None:
    """Measure what the options ask."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search")
    parser.add_argument("--records", type=int, default=20_000, help="20000, or 100000 for the larger table")
    parser.add_argument("--questions", type=int, default=100, help="questions a row")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--texts", action="store_true", help="records with whole texts of real length")
    parser.add_argument("--folder", type=Path, help="where the indexes are written (else the system's own place)")
    parser.add_argument("--cold", type=int, default=15, help="whole processes that search, started in turn")
    parser.add_argument("--engines", nargs="+", choices=list(ENGINES), default=list(ENGINES))
    options = parser.parse_args()
    print(
        f"{options.records} notices, {options.questions} questions par ligne, {options.rounds} tour(s), {_machine()}"
        f"{', textes de 300 à 3 000 mots' if options.texts else ''}\n"
    )
    length = REAL if options.texts else 0
    engines = [name for name in options.engines if _is_there(name)]
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        places = {name: Path(folder) / name / "index" for name in engines}
        indexed = {name: _index(name, place, options.records, length) for name, place in places.items()}
        rounds = [
            {name: _answer(name, place, options.records, length, options.questions) for name, place in places.items()}
            for _ in range(options.rounds)
        ]
        answered = {name: _best([one[name] for one in rounds]) for name in engines}
        _print_times(answered)
        _print_work(answered)
        _print_costs(indexed, answered)
        if "traam" in indexed:
            _print_cold(Path(folder) / "traam", options.records, options.cold)


def _is_there(name: str) -> bool:
    missing = name in PACKAGES and importlib.util.find_spec(PACKAGES[name]) is None
    if missing:
        print(f"{ENGINES[name].label} : absent (le module « {PACKAGES[name]} » ne s'importe pas), laissé de côté.\n")
    return not missing


def _index(name: str, place: Path, count: int, length: int) -> Any:
    print(f"… {ENGINES[name].label} : indexer", file=sys.stderr)
    place.mkdir(parents=True, mode=0o700)
    return _run("index", name, place, count, length)


def _answer(name: str, place: Path, count: int, length: int, asked: int) -> Any:
    print(f"… {ENGINES[name].label} : répondre", file=sys.stderr)
    return _run("answer", name, place, count, length, asked)


def _best(rounds: Sequence[Any]) -> Any:
    """Keep the best time of each question; the other figures are those of the first round."""
    times = {row: [min(each) for each in zip(*(one["times"][row] for one in rounds), strict=True)]
             for row in rounds[0]["times"]}  # fmt: skip
    return {**rounds[0], "times": times}


def _run(*arguments: object) -> Any:
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.search_run", *map(str, arguments)]
    said = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8", check=True).stdout
    return json.loads(said.splitlines()[-1])


def _print_times(answered: Mapping[str, Any]) -> None:
    print("Temps en ms, médiane / 95e centile :\n")
    _head("", answered)
    for row in ROWS:
        cells = [_two(one["times"][row]) if row in one["times"] else "–" for one in answered.values()]
        print(f"| {row} | {' | '.join(cells)} |")
    print("\n" + "\n".join(f"- {ENGINES[name].label} : {ENGINES[name].remarks}." for name in answered))


def _print_work(answered: Mapping[str, Any]) -> None:
    """Show that the engines do comparable work: how many records match, the middle question of each row."""
    print("\nRéponses trouvées, médiane :\n")
    _head("", answered)
    for row in ROWS:
        cells = [
            f"{statistics.median(one['found'][row]):.0f}" if row in one["found"] else "–" for one in answered.values()
        ]
        print(f"| {row} | {' | '.join(cells)} |")


def _print_costs(indexed: Mapping[str, Any], answered: Mapping[str, Any]) -> None:
    print("\nIndexer, mettre à jour, tenir en mémoire :\n")
    _head("", indexed)
    rows: dict[str, Callable[[str], str]] = {
        "notices indexées par seconde de processeur": lambda name: f"{indexed[name]['rate']:.0f}",
        "mise à jour de 1 %, s de processeur": lambda name: f"{indexed[name]['update']:.2f}".replace(".", ","),
        "mémoire pour indexer, Mo": lambda name: f"{indexed[name]['memory']:.0f}",
        "mémoire pour répondre, Mo": lambda name: f"{answered[name]['memory']:.0f}",
        "sur le disque, Mo": lambda name: f"{indexed[name]['size']:.0f}",
        "fois le texte": lambda name: f"{indexed[name]['times']:.2f}".replace(".", ","),
    }
    for label, cell in rows.items():
        print(f"| {label} | {' | '.join(map(cell, indexed))} |")
    base = statistics.median(one["base"] for one in answered.values())
    print(f"\nMémoire en plus de Python et des modules du banc ({base:.0f} Mo pour répondre).")


def _print_cold(data: Path, count: int, rounds: int) -> None:
    """Weigh whole processes in turn: `python -c pass`, then `traam search` of two words, each question once."""
    asked = questions(rounds, count)["recherche entière"]
    environ = {**os.environ, "TRAAM_DATA": str(data), "PYTHONDONTWRITEBYTECODE": ""}
    bare, cold = [], []
    for question in [asked[0], *asked]:  # the first pair warms the disk and is dropped
        bare.append(_process([sys.executable, "-c", "pass"], environ, data))
        traam = str(Path(sys.executable).with_name("traam"))
        cold.append(_process([traam, "search", *question.words], environ, data))
    bare, cold = bare[1:], cold[1:]
    ratio = statistics.median(cold) / statistics.median(bare)
    print(
        f"\nProcessus à froid, ms de processeur : `python -c pass` {_two(bare)} ; `traam search` {_two(cold)},"
        f" soit {ratio:.1f} fois."
    )


def _process(command: list[str], environ: Mapping[str, str], folder: Path) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, env=environ, cwd=folder, capture_output=True, encoding="utf-8", check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    elapsed = (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime) * 1000
    assert "-c" in command or done.stdout.strip(), done.stderr
    return elapsed


def _head(first: str, names: Mapping[str, Any]) -> None:
    print(f"| {first} | {' | '.join(ENGINES[name].label for name in names)} |\n|---|{'---|' * len(names)}")


def _two(times: list[float]) -> str:
    middle, high = statistics.median(times), statistics.quantiles(times, n=20, method="inclusive")[-1]
    return " / ".join(f"{value:.1f}".replace(".", ",") if value < 100 else f"{value:.0f}" for value in (middle, high))


def _machine() -> str:
    found = [f"CPython {platform.python_version()}", f"{os.cpu_count()} cœurs"]
    for package in ("whoosh-reloaded", "tantivy"):
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, encoding="utf-8")
    return ", ".join([*found, f"commit {commit.stdout.strip() or 'inconnu'}"])


if __name__ == "__main__":
    main()

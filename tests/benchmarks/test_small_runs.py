"""Every benchmark runs to its end on a few records, and its table has the figures it says: none of them is judged."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import THOROUGH

REPOSITORY = Path(__file__).resolve().parents[2]
FIGURE = r"\d+(?:[.,]\d+)?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One benchmark, made small."""

    arguments: str
    rows: tuple[str, ...]
    """What each line of figures begins with."""
    figures: int
    """How many figures, at least, follow it on its line."""
    is_long: bool = True
    """Some ten seconds of processor: played by .ci/run, or with TRAAM_REAL=all."""


RUNS = {
    "mutation": Run(arguments="--sample 1 absences", rows=("absences :",), figures=2),
    "normalize": Run(arguments="--records 12 --rounds 1", rows=("| LOM |", "| page SPIP |"), figures=3, is_long=False),
    "class_weights": Run(arguments="--sets zoo-5", rows=("| zoo-5 |",), figures=4),
    "crawl": Run(
        arguments="--pages 2 --rounds 1 --hosts 0",
        rows=("| httpx |", "| httpx-extrait |", "| traam |"), figures=1,
    ),
    "feeds": Run(arguments="--productions 6", rows=("| 6 | première |", "| 6 | suivante |"), figures=7),
    "letter": Run(
        arguments="--records 96 --rounds 1",
        rows=("start of the command line:", "proposing 12 of 96 productions:", "issue of 12:", "issue of 60:"),
        figures=1,
    ),
    "oai": Run(
        arguments="--records 12 --sizes 5 --rounds 1 --memory 12",
        rows=(
            "bound", "sickle", "scythe", "pyoai", "ours-cut", "ours-stored", "ours-indexed", "indexing 12 records",
            "the engine alone", "peak memory, 12 records by 5: ours-cut",
        ),
        figures=1,
    ),
    "provider": Run(
        arguments="--records 12 --rounds 1", rows=("traam ", "traam-gzip", "pyoai-written", "pyoai-built"), figures=5
    ),
    "quality": Run(arguments="", rows=("| niveau |", "| annee_scolaire |"), figures=4),
    "quality_sixty": Run(arguments="quarante", rows=("| niveau |", "| classe |"), figures=4),
    "search": Run(
        arguments="--records 60 --questions 2 --rounds 1 --cold 2 --engines traam fts5 whoosh",
        rows=(
            "| un mot |", "| recherche entière |", "| mise à jour de 1 %, s de processeur |",
            "Processus à froid, ms de processeur :",
        ),
        figures=3,
    ),
    "start": Run(arguments="--records 12 --rounds 1", rows=("traam search", "traam --help"), figures=3),
    "texts": Run(
        arguments="--records 10 --length 100",
        rows=("| en base, notices/s |", "| index, Mo |", "| un mot, ms |", "| publication, productions/s |"), figures=3,
    ),
    "vitrine": Run(
        arguments="--records 12 --searches 4 --readers 1", rows=("index of 12 productions:", "1 at once:"), figures=1
    ),
}  # fmt: skip
PARTS = {
    "crawl_clients", "crawl_server", "oai_clients", "oai_records", "oai_server", "provider_servers",
    "quality_fragments", "quality_pages", "search_compiled_engines", "search_engines",
    "search_other_engines", "search_quality", "search_records", "search_run", "search_texts", "search_words",
}  # fmt: skip
"""Modules that the benchmarks above run or read."""
ELSEWHERE = {
    "quality_confidence": "recorded sites", "quality_kinds": "tests/real/test_quality_sixty.py",
    "quality_remarks": "recorded sites",
    "scale": "tests/test_working.py",
    "quality_zoo": "tests/real/test_zoo.py", "quality_zoo_score": "tests/real/test_zoo.py",
    "quality_zoo_table": "tests/real/test_zoo.py", "search_relevance": "tests/test_search_relevance.py",
    "search_relevance_peers": "tests/test_search_relevance.py", "search_true_texts": "tests/test_search_relevance.py",
}  # fmt: skip


def printed(module: str, arguments: str) -> str:
    """Run a benchmark in a process of its own; gives what it printed."""
    command = [sys.executable, "-m", f"benchmarks.{module}", *arguments.split()]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout[-1_000:] + done.stderr[-3_000:]
    return done.stdout


def figures_after(row: str, text: str) -> list[str]:
    """The figures of the line that begins so."""
    line = next((line for line in text.splitlines() if line.startswith(row)), "")
    return re.findall(FIGURE, line.removeprefix(row))


@pytest.mark.parametrize("module", RUNS)
def test_benchmark_prints_its_table(module: str) -> None:
    run = RUNS[module]
    if run.is_long and not THOROUGH:
        pytest.skip("some ten seconds of processor: played by .ci/run, or with TRAAM_REAL=all")
    text = printed(module, run.arguments)
    found = {row: len(figures_after(row, text)) for row in run.rows}
    assert {row: count for row, count in found.items() if count < run.figures} == {}, text


def test_no_benchmark_is_left_out() -> None:
    every = {path.stem for path in (REPOSITORY / "benchmarks").glob("*.py")}
    assert every == {*RUNS, *PARTS, *ELSEWHERE}


def test_figures_of_a_line_are_read() -> None:
    assert figures_after("| a |", "| b | 1 |\n| a | 12,5 / 3 | – | 4.0 |") == ["12,5", "3", "4.0"]
    assert figures_after("| c |", "| b | 1 |") == []

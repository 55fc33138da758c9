"""What the whole texts of records cost: store, index, search and publication, without and with them, in one run.

`python -m benchmarks.texts [--records N] [--length N] [--questions N]` prints the table of docs/performance.md; each
step is done by a process of its own, on the same records, through the functions the commands use. Times are those of
the processor: what else the machine does, and its disk, are left out.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.search_engines import OurIndex
from benchmarks.search_records import Question, questions, records
from pipeline.ground.opening import open_database
from pipeline.ground.settings import Settings
from pipeline.publishing.publish import publish_feeds
from pipeline.searching.indexing import refresh_index
from schemas.types.payload_name import PayloadName
from schemas.types.record import Record
from store.rows import Saving

BATCH = 500
ROWS = ("un mot", "deux mots, tous", "expression", "début de mot", "extraits", "recherche entière")
MOMENT = datetime(2026, 3, 1, tzinfo=UTC)
Figures = dict[str, float]


def settings_of(folder: Path) -> Settings:
    return Settings(
        config=None, contact="", data=folder, store_url=f"sqlite:///{folder / 'traam.sqlite'}", index=folder / "index"
    )


def save(settings: Settings, made: Sequence[Record]) -> None:
    with open_database(settings.store, to_read=False) as database, database.transaction() as transaction:
        transaction.records.save([Saving(one, MOMENT, MOMENT, MOMENT, PayloadName("oai/1")) for one in made])
        transaction.count_change()


def store(folder: Path, count: int, length: int) -> Figures:
    """Put records in a new store; making them is not counted."""
    seconds = 0.0
    for start in range(0, count, BATCH):
        made = list(records(min(BATCH, count - start), start, length=length))
        started = time.process_time()
        save(settings_of(folder), made)
        seconds += time.process_time() - started
    return {"en base, notices/s": count / seconds, "base, Mo": _size(folder)}


def index(folder: Path, count: int, _length: int) -> Figures:
    """Build the index from the store."""
    before, held = _memory(), _size(folder)
    started = time.process_time()
    with open_database(settings_of(folder).store) as database:
        refresh_index(settings_of(folder), database, force=True)
    return {
        "indexées, notices/s": count / (time.process_time() - started),
        "mémoire pour indexer, Mo": _memory() - before,
        "index, Mo": _size(folder) - held,
    }


def update(folder: Path, count: int, length: int) -> Figures:
    """Index one record in a hundred again."""
    save(settings_of(folder), list(records(count // 100, count // 3, edition=1, length=length)))
    started = time.process_time()
    with open_database(settings_of(folder).store) as database:
        refresh_index(settings_of(folder), database)
    return {"mise à jour de 1 %, s": time.process_time() - started}


def answer(folder: Path, count: int, _length: int, asked: int = 40) -> Figures:
    """Ask every question once, then measure it: the middle time and the ninety-fifth, in milliseconds."""
    before = _memory()
    opened = OurIndex(folder / "index")
    figures: Figures = {}
    rows = questions(asked, count)
    for row in ROWS:
        first, again = ([_timed(opened, question) for question in rows[row]] for _ in range(2))
        figures[f"{row}, ms"] = statistics.median(again)
        figures[f"{row}, 95e centile"] = _high(again)
        figures[f"{row}, la première fois, 95e centile"] = _high(first)
    figures["mémoire pour répondre, Mo"] = _memory() - before
    return figures


def publish(folder: Path, count: int, _length: int) -> Figures:
    """Publish everything."""
    before = _memory()
    started = time.process_time()
    publish_feeds(settings_of(folder), folder / "flux", "https://flux.example.org/")
    seconds = time.process_time() - started
    return {"publication, productions/s": count / seconds, "mémoire pour publier, Mo": _memory() - before}


STEPS: Mapping[str, Callable[[Path, int, int], Figures]] = {
    "store": store, "index": index, "update": update, "answer": answer, "publish": publish
}  # fmt: skip


def _timed(opened: OurIndex, question: Question) -> float:
    started = time.process_time()
    opened.ask(question)
    return (time.process_time() - started) * 1000


def _high(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20, method="inclusive")[-1]


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _size(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def measure(count: int, length: int) -> Figures:
    """Do every step in turn, each in a process of its own."""
    figures: Figures = {}
    with tempfile.TemporaryDirectory() as folder:
        for step in STEPS:
            command = [sys.executable, "-m", "benchmarks.texts", "--step", step, "--folder", folder]
            command += ["--records", str(count), "--length", str(length)]
            said = subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout
            figures |= json.loads(said.splitlines()[-1])
    return figures


def main() -> None:
    """Print the table, or do one step."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.texts")
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--length", type=int, default=3_000, help="characters of a page's text")
    parser.add_argument("--step", choices=list(STEPS), help="used by the benchmark itself")
    parser.add_argument("--folder", type=Path, help="used by the benchmark itself")
    options = parser.parse_args()
    if options.step:
        print(json.dumps(STEPS[options.step](options.folder, options.records, options.length)))
        return
    without, with_them = measure(options.records, 0), measure(options.records, options.length)
    print(f"{options.records} notices, textes de {options.length} caractères\n")
    print("| | sans textes | avec | rapport |\n|---|---|---|---|")
    for name, figure in without.items():
        ratio = with_them[name] / figure if figure else float("nan")
        print(f"| {name} | {_written(figure)} | {_written(with_them[name])} | {ratio:.2f} |".replace(".", ","))


def _written(figure: float) -> str:
    return f"{figure:.0f}" if figure >= 100 else f"{figure:.1f}"


if __name__ == "__main__":
    main()

"""One engine of the search benchmark, in a process of its own: indexing, or answering; prints one JSON object.

`python -m benchmarks.search_run index|answer ENGINE FOLDER RECORDS [QUESTIONS]`
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.search_compiled_engines import Tantivy, Xapian
from benchmarks.search_engines import OurIndex
from benchmarks.search_other_engines import Fts5, StockWhoosh
from benchmarks.search_records import ROWS, questions, records

ENGINES: dict[str, Any] = {"traam": OurIndex, "fts5": Fts5, "tantivy": Tantivy, "xapian": Xapian, "whoosh": StockWhoosh}


def index(engine: Any, folder: Path, count: int) -> dict[str, float]:
    """Index all the records, then replace one in a hundred; the records are made before the clock starts."""
    made = list(records(count))
    held = _memory()
    started = time.perf_counter()
    engine.build(folder, made)
    built = time.perf_counter() - started
    peak = _memory()
    changed = list(records(count // 100, start=count // 3, edition=1))
    every = [*made[: count // 3], *changed, *made[count // 3 + len(changed) :]]
    started = time.perf_counter()
    engine.update(folder, changed, every)
    updated = time.perf_counter() - started
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return {"rate": count / built, "update": updated, "memory": peak - held, "size": size / 1e6}


def answer(engine: Any, folder: Path, count: int, asked: int) -> dict[str, Any]:
    """Ask every row's questions once to warm up, once to measure; times in milliseconds."""
    rows = questions(asked, count)
    held = _memory()
    opened = engine(folder)
    times: dict[str, list[float]] = {}
    found: dict[str, list[int]] = {}
    for row in ROWS:
        if row in engine.lacks:
            continue
        for question in rows[row]:
            opened.ask(question)
        times[row], found[row] = [], []
        for question in rows[row]:
            started = time.perf_counter()
            answered = opened.ask(question)
            times[row].append((time.perf_counter() - started) * 1000)
            found[row].append(answered.total)
            assert len(answered.identifiers) == min(answered.total, question.limit), (row, question, answered)
            if question.facets and engine is not OurIndex:
                assert all(sum(values.values()) == answered.total for values in answered.facets.values()), question
                assert len(answered.facets) == question.facets
    return {"times": times, "found": found, "memory": _memory() - held, "base": held}


def _memory() -> float:
    """Give the most this process ever held, in MB (resident)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Do one of the two and print it."""
    what, name, folder, count, *rest = sys.argv[1:]
    engine = ENGINES[name]
    done = (
        index(engine, Path(folder), int(count))
        if what == "index"
        else answer(engine, Path(folder), int(count), int(rest[0]))
    )
    print(json.dumps(done))


if __name__ == "__main__":
    main()

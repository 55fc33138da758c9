"""One engine of the search benchmark, in a process of its own: indexing, or answering; prints one JSON object.

`python -m benchmarks.search_run index|answer ENGINE FOLDER RECORDS LENGTH [QUESTIONS]`
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.search_compiled_engines import Tantivy, Xapian
from benchmarks.search_engines import OurIndex
from benchmarks.search_other_engines import Fts5, StockWhoosh
from benchmarks.search_records import ROWS, questions, records
from schemas.types.record import Record

ENGINES: dict[str, Any] = {"traam": OurIndex, "fts5": Fts5, "tantivy": Tantivy, "xapian": Xapian, "whoosh": StockWhoosh}


class Made:
    """Records made as they are asked for, so that memory holds none; tells what making them took, and their size."""

    def __init__(self, count: int, start: int, edition: int, length: int) -> None:
        self._made = records(count, start, edition, length)
        self.seconds = 0.0
        self.size = 0

    def __iter__(self) -> Iterator[Record]:
        while True:
            started = time.thread_time()
            found = next(self._made, None)
            self.seconds += time.thread_time() - started
            if found is None:
                return
            self.size += sum(len(text.encode()) for text in (found.titre, found.description, found.texte) if text)
            yield found


def index(engine: Any, folder: Path, count: int, length: int) -> dict[str, float]:
    """Index all the records, then replace one in a hundred; times are the processor's, making the records left out."""
    next(iter(Made(1, 0, 0, length)))  # what making them needs is there before memory is looked at
    held = _memory()
    made = Made(count, 0, 0, length)
    built = _seconds(lambda: engine.build(folder, made), made)
    peak = _memory()
    changed = Made(count // 100, count // 3, 1, length)
    updated = _seconds(lambda: engine.update(folder, changed, ()), changed)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return {
        "rate": count / built, "update": updated, "memory": peak - held, "size": size / 1e6, "times": size / made.size
    }  # fmt: skip


def _seconds(work: Callable[[], None], made: Made) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started - made.seconds


def answer(engine: Any, folder: Path, count: int, _length: int, asked: int) -> dict[str, Any]:
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
    """The most this process ever held, in MB (resident)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Do one of the two and print it."""
    what, name, folder, count, length, *rest = sys.argv[1:]
    engine = ENGINES[name]
    done = (
        index(engine, Path(folder), int(count), int(length))
        if what == "index"
        else answer(engine, Path(folder), int(count), int(length), int(rest[0]))
    )
    print(json.dumps(done))


if __name__ == "__main__":
    main()

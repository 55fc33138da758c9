"""What Whoosh keeps of a part: its records, and the postings of their stems, those of whole texts left out.

A search reads copies of both (index.kept, index.part): importing Whoosh takes longer than most searches. It is imported
to write a part, to check one thoroughly, and to give a record whose copy cannot be read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from whoosh import analysis as engine_analysis
from whoosh import fields as engine_fields
from whoosh.index import IndexError as EngineError
from whoosh.index import create_in, open_dir

from index.arrays import Array
from index.fields import SHORT, Zone

_RECORD = "fiche"
_SORTING_MEMORY = 160
"""Megabytes of postings sorted in memory before the engine makes a file of them: those of some 10,000 records."""


class PreparedStems:
    """Gives the engine the stems already cut by index.analysis, written as one text: no second analysis."""

    def __call__(self, value: str, **_options: object) -> Iterator[Any]:
        """Yield one token for each stem."""
        token = engine_analysis.Token(boosts=True, removestops=False)
        token.boost, token.stopped = 1.0, False
        for form in value.split():
            token.text = form
            yield token


def engine_schema() -> Any:  # noqa: ANN401 - the engine ships no types
    """Describe the layout to the engine."""
    schema = {_RECORD: engine_fields.STORED()}
    schema |= {zone.name: engine_fields.TEXT(PreparedStems(), phrase=False) for zone in SHORT}
    return engine_fields.Schema(**schema)


class EngineWriter:
    """Writes the records of one part, one document each."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._engine = create_in(str(folder), engine_schema())
        # One process: the engine's multi-process writer loses documents without a word.
        self._writer = self._engine.writer(procs=1, limitmb=_SORTING_MEMORY)
        self._is_committing = False

    def take(self, record: str, stems: Mapping[Zone, Iterable[str]]) -> None:
        """Take the next record, as JSON, and the stems of its short zones."""
        held = {zone.name: " ".join(found) for zone, found in stems.items() if found}
        self._writer.add_document(**{_RECORD: record}, **held)

    def commit(self) -> None:
        """Write all that was taken."""
        self._is_committing = True
        self._writer.commit()

    def close(self) -> None:
        """Let the files go; what was not committed is lost."""
        # The engine cannot undo a commit the system refused: it would hide the refusal behind a fault of its own.
        if not (self._writer.is_closed or self._is_committing):
            self._writer.cancel()
        self._engine.close()


class EngineReader:
    """Reads what the engine keeps of one part; raises ValueError where it is not what was written."""

    def __init__(self, reader: Any) -> None:  # noqa: ANN401
        self._reader = reader

    @property
    def count(self) -> int:
        """The number of its records."""
        return int(self._reader.doc_count_all())

    def record(self, number: int) -> Mapping[str, Any]:
        """One record's JSON values."""
        found: Mapping[str, Any] = json.loads(self._reader.stored_fields(number)[_RECORD])
        return found

    def held(self, zone: Zone) -> Iterator[tuple[str, Array, Array]]:
        """Each stem of a short zone, the records that have it and how many times each does."""
        if zone.name not in self._reader.indexed_field_names():
            return
        for term in self._reader.lexicon(zone.name):
            matcher = self._reader.postings(zone.name, term)
            pairs = [(matcher.id(), matcher.weight()) for _ in _steps(matcher)]
            numbers, times = zip(*pairs, strict=True) if pairs else ((), ())
            yield term.decode("utf-8"), np.array(numbers, np.int64), np.array(times, np.float64)


@contextmanager
def reading(folder: Path) -> Iterator[EngineReader]:
    """Open what the engine keeps of a part; raises ValueError when it cannot be read."""
    try:
        # Our own schema is given, so that the one pickled in the engine's files is not even loaded.
        engine = open_dir(str(folder), readonly=True, schema=engine_schema())
        reader = engine.reader()
    except (EngineError, OSError) as error:
        raise ValueError(f"{folder.name} : {error}") from error
    try:
        yield EngineReader(reader)
    finally:
        reader.close()
        engine.close()


def _steps(matcher: Any) -> Iterator[None]:  # noqa: ANN401
    while matcher.is_active():
        yield None
        matcher.next()

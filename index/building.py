"""Building an index: a whole new generation, one document a record, then the swap."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from whoosh.index import create_in

from index import generations
from index.fields import Ancestors, levels_above
from index.schema import document, engine_schema
from schemas.record import Record

_SORTING_MEMORY = 256
"""Megabytes of postings sorted in memory before the engine makes a file of them."""


def build(
    folder: Path,
    records: Iterable[Record],
    *,
    version: str,
    expand_niveaux: Ancestors = levels_above,
    themes: Mapping[str, str] = MappingProxyType({}),
) -> int:
    """Build the index of these records beside the present one, swap them, and give the number of records indexed.

    Deleted records are left out; of several with the same source and identifier, the last counts. `expand_niveaux`
    gives the levels that contain one (« 3e » → « cycle 4 »); `themes` the theme of each group, by Record.groupe.
    Raises UnusableIndexError when the folder cannot be written or is open to others; the present index then stays.
    """
    latest = {(record.source, record.identifier): record for record in records}
    kept = _most_recent_first(record for record in latest.values() if not record.deleted)
    generations.create_folder(folder)
    try:
        built = generations.start_generation(folder)
        published = False
        try:
            _write(built, kept, expand_niveaux, themes)
            generations.publish(folder, built, version=version, count=len(kept))
            published = True
        finally:
            if not published:
                shutil.rmtree(built, ignore_errors=True)
    except OSError as error:
        raise generations.unwritable(folder, error) from error
    return len(kept)


def _most_recent_first(records: Iterable[Record]) -> list[Record]:
    """Put the records in the order of equal scores: the engine's document number is then the place in that order."""
    by_name = sorted(records, key=lambda record: (record.identifier, record.source))
    return sorted(by_name, key=lambda record: record.date_publication or "", reverse=True)


def _write(built: Path, records: Iterable[Record], ancestors: Ancestors, themes: Mapping[str, str]) -> None:
    engine = create_in(str(built), engine_schema())
    # One process: the engine's multi-process writer loses documents without a word.
    writer = engine.writer(procs=1, limitmb=_SORTING_MEMORY)
    finished = False
    try:
        for record in records:
            writer.add_document(**document(record, ancestors, themes))
        writer.commit()
        finished = True
    finally:
        if not finished and not writer.is_closed:
            writer.cancel()
        engine.close()

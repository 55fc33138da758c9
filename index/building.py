"""Building an index: whole, or a part with what changed since; one document a record, then the swap."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

import numpy as np

from index import generations
from index.arrays import Array, write_arrays
from index.fields import Ancestors, levels_above
from index.generation import ALIVE, ORDER, Opened, open_generation
from index.part import Key
from index.part_writing import write_part
from schemas.record import Record

_MOST_PARTS = 6
_MOST_DEAD = 0.2
"""Share of superseded records past which the whole is built again: they are still read at each search."""


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
    with _writing(folder) as made:
        part = made(generations.start_part(folder))
        write_part(part, kept, expand_niveaux, themes)
        built = made(generations.start_generation(folder))
        settings = settings_digest(themes)
        generations.publish(folder, built, [part.name], version=version, settings=settings, count=len(kept))
    return len(kept)


def update(
    folder: Path,
    changed: Iterable[Record],
    gone: Collection[tuple[str, str]],
    *,
    version: str,
    expand_niveaux: Ancestors = levels_above,
    themes: Mapping[str, str] = MappingProxyType({}),
) -> int | None:
    """Bring the present index up to date: changed records are written in a part of their own; gives their number.

    `gone` names records that are no more, by source and identifier. Gives None, and does nothing, where the whole is
    better built again: too many parts or superseded records, or other themes. Raises UnusableIndexError.
    """
    latest = {(record.source, record.identifier): record for record in changed}
    kept = _most_recent_first(record for record in latest.values() if not record.deleted)
    superseded = {*latest, *gone}
    with open_generation(folder) as opened:
        alive = _still_alive(opened, superseded)
        size = len(alive) + len(kept)
        is_worn = len(opened.generation.parts) >= _MOST_PARTS or (size - alive.sum() - len(kept)) > _MOST_DEAD * size
        if is_worn or opened.generation.settings != settings_digest(themes):
            return None
        keys = opened.corpus.every_key()
        parts = list(opened.generation.parts)
    with _writing(folder) as made:
        if kept:
            part = made(generations.start_part(folder))
            write_part(part, kept, expand_niveaux, themes)
            parts.append(part.name)
            keys += [Key(record.source, record.identifier, "", record.date_publication or "") for record in kept]
            alive = np.concatenate((alive, np.ones(len(kept), bool)))
        built = made(generations.start_generation(folder))
        write_arrays(built, {ALIVE: alive, ORDER: _order(keys)}, {})
        count = int(alive.sum())
        settings = settings_digest(themes)
        generations.publish(folder, built, parts, version=version, settings=settings, count=count)
    return len(kept)


def settings_digest(themes: Mapping[str, str]) -> str:
    """Give a digest of what every record is indexed with."""
    return hashlib.sha256(json.dumps(sorted(themes.items())).encode()).hexdigest()[:16]


@contextmanager
def _writing(folder: Path) -> Iterator[Callable[[Path], Path]]:
    """Take back the folders that were made when what they are for does not come to its end."""
    made: list[Path] = []

    def remember(path: Path) -> Path:
        made.append(path)
        return path

    try:
        yield remember
        made.clear()
    except OSError as error:
        raise generations.unwritable(folder, error) from error
    finally:
        for path in made:
            shutil.rmtree(path, ignore_errors=True)


def _still_alive(opened: Opened, superseded: Collection[tuple[str, str]]) -> Array:
    is_superseded = [(key.source, key.identifier) in superseded for key in opened.corpus.every_key()]
    alive: Array = opened.corpus.alive & ~np.array(is_superseded, bool)
    return alive


def _order(keys: list[Key]) -> Array:
    """Give each record its place: the most recent first, then by identifier and source."""
    by_name = sorted(range(len(keys)), key=lambda number: (keys[number].identifier, keys[number].source))
    by_date = sorted(by_name, key=lambda number: keys[number].date_publication, reverse=True)
    order = np.zeros(len(keys), np.int32)
    order[by_date] = np.arange(len(keys), dtype=np.int32)
    return order


def _most_recent_first(records: Iterable[Record]) -> list[Record]:
    """Put the records in the order of equal scores: a record's number is then its place in that order."""
    by_name = sorted(records, key=lambda record: (record.identifier, record.source))
    return sorted(by_name, key=lambda record: record.date_publication or "", reverse=True)

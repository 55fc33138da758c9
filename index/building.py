"""Building an index: whole, or a part with what changed since; one document a record, then the swap."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

import numpy as np

from index import generations
from index.arrays import Array, write_arrays
from index.fields import Ancestors, levels_above
from index.generation import open_generation
from index.interface import Rebuild, Update
from index.layout import ALIVE, ORDER, Key
from index.lexicon import write_lexicon
from index.part_writing import write_part
from schemas.types.record import Record

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

    They are taken one at a time, and may be as many, and their texts as long, as the disk holds.

    Deleted records are left out; of several with the same source and identifier, the last counts. `expand_niveaux`
    gives the levels that contain one (« 3e » → « cycle 4 »); `themes` the theme of each group, by Record.groupe.
    Raises UnusableIndexError when the folder cannot be written or is open to others; the present index then stays.
    """
    generations.create_folder(folder)
    taken = _Taken(records)
    with _writing(folder) as made:
        part = made(generations.start_part(folder))
        keys = write_part(part, taken, expand_niveaux, themes)
        alive = taken.alive()
        built = made(generations.start_generation(folder))
        _write_generation(built, alive, keys)
        count = int(alive.sum())
        settings = settings_digest(themes)
        generations.publish(folder, built, [part.name], version=version, settings=settings, count=count)
    return count


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
    settings = settings_digest(themes)
    opened = open_generation(folder)
    parts = list(opened.generation.parts)
    if len(parts) >= _MOST_PARTS or opened.generation.settings != settings:
        return None
    alive, keys = opened.corpus.alive, opened.corpus.every_key()
    taken = _Taken(changed)
    with _writing(folder) as made:
        part = made(generations.start_part(folder))
        added = write_part(part, taken, expand_niveaux, themes)
        alive = np.concatenate((_still_alive(alive, keys, {*taken.names, *gone}), taken.alive()))
        keys += added
        if len(alive) - alive.sum() > _MOST_DEAD * len(alive):
            shutil.rmtree(part, ignore_errors=True)
            return None
        if added:
            parts.append(part.name)
        else:
            shutil.rmtree(part, ignore_errors=True)
        built = made(generations.start_generation(folder))
        _write_generation(built, alive, keys)
        generations.publish(folder, built, parts, version=version, settings=settings, count=int(alive.sum()))
    return len(added)


def _write_generation(folder: Path, alive: Array, keys: list[Key]) -> None:
    write_arrays(folder, {ALIVE: alive, ORDER: _order(keys)}, {})
    write_lexicon(folder)


def settings_digest(themes: Mapping[str, str]) -> str:
    """A digest of what every record is indexed with."""
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


class _Taken:
    """Records that are written as they come: those deleted are left out, and of several of one name the last counts."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._records = records
        self._written = 0
        self.names: dict[tuple[str, str], int | None] = {}
        """The number each name was last written under; None where it was deleted."""

    def __iter__(self) -> Iterator[Record]:
        for record in self._records:
            name = record.source, record.identifier
            self.names[name] = None if record.deleted else self._written
            if not record.deleted:
                self._written += 1
                yield record

    def alive(self) -> Array:
        """Say of each record written whether it counts."""
        alive = np.zeros(self._written, bool)
        alive[[number for number in self.names.values() if number is not None]] = True
        return alive


def _still_alive(alive: Array, keys: Sequence[Key], superseded: Collection[tuple[str, str]]) -> Array:
    is_superseded = [(key.source, key.identifier) in superseded for key in keys]
    still: Array = alive & ~np.array(is_superseded, bool)
    return still


def _order(keys: list[Key]) -> Array:
    """Assign each record its place: the most recent first, then by identifier and source."""
    by_name = sorted(range(len(keys)), key=lambda number: (keys[number].identifier, keys[number].source))
    by_date = sorted(by_name, key=lambda number: keys[number].date_publication, reverse=True)
    order = np.zeros(len(keys), np.int32)
    order[by_date] = np.arange(len(keys), dtype=np.int32)
    return order


# What the rest of the project may count on, checked by the types.
_BUILT: Rebuild = build
_UPDATED: Update = update

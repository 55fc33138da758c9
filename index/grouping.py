"""Rows of whole numbers gathered one after another, given back grouped by their key: more than memory may hold."""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from index.arrays import Array

BLOCK = 2_000_000
"""Rows held in memory; past them a block goes to the disk, and as many are sorted at once."""


class Grouping:
    """Takes rows of a key and as many values as columns; within a key rows stay in the order they came."""

    def __init__(self, folder: Path, columns: int, block: int = BLOCK) -> None:
        self.keys = array("i")
        """With `columns`, where rows are added; `taken` is to be called now and then."""
        self.columns = tuple(array("i") for _ in range(columns))
        self._block = block
        self._folder = folder
        self._files: list[tuple[tempfile._TemporaryFileWrapper[bytes], int]] = []

    def taken(self) -> None:
        """Send the rows taken so far to the disk when there are enough of them."""
        if len(self.keys) >= self._block:
            # Without a name: it is gone with the process, whatever becomes of it.
            file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115 - read again by each pass
            for column in (self.keys, *self.columns):
                column.tofile(file)
            self._files.append((file, len(self.keys)))  # type: ignore[arg-type]
            self.keys = array("i")
            self.columns = tuple(array("i") for _ in self.columns)

    def counts(self, ranks: Array) -> Array:
        """Count the rows of each key; `ranks` gives the place of each key among all."""
        counts = np.zeros(len(ranks), np.int64)
        for keys in self._read(0):
            counts += np.bincount(ranks[keys], minlength=len(ranks))
        return counts

    def grouped(self, column: int, ranks: Array, counts: Array) -> Iterator[Array]:
        """One column, the rows of each key together, keys in the order of their ranks, some keys at a time."""
        ends = np.cumsum(counts)
        first, done = 0, 0
        while first < len(ends) and done < ends[-1]:
            last = max(first + 1, int(np.searchsorted(ends, done + self._block, "right")))
            yield self._of_keys(column, ranks, first, last)
            first, done = last, int(ends[last - 1])

    def close(self) -> None:
        """Free what is held on the disk."""
        for file, _ in self._files:
            file.close()

    def _of_keys(self, column: int, ranks: Array, first: int, last: int) -> Array:
        found_keys, found_values = [np.zeros(0, np.int32)], [np.zeros(0, np.int32)]
        for keys, values in zip(self._read(0), self._read(1 + column), strict=True):
            held = ranks[keys]
            wanted = (held >= first) & (held < last)
            found_keys.append(held[wanted])
            found_values.append(values[wanted])
        order = np.argsort(np.concatenate(found_keys), kind="stable")
        return np.concatenate(found_values)[order]

    def _read(self, column: int) -> Iterator[Array]:
        """One column block after block; the first is the keys."""
        size = np.dtype(np.int32).itemsize
        for file, count in self._files:
            file.seek(column * count * size)
            yield np.frombuffer(file.read(count * size), np.int32)
        rows: Sequence[array[int]] = (self.keys, *self.columns)
        yield np.array(rows[column], np.int32)

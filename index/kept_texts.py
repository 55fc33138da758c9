"""The texts of one part's records, kept for the extracts: read one at a time, when a hit is shown."""

from __future__ import annotations

import zlib
from array import array
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from index.arrays import Array, Arrays
from schemas.record import Record, texts_as_json, with_texts

TEXTS = "textes.bin"
STARTS = "textes.debuts"
_LEVEL = 1
"""Of compression: the quickest makes texts two and a half times smaller, the best, three times."""


class TextsWriter:
    """Writes texts one after another."""

    def __init__(self, folder: Path) -> None:
        self._file = (folder / TEXTS).open("wb")
        self._starts = array("q", [0])

    def take(self, record: Record) -> None:
        """Write the texts of the next record; nothing where it has none."""
        written = b""
        if record.has_texts:
            said = texts_as_json(record.texte, record.textes_joints)
            written = zlib.compress(said.encode("utf-8", "replace"), _LEVEL)
            self._file.write(written)
        self._starts.append(self._starts[-1] + len(written))

    def starts(self) -> Array:
        """Give where each text begins, and the end of the last."""
        return np.array(self._starts, np.int64)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._file.close()


class KeptTexts:
    """Reads texts; may be shared by threads."""

    def __init__(self, folder: Path, arrays: Arrays) -> None:
        self._starts = arrays[STARTS]
        size = (folder / TEXTS).stat().st_size
        if not len(self._starts) or size < self._starts[-1]:
            raise ValueError(f"{TEXTS} est plus court qu'il ne fut écrit")
        self._memory: Array = np.memmap(folder / TEXTS, np.uint8, "r") if size else np.zeros(0, np.uint8)

    def of(self, record: Record, number: int) -> Record:
        """Give the record of that number with its texts; as it is where it has none, or they cannot be read."""
        begin, end = int(self._starts[number]), int(self._starts[number + 1])
        if begin == end:
            return record
        try:
            return with_texts(record, zlib.decompress(self._memory[begin:end].tobytes()).decode())
        except (zlib.error, ValueError, TypeError):
            return record

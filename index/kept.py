"""What one part keeps of its records, one piece a record: read one at a time, when a hit is shown."""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from index.arrays import Array, Arrays

RECORDS = "fiches"
"""The records themselves, without their texts."""
TEXTS = "textes"
"""Their texts, for the extracts."""
_LEVEL = 6
"""Of compression: a higher one takes twice as long for a hundredth."""
_DICTIONARY = 32_000
"""Bytes of the first pieces that all begin with, as it were: zlib looks no further back."""


class KeptWriter:
    """Writes pieces one after another, in a file of that name.

    The first are kept apart, and all are written as what differs from them: records have the same keys, texts the same
    words, and each is short.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._name = name
        self._file = (folder / f"{name}.bin").open("wb")
        self._starts = array("q")
        self._waiting: list[bytes] = []
        self._writing: zlib._Compress | None = None

    def take(self, text: str) -> None:
        """Write the piece of the next record; an empty one takes no place."""
        piece = text.encode("utf-8", "replace")
        if self._writing is not None:
            self._write(self._writing, piece)
            return
        self._waiting.append(piece)
        if sum(map(len, self._waiting)) >= _DICTIONARY:
            self._begin()

    def arrays(self) -> Mapping[str, Array]:
        """Where each piece begins, and the end of the last: all is written."""
        if self._writing is None:
            self._begin()
        return {f"{self._name}.debuts": np.array(self._starts, np.int64)}

    def _begin(self) -> None:
        dictionary = b"".join(self._waiting)[:_DICTIONARY]
        self._starts.append(self._file.write(zlib.compress(dictionary, _LEVEL)))
        # Making ready what is begun with takes longer than copying it.
        self._writing = zlib.compressobj(_LEVEL, zdict=dictionary) if dictionary else zlib.compressobj(_LEVEL)
        for piece in self._waiting:
            self._write(self._writing, piece)
        self._waiting.clear()

    def _write(self, ready: zlib._Compress, piece: bytes) -> None:
        size = 0
        if piece:
            writing = ready.copy()
            size = self._file.write(writing.compress(piece) + writing.flush())
        self._starts.append(self._starts[-1] + size)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._file.close()


class Kept:
    """Reads pieces; may be shared by threads. Raises OSError or ValueError where the file is not as written."""

    def __init__(self, folder: Path, name: str, arrays: Arrays) -> None:
        path = folder / f"{name}.bin"
        self._name = name
        self._starts = arrays[f"{name}.debuts"]
        size = path.stat().st_size
        if not len(self._starts) or size < self._starts[-1]:
            raise ValueError(f"{path.name} est plus court qu'il ne fut écrit")
        self._memory: Array = np.memmap(path, np.uint8, "r") if size else np.zeros(0, np.uint8)

    @cached_property
    def _dictionary(self) -> bytes:
        return zlib.decompress(self._memory[: int(self._starts[0])].tobytes())

    def of(self, number: int) -> str:
        """The piece of one record; empty where it has none. Raises ValueError when it cannot be read."""
        begin, end = int(self._starts[number]), int(self._starts[number + 1])
        if begin == end:
            return ""
        try:
            reading = zlib.decompressobj(zdict=self._dictionary) if self._dictionary else zlib.decompressobj()
            return reading.decompress(self._memory[begin:end].tobytes()).decode()
        except zlib.error as error:
            raise ValueError(f"{self._name}.bin n'est pas ce qui fut écrit") from error

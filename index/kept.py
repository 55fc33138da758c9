"""What one part keeps of its records, one piece a record: read one at a time, when a hit is shown."""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from index.arrays import Array, Arrays

RECORDS = "fiches"
"""The records themselves, without their texts."""
TEXTS = "textes"
"""Their texts, for the extracts."""
_LEVEL = 1
"""Of compression: the quickest makes texts two and a half times smaller, the best, three times."""


class KeptWriter:
    """Writes pieces one after another, in a file of that name."""

    def __init__(self, folder: Path, name: str) -> None:
        self._name = name
        self._file = (folder / f"{name}.bin").open("wb")
        self._starts = array("q", [0])

    def take(self, text: str) -> None:
        """Write the piece of the next record; an empty one takes no place."""
        written = zlib.compress(text.encode("utf-8", "replace"), _LEVEL) if text else b""
        self._file.write(written)
        self._starts.append(self._starts[-1] + len(written))

    def arrays(self) -> Mapping[str, Array]:
        """Give where each piece begins, and the end of the last."""
        return {f"{self._name}.debuts": np.array(self._starts, np.int64)}

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

    def of(self, number: int) -> str:
        """Give the piece of one record; empty where it has none. Raises ValueError when it cannot be read."""
        begin, end = int(self._starts[number]), int(self._starts[number + 1])
        if begin == end:
            return ""
        try:
            return zlib.decompress(self._memory[begin:end].tobytes()).decode()
        except zlib.error as error:
            raise ValueError(f"{self._name}.bin n'est pas ce qui fut écrit") from error

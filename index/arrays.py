"""Arrays of numbers kept in one file, read as they are needed and never unpickled."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

NUMBERS = "tableaux.bin"
CONTENTS = "tableaux.json"
_ALIGNED = 8
_TYPES = ("<i4", "<i8", "|b1", "|u1", "<u2")

Array = npt.NDArray[Any]


def distinct(numbers: Array) -> Array:
    """Some numbers in order, each once: as np.unique, which takes as long to import as a small search."""
    ordered = np.sort(numbers)
    is_first = np.ones(len(ordered), bool)
    is_first[1:] = ordered[1:] != ordered[:-1]
    return ordered[is_first]


def write_arrays(folder: Path, arrays: Mapping[str, Array | Iterable[Array]], words: Mapping[str, list[str]]) -> None:
    """Write arrays of whole numbers or bool, and short lists of words, in a folder.

    One that is too long for memory is given in pieces, all of one type; each is asked for once the last is written.
    """
    contents: dict[str, list[Any]] = {}
    place = 0
    with (folder / NUMBERS).open("wb") as file:
        for name, array in arrays.items():
            kind, count, size = "<i4", 0, 0
            for piece in [array] if isinstance(array, np.ndarray) else array:
                kind = piece.dtype.newbyteorder("<").str if piece.dtype.itemsize > 1 else piece.dtype.str
                if kind not in _TYPES or piece.ndim != 1:
                    raise TypeError(f"{name}: an array of one dimension, of whole numbers or bool")
                count += len(piece)
                size += file.write(piece.astype(kind).tobytes())
            contents[name] = [kind, place, count]
            file.write(b"\0" * (-size % _ALIGNED))
            place += size + -size % _ALIGNED
    text = json.dumps({"arrays": contents, "words": dict(words)}, ensure_ascii=False)
    (folder / CONTENTS).write_text(text, encoding="utf-8", errors="replace")


class Arrays:
    """The arrays of one folder; raises ValueError when they are not what was written."""

    def __init__(self, folder: Path) -> None:
        contents = json.loads((folder / CONTENTS).read_bytes())
        size = (folder / NUMBERS).stat().st_size
        self._memory: Array = np.memmap(folder / NUMBERS, np.uint8, "r") if size else np.zeros(0, np.uint8)
        try:
            self._contents = {name: (str(kind), int(at), int(count)) for name, (kind, at, count) in
                              contents["arrays"].items()}  # fmt: skip
            self._words: dict[str, list[str]] = dict(contents["words"])
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"{CONTENTS} est incomplet") from error
        for kind, place, count in self._contents.values():
            if kind not in _TYPES or place < 0 or place + count * np.dtype(kind).itemsize > size:
                raise ValueError(f"{NUMBERS} est plus court qu'il ne fut écrit")

    def __getitem__(self, name: str) -> Array:
        """One array, read only; raises ValueError when there is none of that name."""
        if name not in self._contents:
            raise ValueError(f"{CONTENTS} ne nomme pas « {name} »")
        kind, place, count = self._contents[name]
        return np.ndarray((count,), kind, self._memory, place)

    def words(self, name: str) -> list[str]:
        """One list of words; raises ValueError when there is none of that name."""
        if name not in self._words:
            raise ValueError(f"{CONTENTS} ne nomme pas « {name} »")
        return self._words[name]

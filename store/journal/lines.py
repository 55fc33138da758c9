"""The lines of the journal: JSON arrays, each with the digest of what follows it and its place in history; pure.

    ["1f0a33c9",17,"lien","https://…",…]

The place is counted by the base, not by a clock: lines of several machines are put in order by it.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

_HEAD = len('["00000000",')


class Kind(StrEnum):
    """What a line tells."""

    NOTICE = "notice"
    """The dates of a record."""
    GIVEN = "donnee"
    """An item given to harvesters."""
    WITHDRAWN = "retiree"
    """Items withdrawn from harvesters."""
    LINK = "lien"
    """What an address answered."""
    LINKS_FORGOTTEN = "liens-oublies"
    RUN = "moisson"
    REPORT = "compte-rendu"
    JOINED = "document"
    """What is kept beside the pages of a source: a joined document, or what its feeds say."""
    LETTER = "lettre"
    """What became of an issue of the letter."""
    WHOLE = "entier"
    """All that the base holds was just said again: lines damaged before this one lack to nobody."""
    CUT = "coupe"
    """The line before was cut short by a killed process or a full disk: what it told was not done."""


Entry = tuple[Kind, *tuple[Any, ...]]
"""A kind, then JSON values."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line read back."""

    place: int
    kind: str
    """A Kind; another text where a later version wrote it."""
    values: Sequence[Any]


def last_place(lines: Iterable[Line]) -> int:
    """The place of the last line; 0 where none has any."""
    return max((line.place for line in lines), default=0)


def written(place: int, entries: Iterable[Entry]) -> bytes:
    """The lines of entries that happen together."""
    return b"".join(_line(json.dumps([place, *entry], separators=(",", ":"))) for entry in entries)


def _line(array: str) -> bytes:
    rest = array[1:].encode()
    return b'["%08x",%s\n' % (zlib.crc32(rest), rest)


def read(line: bytes) -> Line | None:
    """Read a line; None where it is not, to the last bit, what was written."""
    rest = line[_HEAD:]
    if line[:_HEAD] != b'["%08x",' % zlib.crc32(rest):
        return None
    try:
        place, kind, *values = json.loads(b"[" + rest)
    except (ValueError, RecursionError):
        return None
    return Line(place, kind, values) if isinstance(place, int) and isinstance(kind, str) else None

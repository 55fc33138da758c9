"""The folder of the journal: one file a machine, to which lines are added and from which none is ever taken.

A machine's processes exclude each other while they add; machines never share a file, so that a folder mounted by
several needs no lock of the network's.
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from disk.aside import OWN, sync_folder
from store.journal.lines import Entry, Kind, Line, read, written
from store.refusals import told

_SUFFIX = ".jsonl"
_TAILS = 1 << 12, 1 << 16
"""Bytes in which the last line of a file stands, unless it is a very long one."""


@dataclass(frozen=True, slots=True)
class DamagedLine:
    """A line that is no longer what was written."""

    file: Path
    number: int
    """From 1."""

    def __str__(self) -> str:
        """Name it to people."""
        return f"{self.file}, ligne {self.number}"


class JournalFolder:
    """The journal in its folder, which may not exist yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.is_followed = False
        """True once it was found to be that of the base, up to its last line: it is not looked for again."""
        machine = re.sub(r"[^a-z0-9-]+", "-", os.uname().nodename.lower()).strip("-")
        self._own = folder / f"{machine or 'machine'}{_SUFFIX}"

    def files(self) -> Iterator[Path]:
        """The files of every machine, by name; raises StoreError where the folder cannot be read."""
        with told(self.folder, "lecture"):
            try:
                found = sorted(self.folder.iterdir())
            except FileNotFoundError:
                return
        yield from (path for path in found if path.suffix == _SUFFIX)

    def last_place(self) -> int:
        """The place of the last sound line there is; 0 where there is none."""
        return max(map(_last_place, self.files()), default=0)

    def add(self, place: int, entries: Sequence[Entry]) -> None:
        """Add the lines of what happens together, and put them on the disk; raises StoreError."""
        with told(self._own, "écriture"), self._held() as handle:
            content = written(place, entries)
            size = os.fstat(handle).st_size
            if size and os.pread(handle, 1, size - 1) != b"\n":
                content = b"\n" + written(place, [(Kind.CUT,)]) + content
            _write_all(handle, content)
            os.fsync(handle)

    @contextmanager
    def _held(self) -> Iterator[int]:
        is_new = not self._own.exists()
        self.folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._own, os.O_RDWR | os.O_CREAT | os.O_APPEND, OWN)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            if is_new:
                sync_folder(self.folder)
            yield handle
        finally:
            os.close(handle)

    def read(self) -> tuple[list[Line], list[DamagedLine]]:
        """Every sound line of every machine in the order of history, and the damaged ones that lack.

        What a killed process cut short does not, nor what was said again whole since.
        """
        lines: list[Line] = []
        damaged: list[DamagedLine] = []
        for path in self.files():
            with told(path, "lecture"):
                content = path.read_bytes()
            own, lacking = _read_file(content)
            lines += own
            damaged += (DamagedLine(path, number) for number in lacking)
        lines.sort(key=lambda line: line.place)
        return lines, damaged


def _last_place(path: Path) -> int:
    """The place of the last sound line of a file that has one: a letter's has none."""
    with told(path, "lecture"), path.open("rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        for tail in (*_TAILS, size):
            stream.seek(max(0, size - tail))
            for text in reversed(stream.read().split(b"\n")):
                line = read(text)
                if line is not None and line.place:
                    return line.place
            if tail >= size:
                break
    return 0


def _read_file(content: bytes) -> tuple[list[Line], list[int]]:
    """The sound lines of a file, and the numbers of the damaged ones that lack."""
    *whole, _cut = content.split(b"\n")
    lines: list[Line] = []
    damaged: list[int] = []
    for number, text in enumerate(whole, 1):
        line = read(text)
        if line is None:
            damaged.append(number)
            continue
        if line.kind == Kind.CUT and damaged[-1:] == [number - 1]:
            damaged.pop()
        elif line.kind == Kind.WHOLE:
            damaged.clear()
        lines.append(line)
    return lines, damaged


def _write_all(handle: int, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(handle, left) :]

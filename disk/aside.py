"""Files written aside and renamed, so that a reader sees the old one or the new one, never the half of one."""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from schemas.types.errors import StoreError, reason_of

_PREFIX = ".traam-"
_SUFFIX = ".aside"
ORDINARY = 0o666
"""Rights of a file anyone may read."""
OWN = 0o600
"""Rights of a file of the current user alone."""


class AsideFolder:
    """Files of one folder, under other names until replace(); leaving the « with » removes those not replaced."""

    def __init__(self, folder: Path, *, mode: int = ORDINARY) -> None:
        self._folder = folder
        self._mode = mode
        self._token = os.urandom(4).hex()
        self._streams: dict[str, BinaryIO] = {}

    def __enter__(self) -> AsideFolder:
        """Begin."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Remove what was not replaced."""
        for name, stream in self._streams.items():
            with suppress(OSError):  # a full disk refuses again what was still to be written
                stream.close()
            self._aside(name).unlink(missing_ok=True)

    def open(self, name: str) -> BinaryIO:
        """Open a new file; it is ours to close."""
        handle = os.open(self._aside(name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, self._mode)
        self._streams[name] = stream = os.fdopen(handle, "wb")
        return stream

    def finish(self) -> None:
        """Put every file wholly on the disk."""
        for stream in self._streams.values():
            stream.flush()
            os.fsync(stream.fileno())
            stream.close()

    def replace(self, *, is_vast: bool = False) -> None:
        """Put every file under its own name, the names on the disk, and remove what a killed process had left of them.

        A vast folder is left unread and its names to the system: a write would cost as much as the folder is long.
        """
        for name in self._streams:
            self._aside(name).replace(self._folder / name)
        if not is_vast:
            self._remove_leftovers()
            sync_folder(self._folder)

    def _aside(self, name: str) -> Path:
        return self._folder / f"{_PREFIX}{self._token}-{name}{_SUFFIX}"

    def _remove_leftovers(self) -> None:
        token = len(self._token)
        for path in self._folder.glob(f"{_PREFIX}*{_SUFFIX}"):
            if path.name[len(_PREFIX) + token + 1 : -len(_SUFFIX)] in self._streams:
                path.unlink(missing_ok=True)


@contextmanager
def replaced_file(path: Path, *, mode: int = ORDINARY, is_vast: bool = False) -> Iterator[BinaryIO]:
    """Open a file to write that takes its name only once it is whole; an exception leaves the old one.

    `mode` is what the user's mask takes its rights from, unless there is a file already, whose rights are kept;
    `is_vast` says that its folder holds thousands of files. A link is followed; a pipe or a device is written directly.
    """
    held = path.stat() if path.exists() else None
    if held is not None and not stat.S_ISREG(held.st_mode) and not stat.S_ISDIR(held.st_mode):
        with path.open("wb") as direct:  # by the name given: what /dev/stdout leads to, « pipe:[123] », opens nothing
            yield direct
        return
    path = Path(os.path.realpath(path))
    with AsideFolder(path.parent, mode=mode) as aside:
        stream = aside.open(path.name)
        if held is not None:
            os.fchmod(stream.fileno(), stat.S_IMODE(held.st_mode))
        yield stream
        aside.finish()
        aside.replace(is_vast=is_vast)


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Keep out every other process that changes a file of a folder by what it read of it, until the block ends."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Put the names of a folder on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_files(folder: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write files in a folder, made where it is missing; none is renamed before all are written. Gives their paths.

    Raises StoreError when the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with AsideFolder(folder) as aside:
            for name, content in files.items():
                aside.open(name).write(content)
            aside.finish()
            aside.replace()
    except OSError as error:
        raise StoreError(f"{folder} : écriture impossible ({reason_of(error)})") from error
    return tuple(folder / name for name in files)

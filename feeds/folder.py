"""Files written aside and renamed, so that a reader sees the old one or the new one, never the half of one."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from schemas.errors import StoreError, reason_of

_PREFIX = ".traam-"
_SUFFIX = ".aside"


class AsideFolder:
    """Files of one folder, under other names until replace(); leaving the « with » removes those not replaced."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._token = secrets.token_hex(4)
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
        stream = self._aside(name).open("xb")
        self._streams[name] = stream
        return stream

    def finish(self) -> dict[str, str]:
        """Put every file wholly on the disk; gives the SHA-256 of each."""
        for stream in self._streams.values():
            stream.flush()
            os.fsync(stream.fileno())
            stream.close()
        return {name: _sha256(self._aside(name)) for name in self._streams}

    def replace(self) -> None:
        """Give every file its own name, and remove what a killed process had left of them."""
        for name in self._streams:
            self._aside(name).replace(self._folder / name)
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
def replaced_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file to write that takes its name only once it is whole; an exception leaves the old one."""
    with AsideFolder(path.parent) as aside:
        yield aside.open(path.name)
        aside.finish()
        aside.replace()


def sync_folder(folder: Path) -> None:
    """Put the names of a folder on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


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

"""A folder built aside, put in the place of the old one at once: readers see all of the old or all of the new."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import hashlib
import os
import secrets
import shutil
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from disk.aside import sync_folder

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_NO_EXCHANGE = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP})
"""What a system answers that cannot exchange two names."""


class NewFolder:
    """A folder beside the one it will replace; leaving the « with » removes what has not taken its place."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()  # a link is kept: what it leads to is replaced
        token = secrets.token_hex(4)
        self.former = self._folder
        """The folder to replace, there or not."""
        self.path = self._beside(f"{token}.aside")
        """Where the new files are, until swap()."""
        self._old = self._beside(f"{token}.old")
        self._streams: dict[str, BinaryIO] = {}
        self._closed: list[str] = []
        self._lock = -1

    def __enter__(self) -> NewFolder:
        """Make the folder, after putting in order what a killed process may have left."""
        self._folder.parent.mkdir(parents=True, exist_ok=True)
        put_back(self._folder)
        for left in self._folder.parent.glob(self._beside("*.aside").name):
            _remove_if_left(left)
        self.path.mkdir()
        self._lock = _locked(self.path)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Remove what was not put in place, or what was there before."""
        for stream in self._streams.values():
            try:
                stream.close()
            except OSError:  # a full disk refuses again what was still to be written
                continue
        shutil.rmtree(self.path, ignore_errors=True)
        if self._lock >= 0:
            os.close(self._lock)

    def make(self, name: str) -> None:
        """Make a folder in the new one."""
        (self.path / name).mkdir()

    def open(self, name: str) -> BinaryIO:
        """Open a new file, to write and to read back; it is ours to close."""
        stream = (self.path / name).open("x+b")
        self._streams[name] = stream
        return stream

    def close(self, name: str) -> str:
        """Close an open file, wholly written; gives its SHA-256."""
        self._streams.pop(name).close()
        self._closed.append(name)
        with (self.path / name).open("rb") as written:
            return hashlib.file_digest(written, "sha256").hexdigest()

    def keep(self, name: str) -> None:
        """Take a file of the folder to replace as it is, without writing it again where the disk allows it."""
        try:
            os.link(self._folder / name, self.path / name, follow_symlinks=False)
        except OSError:
            shutil.copyfile(self._folder / name, self.path / name)

    def swap(self) -> None:
        """Take the place of the folder, which takes ours and goes with it."""
        # Thousands of files put on the disk one by one would take minutes: all are at once, and each large one then
        # says whether it is there.
        os.sync()
        for name in self._closed:
            with (self.path / name).open("rb") as stream:
                os.fsync(stream.fileno())
        sync_folder(self.path)
        if self._folder.exists():
            shutil.copymode(self._folder, self.path)
            if not exchange(self.path, self._folder):
                self._folder.rename(self._old)
                self.path.rename(self._folder)
                self._old.rename(self.path)
        else:
            self.path.rename(self._folder)
        sync_folder(self._folder.parent)

    def _beside(self, ending: str) -> Path:
        return _beside(self._folder, ending)


def exchange(one: Path, other: Path) -> bool:
    """Exchange the names of two folders in one step (Linux renameat2); False where the system cannot."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    if rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _NO_EXCHANGE:
        return False
    raise OSError(number, os.strerror(number), str(other))


def put_back(folder: Path) -> None:
    """Restore the name of a folder whose process was killed between the two renames of a system without exchange."""
    folder = folder.resolve()
    for old in sorted(folder.parent.glob(_beside(folder, "*.old").name)):
        if not folder.exists():
            old.rename(folder)
        else:
            shutil.rmtree(old, ignore_errors=True)


def _beside(folder: Path, ending: str) -> Path:
    return folder.with_name(f".{folder.name}.traam-{ending}")


def _locked(folder: Path) -> int:
    """Hold a folder as long as this process lives, so that no other takes it for a left one; gives the handle."""
    handle = os.open(folder, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return handle


def _remove_if_left(folder: Path) -> None:
    """Remove a folder nobody holds any more."""
    try:
        handle = _locked(folder)
    except OSError:  # held by a living process, or already gone
        return
    shutil.rmtree(folder, ignore_errors=True)
    os.close(handle)

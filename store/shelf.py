"""Where packed payloads lie: files named by keys (« source/page/….gz »), in a folder or in an S3 store.

A file is whole or absent; one written aside is moved to its key in one step.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from disk.aside import OWN, replaced_file
from store.refusals import told

BUCKET = "s3://"


class Shelf(Protocol):
    """What payloads ask of the place they lie in; raises StoreError, naming the file, where it does not answer."""

    def write(self, key: str, content: bytes) -> None:
        """Put a file, in place of the one of this key."""

    def move(self, key: str, new: str) -> None:
        """Give a file another key, in place of the one that had it; nothing happens where there is none."""

    def read(self, key: str) -> bytes | None:
        """A whole file; None where there is none."""

    def beginning(self, key: str, size: int) -> bytes:
        """The first `size` bytes of a file; empty where there is none."""

    def has(self, key: str) -> bool:
        """Say whether there is a file of this key."""

    def remove(self, key: str) -> None:
        """Take a file away; nothing happens where there is none."""

    def keys(self, folder: str) -> Iterator[str]:
        """The keys under a folder, in no order."""

    def folders(self) -> Iterator[str]:
        """The first parts of the keys, in no order."""


def shelf_at(place: Path | str) -> Shelf:
    """A folder, or the bucket of an address « s3://bucket/folder »; raises StoreError where that cannot be opened."""
    if isinstance(place, str) and place.startswith(BUCKET):
        from store.bucket import Bucket  # an optional extra

        return Bucket(place)
    return Folder(Path(place))


class Folder:
    """Files under a folder; each is synced before it has its name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, key: str, content: bytes) -> None:
        """Put a file, in place of the one of this key."""
        path = self._folder / key
        with told(path, "écriture"):
            path.parent.mkdir(parents=True, exist_ok=True)
            with replaced_file(path, mode=OWN, is_vast=True) as stream:
                stream.write(content)

    def move(self, key: str, new: str) -> None:
        """Give a file another key, in place of the one that had it; nothing happens where there is none."""
        path = self._folder / new
        with told(path, "écriture"), contextlib.suppress(FileNotFoundError):
            (self._folder / key).replace(path)

    def read(self, key: str) -> bytes | None:
        """A whole file; None where there is none."""
        path = self._folder / key
        with told(path, "lecture"):
            try:
                return path.read_bytes()
            except FileNotFoundError:
                return None

    def beginning(self, key: str, size: int) -> bytes:
        """The first `size` bytes of a file; empty where there is none."""
        path = self._folder / key
        with told(path, "lecture"):
            try:
                with path.open("rb") as stream:
                    return stream.read(size)
            except FileNotFoundError:
                return b""

    def has(self, key: str) -> bool:
        """Say whether there is a file of this key."""
        path = self._folder / key
        with told(path, "lecture"):
            return path.is_file()

    def remove(self, key: str) -> None:
        """Take a file away; nothing happens where there is none."""
        path = self._folder / key
        with told(path, "écriture"):
            path.unlink(missing_ok=True)

    def keys(self, folder: str) -> Iterator[str]:
        """The keys under a folder, in no order."""
        for path in (self._folder / folder).rglob("*"):
            if path.is_file():
                yield path.relative_to(self._folder).as_posix()

    def folders(self) -> Iterator[str]:
        """The first parts of the keys, in no order."""
        if self._folder.is_dir():
            yield from (path.name for path in self._folder.iterdir() if path.is_dir())

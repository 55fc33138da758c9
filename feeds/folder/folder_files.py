"""The files of one folder inside a publication, and the digest of them all."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from feeds.folder.manifest import ManifestEntry, digest_of_all


class FolderFiles:
    """One folder, filled file by file; what is as it was in the last publication is taken from there."""

    def __init__(self, publication: Path, former: Path, name: str, media_type: str) -> None:
        """Make the folder; its name ends with « / ». `former` is the last publication, there or not."""
        self._path = publication / name
        self._path.mkdir()
        self._former = former / name
        self._has_former = self._former.is_dir()
        self._name = name
        self._media_type = media_type
        self._digests: list[tuple[str, bytes]] = []

    def add(self, name: str, content: bytes) -> None:
        """Write a file, under its name in the folder."""
        if not (self._has_former and _linked(self._former / name, self._path / name, content)):
            (self._path / name).write_bytes(content)
        self._digests.append((name, hashlib.sha256(content).digest()))

    def entry(self) -> ManifestEntry:
        """The folder as the manifest names it."""
        digest = digest_of_all((name, one.hex()) for name, one in self._digests)
        return ManifestEntry(self._name, self._media_type, len(self._digests), digest)


def _linked(old: Path, new: Path, content: bytes) -> bool:
    """Link a file that holds these very bytes under a second name, where it is one and the disk allows it.

    Nothing is written, and its date, by which readers know they have it already, stays.
    """
    try:
        # Path.open cannot refuse to follow a link.
        with open(os.open(old, os.O_RDONLY | os.O_NOFOLLOW), "rb", buffering=0) as stream:  # noqa: PTH123
            if stream.read(len(content) + 1) != content:
                return False
        os.link(old, new, follow_symlinks=False)
    except OSError:  # new, no plain file, or a disk without links: it is written
        return False
    return True

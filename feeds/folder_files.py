"""The files of one folder inside a publication, and the digest of them all."""

from __future__ import annotations

import hashlib
from pathlib import Path

from feeds.manifest import ManifestEntry


class FolderFiles:
    """One folder, filled file by file."""

    def __init__(self, publication: Path, name: str, media_type: str) -> None:
        """Make the folder; its name ends with « / »."""
        self._path = publication / name
        self._path.mkdir()
        self._name = name
        self._media_type = media_type
        self._digests: list[tuple[str, bytes]] = []

    def add(self, name: str, content: bytes) -> None:
        """Write a file, under its name in the folder."""
        (self._path / name).write_bytes(content)
        self._digests.append((name, hashlib.sha256(content).digest()))

    def entry(self) -> ManifestEntry:
        """Give the folder as the manifest names it: its digest is that of what « sha256sum * » prints in it."""
        printed = hashlib.sha256()
        for name, digest in sorted(self._digests):
            printed.update(f"{digest.hex()}  {name}\n".encode())
        return ManifestEntry(self._name, self._media_type, len(self._digests), printed.hexdigest())

"""The file of a backup: a tar of all that is saved, and at its end the digest of each of its files.

It is laid out as the folder it gives back. One that lacks its end, or any of whose files is not what was written, is no
backup: whoever reads it is told.
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from disk.aside import OWN, replaced_file
from schemas.types.errors import StoreError, reason_of

_MANIFEST = "sauvegarde.json"
_GENERATOR = "traam"
_CHUNK = 1 << 20
_DAMAGED = (tarfile.TarError, EOFError, zlib.error, ValueError, KeyError, TypeError, AttributeError, RecursionError)

Sink = Callable[[str, BinaryIO, int], None]
"""What is done with a file: its name, its content, its rights."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds."""

    made_at: str
    """ISO 8601."""
    version: str
    """That of the program."""
    records: int
    files: Mapping[str, str]
    """The SHA-256 of each file, by its name."""

    def as_dict(self) -> dict[str, object]:
        """The JSON values, the files only counted."""
        return {**asdict(self), "files": len(self.files)}


class ArchiveWriter:
    """A backup that is being written."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.digests: dict[str, str] = {}

    def add_bytes(self, name: str, content: bytes) -> None:
        """Add a file that is in memory, of its owner alone."""
        self._add(name, io.BytesIO(content), len(content), OWN)

    def add_file(self, name: str, path: Path) -> None:
        """Add a file of the disk; of one that grows meanwhile, what it holds as it is opened."""
        with path.open("rb") as stream:
            size = stream.seek(0, io.SEEK_END)
            stream.seek(0)
            self._add(name, stream, size, path.stat().st_mode & 0o777)

    def end(self, made_at: str, version: str, records: int) -> Contents:
        """Write what was added, which makes of all this a backup."""
        contents = Contents(made_at, version, records, dict(self.digests))
        written = {"generator": _GENERATOR, **asdict(contents)}
        self.add_bytes(_MANIFEST, json.dumps(written, ensure_ascii=False, indent=1).encode())
        return contents

    def _add(self, name: str, stream: BinaryIO, size: int, mode: int) -> None:
        about = tarfile.TarInfo(name)
        about.size, about.mode = size, mode
        digest = _Digested(stream)
        self._tar.addfile(about, digest)
        self.digests[name] = digest.sha256.hexdigest()


class _Digested(io.RawIOBase):
    """A stream whose digest is made as it is read."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.sha256 = hashlib.sha256()

    def read(self, size: int = -1, /) -> bytes:
        """Read some bytes."""
        content = self._stream.read(size)
        self.sha256.update(content)
        return content


@contextmanager
def written_archive(path: Path) -> Iterator[ArchiveWriter]:
    """Write a backup aside; it has its name once it is whole and on the disk. Raises StoreError."""
    try:
        with replaced_file(path, mode=OWN) as stream, tarfile.open(fileobj=stream, mode="w") as tar:
            yield ArchiveWriter(tar)
    except OSError as error:
        raise StoreError(f"{path} : écriture impossible ({reason_of(error)})") from error


def read_archive(path: Path, sink: Sink | None = None) -> Contents:
    """Read a backup whole, and give each file to the sink as it comes; raises StoreError where it is not sound.

    What the sink was given is worth something only once this has ended.
    """
    try:
        # Compressed since or not (gzip, xz…): the library tells.
        with path.open("rb") as stream, tarfile.open(fileobj=stream, mode="r|*") as tar:
            contents, found = _read(tar, sink)
    except OSError as error:
        if isinstance(error, tarfile.TarError) or error.errno is None:
            raise _unsound(path) from error
        raise StoreError(f"{path} : {reason_of(error)}") from error
    except _DAMAGED as error:
        raise _unsound(path) from error
    wrong = sorted(name for name in contents.files.keys() | found.keys() if contents.files.get(name) != found.get(name))
    if wrong:
        raise StoreError(f"{path} : « {wrong[0]} » n'est pas ce qui fut sauvegardé ; prendre une autre sauvegarde")
    return contents


def _read(tar: tarfile.TarFile, sink: Sink | None) -> tuple[Contents, dict[str, str]]:
    found: dict[str, str] = {}
    for member in tar:
        content = tar.extractfile(member)
        if content is None or not _is_own(member.name):
            raise ValueError(member.name)
        if member.name == _MANIFEST:
            return _contents(json.loads(content.read())), found
        digested = _Digested(content)  # type: ignore[arg-type]
        if sink is not None:
            sink(member.name, digested, member.mode & 0o777)  # type: ignore[arg-type]
        while digested.read(_CHUNK):
            pass
        found[member.name] = digested.sha256.hexdigest()
    raise EOFError(_MANIFEST)


def _contents(written: dict[str, object]) -> Contents:
    files = written["files"]
    if written["generator"] != _GENERATOR or not isinstance(files, dict):
        raise ValueError(_MANIFEST)
    return Contents(str(written["made_at"]), str(written["version"]), int(str(written["records"])), files)


def _is_own(name: str) -> bool:
    """Say whether a name stays in the folder it is written in."""
    parts = PurePosixPath(name).parts
    return bool(parts) and not name.startswith("/") and ".." not in parts


def _unsound(path: Path) -> StoreError:
    return StoreError(f"{path} : ce n'est pas une sauvegarde entière de « traam backup » ; en prendre une autre")

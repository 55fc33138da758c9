"""The raw answers on disk, so that normalizing can be redone without asking a source again.

One gzip file a payload: a line of JSON with everything but the body, then the body. Files are written aside, synced and
renamed, so that a payload is whole or absent; one that was damaged since (its checksum or length, which gzip keeps,
does not fit) is as one that is absent. One that comes with records is prepared first and given its name once
they are written, so that it is never there without them. Each bears its place in the order they are to be read again.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from disk.aside import OWN, replaced_file
from schemas.types.errors import StoreError, reason_of
from schemas.types.origin import origin_of
from schemas.types.payload_name import PayloadName
from schemas.types.record import Payload

_SUFFIX = ".gz"
_PREPARED = ".attend"
_CHUNK = 1 << 20
_DAMAGED = (gzip.BadGzipFile, EOFError, zlib.error)


class Payloads:
    """The folder of raw payloads of every source."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save(self, source: str, name: str, payload: Payload) -> None:
        """Keep a payload under a name of its source, in place of the one that had this name."""
        self.prepare(source, name, payload)
        self.settle(source, name, payload.sequence)

    def prepare(self, source: str, name: str, payload: Payload) -> None:
        """Write a payload without giving it its name yet; nobody sees it before it is settled."""
        path = self._aside(source, name, payload.sequence)
        head = json.dumps(_header(payload), ensure_ascii=False).encode() + b"\n"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_aside(path, head, payload.body)
        except OSError as error:
            raise StoreError(f"{path} : écriture impossible ({reason_of(error)})") from error

    def settle(self, source: str, name: str, sequence: int) -> None:
        """Put a prepared payload under its name; nothing happens when it has it already."""
        with contextlib.suppress(FileNotFoundError):
            self._aside(source, name, sequence).replace(self._path(source, name))

    def has(self, source: str, name: str, *, whole: bool = True) -> bool:
        """Say whether a payload of this name is kept; a damaged one is not, unless anything is asked for."""
        path = self._path(source, name)
        return path.is_file() and (not whole or _is_sound(path))

    def damaged(self, source: str) -> Iterator[str]:
        """The names of the payloads of a source that are no longer what was kept."""
        return (name for name in self.names(source) if not self.has(source, name))

    def read(self, source: str, name: str) -> Payload | None:
        """Read a payload back; None when there is none of this name, or it is damaged."""
        path = self._path(source, name)
        try:
            content = gzip.decompress(path.read_bytes())
        except (FileNotFoundError, *_DAMAGED):
            return None
        except OSError as error:
            raise _unreadable(path, error) from error
        head, _, body = content.partition(b"\n")
        if not head:
            return None
        return replace(_payload(source, json.loads(head)), body=body)

    def remove(self, source: str, name: str) -> None:
        """Forget a payload; nothing happens when there is none of this name."""
        self._path(source, name).unlink(missing_ok=True)

    def names(self, source: str) -> Iterator[PayloadName]:
        """The names of a source's payloads, in the order they came."""
        yield from (name for _, name in self._in_order(source))

    def last_sequence(self, source: str) -> int:
        """The place of the payload of a source that came last; 0 when none bears its place."""
        return max((sequence for sequence, _ in self._in_order(source)), default=0)

    def _in_order(self, source: str) -> list[tuple[int, PayloadName]]:
        folder = self._folder / source
        found = [path for path in folder.rglob(f"*{_SUFFIX}") if not path.name.startswith(".")]
        placed = [(_sequence(path), _name(path.relative_to(folder))) for path in found]
        # Those of former versions bear no place: their names tell it.
        return sorted(placed, key=lambda one: (one[0], one[1].order))

    def sources(self) -> tuple[str, ...]:
        """The sources that have payloads, in order."""
        if not self._folder.is_dir():
            return ()
        return tuple(sorted(path.name for path in self._folder.iterdir() if path.is_dir()))

    def _path(self, source: str, name: str) -> Path:
        return self._folder / source / f"{name}{_SUFFIX}"

    def _aside(self, source: str, name: str, sequence: int) -> Path:
        path = self._path(source, name)
        return path.with_name(f".{path.name}.{sequence}{_PREPARED}")


def _header(payload: Payload) -> Mapping[str, object]:
    """What is written before the body."""
    return {
        "url": payload.url,
        "fetched_at": payload.fetched_at.isoformat(),
        "status": payload.status,
        "content_type": payload.content_type,
        "found_by": payload.found_by.value,
        "etag": payload.etag,
        "last_modified": payload.last_modified,
        "gone": payload.gone,
        "format": payload.format,
        "left_out": payload.left_out,
        "identifier": payload.identifier,
        "set_spec": payload.set_spec,
        "sequence": payload.sequence,
        "outdated": payload.outdated,
        "unread": payload.unread,
        "superseded": payload.superseded,
    }


def _payload(source: str, header: Mapping[str, Any]) -> Payload:
    """Read a header; former versions wrote fewer keys."""
    outdated = header.get("outdated")
    return Payload(
        source=source,
        url=header["url"],
        fetched_at=datetime.fromisoformat(header["fetched_at"]),
        status=header["status"],
        content_type=header["content_type"],
        body=b"",
        found_by=origin_of(header["found_by"]),
        etag=header["etag"],
        last_modified=header["last_modified"],
        gone=tuple(header["gone"]),
        format=header.get("format", ""),
        left_out=tuple(header.get("left_out", ())),
        identifier=header.get("identifier", ""),
        set_spec=header.get("set_spec", ""),
        sequence=header.get("sequence", 0),
        outdated=None if outdated is None else tuple(outdated),
        unread=tuple(header.get("unread", ())),
        superseded=tuple((old, new) for old, new in header.get("superseded", ())),
    )


def _name(path: Path) -> PayloadName:
    return PayloadName(path.as_posix().removesuffix(_SUFFIX))


def _sequence(path: Path) -> int:
    """Read the place of a payload, without its body; 0 for one that is damaged."""
    try:
        with gzip.open(path) as file:
            return int(json.loads(file.readline()).get("sequence", 0))
    except (FileNotFoundError, ValueError, *_DAMAGED):
        return 0
    except OSError as error:
        raise _unreadable(path, error) from error


def _is_sound(path: Path) -> bool:
    """Say whether a file is what was written: all of it is read, and none of it kept."""
    try:
        with gzip.open(path) as file:
            has_header = bool(file.readline())
            while file.read(_CHUNK):
                pass
    except _DAMAGED:
        return False
    except OSError as error:
        raise _unreadable(path, error) from error
    return has_header


def _unreadable(path: Path, error: OSError) -> StoreError:
    return StoreError(f"{path} : lecture impossible ({reason_of(error)})")


def _write_aside(path: Path, *parts: bytes) -> None:
    with (
        replaced_file(path, mode=OWN, is_vast=True) as stream,
        gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=stream, mtime=0) as packed,
    ):
        for part in parts:
            packed.write(part)

"""The raw answers, kept so that normalizing can be redone without asking a source again.

One gzip file a payload: a line of JSON with everything but the body, then the body. Files are written aside, synced and
renamed, so that a payload is whole or absent; one that was damaged since (its checksum or length, which gzip keeps,
does not fit), or is not one of ours, is as one that is absent. One that comes with records is prepared first and given
its name once they are written, so that it is never there without them. Each bears its place in the order they are to be
read again.
"""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from schemas.types.origin import origin_of
from schemas.types.payload import Payload
from schemas.types.payload_name import PayloadName
from store.shelf import shelf_at

_SUFFIX = ".gz"
_PREPARED = ".attend"
_CHUNK = 1 << 20
_BEGINNING = 16 << 10
"""Bytes in which the first line of most payloads stands."""
_GZIP = 31
_DAMAGED = (gzip.BadGzipFile, EOFError, zlib.error)


class Payloads:
    """The raw payloads of every source, in a folder or in an S3 store (« s3://… »)."""

    def __init__(self, place: Path | str) -> None:
        self._shelf = shelf_at(place)

    def save(self, source: str, name: str, payload: Payload) -> None:
        """Keep a payload under a name of its source, in place of the one that had this name."""
        self.prepare(source, name, payload)
        self.settle(source, name, payload.sequence)

    def prepare(self, source: str, name: str, payload: Payload) -> None:
        """Write a payload without giving it its name yet; nobody sees it before it is settled."""
        head = json.dumps(_header(payload), ensure_ascii=False).encode() + b"\n"
        self._shelf.write(_aside(source, name, payload.sequence), _packed(head, payload.body))

    def settle(self, source: str, name: str, sequence: int) -> None:
        """Put a prepared payload under its name; nothing happens when it has it already."""
        self._shelf.move(_aside(source, name, sequence), _key(source, name))

    def has(self, source: str, name: str, *, whole: bool = True) -> bool:
        """Say whether a payload of this name is kept; a damaged one is not, unless anything is asked for."""
        key = _key(source, name)
        return is_sound(self._shelf.read(key)) if whole else self._shelf.has(key)

    def damaged(self, source: str) -> Iterator[PayloadName]:
        """The names of the payloads of a source that are no longer what was kept."""
        return (name for name in self.names(source) if not self.has(source, name))

    def read(self, source: str, name: str) -> Payload | None:
        """Read a payload back; None when there is none of this name, or it is damaged."""
        packed = self._shelf.read(_key(source, name))
        try:
            content = gzip.decompress(packed or b"")
        except _DAMAGED:
            return None
        head, _, body = content.partition(b"\n")
        payload = _headed(source, head)
        return None if payload is None else replace(payload, body=body)

    def set_aside(self, source: str, name: str, folder: Path) -> None:
        """Move what is left of a payload to a folder, under the same name."""
        key = _key(source, name)
        content = self._shelf.read(key)
        if content is not None:
            shelf_at(folder).write(key, content)
            self._shelf.remove(key)

    def as_they_lie(self, source: str) -> Iterator[tuple[str, bytes]]:
        """Every file of a source with its key, those that wait for their name included; one that goes is left."""
        for key in sorted(self._shelf.keys(source)):
            if _is_kept(key):
                content = self._shelf.read(key)
                if content is not None:
                    yield key, content

    def as_it_lies(self, source: str, name: str) -> tuple[str, bytes | None]:
        """The file of one payload with its key; None where there is none."""
        key = _key(source, name)
        return key, self._shelf.read(key)

    def remove(self, source: str, name: str) -> None:
        """Forget a payload; nothing happens when there is none of this name."""
        self._shelf.remove(_key(source, name))

    def names(self, source: str) -> Iterator[PayloadName]:
        """The names of a source's payloads, in the order they came."""
        yield from (name for _, name in self._in_order(source))

    def last_sequence(self, source: str) -> int:
        """The place of the payload of a source that came last; 0 when none bears its place."""
        return max((sequence for sequence, _ in self._in_order(source)), default=0)

    def _in_order(self, source: str) -> list[tuple[int, PayloadName]]:
        keys = [key for key in self._shelf.keys(source) if key.endswith(_SUFFIX) and not _is_aside(key)]
        placed = [
            (self._sequence(key), PayloadName(key.removeprefix(f"{source}/").removesuffix(_SUFFIX))) for key in keys
        ]
        # Those of former versions bear no place: their names tell it.
        return sorted(placed, key=lambda one: (one[0], one[1].order))

    def _sequence(self, key: str) -> int:
        """Read the place of a payload, without its body; 0 for one that is damaged."""
        try:
            head = _first_line(self._shelf.beginning(key, _BEGINNING)) or _first_line(self._shelf.read(key) or b"")
        except _DAMAGED:
            return 0
        payload = _headed("", head)
        return 0 if payload is None else payload.sequence

    def sources(self) -> tuple[str, ...]:
        """The sources that have payloads, in order; an empty folder is none."""
        return tuple(sorted(one for one in self._shelf.folders() if any(map(_is_kept, self._shelf.keys(one)))))


def _key(source: str, name: str) -> str:
    return f"{source}/{name}{_SUFFIX}"


def _aside(source: str, name: str, sequence: int) -> str:
    folder, _, own = _key(source, name).rpartition("/")
    return f"{folder}/.{own}.{sequence}{_PREPARED}"


def _is_aside(key: str) -> bool:
    return key.rpartition("/")[2].startswith(".")


def _is_kept(key: str) -> bool:
    """Say whether a file is a payload, or waits for its name."""
    return not _is_aside(key) or key.endswith(_PREPARED)


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


def _headed(source: str, head: bytes) -> Payload | None:
    """Read the first line of a file; None where it is not one that we write."""
    try:
        return _payload(source, json.loads(head))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


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


def _packed(*parts: bytes) -> bytes:
    """Parts one after the other, packed alike whenever it is done."""
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=packed, mtime=0) as stream:
        for part in parts:
            stream.write(part)
    return packed.getvalue()


def _first_line(packed: bytes) -> bytes:
    """The first line of what was packed, of which only the beginning may be given; empty where it is longer."""
    head, end, _ = zlib.decompressobj(wbits=_GZIP).decompress(packed).partition(b"\n")
    return head if end else b""


def is_sound(packed: bytes | None) -> bool:
    """Say whether a file is what was written: all of it is read, and none of it kept."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(packed or b"")) as file:
            is_ours = _headed("", file.readline()) is not None
            while file.read(_CHUNK):
                pass
    except _DAMAGED:
        return False
    return is_ours

"""The raw answers on disk, so that normalizing can be redone without asking a source again.

One gzip file a payload: a line of JSON with everything but the body, then the body. Files are written aside, synced and
renamed, so that a payload is whole or absent. Names sort in the order they must be read again.
"""

from __future__ import annotations

import gzip
import json
import os
import tempfile
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from schemas.errors import StoreError, reason_of
from schemas.record import Payload

_SUFFIX = ".gz"


class Payloads:
    """The folder of raw payloads of every source."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save(self, source: str, name: str, payload: Payload) -> None:
        """Keep a payload under a name of its source, in place of the one that had this name."""
        path = self._path(source, name)
        header = {
            "url": payload.url,
            "fetched_at": payload.fetched_at.isoformat(),
            "status": payload.status,
            "content_type": payload.content_type,
            "found_by": payload.found_by,
            "etag": payload.etag,
            "last_modified": payload.last_modified,
            "gone": list(payload.gone),
            "format": payload.format,
            "left_out": list(payload.left_out),
            "identifier": payload.identifier,
        }
        head = json.dumps(header, ensure_ascii=False).encode() + b"\n"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_aside(path, head, payload.body)
        except OSError as error:
            raise StoreError(f"{path} : écriture impossible ({reason_of(error)})") from error

    def read(self, source: str, name: str) -> Payload | None:
        """Read a payload back; None when there is none of this name."""
        path = self._path(source, name)
        try:
            content = gzip.decompress(path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, EOFError, zlib.error) as error:
            raise StoreError(f"{path} : réponse conservée illisible ({error}) ; la retirer, puis moissonner") from error
        head, _, body = content.partition(b"\n")
        header = json.loads(head)
        return Payload(
            source=source,
            url=header["url"],
            fetched_at=datetime.fromisoformat(header["fetched_at"]),
            status=header["status"],
            content_type=header["content_type"],
            body=body,
            found_by=header["found_by"],
            etag=header["etag"],
            last_modified=header["last_modified"],
            gone=tuple(header["gone"]),
            format=header.get("format", ""),
            left_out=tuple(header.get("left_out", ())),
            identifier=header.get("identifier", ""),
        )

    def remove(self, source: str, name: str) -> None:
        """Forget a payload; nothing happens when there is none of this name."""
        self._path(source, name).unlink(missing_ok=True)

    def names(self, source: str) -> Iterator[str]:
        """Give the names of a source's payloads, in order: what says that a page is gone comes after the page."""
        folder = self._folder / source
        found = (path for path in folder.rglob(f"*{_SUFFIX}") if not path.name.startswith("."))
        yield from sorted(path.relative_to(folder).as_posix().removesuffix(_SUFFIX) for path in found)

    def sources(self) -> tuple[str, ...]:
        """Give the sources that have payloads, in order."""
        if not self._folder.is_dir():
            return ()
        return tuple(sorted(path.name for path in self._folder.iterdir() if path.is_dir()))

    def _path(self, source: str, name: str) -> Path:
        return self._folder / source / f"{name}{_SUFFIX}"


def _write_aside(path: Path, *parts: bytes) -> None:
    handle, aside = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            with gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=file, mtime=0) as packed:
                for part in parts:
                    packed.write(part)
            file.flush()
            os.fsync(file.fileno())
        Path(aside).replace(path)
    except OSError:
        Path(aside).unlink(missing_ok=True)
        raise

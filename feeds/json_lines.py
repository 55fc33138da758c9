"""JSON Lines: one record a line, in the documented fields and order."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from feeds.json_text import json_text
from feeds.output import Add
from schemas.record import Record


@dataclass(frozen=True, slots=True)
class JsonLines:
    """All productions, one a line."""

    name: str = "productions.jsonl"
    media_type: str = "application/jsonl; charset=utf-8"
    limit: int | None = None

    @contextmanager
    def writing(self, stream: BinaryIO) -> Iterator[Add]:
        """Write one line a production."""
        yield lambda production: _write(stream, production.record)


def _write(stream: BinaryIO, record: Record) -> None:
    stream.write(f"{json_line(record)}\n".encode())


def json_line(record: Record) -> str:
    """Give a safe record's line, without its line end."""
    return json_text(record.as_dict())

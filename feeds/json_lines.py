"""JSON Lines: one record a line, in the documented fields and order."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import BinaryIO

from feeds.safe_text import safe_record
from schemas.record import Record, StoredRecord


def json_line(record: Record) -> str:
    """Give a safe record's line, without its line end."""
    text = json.dumps(record.as_dict(), ensure_ascii=False, allow_nan=False)
    # JSON allows these two in a text, but many programs cut lines at them.
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def write_json_lines(records: Iterable[StoredRecord], stream: BinaryIO) -> int:
    """Write records in the order they come, in UTF-8; gives how many."""
    written = 0
    for stored in records:
        stream.write(f"{json_line(safe_record(stored.record))}\n".encode())
        written += 1
    return written

"""Whole exports: every record, one a line, to a stream or to a file written aside then renamed."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import BinaryIO

from feeds.json_lines import write_json_lines
from feeds.tabular import write_csv
from pipeline.publish import exported_records
from pipeline.settings import Settings
from schemas.errors import StoreError


def export_to_stream(settings: Settings, form: str, stream: BinaryIO, *, everything: bool) -> int:
    """Write the records in a form (« jsonl » or « csv »); gives how many."""
    records = exported_records(settings, everything=everything)
    if form == "jsonl":
        return write_json_lines(records, stream)
    return write_csv(records, stream, settings.groups)


def export_to_file(settings: Settings, form: str, path: Path, *, everything: bool) -> int:
    """Write the records to a file, which stays as it was when anything fails; gives how many."""
    try:
        handle, aside = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    except OSError as error:
        raise StoreError(f"{path} : écriture impossible ({error.strerror})") from error
    try:
        with os.fdopen(handle, "wb") as stream:
            written = export_to_stream(settings, form, stream, everything=everything)
            stream.flush()
            os.fsync(stream.fileno())
        Path(aside).chmod(0o644)
        Path(aside).replace(path)
    except OSError as error:
        raise StoreError(f"{path} : écriture impossible ({error.strerror})") from error
    finally:
        Path(aside).unlink(missing_ok=True)
    return written

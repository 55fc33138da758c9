"""Whole exports: every record, one a line, to a stream or to a file written aside then renamed."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from feeds.folder import replaced_file
from feeds.json_lines import write_json_lines
from feeds.tabular import write_csv
from pipeline.publish import exported_records
from pipeline.settings import Settings
from schemas.errors import StoreError, reason_of


def export_to_stream(settings: Settings, form: str, stream: BinaryIO, *, everything: bool) -> int:
    """Write the records in a form (« jsonl » or « csv »); gives how many."""
    records = exported_records(settings, everything=everything)
    if form == "jsonl":
        return write_json_lines(records, stream)
    return write_csv(records, stream, settings.groups)


def export_to_file(settings: Settings, form: str, path: Path, *, everything: bool) -> int:
    """Write the records to a file, which stays as it was when anything fails; gives how many."""
    try:
        with replaced_file(path) as stream:
            return export_to_stream(settings, form, stream, everything=everything)
    except OSError as error:
        raise StoreError(f"{path} : écriture impossible ({reason_of(error)})") from error

"""Whole exports: every record, one a line, to a stream or to a file written aside then renamed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

from disk.aside import replaced_file
from feeds.folder.output import Output
from feeds.notices.amb import Amb
from feeds.notices.fiches import FICHES_CSV, HEAD, Fiche, fiche_html, fiche_line, fiche_of, fiches_ods
from feeds.notices.json_ld import JsonLd
from feeds.notices.scolomfr import scolomfr_bytes
from feeds.syndication.atom_family import SUBTITLE, TITRE
from feeds.syndication.json_feed import JsonFeed
from feeds.tables.json_lines import JSON_LINES
from feeds.tables.rows import RowsFile
from feeds.tables.spreadsheet import OdsTable
from feeds.tables.tabular import CSV
from feeds.wording.production import GroupLabels, production_of
from pipeline.ground.configuration import StorePlace
from pipeline.ground.opening import open_database
from pipeline.ground.settings import Settings
from schemas.types.errors import StoreError, reason_of
from schemas.types.issue import Issue
from schemas.types.record import StoredRecord

_TABLES: dict[str, Callable[[], Output]] = {
    "amb": Amb,
    "csv": lambda: RowsFile(CSV),
    "json": lambda: JsonFeed(TITRE, SUBTITLE, None),
    "jsonl": lambda: RowsFile(JSON_LINES),
    "jsonld": JsonLd,
    "ods": OdsTable,
}
FORMS = tuple(sorted(_TABLES))
"""What one stream may hold."""


def export_to_stream(settings: Settings, form: str, stream: BinaryIO, *, everything: bool) -> int:
    """Write the records in a form (FORMS); gives how many."""
    labels = GroupLabels(settings.groups)
    written = 0
    records = exported_records(settings.store, everything=everything)
    begun = list(islice(records, 1))  # what is wrong with the store is said before anything is written
    with _TABLES[form]().writing(stream) as add:
        for stored in chain(begun, records):
            add(production_of(stored, labels))
            written += 1
    return written


def export_to_folder(settings: Settings, form: str, folder: Path, *, everything: bool) -> int:
    """Write one file a record (« scolomfr »), or one readable sheet a record and the table (« fiches »)."""
    labels = GroupLabels(settings.groups)
    groups = {group.id: group for group in settings.groups}
    issues = _issues(settings.store) if form == "fiches" else {}
    fiches: list[Fiche] = []
    names: set[str] = set()
    written = 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for stored in exported_records(settings.store, everything=everything):
            production = production_of(stored, labels)
            group = groups.get(stored.record.groupe or "")
            name = _unlike(names, production.file_name, stored.record.source)
            if form == "scolomfr":
                _write(folder / f"{name}.xml", scolomfr_bytes(production, group))
            else:
                own = issues.get((stored.record.source, stored.record.identifier), [])
                fiches.append(fiche_of(production, group, own))
                _write(folder / f"{name}.html", fiche_html(fiches[-1]).encode())
            written += 1
        if form == "fiches":
            _write(folder / FICHES_CSV, b"".join((HEAD, *map(fiche_line, fiches))))
            _write(folder / "fiches.ods", fiches_ods(fiches))
    except OSError as error:
        raise StoreError(f"{folder} : écriture impossible ({reason_of(error)})") from error
    return written


def _unlike(names: set[str], name: str, source: str) -> str:
    """The name the publication gives, which a second source that says the same identifier adds its own to."""
    free = name if name not in names else f"{name}-{hashlib.sha256(source.encode()).hexdigest()[:16]}"
    names.add(free)
    return free


def _write(path: Path, content: bytes) -> None:
    with replaced_file(path, is_vast=True) as stream:
        stream.write(content)


def _issues(store: StorePlace) -> dict[tuple[str, str], list[Issue]]:
    found: dict[tuple[str, str], list[Issue]] = {}
    with open_database(store) as database, database.transaction() as transaction:
        for issue in transaction.records.issues():
            found.setdefault((issue.source, issue.identifier), []).append(issue)
    return found


def export_to_file(settings: Settings, form: str, path: Path, *, everything: bool) -> int:
    """Write the records to a file, which stays as it was when anything fails; gives how many."""
    try:
        with replaced_file(path) as stream:
            return export_to_stream(settings, form, stream, everything=everything)
    except OSError as error:
        raise StoreError(f"{path} : écriture impossible ({reason_of(error)})") from error


def exported_records(store: StorePlace, *, everything: bool) -> Iterator[StoredRecord]:
    """The records to export: living TraAM works, or all of them, deleted ones included."""
    with open_database(store) as database, database.transaction() as transaction:
        for item in transaction.records.all(deleted=everything, evidence=False, superseded=everything):
            if everything or item.record.is_published:
                yield item

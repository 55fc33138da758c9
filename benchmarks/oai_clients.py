"""Harvest the loopback server with one client, in a process of its own; prints what it cost as one line of JSON.

Run as « python -m benchmarks.oai_clients CLIENT URL ». Every client but ours whole does the same work: for each
record its identifier, date, deletion, and its metadata serialized to bytes, added up.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

from harvester.memory import nothing_known

if TYPE_CHECKING:
    from index.fields import Zone
    from pipeline.ground.settings import Settings
    from schemas.files.source import Source
    from schemas.types.record import Record

OAI = "{http://www.openarchives.org/OAI/2.0/}"
PREFIX = "lom"


@dataclass
class Sum:
    """What was harvested, so that every client can be held to the same work."""

    records: int = 0
    deleted: int = 0
    chars: int = 0
    """Of identifiers and dates."""
    size: int = 0
    """Of metadata."""
    started: float = 0.0
    cpu_started: float = 0.0
    parts: dict[str, float] = field(default_factory=dict)
    """Seconds of the steps that were timed by themselves."""

    def start(self) -> None:
        """Begin to count: what was imported until now is not the harvest's."""
        self.started, self.cpu_started = time.perf_counter(), time.process_time()

    def add(self, identifier: str, datestamp: str, metadata: bytes, *, deleted: bool) -> None:
        """Add one record."""
        self.records += 1
        self.deleted += deleted
        self.chars += len(identifier) + len(datestamp)
        self.size += len(metadata)


def bound(url: str, found: Sum) -> None:
    """Bare httpx, one lxml parse of each page, its fields, its metadata serialized: nothing checked, nothing kept."""
    import httpx
    from lxml import etree

    found.start()
    arguments = {"verb": "ListRecords", "metadataPrefix": PREFIX}
    with httpx.Client() as client:
        while True:
            root = etree.fromstring(client.get(url, params=arguments).content)
            for record in root.iter(f"{OAI}record"):
                header = record.find(f"{OAI}header")
                assert header is not None
                metadata = record.find(f"{OAI}metadata")
                found.add(
                    header.findtext(f"{OAI}identifier", ""),
                    header.findtext(f"{OAI}datestamp", ""),
                    b"" if metadata is None else etree.tostring(metadata[0], encoding="utf-8", with_tail=False),
                    deleted=header.get("status") == "deleted",
                )
            token = root.findtext(f".//{OAI}resumptionToken")
            if not token:
                return
            arguments = {"verb": "ListRecords", "resumptionToken": token}


def sickle(url: str, found: Sum) -> None:
    """Sickle as it is, its records' metadata taken as bytes."""
    from lxml import etree
    from sickle import Sickle

    found.start()
    for record in Sickle(url).ListRecords(metadataPrefix=PREFIX):
        metadata = record.xml.find(f"{OAI}metadata")
        body = b"" if metadata is None else etree.tostring(metadata[0], encoding="utf-8", with_tail=False)
        found.add(record.header.identifier, record.header.datestamp, body, deleted=record.deleted)


def scythe(url: str, found: Sum) -> None:
    """Harvest with oaipmh-scythe as it is."""
    from lxml import etree
    from oaipmh_scythe import Scythe
    from oaipmh_scythe.models import Record as Given

    found.start()
    with Scythe(url) as client:
        for record in client.list_records(metadata_prefix=PREFIX):
            assert isinstance(record, Given)
            xml: Any = record.xml
            metadata = xml.find(f"{OAI}metadata")
            body = b"" if metadata is None else etree.tostring(metadata[0], encoding="utf-8", with_tail=False)
            header = record.header
            found.add(header.identifier or "", header.datestamp or "", body, deleted=record.deleted)


def pyoai(url: str, found: Sum) -> None:
    """Harvest with pyoai's client (its living fork, oaipmh), with a reader that gives the metadata's bytes."""
    from lxml import etree
    from oaipmh.client import Client
    from oaipmh.metadata import MetadataRegistry

    found.start()
    registry = MetadataRegistry()
    registry.registerReader(PREFIX, lambda element: etree.tostring(element[0], encoding="utf-8", with_tail=False))
    for header, metadata, _ in Client(url, registry).listRecords(metadataPrefix=PREFIX):
        stamp = header.datestamp().isoformat() + "Z"
        found.add(header.identifier(), stamp, metadata or b"", deleted=header.isDeleted())


def ours_cut(url: str, found: Sum) -> None:
    """Our harvester: guarded fetch, every check, records cut out."""
    from harvester.batch import Batch, Order
    from harvester.fetch import Fetcher
    from harvester.oai.repository_harvest import harvest_repository

    found.start()
    fetcher = Fetcher((url,), "TraamBot/0.1")
    for event in harvest_repository(_source(url), fetcher, nothing_known(), Order(), datetime.now(UTC)):
        if not isinstance(event, Batch):
            assert event.complete, event.message
            continue
        for raw in event.records:
            found.add(raw.identifier, raw.datestamp or "", raw.metadata, deleted=raw.deleted)
    fetcher.close()


def ours_stored(url: str, found: Sum) -> None:
    """Our whole run without its last step: harvested, payloads kept, normalized, stored."""
    with tempfile.TemporaryDirectory() as name:
        _run(url, found, Path(name), indexed=False)


def ours_indexed(url: str, found: Sum) -> None:
    """Our whole run, as « traam harvest » does it."""
    with tempfile.TemporaryDirectory() as name:
        _run(url, found, Path(name), indexed=True)


def indexing(url: str, found: Sum) -> None:
    """Time our indexing, from the store to the swap, and the engine alone with the same documents ready."""
    from index.whoosh_part import EngineWriter
    from pipeline.ground.opening import open_database
    from pipeline.searching.indexing import refresh_index

    with tempfile.TemporaryDirectory() as name:
        settings = _run(url, found, Path(name), indexed=False)
        with open_database(settings.store) as database:
            started = time.perf_counter()
            refresh_index(settings, database, force=True)
            found.parts["indexing"] = time.perf_counter() - started
            with database.transaction() as transaction:
                documents = [_document(item.record) for item in transaction.records.all(deleted=False)]
        started = time.perf_counter()
        writer = EngineWriter(Path(name) / "alone")
        for one, stems in documents:
            writer.take(one, stems)
        writer.commit()
        found.parts["whoosh"] = time.perf_counter() - started


def _document(record: Record) -> tuple[str, dict[Zone, list[str]]]:
    """What our index has the engine keep of a record: the record, and the stems of its short texts."""
    from index.analysis import words
    from index.fields import SHORT, zone_texts

    texts = zone_texts(record)
    stems = {zone: [stem for text in texts[zone] for word in words(text) for stem in word.stems] for zone in SHORT}
    return json.dumps(record.as_dict()), stems


def _run(url: str, found: Sum, folder: Path, *, indexed: bool) -> Settings:
    from pipeline.ground.settings import Settings
    from pipeline.harvesting.run import run_harvest
    from pipeline.harvesting.source_run import Wish

    source = _source(url)
    found.start()
    store = f"sqlite:///{folder / 'traam.sqlite'}"
    settings = Settings(
        config=None, contact="", data=folder, store_url=store, index=folder / "index", sources=(source,)
    )
    skipped = mock.patch("pipeline.harvesting.run.refresh_index", return_value=None)
    with nullcontext() if indexed else skipped:
        report = run_harvest(settings, [source], Wish(), on_progress=lambda *_: None)
    assert report.sources[0].status == "complete", report.sources[0].message
    found.records = report.sources[0].seen
    return settings


def _source(url: str) -> Source:
    from schemas.files.source import Source

    return Source("banc", "Banc", "oai", url, metadata_prefix=(PREFIX,))


CLIENTS: dict[str, Callable[[str, Sum], None]] = {
    "bound": bound, "sickle": sickle, "scythe": scythe, "pyoai": pyoai, "ours-cut": ours_cut,
    "ours-stored": ours_stored, "ours-indexed": ours_indexed, "indexing": indexing,
}  # fmt: skip


def main() -> None:
    """Harvest and print what it cost."""
    client, url = CLIENTS[sys.argv[1]], sys.argv[2]
    found = Sum()
    client(url, found)
    print(
        json.dumps(
            {
                "records": found.records,
                "deleted": found.deleted,
                "bytes": found.size,
                "seconds": time.perf_counter() - found.started,
                "cpu": time.process_time() - found.cpu_started,
                "parts": found.parts,
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )


if __name__ == "__main__":
    main()

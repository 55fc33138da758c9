"""Our OAI-PMH repository, harvested by clients nobody here wrote: in Python and in Perl."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import warnings
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree

from tests.conftest import clean_environment, traam_in
from tests.real.configuration import write_configuration
from tests.real.pyoai_server import PyoaiServer
from tests.real.repository import TRAAM, filled, production
from tests.serving import ServedByTraam

COUNT = 230
GONE = 3
SCRIPT = Path(__file__).with_name("oai_client.pl")
Harvested = dict[str, tuple[str, bool, bool]]
"""By identifier: datestamp, deleted, has metadata."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedByTraam]:
    """Our server over what our harvester took from a real repository: 230 productions, three withdrawn since."""
    folder = tmp_path_factory.mktemp("moisson")
    traam = traam_in(folder, clean_environment(folder))
    repository = filled()
    repository.records.clear()
    for number in range(COUNT):
        held = production(number)
        repository.records[held.identifier] = held
    with PyoaiServer(repository) as source:
        card = f'id = "valmont"\ntitre = "Valmont"\nkind = "oai"\nurl = "{source.url}"\nacademie = "Poitiers"\n'
        write_configuration(folder, card)
        traam("harvest").expect(0)
        for number in range(GONE):
            repository.delete(production(number).identifier)
        with ServedByTraam(folder, clean_environment(folder)):
            pass  # a harvester could have come here: what goes now must be told as deleted
        traam("harvest").expect(0)
    with ServedByTraam(folder, clean_environment(folder)) as running:
        yield running


def by_sickle(url: str, prefix: str) -> Harvested:
    from sickle import Sickle

    return {
        record.header.identifier: (record.header.datestamp, record.deleted, len(record.xml) > 1)
        for record in Sickle(url).ListRecords(metadataPrefix=prefix)
    }


def by_scythe(url: str, prefix: str) -> Harvested:
    scythe = pytest.importorskip("oaipmh_scythe", reason="the package oaipmh-scythe is not here")
    with warnings.catch_warnings(), scythe.Scythe(url) as client:
        warnings.simplefilter("ignore")  # its arguments change their names at each version
        return {
            record.header.identifier: (record.header.datestamp, record.deleted, len(record.xml) > 1)
            for record in client.list_records(metadata_prefix=prefix)
        }


def by_pyoai(url: str, prefix: str) -> Harvested:
    client_module = pytest.importorskip("oaipmh.client", reason="the package oaipmh is not here")
    from oaipmh.metadata import MetadataRegistry

    registry = MetadataRegistry()
    registry.registerReader(prefix, lambda element: etree.tostring(element[0]))
    client = client_module.Client(url, registry)
    client.updateGranularity()
    return {
        header.identifier(): (f"{header.datestamp().isoformat()}Z", header.isDeleted(), bool(metadata))
        for header, metadata, _ in client.listRecords(metadataPrefix=prefix)
    }


def by_perl(url: str, prefix: str) -> Harvested:
    perl = shutil.which("perl")
    asked = [perl or "", "-MHTTP::OAI", "-e", "1"]
    if perl is None or subprocess.run(asked, capture_output=True, check=False).returncode != 0:
        pytest.skip("Debian's libhttp-oai-perl is not here")
    done = subprocess.run(
        [perl, str(SCRIPT), url, prefix], stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", timeout=120,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    return {identifier: (date, status == "deleted", int(length) > 0) for identifier, date, status, length in lines}


CLIENTS = {"sickle": by_sickle, "scythe": by_scythe, "pyoai": by_pyoai, "HTTP::OAI": by_perl}


@pytest.mark.parametrize("prefix", ["oai_dc", "lom"])
@pytest.mark.parametrize("client", CLIENTS)
def test_a_client_takes_everything(served: ServedByTraam, client: str, prefix: str) -> None:
    found = CLIENTS[client](served.oai, prefix)

    assert found == expected(served.folder)
    assert sum(deleted for _, deleted, _ in found.values()) == GONE
    assert len(found) == COUNT > TRAAM


def expected(folder: Path) -> Harvested:
    """What the store says was given."""
    with sqlite3.connect(folder / "donnees" / "traam.sqlite") as database:
        rows = database.execute("SELECT identifier, datestamp, deleted FROM published_items").fetchall()
    return {identifier: (date, bool(deleted), not deleted) for identifier, date, deleted in rows}


def test_a_second_harvest_brings_what_changed(served: ServedByTraam) -> None:
    from sickle import Sickle
    from sickle.oaiexceptions import NoRecordsMatch

    client = Sickle(served.oai)
    last = max(date for date, _, _ in expected(served.folder).values())
    recent = {record.header.identifier for record in client.ListRecords(metadataPrefix="lom", **{"from": last})}

    assert recent == {identifier for identifier, (date, _, _) in expected(served.folder).items() if date == last}
    assert len(recent) < COUNT
    after = datetime.fromisoformat(last) + timedelta(seconds=1)
    with pytest.raises(NoRecordsMatch):
        client.ListRecords(metadataPrefix="lom", **{"from": f"{after:%Y-%m-%dT%H:%M:%SZ}"})


def test_the_identifiers_are_those_of_the_feeds(served: ServedByTraam) -> None:
    traam_in(served.folder, clean_environment(served.folder))("publish", "--out", "flux").expect(0)
    feed = (served.folder / "flux" / "productions.atom").read_text(encoding="utf-8")
    entries = set(re.findall(r"<entry[^>]*>\s*<id>([^<]+)</id>", feed))

    assert entries == {name for name, (_, deleted, _) in by_sickle(served.oai, "lom").items() if not deleted}

from __future__ import annotations

import io
import urllib.parse
import urllib.request
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from oaipmh.client import Client
from oaipmh.metadata import MetadataRegistry, oai_dc_reader
from sickle import Sickle
from sickle.oaiexceptions import NoRecordsMatch

from examples.production import load_productions
from examples.servers import ExampleServers

SCHEMAS = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "schemas"
OAI = "{http://www.openarchives.org/OAI/2.0/}"
IN_REPOSITORY = [one for one in load_productions() if one.identifier]
FIRST = "oai:traam.example.org:doc-2324-nice-01"


@pytest.fixture
def servers() -> Iterator[ExampleServers]:
    with ExampleServers() as running:
        yield running


def ask(servers: ExampleServers, **arguments: str) -> etree._Element:
    return ask_raw(servers, urllib.parse.urlencode(arguments))


def ask_raw(servers: ExampleServers, query: str, *, post: bool = False) -> etree._Element:
    data = query.encode() if post else None
    address = servers.oai_url if post else f"{servers.oai_url}?{query}"
    with urllib.request.urlopen(urllib.request.Request(address, data=data), timeout=10) as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
        return etree.fromstring(answer.read())


def error_codes(root: etree._Element) -> list[str | None]:
    return [error.get("code") for error in root.findall(f"{OAI}error")]


def identifiers(root: etree._Element) -> list[str | None]:
    return [found.text for found in root.iter(f"{OAI}identifier")]


def pages(servers: ExampleServers, verb: str, **arguments: str) -> Iterator[etree._Element]:
    root = ask(servers, verb=verb, **arguments)
    yield root
    while (token := root.findtext(f"{OAI}{verb}/{OAI}resumptionToken")) is not None and token:
        root = ask(servers, verb=verb, resumptionToken=token)
        yield root


def test_sickle_harvests_every_record_with_its_accents(servers: ExampleServers) -> None:
    records = list(Sickle(servers.oai_url).ListRecords(metadataPrefix="oai_dc"))
    assert len(records) == len(IN_REPOSITORY) == 31
    assert sum(record.header.deleted for record in records) == 2
    by_identifier = {record.header.identifier: record for record in records}
    first = by_identifier[FIRST]
    assert first.metadata["title"] == ["Écrire à plusieurs mains une page d'encyclopédie sur son quartier"]
    assert "Compétences CRCN :\n- 2.3 : Collaborer\n- 2.2 : Partager et publier" in first.metadata["description"][0]


def test_sickle_goes_through_four_pages_of_eight(servers: ExampleServers) -> None:
    list(Sickle(servers.oai_url).ListIdentifiers(metadataPrefix="lom"))
    assert servers.requests == {"oai": 4, "site": 0}


def test_oaipmh_client_reads_everything(servers: ExampleServers) -> None:
    registry = MetadataRegistry()
    registry.registerReader("oai_dc", oai_dc_reader)
    client = Client(servers.oai_url, registry)
    identity = client.identify()
    assert identity.deletedRecord() == "persistent"
    assert identity.granularity() == "YYYY-MM-DDThh:mm:ssZ"
    assert [spec for spec, _, _ in client.listSets()] == ["svt-2024-2025", "maths-2023-2024", "doc-2023-2024"]
    assert [prefix for prefix, _, _ in client.listMetadataFormats()] == ["oai_dc", "lom"]
    records = list(client.listRecords(metadataPrefix="oai_dc"))
    assert len(records) == len(IN_REPOSITORY)
    titles = {metadata.getField("title")[0] for header, metadata, _ in records if not header.isDeleted()}
    assert titles == {one.titre for one in IN_REPOSITORY if not one.deleted}


def test_set_gives_its_group_only(servers: ExampleServers) -> None:
    found = {header.identifier for header in Sickle(servers.oai_url).ListIdentifiers(
        metadataPrefix="oai_dc", set="maths-2023-2024"
    )}  # fmt: skip
    assert found == {one.identifier for one in IN_REPOSITORY if one.groupe == "maths-2023-2024"}
    assert len(found) == 7


def test_from_and_until_are_inclusive_at_both_granularities(servers: ExampleServers) -> None:
    exact = ask(servers, verb="ListIdentifiers", metadataPrefix="oai_dc", **{"from": "2024-02-06T05:20:00Z"})
    assert identifiers(exact)[0] == FIRST
    day = ask(servers, verb="ListIdentifiers", metadataPrefix="oai_dc", **{"from": "2024-02-06", "until": "2024-02-06"})
    assert identifiers(day) == [FIRST]
    assert day.find(f"{OAI}ListIdentifiers/{OAI}resumptionToken") is None
    later = ask(servers, verb="ListIdentifiers", metadataPrefix="oai_dc", **{"from": "2024-02-06T05:20:01Z"})
    assert FIRST not in identifiers(later)


def test_only_the_last_page_of_a_split_list_has_an_empty_token(servers: ExampleServers) -> None:
    tokens = [page.find(f"{OAI}ListRecords/{OAI}resumptionToken") for page in pages(
        servers, "ListRecords", metadataPrefix="oai_dc"
    )]  # fmt: skip
    assert [bool(token.text) for token in tokens if token is not None] == [True, True, True, False]
    assert [token.get("cursor") for token in tokens if token is not None] == ["0", "8", "16", "24"]
    assert {token.get("completeListSize") for token in tokens if token is not None} == {"31"}


def test_token_may_be_sent_again(servers: ExampleServers) -> None:
    root = ask(servers, verb="ListIdentifiers", metadataPrefix="oai_dc")
    token = root.findtext(f"{OAI}ListIdentifiers/{OAI}resumptionToken")
    assert token is not None
    twice = [identifiers(ask(servers, verb="ListIdentifiers", resumptionToken=token)) for _ in range(2)]
    assert twice[0] == twice[1] != []


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "badVerb"),
        ("verb=Nonsense", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=Identify&set=a", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=hier", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2024-2-1", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2024-02-30", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2025-01-01&until=2024-01-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2024-01-01&until=2024-01-02T00:00:00Z", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=x", "badArgument"),
        ("verb=ListRecords&metadataPrefix=marc21", "cannotDisseminateFormat"),
        ("verb=ListRecords&metadataPrefix=a%20%3C%22b%00", "cannotDisseminateFormat"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=absent", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2090-01-01", "noRecordsMatch"),
        ("verb=ListRecords&resumptionToken=x", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=WzEsMl0%3D", "badResumptionToken"),
        ("verb=ListSets&resumptionToken=x", "badResumptionToken"),
        ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:x:1", "idDoesNotExist"),
        ("verb=ListMetadataFormats&identifier=oai:x:1", "idDoesNotExist"),
    ],
)
def test_fault_of_the_client_has_the_protocols_code(servers: ExampleServers, query: str, code: str) -> None:
    root = ask_raw(servers, query)
    assert error_codes(root) == [code]
    if code in {"badVerb", "badArgument"}:
        assert dict(root.find(f"{OAI}request").attrib) == {}
    assert_valid(root, oai_schema())


def test_post_is_answered_as_get(servers: ExampleServers) -> None:
    query = f"verb=GetRecord&metadataPrefix=oai_dc&identifier={FIRST}"
    assert identifiers(ask_raw(servers, query, post=True)) == identifiers(ask_raw(servers, query)) == [FIRST]


def test_edit_is_seen_with_its_datestamp(servers: ExampleServers) -> None:
    servers.edit(FIRST, titre="Un titre repris", datestamp="2026-01-02T03:04:05Z")
    record = Sickle(servers.oai_url).GetRecord(metadataPrefix="oai_dc", identifier=FIRST)
    assert record.metadata["title"] == ["Un titre repris"]
    assert record.header.datestamp == "2026-01-02T03:04:05Z"
    changed = Sickle(servers.oai_url).ListIdentifiers(metadataPrefix="oai_dc", **{"from": "2026-01-01"})
    assert [header.identifier for header in changed] == [FIRST]


def test_deletion_is_a_header_without_metadata(servers: ExampleServers) -> None:
    servers.delete(FIRST, datestamp="2026-01-02T03:04:05Z")
    root = ask(servers, verb="GetRecord", metadataPrefix="lom", identifier=FIRST)
    header = root.find(f"{OAI}GetRecord/{OAI}record/{OAI}header")
    assert header is not None
    assert header.get("status") == "deleted"
    assert root.find(f"{OAI}GetRecord/{OAI}record/{OAI}metadata") is None


def test_added_record_is_listed_with_the_present_time(servers: ExampleServers) -> None:
    servers.add("oai:traam.example.org:neuf", titre="Tout neuf", groupe="doc-2023-2024", mots_cles=["TraAM"])
    found = list(Sickle(servers.oai_url).ListRecords(metadataPrefix="oai_dc", set="doc-2023-2024"))
    assert found[-1].metadata["title"] == ["Tout neuf"]
    assert found[-1].header.datestamp > "2026"


def test_record_changed_midway_is_not_lost_and_shifts_no_other(servers: ExampleServers) -> None:
    seen: list[str | None] = []
    for number, page in enumerate(pages(servers, "ListIdentifiers", metadataPrefix="oai_dc")):
        seen += identifiers(page)
        if number == 0:
            servers.edit(FIRST, titre="Changé en cours de route")
            servers.delete(IN_REPOSITORY[-3].identifier)
    assert set(seen) == {one.identifier for one in IN_REPOSITORY}


def test_failing_repository_answers_503_and_recovers(servers: ExampleServers) -> None:
    servers.fail(oai=True)
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(f"{servers.oai_url}?verb=Identify", timeout=10)
    refusal.value.close()
    assert refusal.value.code == 503
    servers.fail(oai=False)
    assert error_codes(ask(servers, verb="Identify")) == []


def test_nothing_matches_after_the_last_change(servers: ExampleServers) -> None:
    with pytest.raises(NoRecordsMatch):
        Sickle(servers.oai_url).ListRecords(metadataPrefix="oai_dc", **{"from": "2026-01-01"})


@cache
def oai_schema(*more: tuple[str, Path]) -> etree.XMLSchema:
    if not (SCHEMAS / "oai-pmh").is_dir():
        pytest.skip("les schémas XML de référence (../shared/data/schemas) ne sont pas là")
    folder = SCHEMAS / "oai-pmh"
    imports = [
        ("http://www.openarchives.org/OAI/2.0/", folder / "OAI-PMH.xsd"),
        ("http://www.openarchives.org/OAI/2.0/oai_dc/", folder / "oai_dc.xsd"),
        ("http://www.openarchives.org/OAI/2.0/oai-identifier", folder / "oai-identifier.xsd"),
        *more,
    ]
    lines = "".join(f'<xs:import namespace="{name}" schemaLocation="{path.as_uri()}"/>' for name, path in imports)
    text = f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{lines}</xs:schema>'
    return etree.XMLSchema(etree.parse(io.BytesIO(text.encode())))


def assert_valid(root: etree._Element, schema: etree.XMLSchema) -> None:
    assert schema.validate(root), str(schema.error_log)


def test_every_answer_is_valid_against_the_protocols_schema(servers: ExampleServers) -> None:
    schema = oai_schema()
    for verb in ("Identify", "ListSets", "ListMetadataFormats"):
        assert_valid(ask(servers, verb=verb), schema)
    for verb in ("ListIdentifiers", "ListRecords"):
        for page in pages(servers, verb, metadataPrefix="oai_dc"):
            assert_valid(page, schema)
    for one in IN_REPOSITORY:
        assert_valid(ask(servers, verb="GetRecord", metadataPrefix="oai_dc", identifier=one.identifier), schema)


def test_lom_records_are_valid_scolomfr(servers: ExampleServers) -> None:
    scolomfr = SCHEMAS / "scolomfr-3.2.1" / "scolomfr-schemas-3.2.1" / "scolomfr.xsd"
    if not scolomfr.is_file():
        pytest.skip("les schémas XML de référence (../shared/data/schemas) ne sont pas là")
    schema = oai_schema(("http://ltsc.ieee.org/xsd/LOM", scolomfr))
    checked = 0
    for page in pages(servers, "ListRecords", metadataPrefix="lom"):
        # The schemas at hand are of version 3.2.1: without version 8 and its purpose for the CRCN.
        for source in page.iter("{http://ltsc.ieee.org/xsd/LOM}source"):
            source.text = source.text and source.text.replace("SCOLOMFRv8.0", "SCOLOMFRv3.2")
        for purpose in page.xpath("//*[local-name()='purpose'][contains(string(.), 'voc-028-num-037')]"):
            classification: Any = purpose.getparent()
            classification.getparent().remove(classification)
        assert_valid(page, schema)
        checked += len(page.findall(f".//{OAI}metadata"))
    assert checked == 29


def test_lom_classifies_levels_disciplines_and_digital_skills(servers: ExampleServers) -> None:
    root = ask(servers, verb="GetRecord", metadataPrefix="lom", identifier=FIRST)
    taxons = [found.text.rsplit("/", 1)[1] for found in root.iter("{http://ltsc.ieee.org/xsd/LOM}id")]
    assert taxons == [
        "scolomfr-voc-022-num-020",
        "scolomfr-voc-015-num-908",
        "scolomfr-voc-038-num-009",
        "scolomfr-voc-038-num-008",
    ]

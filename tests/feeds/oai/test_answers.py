"""Answers: lists given whole by their tokens, whatever changes meanwhile; errors; valid for the protocol's schema."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from feeds.oai.answers import PAGE_SIZE, answer
from tests.feeds.oai.listed_repository import IDENTITY, NOW, ListedRepository, item

OAI = "{http://www.openarchives.org/OAI/2.0/}"
SCHEMA = Path(__file__).resolve().parents[4] / "shared" / "data" / "schemas" / "oai-pmh" / "driver.xsd"


@pytest.fixture
def repository() -> ListedRepository:
    return ListedRepository([item(number, deleted=number % 9 == 0) for number in range(250)])


def asked(repository: ListedRepository, **arguments: str) -> etree._Element:
    """The root of an answer."""
    pairs = [(name.rstrip("_"), value) for name, value in arguments.items()]
    return etree.fromstring(answer(pairs, repository, IDENTITY, NOW))


def identifiers(root: etree._Element) -> list[str]:
    """The identifiers of a page."""
    return [element.text or "" for element in root.iter(f"{OAI}identifier")]


def token_of(root: etree._Element) -> str | None:
    """The token of a page; empty on the last of several, None when there is only one."""
    found = root.find(f".//{OAI}resumptionToken")
    return None if found is None else found.text or ""


def code(root: etree._Element) -> str | None:
    """The code of an error."""
    found = root.find(f"{OAI}error")
    return None if found is None else found.get("code")


@pytest.mark.parametrize("verb", ["ListRecords", "ListIdentifiers"])
def test_a_list_is_given_whole_and_in_order(repository, verb):
    root = asked(repository, verb=verb, metadataPrefix="oai_dc")
    found, cursors = identifiers(root), []
    while token := token_of(root):
        given_token = root.find(f".//{OAI}resumptionToken")
        cursors.append((given_token.get("cursor"), given_token.get("completeListSize")))
        root = asked(repository, verb=verb, resumptionToken=token or "")
        found += identifiers(root)

    assert found == [f"urn:uuid:{number:04}" for number in range(250)]
    assert cursors == [("0", "250"), ("100", "250")]
    assert token == ""
    assert root.find(f".//{OAI}resumptionToken").get("cursor") == "200"


def test_a_list_of_one_page_has_no_token(repository):
    root = asked(repository, verb="ListRecords", metadataPrefix="lom", until="2026-01-01T00:00:02Z")

    assert len(identifiers(root)) == 15
    assert token_of(root) is None


def test_a_page_may_be_asked_again(repository):
    token = token_of(asked(repository, verb="ListRecords", metadataPrefix="lom"))

    assert identifiers(asked(repository, verb="ListRecords", resumptionToken=token or "")) == identifiers(
        asked(repository, verb="ListRecords", resumptionToken=token or "")
    )


@given(st.data())
def test_nothing_is_lost_when_items_change_between_two_pages(data):
    repository = ListedRepository([item(number) for number in range(2 * PAGE_SIZE + 50)])
    root = asked(repository, verb="ListIdentifiers", metadataPrefix="lom")
    found = set(identifiers(root))
    second = 0
    while token := token_of(root):
        for number in data.draw(st.lists(st.integers(0, 2 * PAGE_SIZE + 49), max_size=5)):
            second += 1
            repository.change(f"urn:uuid:{number:04}", f"2026-10-01T00:{second // 60:02}:{second % 60:02}Z")
        repository.items.append(item(1_000 + second, datestamp="2026-10-02T00:00:00Z"))
        root = asked(repository, verb="ListIdentifiers", resumptionToken=token or "")
        found |= set(identifiers(root))

    assert found >= {f"urn:uuid:{number:04}" for number in range(2 * PAGE_SIZE + 50)}


def test_a_list_whose_rest_has_changed_is_to_be_begun_again(repository):
    until = "2026-02-01T00:00:00Z"
    token = token_of(asked(repository, verb="ListRecords", metadataPrefix="lom", until=until))
    for number in range(PAGE_SIZE, 250):
        repository.change(f"urn:uuid:{number:04}", "2026-03-01T00:00:00Z")

    assert code(asked(repository, verb="ListRecords", resumptionToken=token or "")) == "badResumptionToken"


def test_dates_are_both_included(repository):
    root = asked(
        repository, verb="ListIdentifiers", metadataPrefix="lom", from_="2026-01-01T00:00:03Z",
        until="2026-01-01T00:00:03Z",
    )  # fmt: skip

    assert identifiers(root) == [f"urn:uuid:{number:04}" for number in range(15, 20)]


def test_a_set_and_the_one_above_it(repository):
    one = asked(repository, verb="ListIdentifiers", metadataPrefix="lom", set="discipline:svt")
    above = asked(repository, verb="ListIdentifiers", metadataPrefix="lom", set="discipline")

    assert one.find(f".//{OAI}resumptionToken").get("completeListSize") == "125"
    assert above.find(f".//{OAI}resumptionToken").get("completeListSize") == "250"


def test_a_deleted_record_has_a_header_only(repository):
    root = asked(repository, verb="GetRecord", identifier="urn:uuid:0009", metadataPrefix="lom")

    assert root.find(f".//{OAI}header").get("status") == "deleted"
    assert root.find(f".//{OAI}metadata") is None


ERRORS = [
    ({"verb": "Nothing"}, "badVerb"),
    ({"verb": "ListRecords"}, "badArgument"),
    ({"verb": "ListRecords", "metadataPrefix": "marc"}, "cannotDisseminateFormat"),
    ({"verb": "GetRecord", "identifier": "urn:uuid:0001", "metadataPrefix": "marc"}, "cannotDisseminateFormat"),
    ({"verb": "GetRecord", "identifier": "urn:uuid:none", "metadataPrefix": "lom"}, "idDoesNotExist"),
    ({"verb": "ListMetadataFormats", "identifier": "urn:uuid:none"}, "idDoesNotExist"),
    ({"verb": "ListRecords", "metadataPrefix": "lom", "set": "nothing"}, "noRecordsMatch"),
    ({"verb": "ListRecords", "metadataPrefix": "lom", "from_": "2030-01-01"}, "noRecordsMatch"),
    ({"verb": "ListRecords", "metadataPrefix": "lom", "until": "1999-01-01"}, "noRecordsMatch"),
    ({"verb": "ListSets", "resumptionToken": "x"}, "badResumptionToken"),
    ({"verb": "ListRecords", "resumptionToken": "x"}, "badResumptionToken"),
]
ANSWERED = [
    {"verb": "Identify"},
    {"verb": "ListSets"},
    {"verb": "ListMetadataFormats"},
    {"verb": "ListMetadataFormats", "identifier": "urn:uuid:0009"},
    {"verb": "GetRecord", "identifier": "urn:uuid:0001", "metadataPrefix": "oai_dc"},
    {"verb": "GetRecord", "identifier": "urn:uuid:0009", "metadataPrefix": "oai_dc"},
    {"verb": "ListRecords", "metadataPrefix": "oai_dc"},
    {"verb": "ListIdentifiers", "metadataPrefix": "oai_dc", "set": "discipline:svt"},
]


@pytest.mark.parametrize(("arguments", "expected"), ERRORS)
def test_each_error_has_its_code(repository, arguments, expected):
    root = asked(repository, **arguments)

    assert code(root) == expected
    said = root.find(f"{OAI}request").attrib
    assert not said if expected in {"badVerb", "badArgument"} else said["verb"] == arguments["verb"]


@pytest.mark.parametrize("arguments", [*ANSWERED, *(arguments for arguments, _ in ERRORS)])
def test_every_answer_is_valid(repository, arguments):
    if not SCHEMA.is_file():
        pytest.skip("the protocol's schemas are in the reference folder, which is not beside the project")
    schema = etree.XMLSchema(etree.parse(SCHEMA))

    assert schema.validate(asked(repository, **arguments)), str(schema.error_log)


@given(st.lists(st.tuples(st.sampled_from(["verb", "set", "identifier", "resumptionToken"]), st.text()), max_size=4))
def test_whatever_is_asked_the_answer_is_xml(pairs):
    root = etree.fromstring(answer([("verb", "ListRecords"), *pairs], ListedRepository([item(1)]), IDENTITY, NOW))

    assert root.tag == f"{OAI}OAI-PMH"

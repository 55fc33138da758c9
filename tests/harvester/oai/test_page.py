"""One answer cut into records: nothing invented, nothing lost without a word."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.oai.page import cut_page, read_page
from schemas.formats import read
from schemas.types.errors import ProtocolError, UnreadableError
from schemas.types.origin import OtherOrigin
from schemas.types.payload import Payload

OAI = 'xmlns="http://www.openarchives.org/OAI/2.0/"'
REFERENCE_RECORDS = 295
URL = "https://depot.example/oai"


def page_of(inside, before=""):
    text = f"<OAI-PMH {OAI}>{before}<ListRecords>{inside}</ListRecords></OAI-PMH>"
    return read_page(text.encode(), URL, "essai", "oai_dc")


def record(name, inside="<metadata><dc><title>T</title></dc></metadata>"):
    return f"<record><header><identifier>{name}</identifier></header>{inside}</record>"


def test_every_reference_answer_is_read_or_refused_with_a_reason(shared: Path):
    paths = sorted((shared / "data" / "oai").rglob("*.xml"))
    assert len(paths) > 40
    refusals, unread, read_records = [], [], 0
    for path in paths:
        try:
            page = read_page(path.read_bytes(), URL, "essai", "oai_dc")
        except ProtocolError as error:
            refusals.append(str(error))
            continue
        assert page.set_aside == len(page.issues), path.name
        for raw in page.records:
            try:
                read_records += raw.deleted or bool(read(raw).titre)
            except UnreadableError as error:
                unread.append(str(error))
    assert (read_records, unread) == (REFERENCE_RECORDS, [])
    assert all(said.startswith(f"{URL} : ") and "\n" not in said for said in refusals)


def test_about_containers_are_kept():
    about = '<about><provenance xmlns="http://www.openarchives.org/OAI/2.0/provenance"><originDescription/></provenance></about>'
    raw = page_of(record("a", f"<metadata><dc/></metadata>{about}<about/>")).records[0]
    assert raw.about == (about.removeprefix("<about>").removesuffix("</about>").encode(),)


@pytest.fixture(params=["at once", "by steps"])
def way(request, monkeypatch):
    """Read the answer both ways: as one of ordinary size, and as a large one."""
    if request.param == "by steps":
        monkeypatch.setattr("harvester.oai.page.PARSED_AT_ONCE_BYTES", 0)


@pytest.mark.parametrize(
    "inner",
    [
        "<collection><ListRecords>{}</ListRecords></collection>",
        "<ListRecords>{}</ListRecords>",
        "<list>{}</list>",
        "{}",
    ],
)
@pytest.mark.usefixtures("way")
def test_records_inside_metadata_belong_to_their_record(inner):
    metadata = f"<metadata>{inner.format(record('dedans'))}</metadata>"
    page = page_of(record("dehors", metadata) + record("b"))
    assert [raw.identifier for raw in page.records] == ["dehors", "b"]
    assert b"dedans" in page.records[0].metadata


@pytest.mark.usefixtures("way")
def test_large_and_ordinary_answers_are_cut_alike():
    page = page_of("".join(record(f"n{number}") for number in range(50)) + "<resumptionToken>suite</resumptionToken>")
    assert [raw.identifier for raw in page.records] == [f"n{number}" for number in range(50)]
    assert (page.token, page.set_aside) == ("suite", 0)


def test_one_malformed_record_is_set_aside_and_named():
    page = page_of(record("a") + record("b", "<metadata><dc><title>T</dc></metadata>") + record("c"))
    assert [raw.identifier for raw in page.records] == ["a", "c"]
    assert [issue.identifier for issue in page.issues] == ["b"]
    assert page.count == 3


def test_each_record_is_told_what_was_mended_in_it():
    page = page_of(record("a", "<metadata><dc><title>R&D</title></dc></metadata>") + record("b"))
    assert [bool(raw.defects) for raw in page.records] == [True, False]
    assert b"R&amp;D" in page.records[0].metadata


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"", "réponse vide"),
        (b"<html><body>Maintenance</body></html>", "page HTML"),
        (b"<!DOCTYPE html><p>x", "page HTML"),
        (b"<feed/>", "feed"),
        (b"<OAI-PMH/>", "sans liste"),
        (b"<OAI-PMH><error code='badVerb'>x\n  y</error></OAI-PMH>", "badVerb (x y)"),
        (b"<OAI-PMH><ListRecords><record>", "mal form"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><OAI-PMH><ListRecords>&a;</ListRecords></OAI-PMH>", "DOCTYPE"),
    ],
)
def test_what_is_no_list_is_refused_in_one_line(answer, said):
    with pytest.raises(ProtocolError) as caught:
        read_page(answer, URL, "essai", "oai_dc")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("written", "size"), [("9", 9), ("0", None), ("-3", None), ("beaucoup", None), ("9" * 30, None), ("", None)]
)
def test_announced_size_is_believed_when_it_is_a_number(written, size):
    assert page_of(f'<resumptionToken completeListSize="{written}">x</resumptionToken>').complete_list_size == size


def test_kept_page_is_cut_as_it_was_without_what_was_left_out():
    body = f"<OAI-PMH {OAI}><ListRecords>{record('a')}{record('b')}</ListRecords></OAI-PMH>".encode()
    payload = Payload(
        "essai", URL, datetime(2024, 6, 1, tzinfo=UTC), 200, "text/xml", body, OtherOrigin.REPOSITORY, left_out=("b",)
    )
    assert [raw.identifier for raw in cut_page("essai", payload, "oai_dc")] == ["a"]


@given(st.binary(max_size=400), st.integers(0, 300))
def test_damaged_answer_is_read_or_refused_and_never_crashes(noise, place):
    whole = f"<OAI-PMH {OAI}><ListRecords>{record('a')}{record('b')}{record('c')}</ListRecords></OAI-PMH>".encode()
    damaged = whole[:place] + noise + whole[place:]
    try:
        page = read_page(damaged, URL, "essai", "oai_dc")
    except ProtocolError:
        return
    assert all(raw.identifier for raw in page.records)


@given(st.lists(st.sampled_from(["a", "b", "c"]), max_size=6), st.integers(0, 5), st.data())
def test_noise_in_one_record_loses_at_most_that_record(names, spoiled, data):
    noise = data.draw(st.text(alphabet=st.characters(exclude_characters="<>", codec="utf-8"), max_size=30))
    numbered = [f"{name}{number}" for number, name in enumerate(names)]
    inside = "".join(
        record(name, f"<metadata><dc><title>{noise if number == spoiled else 'T'}</title></dc></metadata>")
        for number, name in enumerate(numbered)
    )
    page = page_of(inside)
    kept = [raw.identifier for raw in page.records]
    assert [name for number, name in enumerate(numbered) if number != spoiled or name in kept] == kept
    assert page.count == len(numbered)


HIDDEN = {
    "a CDATA section never closed": "<metadata><d><![CDATA[x</d></metadata></record>{second}<x>]]></x>{close}",
    "a comment never closed": "<metadata><d/><!-- x</metadata></record>{second}<x> --></x>{close}",
}


@pytest.mark.parametrize("name", HIDDEN)
def test_a_record_in_the_text_of_another_is_seen_to_be_there(name, way):
    second = record("b").replace("</record>", "").replace("</metadata>", "")
    first = record("a", "").replace("</record>", "") + HIDDEN[name].format(second=second, close="</metadata></record>")
    page = page_of(f"{first}{record('c')}")
    assert {raw.identifier for raw in page.records} >= {"c"}
    assert page.swallowed or page.lost_names or "b" in {raw.identifier for raw in page.records}


def test_a_token_in_a_comment_is_seen_to_be_there(way):
    assert page_of(f"{record('a')}<!-- <resumptionToken>t</resumptionToken> -->").swallowed == 1
    assert page_of(f"{record('a')}<resumptionToken>t</resumptionToken>").swallowed == 0


def test_elements_of_other_languages_that_bear_the_same_names_hide_nothing(way):
    html = '<metadata><div xmlns="http://www.w3.org/1999/xhtml"><header>x</header></div></metadata>'
    page = page_of(f"{record('a', html)}<!-- {record('z')} -->")
    assert (page.swallowed, [raw.identifier for raw in page.records]) == (0, ["a"])


def test_what_the_token_says_is_read():
    said = page_of(f'{record("a")}<resumptionToken completeListSize="9" cursor="3"/>')
    assert (said.says_end, said.complete_list_size, said.cursor) == (True, 9, 3)
    assert not page_of(record("a")).says_end
    assert not page_of(f"{record('a')}<resumptionToken>t</resumptionToken>").says_end


FALLEN_IN = {
    "a record in a record": "<metadata><d/></metadata>{b}",
    "a record in the metadata": "<metadata><d/>{b}</metadata>",
    "a record in Dublin Core": '<metadata><o:dc xmlns:o="http://www.openarchives.org/OAI/2.0/oai_dc/">{b}</o:dc></metadata>',
    "a second header": "<metadata/><header><identifier>b</identifier></header>",
}


@pytest.mark.parametrize("name", FALLEN_IN)
def test_a_record_that_fell_into_another_is_seen_to_be_there(name, way):
    assert page_of(record("a", FALLEN_IN[name].format(b=record("b")))).swallowed == 1

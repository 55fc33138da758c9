"""A malformed answer is cut at its records as text; an answer whose end is missing is never mended."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.oai.repair import mended_document, mended_page
from schemas.parsing.xml import parse_xml

HEAD = b'<?xml version="1.0" encoding="UTF-8"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'


def answer(*records, end="</ListRecords></OAI-PMH>"):
    return HEAD + f"<ListRecords>{''.join(records)}{end}".encode()


def record(name, text="T"):
    return f"<record><header><identifier>{name}</identifier></header><metadata><d>{text}</d></metadata></record>"


def kept(body):
    return [element.text for element in parse_xml(mended_page(body).body).iter("{*}identifier")]


def test_records_that_cannot_be_mended_are_named():
    mended = mended_page(answer(record("a"), record("b", "<x>"), record("c", "R&D")))
    assert [lost.identifier for lost in mended.lost] == ["b"]
    assert [bool(said) for said in mended.defects] == [False, True]
    assert kept(answer(record("a"), record("b", "<x>"), record("c"))) == ["a", "c"]


OPEN = {
    "</record> is missing": record("b").removesuffix("</record>"),
    "</metadata></record> are missing": record("b").removesuffix("</metadata></record>"),
    "<record> is missing": record("b").removeprefix("<record>"),
    "both are missing": record("b").removeprefix("<record>").removesuffix("</record>"),
}


@pytest.mark.parametrize("place", range(3))
@pytest.mark.parametrize("name", OPEN)
def test_a_record_without_one_of_its_tags_is_closed_and_takes_nothing_with_it(name, place):
    records = [record(one) for one in "ac"]
    records.insert(place, OPEN[name])
    mended = mended_page(answer(*records, "<resumptionToken>t</resumptionToken>"))
    names = [element.text or "" for element in parse_xml(mended.body).iter("{*}identifier")]
    assert (sorted(names), mended.lost, mended.frame_is_sound) == (["a", "b", "c"], (), False)
    assert [bool(said) for said in mended.defects][place]
    assert b">t</resumptionToken>" in mended.body


@pytest.mark.parametrize("place", range(3))
@pytest.mark.parametrize("broken", ["<d>R</metadata>", "<d>T<br /><b>Fatal error</b>: x<br />", "<![CDATA[T"])
def test_a_record_that_breaks_off_is_named_and_takes_nothing_with_it(broken, place):
    records = [record(one) for one in "ac"]
    records.insert(place, f"<record><header><identifier>b</identifier></header><metadata>{broken}")
    mended = mended_page(answer(*records, "<resumptionToken>t</resumptionToken>"))
    names = [element.text for element in parse_xml(mended.body).iter("{*}identifier")]
    assert (names, [one.identifier for one in mended.lost]) == (["a", "c"], ["b"])
    assert not mended.frame_is_sound
    assert b">t</resumptionToken>" in mended.body


def test_a_sound_frame_is_said_to_be_one_and_a_token_that_cannot_be_read_is_not_guessed():
    assert mended_page(answer(record("a", "R&D"))).frame_is_sound
    open_token = answer(record("a").removesuffix("</record>"), "<resumptionToken>t")
    assert mended_page(open_token) is None


@pytest.mark.parametrize(
    "body",
    [
        answer(record("a"), end=""),
        answer(record("a"), end="</ListRecords>"),
        answer(record("a"))[:-3],
        b"<html/>",
        b"",
        b"<!DOCTYPE x>" + answer(record("a")),
    ],
)
def test_truncated_answer_and_doctype_are_never_mended(body):
    assert mended_page(body) is None


def test_text_around_the_answer_is_left_and_said():
    mended = mended_page(b"Notice: x in y.php\n" + answer(record("a")) + b"<!-- 3 ms --> fin")
    assert len(mended.notes) == 2
    assert b"Notice" not in mended.body


def test_a_document_without_records_is_mended_too():
    body = HEAD + b"<Identify><repositoryName>R&D</repositoryName></Identify></OAI-PMH>"
    assert b"R&amp;D" in (mended_document(body) or b"")


def test_other_encodings_are_read_as_declared():
    body = '<?xml version="1.0" encoding="ISO-8859-1"?><OAI-PMH><ListRecords></ListRecords><x>é & à</x></OAI-PMH>'
    assert "é &amp; à" in mended_page(body.encode("latin-1")).body.decode()


@given(st.binary(max_size=300))
def test_any_bytes_are_mended_to_xml_or_refused(noise):
    for body in (noise, HEAD + noise + b"</OAI-PMH>", answer(record("a")) + noise):
        mended = mended_page(body)
        if mended is not None:
            parse_xml(mended.body)

"""What harvesters may ask, and the error each fault is answered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.oai.arguments import OaiError, read_request

LIST = [("verb", "ListRecords"), ("metadataPrefix", "lom")]


def code_of(*pairs: tuple[str, str]) -> str:
    """The error a request is answered."""
    with pytest.raises(OaiError) as caught:
        read_request(pairs)
    return caught.value.code


def test_dates_become_seconds_both_included():
    request = read_request([*LIST, ("from", "2026-01-02"), ("until", "2026-01-02")])

    assert (request.since, request.until) == ("2026-01-02T00:00:00Z", "2026-01-02T23:59:59Z")
    assert dict(request.attributes)["from"] == "2026-01-02"


def test_seconds_stay_as_they_are():
    request = read_request([*LIST, ("from", "2026-01-02T03:04:05Z"), ("until", "2026-01-02T03:04:05Z")])

    assert request.since == request.until == "2026-01-02T03:04:05Z"


@pytest.mark.parametrize(
    "pairs",
    [
        [],
        [("verb", "")],
        [("verb", "listrecords")],
        [("verb", "Nothing")],
        [("verb", "Identify"), ("verb", "Identify")],
        [("Verb", "Identify")],
    ],
)
def test_a_verb_that_is_none_is_a_bad_verb(pairs):
    assert code_of(*pairs) == "badVerb"


@pytest.mark.parametrize(
    "more",
    [
        [("identifier", "oai:a:1")],
        [("nothing", "1")],
        [("metadataPrefix", "lom")],
        [("from", "hier")],
        [("from", "")],
        [("from", "2026")],
        [("from", "2026-02-30")],
        [("from", "2026-01-01T10:00:00")],
        [("from", "2026-01-01T10:00:00+01:00")],
        [("from", "2026-01-01T10:00:00.5Z")],
        [("from", "٢٠٢٦-01-01")],
        [("from", "2026-01-01"), ("until", "2026-01-02T00:00:00Z")],
        [("from", "2026-01-02"), ("until", "2026-01-01")],
        [("set", "a b")],
        [("set", ":a")],
        [("set", "é")],
        [("resumptionToken", "x")],
    ],
)
def test_an_argument_that_is_wrong_is_a_bad_argument(more):
    assert code_of(*LIST, *more) == "badArgument"


@pytest.mark.parametrize(
    "pairs",
    [
        [("verb", "ListRecords")],
        [("verb", "GetRecord"), ("metadataPrefix", "lom")],
        [("verb", "GetRecord"), ("identifier", "oai:a:1")],
        [("verb", "GetRecord"), ("identifier", "no uri"), ("metadataPrefix", "lom")],
        [("verb", "GetRecord"), ("identifier", "oai:a:1"), ("metadataPrefix", "a b")],
        [("verb", "Identify"), ("metadataPrefix", "lom")],
        [("verb", "Identify"), ("resumptionToken", "x")],
        [("verb", "ListMetadataFormats"), ("identifier", "x" * 3_000)],
    ],
)
def test_what_lacks_or_exceeds_is_a_bad_argument(pairs):
    assert code_of(*pairs) == "badArgument"


@pytest.mark.parametrize("token", ["", "a\x00b", "é", "a b", "x" * 3_000])
def test_a_token_nobody_could_have_given_is_a_bad_token(token):
    assert code_of(("verb", "ListRecords"), ("resumptionToken", token)) == "badResumptionToken"


NAMES = st.sampled_from(["verb", "from", "until", "set", "identifier", "metadataPrefix", "resumptionToken", "x"])
VALUES = st.one_of(
    st.text(max_size=30), st.sampled_from(["ListRecords", "GetRecord", "lom", "2026-01-01", "2026-01-01T00:00:00Z"])
)


@given(st.lists(st.tuples(NAMES, VALUES), max_size=6))
def test_any_request_is_read_or_answered_an_error(pairs):
    try:
        request = read_request(pairs)
    except OaiError:
        return
    assert sorted(request.attributes) == sorted(pairs)

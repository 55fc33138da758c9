"""Tokens: read back the same, and refused when anyone else wrote them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.oai.arguments import OaiError, read_request
from feeds.oai.token import Token, read_token, write_token

KEY = b"une clef"
TOKEN = Token("ListRecords", "lom", ("2026-01-01T00:00:00Z", "urn:uuid:1"), 100, "", "2026-02-01T00:00:00Z", "a:b")
TOKENS = st.builds(
    Token,
    verb=st.sampled_from(["ListRecords", "ListIdentifiers"]),
    prefix=st.sampled_from(["lom", "oai_dc"]),
    after=st.tuples(st.text(max_size=20), st.text(max_size=45)),
    cursor=st.integers(0, 10**9),
    since=st.text(max_size=20),
    until=st.text(max_size=20),
    set_spec=st.text(max_size=60),
)


@given(TOKENS)
def test_a_token_is_read_back_the_same_and_may_go_in_an_address(token):
    text = write_token(token, KEY)

    assert read_token(text, KEY, token.verb) == token
    assert read_request([("verb", token.verb), ("resumptionToken", text)]).token == text


@given(st.integers(0, 10_000), st.characters(codec="ascii"))
def test_a_token_somebody_changed_is_refused(place, character):
    text = write_token(TOKEN, KEY)
    place %= len(text) - 1  # the very last character has bits that say nothing
    changed = text[:place] + character + text[place + 1 :]

    if changed != text:
        with pytest.raises(OaiError, match="not one of this repository"):
            read_token(changed, KEY, TOKEN.verb)


@pytest.mark.parametrize("text", ["", ".", "a.b", "100", "é", "!!!", write_token(TOKEN, b"another key")])
def test_a_token_of_elsewhere_is_refused(text):
    with pytest.raises(OaiError) as caught:
        read_token(text, KEY, "ListRecords")
    assert caught.value.code == "badResumptionToken"


def test_a_token_of_another_verb_is_refused():
    with pytest.raises(OaiError):
        read_token(write_token(TOKEN, KEY), KEY, "ListIdentifiers")

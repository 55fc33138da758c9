"""The keys of what sources remember are read as they are kept, whatever the names of formats and sets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.types.state_keys import FormerKey, GivenKey, ListKey, PageKey, Remembered, ToldKey, read_state_key

lists = st.builds(ListKey, st.text("abc_-.", min_size=1, max_size=9), st.text("ab:0123456789é", max_size=20))
keys = st.sampled_from(Remembered) | lists | st.builds(PageKey, lists, st.integers(1, 999_999))
keys |= st.builds(ToldKey, lists, st.integers(1, 999_999))
keys |= st.builds(GivenKey, st.text("abc_-.", min_size=1, max_size=9), st.integers(1, 999_999))


@given(keys)
def test_every_key_is_read_as_it_is_kept(key):
    assert read_state_key(str(key)) == key


@given(st.text(max_size=30))
def test_whatever_a_store_holds_is_a_key_and_keeps_its_text(text):
    assert str(read_state_key(text)) == text


@pytest.mark.parametrize("text", ["since:", "met:oai_dc:000001", "met:oai_dc::1", "liste:a:b", "", "list:oai_dc"])
def test_a_key_of_another_version_is_one_we_do_not_know(text):
    assert read_state_key(text) == FormerKey(text)


def test_keys_are_those_of_stores_that_are_there_already():
    assert str(ListKey("oai_dc", "a:b")) == "list:oai_dc:a:b"
    assert str(PageKey(ListKey("oai_dc"), 12)) == "met:oai_dc::000012"

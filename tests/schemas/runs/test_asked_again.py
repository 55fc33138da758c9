"""The addresses a référent asked to have read again, as a source remembers them."""

import pytest

from schemas.runs.asked_again import MOST, asked_again, with_one_more, without


@pytest.mark.parametrize("text", [None, "", "[]", "{", "3", '{"a": 1}', "null", "[3, null]"])
def test_a_text_that_holds_none_gives_none(text):
    assert asked_again(text) == ()


def test_addresses_wait_once_each_until_a_harvest_that_knew_them_is_over():
    text = with_one_more(with_one_more(with_one_more(None, "a"), "b"), "a")
    assert asked_again(text) == ("a", "b")
    later = with_one_more(text, "c")
    assert asked_again(without(later, ("a", "b"))) == ("c",)
    assert without(text, ("a", "b")) is None


def test_the_oldest_gives_its_place():
    text = None
    for number in range(MOST + 3):
        text = with_one_more(text, str(number))
    assert asked_again(text) == tuple(str(number) for number in range(3, MOST + 3))

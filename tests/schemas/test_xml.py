"""The parsers of the project: nothing is expanded, fetched or swallowed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.xml import iterate_xml, legal_text, local_name, parse_xml, root_name

BOMB = b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a><r>&c;</r></a>'


def test_elements_come_as_they_end_then_the_root():
    given_elements = list(iterate_xml(b"<a><r>1<r>2</r></r><x/><r>3</r></a>", "{*}r"))
    assert [local_name(element) for element in given_elements] == ["r", "r", "r", "a"]
    assert [element.text for element in given_elements[:-1]] == ["2", "1", "3"]


@pytest.mark.parametrize("content", [b"", b"<a><r></a>", b"<a><r/>", BOMB, b"<!DOCTYPE a><a/>", b"<a>\x00</a>"])
def test_broken_documents_and_doctypes_are_refused_both_ways(content):
    with pytest.raises(ValueError, match="XML"):
        parse_xml(content)
    with pytest.raises(ValueError, match="XML"):
        list(iterate_xml(content, "{*}r"))


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"<lom:lom xmlns:lom='x'>", "lom"), (b"<?xml version='1.0'?><!-- a --><dc>", "dc"), (b"texte", ""), (b"", "")],
)
def test_root_name_is_read_without_parsing(content, name):
    assert root_name(content) == name


@given(st.text(max_size=60))
def test_legal_text_can_be_written_and_read_back(text):
    from lxml import etree

    element = etree.Element("a")
    element.text = legal_text(text)
    assert parse_xml(etree.tostring(element)).text or element.text == ""

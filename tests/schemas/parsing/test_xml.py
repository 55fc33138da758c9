"""The parsers of the project: nothing is expanded, fetched or swallowed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.parsing.frames import close_frames
from schemas.parsing.xml import iterate_xml, legal_text, local_name, parse_html, parse_xml, root_name

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


MALFORMED = {
    b"": "le document est vide",
    b"<a>": "jamais fermée",
    b"<a>\n</b>": "une balise en ferme une autre, ligne 2",
    b"<a>&eacute;</a>": "entité inconnue",
    b"<a>R&D</a>": "échappé",
    b"<a>\x0b</a>": "caractère interdit",
    b"<a>\xe9</a>": "codage annoncé",
    b"<p:a/>": "espace de noms",
    b"<a>" * 300 + b"</a>" * 300: "trop profond",
    b"<!DOCTYPE a><a/>": "DOCTYPE",
}


@pytest.mark.parametrize("content", MALFORMED, ids=lambda content: ascii(content[:20]))
def test_what_is_malformed_is_said_in_french(content):
    with pytest.raises(ValueError, match=re.escape(MALFORMED[content])) as caught:
        parse_xml(content)
    assert not re.search(r"\b(?:tag|line|element|not)\b", str(caught.value))


LEFT_OPEN = {
    "<body><header><div><ul><li>Menu</div><div></header><main><p>Texte</p></main></body>": True,
    "<body><div><nav><div><div>Menu</div></nav><p>Texte</p></div></body>": True,
    "<body><header><!-- <div> --><script>'<div>'</script>Menu</header><p>Texte</p><div></body>": True,
    "<body><header><div>Menu<p>Texte</p></div></div></body>": False,
}


@pytest.mark.parametrize(("page", "stands_apart"), LEFT_OPEN.items())
def test_a_header_ends_where_its_tag_says_so_whatever_it_leaves_open(page, stands_apart):
    text = next(one for one in parse_html(page).iter("p"))
    assert {above.tag for above in text.iterancestors()}.isdisjoint({"header", "nav"}) is stands_apart


def test_a_page_of_a_thousand_open_tags_is_left_as_it_is():
    assert parse_html("<header>" + "<div>" * 100 + "</header>" * 3 + "<p>a").tag == "html"
    assert close_frames(deep := "<div>" * 1_000 + "</header>") == deep

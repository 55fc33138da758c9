"""Each fault of real repositories is mended by itself; what is sound is left to the byte."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.oai.mend_text import mended_text
from schemas.parsing.xml import parse_xml


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("<a>R&D</a>", "<a>R&amp;D</a>"),
        ("<a>3 < 4</a>", "<a>3 &lt; 4</a>"),
        ("<a>caf&eacute; &lt;b&gt;</a>", "<a>café &lt;b&gt;</a>"),
        ("<a>&nbsp;&inconnue;</a>", "<a>\u00a0&amp;inconnue;</a>"),
        ("<a>a&#8;b\x0bc</a>", "<a>abc</a>"),
        ("<a>a&#x1100000;b</a>", "<a>ab</a>"),
        ('<a><?xml version="1.0"?>b</a>', "<a>b</a>"),
        ("<a>\udce9t\udce9</a>", "<a>été</a>"),
        ("<dc:a/>", '<dc:a xmlns:dc="http://purl.org/dc/elements/1.1/"/>'),
        ("<x:a/>", '<x:a xmlns:x="urn:x-undeclared:x"/>'),
        ("<a><![CDATA[R&D &eacute; < 4]]>&eacute;</a>", "<a><![CDATA[R&D &eacute; < 4]]>é</a>"),
    ],
)
def test_fault_is_mended_and_said(text, mended):
    found, said = mended_text(text)
    assert found == mended
    assert said


@pytest.mark.parametrize("text", ["<a>", "<a></b>", "<a b=c/>", "<a/><", ""])
def test_what_cannot_be_mended_is_refused(text):
    with pytest.raises(ValueError, match="mal formé"):
        mended_text(text)


@given(st.text(alphabet=st.characters(exclude_characters="<", codec="utf-8"), max_size=80))
def test_any_text_in_an_element_becomes_well_formed_or_is_refused(text):
    try:
        found, said = mended_text(f"<a>{text}</a>")
    except ValueError:
        return
    parse_xml(found.encode())
    assert bool(said) == (found != f"<a>{text}</a>")


@given(st.text(alphabet="abc é&;#<>!-[]?/x0123456789", max_size=60))
def test_mending_twice_changes_nothing_more(text):
    try:
        once, _ = mended_text(f"<a>{text}</a>")
    except ValueError:
        return
    assert mended_text(once) == (once, ())


SMILE = "\N{GRINNING FACE}"
HALVES = {
    "&#xD83D;&#xDE00;": SMILE,
    "&#xd83d;&#xde00;": SMILE,
    "&#55357;&#56832;": SMILE,
    "&#xD83D;&#56832;": SMILE,
    bytes.fromhex("eda0bdedb880").decode("utf-8", "surrogateescape"): SMILE,
    "&#xD83D;": "\N{REPLACEMENT CHARACTER}",
    "&#xDE00;&#xD83D;": "\N{REPLACEMENT CHARACTER}" * 2,
    bytes.fromhex("eda0bd").decode("utf-8", "surrogateescape"): "\N{REPLACEMENT CHARACTER}",
    bytes.fromhex("e9").decode("utf-8", "surrogateescape"): "é",
}


@pytest.mark.parametrize("written", HALVES, ids=ascii)
def test_a_character_written_in_two_halves_is_read(written):
    text, said = mended_text(f"<a>x{written}y</a>")
    assert text == f"<a>x{HALVES[written]}y</a>"
    assert said

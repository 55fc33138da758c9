"""The last net."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.wording.safe_text import safe_identifier, safe_link, safe_record, safe_text
from schemas.types.record import Evidence, Record


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("a\x00b\x1b[0m\x85c\ud800d\uffff", "ab[0mcd"),
        ("écrire à anne.dubosc@exemple.fr", "écrire à [adresse retirée]"),
        ("Pl@ntNet", "Pl@ntNet"),
        ("deux\nlignes\tet une tabulation", "deux\nlignes\tet une tabulation"),
    ],
)
def test_text_keeps_its_words_and_loses_what_may_not_leave(text, expected):
    assert safe_text(text) == expected


@given(st.text())
def test_safe_text_is_safe_already(text):
    once = safe_text(text)
    once.encode()
    assert safe_text(once) == once


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://site.exemple.fr/a?b=1&c=2#d", "https://site.exemple.fr/a?b=1&c=2#d"),
        ("http://site.exemple.fr/é", "http://site.exemple.fr/é"),
        ('https://site.exemple.fr/a b"<c>', "https://site.exemple.fr/a%20b%22%3Cc%3E"),
        ("https://site.exemple.fr/@collectif.maths", "https://site.exemple.fr/@collectif.maths"),
        ("javascript:alert(1)", None),
        ("JaVaScRiPt:alert(1)", None),
        ("java\x00script:alert(1)", None),
        ("\x01javascript:alert(1)", None),
        ("data:text/html,<script>", None),
        ("//site.exemple.fr/", None),
        ("ftp://site.exemple.fr/", None),
        ("https://", None),
        ("https://[", None),
        ("https://nom:secret@site.exemple.fr/", None),
        ("https://site.exemple.fr/?contact=anne.dubosc@exemple.fr", None),
        ("https://site.exemple.fr/?contact=anne.dubosc%40exemple.fr", None),
        ("mailto:anne.dubosc@exemple.fr", None),
        ("", None),
        (None, None),
    ],
)
def test_only_web_addresses_without_a_person_are_links(url, expected):
    assert safe_link(url) == expected


def test_an_identifier_is_only_masked_where_it_holds_an_address():
    assert safe_identifier("oai:exemple.fr:12/@a") == "oai:exemple.fr:12/@a"
    assert safe_identifier("https://a.fr/?m=anne@exemple.fr&n=1") == "https://a.fr/?m=[adresse retirée]&n=1"


def test_evidence_which_quotes_the_source_does_not_leave():
    proof = Evidence("auteurs", "Odile Vanneau", "odile@exemple.fr", "dc:creator", "auteur/nom", 1.0)

    assert safe_record(Record("a", "s", evidence=(proof,))).evidence == ()


def test_an_ordinary_record_is_unchanged(make_stored):
    record = make_stored().record

    assert safe_record(record).as_dict() == record.as_dict()


def test_nothing_hostile_is_left_in_any_field(hostile):
    text = repr(safe_record(hostile.record).as_dict())

    assert "dubosc" not in text
    assert "javascript" not in text
    assert not any(escape in text for escape in ("\\x", "\\ud", "\\ufffe"))

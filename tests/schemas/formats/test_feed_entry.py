"""Feed entries: which text is believed, and what markup leaves behind."""

from __future__ import annotations

import json
from typing import Any

import pytest

from schemas.formats import read
from schemas.formats.presentations import said_by_feed
from schemas.types.record import Found, Line, RawRecord, Reading


def entry(**members: Any) -> Reading:
    return read(RawRecord("essai", "entree", "feed", json.dumps({"title": "Titre"} | members).encode()))


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("<b>Gras</b> et <script>alert(1)</script>reste", "Gras et reste"),
        ("Si a < b > c", "Si a < b > c"),
        ("R&D", "R&D"),
        ("  deux\n mots ", "deux mots"),
    ],
)
def test_title_is_text(title: str, expected: str) -> None:
    assert entry(title=title).titre[0].value == expected


def test_content_gives_the_lines_and_summary_the_description() -> None:
    reading = entry(summary="En bref.", content="<h2>Objectif</h2><p>Lire.</p>", link="https://a.example/1")
    assert [value.value for value in reading.description] == ["En bref."]
    assert [(line.text, line.heading) for line in reading.lines] == [("Objectif", True), ("Lire.", False)]


def test_summary_serves_alone() -> None:
    reading = entry(summary="<p>Niveau : 3e</p><p>Suite</p>")
    assert [line.text for line in reading.lines] == ["Niveau : 3e", "Suite"]
    assert reading.description[0].value == "Niveau : 3e\nSuite"


def test_content_alone_gives_a_description_too() -> None:
    assert entry(content="<p>Tout le texte</p>").description[0].value == "Tout le texte"


def test_tags_of_the_feed_come_before_those_of_the_markup() -> None:
    markup = '<p>x</p><a rel="tag" href="/m">du texte</a>'
    assert [value.value for value in entry(summary=markup, tags=["du flux"]).mots_cles] == ["du flux"]
    assert [value.value for value in entry(summary=markup).mots_cles] == ["du texte"]


def test_hostile_members_are_left_out() -> None:
    reading = entry(
        link="javascript:alert(1)", authors=[{"x": 1}, None, "a@b.example"], tags=3, published=[], extra={"a": 1}
    )
    assert (reading.urls, reading.auteurs, reading.mots_cles) == ((), (), ())
    assert reading.unread == ("extra",)


def test_lone_surrogates_do_not_reach_the_reading() -> None:
    reading = read(RawRecord("essai", "entree", "feed", rb'{"title": "a\ud800b\u0000c"}'))
    assert reading.titre[0].value == "abc"


@pytest.mark.parametrize(
    "onward",
    [
        '<p><a href="https://a.example/1">Lire la suite…</a></p>',
        ' <a href="/1">Read more<span class="screen-reader-text"> of it</span></a>',
    ],
)
def test_a_link_to_the_entry_itself_is_no_part_of_what_presents_it(onward: str) -> None:
    reading = entry(summary=f"Deux places sont ouvertes. [...]{onward}", link="https://a.example/1")
    assert reading.description[0].value == "Deux places sont ouvertes. [...]"


@pytest.mark.parametrize(
    ("summary", "presents"),
    [
        ("Deux places sont ouvertes à la rentrée. […]", "Deux places sont ouvertes à la rentrée."),
        ("Deux places sont ouvertes à la […]", ""),
        ("Une lettre de motivation est demandée. […]", ""),
    ],
)
def test_a_mark_after_a_whole_summary_cuts_nothing(summary: str, presents: str) -> None:
    lines = [Line("Une lettre de motivation est demandée. Elle est à envoyer avant le 6 juin.")]
    assert "".join(one.value for one in said_by_feed(Found(summary, "résumé du flux"), lines)) == presents

"""Labelled blocks are read whatever their layout: on the line, as a heading, several on a line."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.files.group import Element
from schemas.normalize.blocks import MAX_VALUE, MAX_VALUES, Block, lines_of_text, read_blocks
from schemas.types.record import Line

NIVEAU = Element("niveau", "Niveau", ("Niveau de classe visé",), "1..n", "niveau")
COMPETENCES = Element("competences", "Compétences", (), "0..n")
CRCN = Element("crcn", "Compétences CRCN pour l'élève", (), "0..n", "competence")
OUTILS = Element("outils", "Outils", ("Outil numérique utilisé",), "0..n", "outil")
PLUS_VALUE = Element("plus_value", "Intérêt / plus-value de l'IA", (), "0..1")
SCENARIO = Element("scenario", "Description du scénario", (), "0..1")
ELEMENTS = (NIVEAU, COMPETENCES, CRCN, OUTILS, PLUS_VALUE, SCENARIO)


def read(text: str) -> dict[str, tuple[str, ...]]:
    return {block.element.name: block.values for block in read_blocks(lines_of_text(text), ELEMENTS)}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Niveau : 3e", {"niveau": ("3e",)}),
        ("NIVEAUX: 3e ; 2de", {"niveau": ("3e", "2de")}),
        ("Niveau(x) : 3e", {"niveau": ("3e",)}),
        ("Niveau ? 3e", {"niveau": ("3e",)}),
        ("*Outils ?* GeoGebra, un tableur", {"outils": ("GeoGebra", "un tableur")}),
        ("Niveau ?", {"niveau": ()}),
        ("Où en est-on ? Niveau atteint", {}),
        ("- Niveau de classe visé : 3e", {"niveau": ("3e",)}),
        ("Compétence CRCN pour l’eleve : 2.3", {"crcn": ("2.3",)}),
        ("Intérêt/ plus value de l'IA : gagner du temps", {"plus_value": ("gagner du temps",)}),
        (
            "Outils numériques utilisés : GeoGebra, un tableur (Calc, Excel)",
            {"outils": ("GeoGebra", "un tableur (Calc, Excel)")},
        ),
        ("Niveau : 3e – Outils : Scratch", {"niveau": ("3e",), "outils": ("Scratch",)}),
        ("Niveau : 3e Compétences CRCN pour l'élève : 1.1", {"niveau": ("3e",), "crcn": ("1.1",)}),
        ("Outils : https://a.example/b", {"outils": ("https://a.example/b",)}),
        ("Les élèves choisissent leurs outils : crayon ou écran", {}),
        ("Un niveau : haut", {}),
        ("Niveau 3e", {}),
    ],
)
def test_block_on_one_line_is_read(text: str, found: dict[str, tuple[str, ...]]) -> None:
    assert read(text) == found


def test_list_under_a_label_is_read_up_to_the_next_label() -> None:
    text = "Compétences :\n- Chercher\n- Débattre\nNiveau : 3e\nUn paragraphe.\n- une puce sans rapport"
    assert read(text) == {"competences": ("Chercher", "Débattre"), "niveau": ("3e",)}


def test_list_under_an_unknown_label_belongs_to_no_block() -> None:
    assert read("Niveau : 3e\nMatériel :\n- pinces\n- loupe") == {"niveau": ("3e",)}


def test_longest_label_wins() -> None:
    assert read("Compétences CRCN pour l'élève : 1.1\nCompétences : Chercher") == {
        "crcn": ("1.1",),
        "competences": ("Chercher",),
    }


def test_heading_takes_what_follows_up_to_the_next_heading() -> None:
    lines = (
        Line("Niveau", heading=True), Line("3e"), Line("Description du scénario :", heading=True),
        Line("Deux séances."),
        Line("Une mise en commun."), Line("Pour aller plus loin", heading=True), Line("Des liens."),
    )  # fmt: skip
    blocks = read_blocks(lines, ELEMENTS)
    assert [(block.element.name, block.values) for block in blocks] == [
        ("niveau", ("3e",)), ("scenario", ("Deux séances. Une mise en commun.",)),
    ]  # fmt: skip


def test_block_of_names_takes_no_sentence() -> None:
    lines = (
        Line("Outils :", heading=True),
        Line("GeoGebra"),
        Line("Les élèves travaillent en îlots pendant une heure."),
    )
    assert [block.values for block in read_blocks(lines, ELEMENTS)] == [("GeoGebra",)]


def test_label_is_kept_as_written() -> None:
    assert read_blocks((Line("NIVEAUX : 3e"),), ELEMENTS) == (Block(NIVEAU, "NIVEAUX", ("3e",)),)


def test_label_without_content_has_no_value() -> None:
    assert read("Niveau :") == {"niveau": ()}


texts = st.text(max_size=80) | st.sampled_from(["Niveau :", "Outils : x", "- a", "Niveau : Outils :"])


@given(st.lists(st.builds(Line, texts, st.booleans()), max_size=20))
def test_any_text_gives_bounded_values(lines: list[Line]) -> None:
    for block in read_blocks(lines, ELEMENTS):
        assert block.element in ELEMENTS
        assert len(block.values) <= MAX_VALUES
        assert all(value and len(value) <= MAX_VALUE for value in block.values)


def test_endless_lines_are_read_in_a_blink() -> None:
    start = time.process_time()
    for hostile in ("Niveau : " * 5_000, "a " * 20_000 + ":", "Niveau :\n" + "- x\n" * 20_000, "(" * 40_000 + ":"):
        read(hostile)
    assert time.process_time() - start < 30


@pytest.mark.parametrize("nothing", ["aucun", "Néant", "-", "Sans objet"])
def test_what_says_that_there_is_none_is_no_value(nothing: str) -> None:
    (block,) = read_blocks((Line(f"Outils : {nothing}"),), (Element("outils", "Outils", type="outil"),))
    assert block.values == ()

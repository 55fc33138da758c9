"""Levels are read in lists, ranges and free text; ordinals that are no class are left alone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.notions.niveaux import read_niveaux
from schemas.notions.niveaux_kinship import ancestors, same_levels
from schemas.words.phrases import Placed
from schemas.words.vocabulary import load_vocabulary

LABELS = load_vocabulary("niveaux").labels


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("de la 6e à la 3e", ("6e", "5e", "4e", "3e")),
        ("du CM1 à la 6e", ("CM1", "CM2", "6e")),
        ("De la seconde à la terminale", ("2de", "1re", "terminale")),
        ("cycle 4, classe de troisième", ("cycle 4", "3e")),
        ("1ere spécialité SVT mais transférable à d'autres niveaux", ("1re générale",)),
        ("Terminale Spé SVT", ("terminale générale",)),
        ("2nde", ("2de",)),
        ("2de", ("2de",)),
        ("seconde", ("2de",)),
        ("2nde GT", ("2de",)),
        ("cycles 3 et 4", ("cycle 3", "cycle 4")),
        ("cycles 2 à 4", ("cycle 2", "cycle 3", "cycle 4")),
        ("Cycle 2, 3 & 4", ("cycle 2", "cycle 3", "cycle 4")),
        ("cycle 4 : 3 séances", ("cycle 4",)),
        ("Cycle 3 (CM2/6e)", ("cycle 3", "CM2", "6e")),
        ("6ème/5ème", ("6e", "5e")),
        ("4 ème, 3°, 3ᵉ", ("4e", "3e")),
        ("1re et terminale générales", ("1re générale", "terminale générale")),
        (
            "Seconde, première et terminale professionnelles",
            ("2de professionnelle", "1re professionnelle", "terminale professionnelle"),
        ),
        ("1ère STMG et Tle STMG", ("1re STMG", "terminale STMG")),
        ("TSTMG", ("terminale STMG",)),
        ("1S, TS", ("1re générale", "terminale générale")),
        ("CAP, 2de bac pro", ("CAP", "2de professionnelle")),
        ("1re année de CAP", ("CAP 1re année",)),
        ("3e prépa-métiers", ("3e prépa-métiers",)),
        ("collège, lycée professionnel", ("collège", "lycée professionnel")),
        ("cycle 4 (2016)", ("cycle 4",)),
        ("http://data.education.fr/voc/scolomfr/concept/scolomfr-voc-022-num-040", ("terminale générale",)),
        ("section BTS", ("BTS",)),
        ("tous niveaux", ()),
        ("30 secondes", ()),
        ("pendant quatre secondes", ()),
        ("CAP cuisine, première et deuxième année", ("CAP",)),
        ("seconde, CAP", ("2de", "CAP")),
        ("première séance", ()),
        ("la troisième fois", ()),
        ("", ()),
    ],
)
def test_levels_are_read(text: str, values: tuple[str, ...]) -> None:
    assert read_niveaux(text).values == values


@pytest.mark.parametrize(
    ("title", "values"),
    [
        ("TraAM 2021-2022 : première réunion", ()),
        ("La Seconde Guerre mondiale en 3e", ("3e",)),
        ("en classe de Seconde", ("2de",)),
        ("Première approche de l'IA", ()),
        ("Garder le cap sur la lecture", ()),
        ("Un chef-d'œuvre en CAP", ("CAP",)),
        ("Le 3e homme", ()),
        ("Coder, de la 6e à la 3e", ("6e", "5e", "4e", "3e")),
        ("Débattre en première ES", ("1re générale",)),
        ("Compter en MS/GS", ("moyenne section", "grande section")),
        ("Coder sans ordinateur en 5e", ("5e",)),
        ("La lecture en CP, sans les CE1", ("CP",)),
        ("Une sonde à 21 T°C et 2 BTS de rechange", ("BTS",)),
        ("Les élèves du collège et l'image", ("collège",)),
    ],
)
def test_ordinals_of_a_title_need_their_context(title: str, values: tuple[str, ...]) -> None:
    assert read_niveaux(title, in_prose=True).values == values


def test_what_is_not_understood_is_left_over() -> None:
    assert read_niveaux("Terminale Spé Jonquille").leftover == "Jonquille"
    assert read_niveaux("3e / 2de – liaison collège-lycée") == Placed(("3e", "2de"), "liaison")
    assert read_niveaux("classe de 3e").leftover == ""
    assert read_niveaux("tous publics").leftover == "tous publics"


@pytest.mark.parametrize("label", LABELS)
def test_a_label_is_read_as_itself(label: str) -> None:
    assert read_niveaux(label).values == (label,)


def test_wider_levels_are_given_nearest_first() -> None:
    assert ancestors("3e") == ("cycle 4", "collège")
    assert ancestors("6e") == ("cycle 3", "collège")
    assert "lycée" in ancestors("1re STMG")
    assert ancestors("inconnu") == ()


pieces = st.sampled_from(
    ["6e", "3ème", "seconde", "première", "Tle", "cycle", "cycles", "2", "4", "à", "la", "et", ",", "/", "->", "pro",
     "spé", "STMG", "CAP", "année", "°", "1", "générale", "de", "→"]
)  # fmt: skip


@given(st.text(max_size=200) | st.lists(pieces, max_size=25).map(" ".join), st.booleans())
def test_only_labels_of_the_vocabulary_come_out(text: str, in_prose: bool) -> None:
    placed = read_niveaux(text, in_prose=in_prose)
    assert set(placed.values) <= set(LABELS)
    assert len(set(placed.values)) == len(placed.values)
    again = read_niveaux(", ".join(placed.values)).values
    assert set(again) >= {value for value in placed.values if " " not in value} - {"1re", "terminale", "2de"}


def test_an_endless_value_is_read_in_a_blink() -> None:
    start = time.process_time()
    for hostile in ("6e à " * 10_000, "cycle 1 à 4 " * 5_000, "1re et " * 10_000, "3°" * 20_000):
        assert len(read_niveaux(hostile).values) <= 50
    assert time.process_time() - start < 30


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("3e", "3e", True), ("3e", "cycle 4", True), ("cycle 3", "collège", True), ("2de", "2de professionnelle", True),
        ("3e", "4e", False), ("cycle 2", "collège", False), ("2de", "terminale", False), ("lycée", "3e", False),
    ],
)  # fmt: skip
def test_levels_agree_where_they_hold_a_class_in_common(one: str, other: str, same: bool) -> None:
    assert same_levels(one, other) is same
    assert same_levels(other, one) is same

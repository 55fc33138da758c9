"""What is understood of words as people type them: true words, « sans », levels, years, what texts alone say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from index.analysis import folded_words
from index.building import build
from index.derivation import beginnings, root, short_root
from index.engine import Index, open_index
from index.query import Query
from schemas.notions.canonical import canonical_values
from schemas.notions.said_in_text import said_in_text
from schemas.types.record import Record, Traam


def record(name: str, titre: str, texte: str = "", **fields: Any) -> Record:
    return Record(name, "essai", titre=titre, texte=texte, traam=Traam(1.0, (), "production"), **fields)


RECORDS = (
    record("frise", "Une frise", "La classe de Lyon en débat", niveaux=("4e",), annee_scolaire="2023-2024"),
    record("tri", "Trier sans écran", "Un tri joué sans ordinateur", niveaux=("1re générale",)),
    record("son", "Monter du son", "Avec Audacity et un micro", niveaux=("6e",)),
    record("proust", "Proust lu au micro", "Avec Audacity", niveaux=("terminale générale",)),
    record("annonce", "Un jeu", "Une version pour les terminales, au premier essai", niveaux=("5e",)),
    record("prose", "Des parts", "Les fractions avec nos élèves de cinquième, en mathématiques"),
    record("champ", "Des tartes", "Les fractions", niveaux=("5e",), disciplines=("Mathématiques",)),
    record("autre", "Des gâteaux", "Les fractions, cinquième essai"),
    record("robots", "Des robots", niveaux=("cycle 2",)),
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder: Path = tmp_path_factory.mktemp("index") / "index"
    build(folder, RECORDS, version="1")
    with open_index(folder, canonical=canonical_values) as opened:
        yield opened


def found(index: Index, words: str, **filters: str) -> list[str]:
    query = Query(words, {name: (value,) for name, value in filters.items()})
    return [hit.record.identifier for hit in index.search(query).hits]


@pytest.mark.parametrize(
    ("typed", "meant"), [("fraise", "frise"), ("chasse", "classe"), ("lion", "lyon"), ("début", "débat")]
)
def test_a_true_word_nobody_wrote_is_proposed_another_and_never_searched_as_it(
    index: Index, typed: str, meant: str
) -> None:
    result = index.search(Query(typed))

    assert (result.total, result.corrections) == (0, ())
    assert result.suggestion.casefold() == meant


@pytest.mark.parametrize(
    ("words", "typed", "meant"),
    [
        ("audacty", "audacty", "audacity"),
        ("terminlaes", "terminlaes", "terminales"),
        ("mathématiqus", "mathematiqus", "mathematiques"),  # long, and one letter away
        ("fractions tarte mathématiqes", "mathematiqes", "mathematiques"),
    ],
)
def test_what_is_no_word_is_searched_as_what_is_nearest(index: Index, words: str, typed: str, meant: str) -> None:
    told = [tuple(map(folded_words, pair)) for pair in index.search(Query(words)).corrections]
    assert told == [(typed, meant)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Audacity sans Proust", ["son"]),
        ("tri sans ordinateur", ["tri"]),  # which a text says
        ("terminale", ["proust", "annonce"]),
        ("première", ["tri"]),  # no « premier »
        ("débranché", ["tri"]),  # « sans écran » stands for it
        ("jouer", ["annonce"]),  # of one family, whatever the letters
        ("le tri a été joué", ["tri"]),  # no summer in that
        ('"guerre de Troie" 6e', []),  # a level beside a phrase stands for itself alone
        ('"avec Audacity" 6e', ["son", "proust"]),
        ("annee:2023", ["frise"]),
        ("robots premier degré", ["robots"]),
        ("robots école primaire", ["robots"]),
        ("fractions niveau:cinquième", ["champ", "prose"]),
        ("fractions discipline:maths", ["champ", "prose"]),
        ("fractions niveau:collège", ["champ", "prose"]),
    ],
)
def test_words_mean_what_people_mean(index: Index, words: str, expected: list[str]) -> None:
    assert found(index, words) == expected


def test_what_is_left_out_for_sans_is_told(index: Index) -> None:
    assert any(
        "sans Proust".casefold() in one.casefold() for one in index.search(Query("Audacity sans Proust")).ignored
    )


def test_what_only_a_text_says_comes_last_is_told_and_no_facet_counts_it(index: Index) -> None:
    result = index.search(Query("fractions", {"niveaux": ("5e",)}))

    assert (result.total, result.complete, result.by_text) == (2, 1, 1)
    assert [hit.told for hit in result.hits] == [(), ("niveaux",)]
    assert result.facets["niveaux"]["5e"] == 1


def test_a_value_no_record_has_is_told(index: Index) -> None:
    assert index.search(Query("niveau:licorne")).unknown == (("niveaux", "licorne"),)


@pytest.mark.parametrize(
    ("field", "label", "said", "unsaid"),
    [
        ("niveaux", "5e", "élèves de cinquième", "cinquième"),
        ("niveaux", "collège", "les sixièmes", "des secondes"),
        ("niveaux", "lycée", "bac pro", "classe de 3e"),
        ("disciplines", "Sciences économiques et sociales", "cours de SES", "SES"),
        ("disciplines", "Éducation physique et sportive", "EPS", "sport"),
    ],
)
def test_a_text_says_a_level_or_a_discipline_with_the_words_around_it(
    field: str, label: str, said: str, unsaid: str
) -> None:
    assert said in said_in_text(field, label)
    assert unsaid not in said_in_text(field, label)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("prononcer", "prononciation"),
        ("inventaire", "inventorier"),
        ("electrique", "electricite"),
        ("scolaire", "scolarite"),
        ("curieux", "curiosite"),
        ("verifient", "verification"),
        ("cartographient", "cartographier"),
        ("polluer", "pollution"),
        ("evolutif", "evoluer"),
        ("evaluer", "evaluation"),
        ("digerer", "digestion"),
        ("exprimer", "expressif"),
        ("transmettre", "transmission"),
        ("concevoir", "concepteur"),
        ("correspondre", "correspondant"),
        ("cylindre", "cylindrique"),
    ],
)
def test_a_quality_and_what_has_it_are_one_family(one: str, other: str) -> None:
    assert root(one) == root(other) != ""
    assert all(any(form.startswith(start) for start in beginnings(root(one))) for form in (one, other))


@pytest.mark.parametrize(("one", "other"), [("doser", "dosage"), ("citer", "citations"), ("coder", "codeurs")])
def test_three_letters_are_enough_of_a_verb_and_its_noun(one: str, other: str) -> None:
    assert short_root(one) == short_root(other) != ""


@pytest.mark.parametrize(("one", "other"), [("gestion", "geste"), ("version", "vert")])
def test_words_that_only_begin_alike_are_no_family(one: str, other: str) -> None:
    assert root(one) != root(other)

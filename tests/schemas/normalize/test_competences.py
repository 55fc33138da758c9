"""CRCN codes and labels are checked one against the other; a disagreement is kept as written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.normalize.competences import official_competences, read_competences
from schemas.vocabulary import load_vocabulary

LABELS = load_vocabulary("crcn").labels
SEARCH = "1.1 Mener une recherche et une veille d'information"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1.1 Mener une recherche d’information", (SEARCH,)),
        ("4.2", ("4.2 Protéger les données personnelles et la vie privée",)),
        ("1.1 ; 3.2", (SEARCH, "3.2 Développer des documents multimédia")),
        ("1.1, 2.3 et 3.4", (SEARCH, "2.3 Collaborer", "3.4 Programmer")),
        ("1.3 Traiter des données 2.2 partager et publier", ("1.3 Traiter des données", "2.2 Partager et publier")),
        ("Partager et publier", ("2.2 Partager et publier",)),
        ("Collaborer", ("2.3 Collaborer",)),
        ("Collaborer (2.3), Programmer (3.4)", ("2.3 Collaborer", "3.4 Programmer")),
        ("Création de contenus", ("3 Création de contenus",)),
        ("3.4 : PROGRAMMER (niveau 3)", ("3.4 Programmer",)),
        ("scolomfr-voc-038-num-009", ("2.3 Collaborer",)),
        ("", ()),
    ],
)
def test_competences_are_read(text: str, values: tuple[str, ...]) -> None:
    read = read_competences(text)
    assert (read.values, read.disagreeing, read.leftover) == (values, (), "")


@pytest.mark.parametrize(
    "text", ["2.3 Partager, publier", "2.3 : Création de contenu", "5.2 : Résolution de problèmes", "9.9 Rêver"]
)
def test_disagreement_is_kept_as_written_and_said(text: str) -> None:
    read = read_competences(text)
    assert read.values == read.disagreeing == (text,)
    assert official_competences(read.values) == ()


def test_other_competences_are_left_over() -> None:
    assert read_competences("Coopérer avec la classe").values == ()
    assert read_competences("Coopérer avec la classe").leftover == "Coopérer avec la classe"
    assert read_competences("Collaborer avec la classe").values == ()


@pytest.mark.parametrize("label", [label for label in LABELS if "." in label])
def test_a_label_is_read_as_itself(label: str) -> None:
    assert read_competences(label).values == (label,)


@given(st.text(max_size=200) | st.from_regex(r"([1-9][.,][1-9] ?[:a-z ]{0,20}[;,]? ?){0,6}", fullmatch=True))
def test_only_official_labels_or_said_disagreements_come_out(text: str) -> None:
    read = read_competences(text)
    assert set(read.values) <= set(LABELS) | set(read.disagreeing)
    assert set(read.disagreeing) <= set(read.values)

"""CRCN codes and labels are checked one against the other; a disagreement is kept as written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.notions.competences import explain_disagreement, official_competences, read_competences
from schemas.words.vocabulary import load_vocabulary

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
        ("3 Création de contenus", ("3 Création de contenus",)),
        (
            "Communication et collaboration – interagir, partager et publier",
            ("2.1 Interagir", "2.2 Partager et publier"),
        ),
        ("interagir, partager, publier", ("2.1 Interagir", "2.2 Partager et publier")),
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
    assert set(read.values) <= {*LABELS, *load_vocabulary("crcn_edu").labels, *read.disagreeing}
    assert set(read.disagreeing) <= set(read.values)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("CRCN-Édu : 2.3", ("CRCN-Édu 2.3 Gérer des ressources",)),
        ("CRCN Édu 1.2 Collaborer ; 4.2 Différencier", ("CRCN-Édu 1.2 Collaborer", "CRCN-Édu 4.2 Différencier")),
        ("Pix+ Édu : Concevoir", ("CRCN-Édu 3.1 Concevoir",)),
        ("2.1 Sélectionner des ressources", ("CRCN-Édu 2.1 Sélectionner des ressources",)),
        ("1.2 Collaborer", ("CRCN-Édu 1.2 Collaborer",)),
        (
            "Domaine 1 : Agir en faveur d’un numérique professionnel et responsable.",
            ("CRCN-Édu 1.4 Agir en faveur d'un numérique professionnel sûr et responsable",),
        ),
    ],
)
def test_the_teachers_frame_is_its_own_and_no_code_of_it_joins_the_pupils(text: str, values: tuple[str, ...]) -> None:
    read = read_competences(text)
    assert read.values == values
    assert official_competences(read.values) == read.disagreeing == ()


@pytest.mark.parametrize("label", [label for label in load_vocabulary("crcn_edu").labels if "." in label])
def test_a_label_of_the_teachers_is_read_as_itself(label: str) -> None:
    assert read_competences(label).values == (label,)


def test_the_name_of_a_domain_alone_is_no_competence() -> None:
    assert read_competences("Création de contenus").values == ()
    assert read_competences("Création de contenus").leftover == "Création de contenus"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Apprendre à apprendre (C1.5 s'autoévaluer)", "C1.5 s'autoévaluer"),
        ("(C1.5 s'autoévaluer)", "C1.5 s'autoévaluer"),
        ("Chercher (2.3 Partager, publier)", "2.3 Partager, publier"),
    ],
)
def test_a_competence_in_brackets_is_cut_from_them(text: str, written: str) -> None:
    assert read_competences(text).disagreeing == (written,)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            "2.3 Partager, publier",
            (
                "le code et le libellé ne correspondent pas : 2.3 est « Collaborer », « Partager, publier » est 2.2 ; "
                "écrire « 2.2 Partager et publier » ou « 2.3 Collaborer »"
            ),
        ),
        (
            "2.3 : Création de contenu → Concevoir une structure",
            (
                "le code et le libellé ne correspondent pas : 2.3 est « Collaborer », « Création de contenus » est le "
                "nom du domaine 3 ; écrire « 2.3 Collaborer »"
            ),
        ),
        (
            "C1.5 s'autoévaluer",
            (
                "le code et le libellé ne correspondent pas : 1.5 n'est pas un code du CRCN, dans le CRCN-Édu "
                "c'est « Adopter une posture ouverte, critique et réflexive », "
                "« s'autoévaluer » n'est pas un libellé du CRCN"
            ),
        ),
        (
            "CRCN-Édu 3.2 Développer",
            (
                "le code et le libellé ne correspondent pas : dans le CRCN-Édu, 3.2 est « Mettre en œuvre », "
                "« Développer » n'est pas un libellé du CRCN-Édu ; écrire « 3.2 Mettre en œuvre »"
            ),
        ),
        (
            "CRCN-Édu 1.1 Collaborer",
            (
                "le code et le libellé ne correspondent pas : dans le CRCN-Édu, 1.1 est « Communiquer », "
                "« Collaborer » est 1.2 ; écrire « 1.2 Collaborer » ou « 1.1 Communiquer »"
            ),
        ),
        (
            "5.2 : Résolution de problèmes",
            (
                "le code et le libellé ne correspondent pas : 5.2 est « Évoluer dans un environnement numérique », "
                "« Résolution de problèmes » n'est pas un libellé du CRCN ; écrire "
                "« 5.2 Évoluer dans un environnement numérique »"
            ),
        ),
    ],
)
def test_a_disagreement_says_what_each_means_and_how_to_write_it(written: str, said: str) -> None:
    assert explain_disagreement(written) == said

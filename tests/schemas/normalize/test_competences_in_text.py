"""The text of a work names competences where it speaks of them; ordinary verbs and figures are none."""

from __future__ import annotations

import pytest

from schemas.normalize.competences_in_text import read_competences_of_text
from schemas.normalize.own_text import sentences
from schemas.types.record import Line


def codes(*lines: Line | str) -> list[str]:
    given = [line if isinstance(line, Line) else Line(line) for line in lines]
    return list(dict.fromkeys(value.split(" ")[0] for value, _ in read_competences_of_text(sentences(given))))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("Compétences travaillées : 1.3 Traiter des données ; débattre",), ["1.3"]),
        ((Line("Compétences du CRCN", True), "Programmer", "Gérer des données (1.2)"), ["3.4", "1.2"]),
        (("La compétence numérique visée est « Développer des documents multimédia ».",), ["3.2"]),
        (("On y exerce la compétence 4.2 du cadre de référence.",), ["4.2"]),
        (("Cadre de référence des compétences numériques : collaborer",), ["2.3"]),
        (("Elle mobilise la compétence 1.3 Traiter des données et 3.1 du CRCN.",), ["1.3", "3.1"]),
    ],
)
def test_competences_are_read_where_they_are_spoken_of(lines: tuple[Line | str, ...], expected: list[str]) -> None:
    assert codes(*lines) == expected


@pytest.mark.parametrize(
    "lines",
    [
        ("Il faut apprendre à collaborer.",),
        ("La version 3.2 du logiciel traite des données.",),
        ("Compétences : modéliser, calculer, collaborer",),
        ("Aucune compétence n'est demandée pour programmer la soirée.",),
        (Line("Compétences numériques", True), Line("Déroulement", True), "Programmer"),
    ],
)
def test_verbs_figures_and_other_frameworks_are_not(lines: tuple[Line | str, ...]) -> None:
    assert codes(*lines) == []


def values(text: str) -> list[str]:
    return list(dict.fromkeys(value for value, _ in read_competences_of_text(sentences([Line(text)]))))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Compétences du professeur (CRCN Édu) : 2.3", ["CRCN-Édu 2.3 Gérer des ressources"]),
        (
            "La séance mobilise la compétence 3.3 du CRCN-Édu (Évaluer au service des apprentissages).",
            ["CRCN-Édu 3.3 Évaluer au service des apprentissages"],
        ),
        ("On travaille la 2.3 du CRCN et, côté professeurs, la 1.2 du CRCN-Édu.", ["CRCN-Édu 1.2 Collaborer"]),
    ],
)
def test_codes_beside_the_teachers_frame_are_its_own(text: str, expected: list[str]) -> None:
    assert values(text) == expected

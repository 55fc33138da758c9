"""A line that only signs is no part of what presents a page; a sentence with a date or a name in it is."""

from __future__ import annotations

import pytest

from schemas.formats.signing_lines import only_signs, without_signing


@pytest.mark.parametrize(
    "line",
    [
        "Publication : 11 février 2025",
        "Publié le 19 mars 2025",
        "Mis à jour le 3 mars 2025 (publié le 1er janv. 2024) par Omar N'Diaye",
        "Contribution de M. Jean-Marc Ouali (IAN) | 7 mai 2025",
        "Posté par Inès B. le 15.04.2025",
        "Article proposé par Luc Sanchez, relu par Eva Roy - 22 mai 2023",
        "Publié le mercredi 8 octobre 2025 à 14 h 05 par le groupe TraAM de Lille",
    ],
)
def test_a_line_that_only_signs(line: str) -> None:
    assert only_signs(line)
    assert without_signing(f"{line}\nUne classe mesure.\n{line}") == "Une classe mesure."


@pytest.mark.parametrize(
    "line", ["Le 3 mai 2024, les élèves ont mesuré", "Séance du 3 mai 2024", "Une classe de 4e mesure.", "Luc Sanchez"]
)
def test_a_line_that_says_more(line: str) -> None:
    assert not only_signs(line)


@pytest.mark.parametrize(
    ("presentation", "alone"),
    [
        ("Publication : 11 février 2025 Une classe mesure.", "Une classe mesure."),
        ("Publié le 3 mai 2024 par l'académie, ce guide sert.", "Publié le 3 mai 2024 par l'académie, ce guide sert."),
        ("Une classe mesure. Publié le 19 mars 2025", "Une classe mesure."),
        ("Une classe mesure. Le concours a lieu le 3 mai 2024", "Une classe mesure. Le concours a lieu le 3 mai 2024"),
        ("Publié le 19 mars 2025", "Publié le 19 mars 2025"),
    ],
)
def test_a_date_glued_to_a_presentation_is_taken_off(presentation: str, alone: str) -> None:
    assert without_signing(presentation) == alone


@pytest.mark.parametrize(
    ("presentation", "alone"),
    [
        ("Proposé par Luc Sanchez et Eva Roy Une classe mesure.", "Une classe mesure."),
        ("Par Eva Roy. Une classe mesure.", "Une classe mesure."),
        ("Proposé par Luc Sanchez, ce guide sert.", "Proposé par Luc Sanchez, ce guide sert."),
        ("Proposé par Luc Sanchezeau Une classe mesure.", "Proposé par Luc Sanchezeau Une classe mesure."),
    ],
)
def test_authors_glued_to_a_presentation_are_taken_off(presentation: str, alone: str) -> None:
    assert without_signing(presentation, {"Luc Sanchez", "Eva Roy"}) == alone

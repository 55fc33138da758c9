"""A person is a name: addresses, cards and telephone numbers do not come out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.notions.persons import MAX_NAME, read_person

CARD = (
    "BEGIN:VCARD\nVERSION:3.0\nFN:Maëlle Corbin\nN:Corbin;Maëlle;;;\n"
    "EMAIL;TYPE=INTERNET:m.corbin@ac-exemple.fr\nEND:VCARD"
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Maëlle Corbin", "Maëlle Corbin"),
        ("Corbin, Maëlle", "Maëlle Corbin"),
        ("Corbin, Maëlle <m.corbin@ac-exemple.fr>", "Maëlle Corbin"),
        ("par Maëlle Corbin", "Maëlle Corbin"),
        ("m.corbin@ac-exemple.fr", None),
        ("mailto:m.corbin@ac-exemple.fr", None),
        ("Maëlle Corbin (m.corbin[at]ac-exemple.fr)", "Maëlle Corbin"),
        ("Maëlle Corbin, 06 12 34 56 78", "Maëlle Corbin"),
        (CARD, "Maëlle Corbin"),
        (CARD.replace("\n", " "), "Maëlle Corbin"),
        (CARD.replace("\n", "\\n"), "Maëlle Corbin"),
        ("BEGIN:VCARD\nN:Corbin;Maëlle;;;\nEND:VCARD", "Maëlle Corbin"),
        ("BEGIN:VCARD\nFN:\nORG:Académie de Lille;Service\nEND:VCARD", "Académie de Lille"),
        ("BEGIN:VCARD\nEMAIL:m.corbin@ac-exemple.fr\nEND:VCARD", None),
        ("Groupe TraAM, Lille", "Groupe TraAM, Lille"),
        ("Mme CORBIN Maëlle", "CORBIN Maëlle"),
        ("Corbin, Mme Maëlle", "Maëlle Corbin"),
        ("M. Jean-Marc Ouali", "Jean-Marc Ouali"),
        ("M. Corbin", "M. Corbin"),
        ("Mme Le Bris", "Mme Le Bris"),
        ("Monsieur le Recteur", "Monsieur le Recteur"),
        ("Maëlle C.", "Maëlle C."),
        ("le groupe TraAM de Lille", "groupe TraAM de Lille"),
        ("Le groupe TraAM de Lille", "Le groupe TraAM de Lille"),
        (" - ", None),
        ("", None),
    ],
)
def test_name_is_read(text: str, name: str | None) -> None:
    assert read_person(text) == name


@given(st.text(max_size=300))
def test_a_name_is_short_and_holds_no_address(text: str) -> None:
    name = read_person(f"{text} <m.corbin@ac-exemple.fr>")
    assert name is None or (len(name) <= MAX_NAME and "@" not in name and name == name.strip())


@given(st.text(max_size=200))
def test_reading_a_vcard_never_fails(text: str) -> None:
    read_person(f"BEGIN:VCARD\n{text}\nEND:VCARD")

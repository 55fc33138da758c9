"""The socle commun is read by code, by label or by both, and never taken for the CRCN."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.notions.socle import read_socle
from schemas.words.vocabulary import load_vocabulary

TERMS = load_vocabulary("socle").terms
CODED = tuple(term for term in TERMS if term.code is not None)
D1 = "Socle D1 Les langages pour penser et communiquer"
D2 = "Socle D2 Les méthodes et outils pour apprendre"
D13 = "Socle D1.3 Comprendre, s'exprimer en utilisant les langages mathématiques, scientifiques et informatiques"
D23 = "Socle D2.3 Médias, démarches de recherche et de traitement de l'information"
C4 = "Socle 2006 C4 La maîtrise des techniques usuelles de l'information et de la communication (B2i)"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Domaine 1", [D1]),
        ("D1, D2", [D1, D2]),
        ("D1.3 ; D2.3", [D13, D23]),
        ("Domaines 1 et 2", [D1, D2]),
        ("domaine 1.3 : langages mathématiques, scientifiques et informatiques", [D13]),
        ("Domaine 2 : les méthodes et outils pour apprendre", [D2]),
        ("Domaine 2 du socle : méthodes et outils pour apprendre", [D2]),
        ("Les langages pour penser et communiquer", [D1]),
        ("Compétence 4 du socle (B2i)", [C4]),
        ("C4 (socle 2006)", [C4]),
        ("scolomfr-voc-016-num-00715", [D1]),
        ("à l'oral", []),
    ],
)
def test_forms_people_write(text: str, values: list[str]) -> None:
    read = read_socle(text, expected=True)
    assert list(read.values) == values
    assert read.disagreeing == ()


def test_a_code_and_a_label_that_disagree_are_kept_as_written() -> None:
    read = read_socle("Domaine 3 : les méthodes et outils pour apprendre", expected=True)
    assert read.values == read.disagreeing == ("Domaine 3 : les méthodes et outils pour apprendre",)


@pytest.mark.parametrize(
    "text", ["Domaine 2 : communication et collaboration", "Domaine 1", "2.3 Collaborer", "C4", "compétence 3"]
)
def test_what_may_be_of_the_crcn_is_left_where_the_socle_is_not_named(text: str) -> None:
    assert read_socle(text).values == ()


@given(st.sampled_from(CODED), st.sampled_from(["{code}", "{label}", "{code} : {variant}", "{code} - {variant}"]))
def test_every_coded_term_is_read_in_each_form(term, form: str) -> None:
    text = form.format(code=term.code, label=term.label, variant=term.variants[0])
    assert read_socle(text + (" (socle 2006)" if term.code[0] == "C" else ""), expected=True).values == (term.label,)


@given(st.text(max_size=60), st.booleans())
def test_any_text_gives_terms_or_what_was_written(text: str, expected: bool) -> None:
    read = read_socle(text, expected=expected)
    known = {term.label for term in TERMS}
    assert all(value in known for value in read.values if value not in read.disagreeing)

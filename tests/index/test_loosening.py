"""What is given where few answer every word: never « nothing » too soon, never many of what does not go together."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from index.building import build
from index.engine import open_index
from index.query import Query
from index.query_language import parse
from index.result import Result
from schemas.types.record import Record, Traam


def record(name: str, titre: str, classe: str = "production", **fields: Any) -> Record:
    return Record(name, "essai", titre=titre, traam=Traam(1.0, (), classe), **fields)  # type: ignore[arg-type]


MAPS = tuple(record(f"carte{number}", "Lire une carte") for number in range(12))
ELSEWHERE = record("odyssee", "Une odyssée", "mention")
ODYSSEYS = tuple(record(f"odyssee{number}", "Une odyssée", "mention") for number in range(12))
BOTH = record("deux", "La carte d'une odyssée", "mention")


def answered(folder: Path, records: tuple[Record, ...], words: str, **filters: tuple[str, ...]) -> Result:
    build(folder, records, version="1")
    with open_index(folder) as index:
        return index.search(Query(words, filters))


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ((), 0),  # nobody wrote of an odyssey: what is sought is nowhere, and « carte » is proposed
        ((ELSEWHERE,), 2),  # somebody did, and it may not be shown: the nearest two are
        ((record("odyssee", "Une odyssée"),), 1),
        (ODYSSEYS, 2),  # as telling one as the other, and never together
        ((*ODYSSEYS, BOTH), 10),  # the two go together: what has one of them may do
    ],
)
def test_of_two_words_what_has_one_is_given_as_far_as_they_go_together(
    tmp_path: Path, others: tuple[Record, ...], expected: int
) -> None:
    result = answered(tmp_path, (*MAPS, *others), "odyssee carte")

    assert (result.total, result.complete) == (expected, 0)
    assert {hit.missing for hit in result.hits} <= {("odyssee",), ("carte",)}
    assert result.suggestion == ("" if expected else "carte")


def test_what_only_a_rare_word_answers_is_given_beside_a_word_nobody_wrote(tmp_path: Path) -> None:
    result = answered(tmp_path, (*MAPS, record("a", "La tectonique en terminale")), "tectonique plaques")
    assert [(hit.record.identifier, hit.missing) for hit in result.hits] == [("a", ("plaques",))]


def test_once_a_long_question_is_answered_enough_what_answers_less_follows(tmp_path: Path) -> None:
    told = record("a", "Cartographier les boutiques vides du quartier", auteurs=("Ana",))
    less = record("b", "Mon quartier")
    others = tuple(record(f"c{number}", "Tout autre chose") for number in range(30))
    words = "comment cartographier boutiques vides quartier pluie tempête"

    assert [hit.record.identifier for hit in answered(tmp_path, (told, less, *others), words).hits] == ["a", "b"]
    assert not answered(tmp_path, (less, *others), words).hits


def test_who_signs_comes_before_who_is_spoken_of(tmp_path: Path) -> None:
    spoken_of = record("parle", "Réunion", description="Nadia Delmas anime", texte="Nadia Delmas anime")
    result = answered(tmp_path, (spoken_of, record("signe", "Séisme", auteurs=("Nadia Delmas",))), "Nadia Delmas")

    assert [hit.record.identifier for hit in result.hits] == ["signe", "parle"]


def test_what_nearly_every_page_is_about_weighs_less_than_what_is_sought() -> None:
    request = parse("une séance sur le vide")

    assert [(one.joined, one.weight) for clause in request.clauses for one in clause] == [("vide", 1.0)]
    assert [(one.joined, one.weight) for clause in request.preferred for one in clause] == [("seance", 0.7)]


def test_an_extract_shows_all_that_is_found_of_what_is_not_whole(tmp_path: Path) -> None:
    far = "mot " * 400
    texte = "\n".join((f"Un début {far}", "La boutique vide du quartier", far, "Une tempête", far))
    build(tmp_path, [record("a", "Un titre", texte=texte), record("b", "Autre")], version="1")
    with open_index(tmp_path) as index:
        hit = index.search(Query("boutique vide quartier orage", snippets=True)).hits[0]

    assert hit.missing == ("orage",)
    assert hit.extrait is not None
    assert "La boutique vide du quartier" in hit.extrait.text

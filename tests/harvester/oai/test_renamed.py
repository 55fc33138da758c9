"""Former identifiers are asked for: what a few answer speaks for the rest."""

from __future__ import annotations

import pytest

from harvester.oai.renamed import Confirming
from harvester.oai.second_proof import MAX_ASKED, Answer

FEW = {"a": "x", "b": "y"}
MANY = {f"a{number:02}": f"x{number:02}" for number in range(MAX_ASKED + 2)}
ASKED = sorted(MANY)[:MAX_ASKED]
REST = set(sorted(MANY)[MAX_ASKED:])


def believed(pairs: dict[str, str], answers: dict[str, Answer], *, is_complete: bool) -> set[str]:
    return set(Confirming(pairs, answers).confirmed(is_complete=is_complete))


@pytest.mark.parametrize(
    ("answer", "complete", "incomplete"),
    [
        (Answer.UNKNOWN, {"a", "b"}, {"a", "b"}),
        (Answer.DELETED, {"a", "b"}, {"a", "b"}),
        (Answer.LEFT, {"a", "b"}, {"a", "b"}),
        (Answer.NONE, {"a", "b"}, {"b"}),
        (Answer.LIVES, {"b"}, {"b"}),
    ],
)
def test_one_that_lives_is_no_renaming_and_silence_says_nothing_of_a_list_cut_short(answer, complete, incomplete):
    answers = {"a": answer, "b": Answer.UNKNOWN}
    assert believed(FEW, answers, is_complete=True) == complete
    assert believed(FEW, answers, is_complete=False) == incomplete


@pytest.mark.parametrize(
    ("last", "complete", "incomplete"),
    [(Answer.UNKNOWN, REST, REST), (Answer.NONE, REST, set()), (Answer.LIVES, set(), set())],
)
def test_those_that_were_not_asked_for_are_as_those_that_were(last, complete, incomplete):
    answers = dict.fromkeys(ASKED, Answer.UNKNOWN) | {ASKED[-1]: last}
    assert believed(MANY, answers, is_complete=True) & REST == complete
    assert believed(MANY, answers, is_complete=False) & REST == incomplete


def test_a_repository_that_stops_answering_says_nothing_of_the_rest():
    answers = {"a": Answer.NONE}
    assert believed(FEW, answers, is_complete=True) == {"a", "b"}
    assert believed(FEW, answers, is_complete=False) == set()
    assert believed(FEW, {}, is_complete=True) == {"a", "b"}
    assert believed(FEW, {}, is_complete=False) == set()

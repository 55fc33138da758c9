"""Former identifiers are asked for: what a few answer speaks for the rest."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from harvester.fetch import Answer as Fetched
from harvester.oai.renamed import Confirming
from harvester.oai.second_proof import MAX_ASKED, Answer
from schemas.files.source import Source

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


def answered(inside: str) -> SimpleNamespace:
    head = '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2024-06-01T12:00:00Z</responseDate>'
    body = f"{head}<request/>{inside}</OAI-PMH>".encode()
    moment = datetime(2024, 6, 1, 12, tzinfo=UTC)
    return SimpleNamespace(answer=Fetched("https://x.example/oai", 200, {"content-type": "text/xml"}, body, moment))


class Client:
    """Says of some records that they live, of the others that they do not exist."""

    def __init__(self, *living: str) -> None:
        self.living, self.asked = living, []

    def harvest(self, **arguments: str) -> SimpleNamespace:
        self.asked.append(arguments["identifier"])
        if arguments["identifier"] not in self.living:
            return answered('<error code="idDoesNotExist"/>')
        head = f"<header><identifier>{arguments['identifier']}</identifier></header>"
        return answered(f'<GetRecord><record>{head}<metadata><dc xmlns="x"/></metadata></record></GetRecord>')


SOURCE = Source("x", "X", "oai", "https://x.example/oai")


def test_former_identifiers_are_asked_for_in_order_and_one_that_came_with_them():
    client: Any
    confirming, client = Confirming({"b": "x", "a": "y"}), Client("x")
    confirming.go(client, SOURCE)
    assert client.asked == ["a", "x", "b"]
    assert confirming.answers == {"a": Answer.UNKNOWN, "b": Answer.UNKNOWN}
    assert confirming.confirmed(is_complete=False) == {"a": "y", "b": "x"}


def test_a_repository_that_denies_what_just_came_confirms_nothing_by_its_answers():
    client: Any
    confirming, client = Confirming({"a": "x", "b": "y"}), Client()
    confirming.go(client, SOURCE)
    assert confirming.answers == {"a": Answer.NONE}
    assert confirming.confirmed(is_complete=False) == {}
    assert confirming.confirmed(is_complete=True) == {"a": "x", "b": "y"}


def test_nothing_is_asked_for_where_nothing_was_renamed():
    client: Any
    confirming, client = Confirming({}), Client()
    confirming.go(client, SOURCE)
    assert (client.asked, confirming.answers, confirming.confirmed(is_complete=True)) == ([], {}, {})


def test_those_asked_for_before_are_not_forgotten():
    confirming = Confirming({"a": "x"}, {"z": Answer.LIVES})
    client: Any = Client("x")
    confirming.go(client, SOURCE)
    assert confirming.answers == {"z": Answer.LIVES, "a": Answer.UNKNOWN}


def test_all_the_ways_of_being_gone_together_are_as_good_as_one():
    pairs = {**MANY}
    answers = dict(zip(ASKED, [Answer.UNKNOWN, Answer.DELETED, Answer.LEFT] * MAX_ASKED, strict=False))
    assert believed(pairs, answers, is_complete=False) == set(MANY)

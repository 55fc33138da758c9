"""Records that are several rows of a repository's are told from those that its pages repeat."""

from types import SimpleNamespace
from typing import Any

import pytest
from lxml import etree

from harvester.oai.list_memory import ListName
from harvester.oai.repeated_rows import MAX_DATES, Row, has_rows_of_its_own, rows_of
from schemas.types.errors import FetchError

NAME = ListName("lom", "svt")
DAY = "2024-05-02"


def row(name, date=DAY, *, deleted=False):
    return Row(name, deleted, date)


def written(rows):
    headers = "".join(
        f"<header{status}><identifier> {one.identifier} </identifier><datestamp> {one.datestamp} </datestamp></header>"
        for one in rows
        for status in [' status=" Deleted "' if one.is_deleted else ""]
    )
    return etree.fromstring(f'<OAI-PMH xmlns="http://x"><ListIdentifiers>{headers}</ListIdentifiers></OAI-PMH>')


class Client:
    """Answers each date with rows."""

    def __init__(self, answers):
        self.answers, self.asked = answers, []

    def harvest(self, **arguments):
        self.asked.append(arguments)
        answer = self.answers[arguments["from"]]
        if isinstance(answer, Exception):
            raise answer
        return SimpleNamespace(xml=written(answer))


def proven(listed, answers, name=NAME):
    client: Any = Client(answers)
    return has_rows_of_its_own(client, name, dict(listed)), client.asked


EARLIER, LATER = (row("0", "2024-05-01"), 1), (row("9", "2024-05-03"), 1)


def test_rows_are_read_with_all_that_tells_them_apart():
    rows = [row("a"), row("b", "", deleted=True)]
    assert list(rows_of(written([*rows, row("")]))) == rows


def test_nothing_is_asked_where_nothing_is_repeated():
    assert proven([(row("a"), 1), (row("a", deleted=True), 1)], {}) == (True, [])


@pytest.mark.parametrize("others", [[EARLIER], [LATER], [EARLIER, LATER]])
def test_a_record_that_comes_as_many_times_alone_is_rows_of_its_own(others):
    assert proven([*others, (row("a"), 2)], {DAY: [row("a"), row("b"), row("a")]}) == (
        True, [{"verb": "ListIdentifiers", "metadataPrefix": "lom", "set": "svt", "from": DAY, "until": DAY}]
    )  # fmt: skip
    assert "set" not in proven([*others, (row("a"), 2)], {DAY: [row("a")] * 2}, ListName("lom"))[1][0]


@pytest.mark.parametrize(
    "answer",
    [
        [row("a")],
        [row("a"), row("a", deleted=True)],
        [row("b"), row("b")],
        [row("a"), row("a"), row("0", "2024-05-01"), row("9", "2024-05-03")],
        [],
        FetchError("https://x.example", "non"),
    ],
)
def test_one_that_comes_less_often_alone_or_where_dates_are_not_obeyed_is_not(answer):
    assert not proven([EARLIER, LATER, (row("a"), 2)], {DAY: answer})[0]


def test_a_list_of_one_date_cannot_tell():
    assert not proven([(row("a"), 2), (row("b"), 1)], {DAY: [row("a"), row("a")]})[0]


def test_from_obeyed_is_enough_and_until_too():
    assert proven([EARLIER, LATER, (row("a"), 2)], {DAY: [row("a"), row("a"), LATER[0]]})[0]
    assert proven([EARLIER, LATER, (row("a"), 2)], {DAY: [EARLIER[0], row("a"), row("a")]})[0]


def test_records_of_one_date_are_asked_for_together_and_each_must_come():
    listed = [EARLIER, (row("a"), 2), (row("b"), 2)]
    asked_once = proven(listed, {DAY: [row("a"), row("b")] * 2})
    assert (asked_once[0], len(asked_once[1])) == (True, 1)
    assert not proven(listed, {DAY: [row("a"), row("a"), row("b")]})[0]


def test_one_repeated_under_two_dates_is_asked_for_at_both():
    listed = [EARLIER, (row("a"), 1), (row("a", "2024-05-03"), 1)]
    answers = {DAY: [row("a")], "2024-05-03": [row("a", "2024-05-03")]}
    assert proven(listed, answers)[0]
    assert not proven(listed, answers | {DAY: [row("b")]})[0], "it changed while it was listed"


def test_a_date_that_is_not_said_or_too_many_dates_are_not_asked():
    assert proven([EARLIER, (row("a", ""), 2)], {}) == (False, [])
    many = [(row(str(number), f"2023-01-{number:02}"), 2) for number in range(MAX_DATES + 1)]
    assert proven([EARLIER, *many], {}) == (False, [])
    few = many[1:]
    assert proven([EARLIER, *few], {one.datestamp: [one, one] for one, _ in few})[0]

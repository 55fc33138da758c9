"""What contradicts a list, in one run: it is remembered, and verified by a second list before anything is proven."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from harvester.batch import Order
from harvester.oai.identifiers_proof import Doubted, Outcome
from harvester.oai.list_memory import ListMemory, ListName
from schemas.types.errors import FetchError
from tests.harvester.oai.played_list import (
    NOTHING,
    SINCE,
    SWEEP,
    TOO_MANY,
    URL,
    WINDOW,
    Played,
    element,
    listed,
    refused,
)


def test_doubts_are_remembered_until_the_second_list_and_the_date_of_a_list_of_changes_waits_for_it():
    twice = listed(1, 1)
    assert Played(twice).memory.doubts == ("1 notices répétées",)
    assert Played(listed(1), memory=SINCE).memory == replace(SINCE, since="2024-03-01T08:00:00+00:00")
    dated = Played(twice, memory=SINCE)
    assert dated.memory == replace(SINCE, doubts=("1 notices répétées",))
    name, said = ListName("oai_dc"), ("1 notices répétées",)
    assert dated.list.doubted() == Doubted(name, "2024-02-19T10:00:00Z", 5, 1, 1, "oai:x:1", said)
    for outcome, since in (
        (Outcome.AGREES, "2024-03-01T08:00:00+00:00"),
        (Outcome.UNKNOWN, "2024-03-01T08:00:00+00:00"),
        (Outcome.CONTRADICTS, SINCE.since),
    ):
        settled = Played(twice, memory=SINCE)
        settled.settle(outcome)
        assert settled.memory == replace(SINCE, since=since)
    assert Played(twice, memory=replace(SWEEP, doubts=("avant", "1 notices répétées"))).memory.doubts == (
        "avant", "1 notices répétées"
    )  # fmt: skip
    swept = replace(SWEEP, swept=True, since="2024-02-20T10:00:00+00:00", doubts=("avant",))
    played = Played(twice, memory=swept)
    assert (played.memory.doubts, played.memory.swept) == (("avant", "1 notices répétées"), True)
    assert played.dates == [("2024-02-19T10:00:00Z", "")]


def test_a_whole_list_is_checked_by_all_identifiers_once_it_has_ended_and_only_where_it_has_doubts():
    swept = Played(listed(1, 2, 2, token="t"), listed(3), memory=SWEEP)
    assert swept.list.doubted() == Doubted(ListName("oai_dc"), "", 5, 2, 3, "oai:x:1", ("1 notices répétées",))
    for outcome, doubts in (
        (Outcome.UNKNOWN, ("1 notices répétées",)),
        (Outcome.CONTRADICTS, ("1 notices répétées",)),
        (Outcome.AGREES, ()),
    ):
        swept.settle(outcome)
        assert swept.memory.doubts == doubts
    assert Played(listed(1), memory=SWEEP).list.doubted() is None
    assert Played(listed(1, 1, token="t"), refused("badArgument"), memory=SWEEP).list.doubted() is None
    assert Played(listed(1, 1, token="t"), refused("badArgument"), memory=SINCE).list.doubted() is None


def test_the_windows_of_runs_before_are_counted_in_what_the_second_list_is_held_against():
    twice = listed(1, 2, 2)
    first = Played(twice, NOTHING, FetchError(URL, "non", status=503), **WINDOW)
    kept = ListMemory.read(first.batches[-1].state, first.name)
    again = Played(NOTHING, memory=kept, **WINDOW)
    whole = Played(twice, NOTHING, NOTHING, **WINDOW)
    assert again.list.doubted() == whole.list.doubted()
    assert (again.list.doubted().received, again.list.doubted().control) == (2, "oai:x:1")


OFFERED = {"sets": [element(setSpec="svt:lycee")]}


def test_a_set_that_no_header_names_and_that_begins_as_the_whole_list_is_told_and_kept():
    played = Played(listed(1, 2), listed(1, 2), set_spec="svt", offered=OFFERED)
    assert [("set" in asked) for asked in played.client.asked] == [True, False]
    assert played.identifiers == ["oai:x:1", "oai:x:2"]
    (said,) = played.notes
    assert said.startswith("l'entrepôt semble ignorer « set » : le lot « svt » commence comme l'entrepôt entier")


@pytest.mark.parametrize("whole", [listed(1, 3), listed(1, 2, size=9), FetchError(URL, "non")])
def test_a_set_that_no_header_names_is_believed_where_the_whole_list_is_another_or_cannot_be_had(whole):
    played = Played(listed(1, 2), whole, set_spec="svt")
    assert (played.identifiers, played.notes, played.said) == (["oai:x:1", "oai:x:2"], [], [])


def test_whether_a_set_is_ignored_is_not_asked_again_with_each_list_of_changes_nor_of_an_empty_page():
    assert len(Played(listed(1, 2), set_spec="svt", memory=SINCE).client.asked) == 1
    assert len(Played(listed(), set_spec="svt", offered=OFFERED).client.asked) == 1


def test_records_of_other_sets_that_follow_unnamed_ones_are_left_out():
    pages = listed(1, 2, token="t"), listed(1, 2, token="t"), listed(3, sets=("maths",))
    played = Played(*pages, set_spec="svt", offered=OFFERED)
    assert played.identifiers == ["oai:x:1", "oai:x:2"]
    assert "1 notices sur 3 sont hors du lot « svt »" in played.said[0]


DISPLACED = listed(1, 2, token="t"), listed(2, 3, token="u"), listed(4)
"""One record comes again in a page as full as the first: another may have been due there."""


def test_what_came_again_in_the_place_of_another_is_remembered_until_the_second_list_agrees():
    swept = Played(*DISPLACED)
    assert (swept.memory.displaced, swept.list.doubted().displaced) == (1, 1)
    swept.settle(Outcome.UNKNOWN)
    assert swept.memory.displaced == 1
    swept.settle(Outcome.AGREES)
    assert swept.memory.displaced == 0
    assert Played(*DISPLACED, memory=replace(SWEEP, displaced=2)).memory.displaced == 3


@pytest.mark.parametrize(
    "pages",
    [
        (listed(1, 2, token="t", size=4), listed(2, 3, token="u", size=4), listed(4, size=4)),
        (listed(1, 2, token="t"), listed(1, 3, 4)),
        (listed(1, 2, token="t"), listed(3, 4, token="u"), listed(4)),
        (listed(1, 2, token="t"), listed(3, 3)),
        (listed(1, 2, token="t"), listed(2, 3).replace("<header>", '<header status="deleted">', 1)),
    ],
    ids=["all announced came", "beside as many new ones", "in a last page that is not full", "in one page", "deleted"],
)
def test_what_came_again_beside_all_that_was_due_took_the_place_of_nothing(pages):
    played = Played(*pages)
    assert (played.said, played.memory.displaced) == ([], 0)


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        (TOO_MANY, "4 notices annoncées sont venues"),
        ((listed(1, 2, token="t", size=4), listed(2, 3, size=4)), "3 notices reçues sur 4 annoncées, 1 répétées"),
        (DISPLACED, "1 notices répétées"),
    ],
)
def test_what_a_second_list_alone_would_prove_is_a_fault_where_a_person_gave_the_date(pages, said):
    played = Played(*pages, memory=SINCE, order=Order(since=datetime(2024, 1, 1, tzinfo=UTC)))
    assert said in played.said[0]
    assert all(not batch.state for batch in played.batches)
    for size in (3, 2):
        sound = listed(1, 2, token="t", size=size), listed(3, size=3)
        assert Played(*sound, memory=SINCE, order=Order(since=datetime(2024, 1, 1, tzinfo=UTC))).said == []


@pytest.mark.parametrize(
    ("outcome", "moves"), [(Outcome.AGREES, True), (Outcome.UNKNOWN, False), (Outcome.CONTRADICTS, False)]
)
def test_the_date_of_a_list_of_changes_waits_where_records_may_be_missing(outcome, moves):
    dated = Played(*DISPLACED, memory=SINCE)
    dated.settle(outcome)
    assert dated.memory == replace(SINCE, since="2024-03-01T08:00:00+00:00" if moves else SINCE.since)

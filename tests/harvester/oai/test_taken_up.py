"""A harvest that was cut is gone on with by another process, which knows all that the lists gave and told."""

from typing import Any

import pytest

from harvester.batch import Order
from harvester.oai.clashes import told_keys
from schemas.types.errors import FetchError
from schemas.types.state_keys import GivenKey, Remembered
from tests.harvester.oai.played import URL, Played, envelope, listed, written


def state_after(events, before=()):
    """What is remembered after some batches or an ending."""
    state = dict(before)
    for event in events:
        state |= event.state
    return {key: value for key, value in state.items() if value is not None}


@pytest.mark.parametrize("way", ["killed", "closed", "anew", "whole"])
def test_what_one_set_gave_is_known_to_the_process_that_goes_on_with_another_set(way):
    two: Any = {"sets": ("a", "b")}
    closed = FetchError(URL, "réponse HTTP 403", status=403)
    other = listed("x", "y").replace("<title>x<", "<title>autre<")
    first = Played({"a": listed("x"), "b": listed("y") if way == "whole" else closed}, **two)
    kept = first.batches[:1] if way == "killed" else [*first.batches, first.ending]
    state = state_after(kept)
    given = [key for key in state if isinstance(key, GivenKey)]
    assert given == ([] if way == "whole" else [GivenKey("oai_dc", 1)])
    second = Played({"b": other}, state, order=Order(full=way == "anew"), **two)
    clashing = [batch.payload.left_out for batch in second.batches if batch.payload][-1:]
    assert clashing == [("x",) if way in {"killed", "closed"} else ()]
    assert second.ending.complete is (way not in {"killed", "closed"})
    if way == "anew":
        assert second.batches[0].state == {GivenKey("oai_dc", 1): None}
        third = Played({"b": listed("x", "y")}, state, **two)
        assert (third.ending.complete, third.ending.state[GivenKey("oai_dc", 1)]) == (True, None)


def of_x(titre):
    return written("x").replace("<title>x<", f"<title>{titre}<")


def told(played):
    """The issues kept of a record after some batches: what is kept or said of it replaces those it had."""
    kept = ()
    for batch in played.batches:
        said = tuple(issue.message for issue in batch.issues if issue.identifier == "x")
        kept = said if said or any(raw.identifier == "x" for raw in batch.records) else kept
    return kept


@pytest.mark.parametrize("way", ["killed", "anew", "elsewhere"])
def test_other_contents_are_all_told_by_the_process_that_goes_on_and_by_none_that_begins_again(way):
    closed = FetchError(URL, "réponse HTTP 403", status=403)
    begins = listed("x", token="t").replace("</record>", f"</record>{of_x('autre')}", 1)
    ends = listed("y").replace("</record>", f"</record>{of_x('encore')}{written('x')}", 1)
    whole = Played({"": begins, "t": ends})
    first = Played({"": begins, "t": closed})
    state = state_after(first.batches[:1] if way == "killed" else [*first.batches, first.ending])
    if way == "elsewhere":
        state[Remembered.URL] = "https://ailleurs.example/oai"
    second = Played({"": listed("x", "y"), "t": ends}, state, order=Order(full=way == "anew"))
    assert len(told(whole)) == 2
    assert told(second) == (told(whole) if way == "killed" else ())
    state = state_after([*second.batches, second.ending], state)
    assert len(told_keys(state)) == (2 if way == "killed" else 0), "the list is to be asked again"
    third = Played({"": listed("x", "y")}, state)
    assert (third.ending.complete, told(third)) == (True, ())
    assert not told_keys(state_after([*third.batches, third.ending], state))


def test_a_list_begun_again_in_one_run_tells_each_content_once():
    begins = listed("x", token="t").replace("</record>", f"</record>{of_x('autre')}", 1)
    played = Played({"": begins, "t": envelope('<error code="badResumptionToken"/>')})
    assert [len([one for one in batch.issues if one.identifier == "x"]) for batch in played.batches] == [1, 1]

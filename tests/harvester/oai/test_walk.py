"""The whole way through a list, decided without asking anybody: (where it stands, what was heard) → what to do."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from harvester.oai.comparing import Compared
from harvester.oai.page import Page
from harvester.oai.proof import Proof, SetWay
from harvester.oai.walk import (
    MAX_BROKEN_ANSWERS,
    MAX_PAGES_WITHOUT_NEWS,
    Answered,
    AskAgain,
    BeginAgain,
    Closed,
    Follow,
    Proven,
    Refused,
    Rules,
    Stopped,
    Unreadable,
    Walk,
    after,
    heard_of,
)
from schemas.errors import FetchError, ProtocolError
from schemas.record import RawRecord

URL = "https://x.example/oai"
AT = datetime(2024, 6, 1, 12, tzinfo=UTC)
RAWS = tuple(RawRecord("x", f"oai:x:{number}", "oai_dc", b"<a/>") for number in range(3))
FIRST = Walk("f")
MIDWAY = Walk("f", begun=AT.isoformat(), token="t1", pages=1, proof=Proof(received=3, new=3))
ALL_CAME = replace(MIDWAY, proof=Proof(received=3, new=3, sizes=(3,)))


def page(token="", news=True, **more):
    compared = Compared(RAWS, new=3 * news, repeated=3 * (not news), marks=((1, 1),) if news else ())
    return Answered(Page("", RAWS, token=token, **more), URL, AT, compared)


def refused(code):
    return Refused(ProtocolError(URL, f"erreur {code}", code=code))


BROKEN = Unreadable(ProtocolError(URL, "réponse vide"))


def closed(status):
    return Closed(FetchError(URL, "non", status=status))


def test_a_page_with_a_token_is_followed_and_the_place_moves():
    walk, to_do = after(FIRST, page("t1"), Rules())
    assert to_do == Follow()
    assert (walk.token, walk.pages, walk.proof.new, walk.begun) == ("t1", 1, 3, AT.isoformat())


def test_a_page_without_a_token_proves_the_end():
    walk, to_do = after(MIDWAY, page(), Rules())
    assert isinstance(to_do, Proven)
    assert (walk.token, walk.pages) == ("", 2)


@pytest.mark.parametrize("before", [FIRST, MIDWAY])
def test_an_answer_that_is_no_list_is_asked_again_a_few_times_with_longer_pauses(before):
    walk, pauses = before, []
    for _ in range(MAX_BROKEN_ANSWERS):
        walk, to_do = after(walk, BROKEN, Rules())
        assert isinstance(to_do, AskAgain)
        pauses.append(to_do.seconds)
    assert pauses == sorted(pauses)
    assert isinstance(after(walk, BROKEN, Rules())[1], Stopped)
    assert after(walk, page("t2"), Rules())[0].broken_answers == 0


def test_a_token_no_longer_known_begins_the_list_again_once():
    walk, to_do = after(MIDWAY, refused("badResumptionToken"), Rules())
    assert isinstance(to_do, BeginAgain)
    assert (walk.token, walk.pages, walk.proof, walk.folder) == ("", 0, Proof(), "f-r")
    again = after(replace(walk, token="t1", pages=1), refused("badResumptionToken"), Rules())[1]
    assert isinstance(again, Stopped)
    assert again.lost_its_place


@pytest.mark.parametrize(
    ("heard", "begins_again"),
    [
        (closed(404), True), (closed(500), True), (closed(403), False), (closed(503), False), (closed(None), False),
        (refused("badArgument"), True),
    ],
)  # fmt: skip
def test_a_token_of_an_earlier_run_may_be_answered_by_anything(heard, begins_again):
    assert isinstance(after(MIDWAY, heard, Rules(), resumed=True)[1], BeginAgain) is begins_again
    assert isinstance(after(MIDWAY, heard, Rules())[1], Stopped)


@pytest.mark.parametrize("heard", [refused("badArgument"), closed(500), closed(403)])
def test_a_fault_on_the_first_page_stops_the_list(heard):
    walk, to_do = after(FIRST, heard, Rules())
    assert to_do == Stopped(heard.error)
    assert walk == FIRST


SPENT = replace(ALL_CAME, broken_answers=MAX_BROKEN_ANSWERS)


@pytest.mark.parametrize(
    ("before", "heard"),
    [
        (ALL_CAME, refused("badResumptionToken")),
        (SPENT, BROKEN),
        (ALL_CAME, page("t1", news=False)),
    ],
)
def test_a_token_too_many_is_said_and_the_card_may_accept_it(before, heard):
    _, to_do = after(before, heard, Rules())
    assert isinstance(to_do, Stopped)
    assert to_do.lost_its_place
    assert "3 notices annoncées sont venues" in str(to_do.error)
    assert "ends_with_extra_token" in str(to_do.error)
    walk, accepted = after(before, heard, Rules(quirks=("ends_with_extra_token",)))
    assert isinstance(accepted, Proven)
    assert walk.token == ""


@pytest.mark.parametrize("heard", [refused("badResumptionToken"), BROKEN, page("t1", news=False)])
def test_the_card_accepts_nothing_where_less_came_than_was_announced(heard):
    short = replace(SPENT, proof=Proof(received=3, new=3, sizes=(9,)), restarts=1)
    assert isinstance(after(short, heard, Rules(quirks=("ends_with_extra_token",)))[1], Stopped)


def test_pages_that_bring_nothing_are_not_followed_for_ever():
    walk, steps = MIDWAY, 0
    while True:
        walk, to_do = after(walk, page(f"neuf-{steps}", news=False), Rules())
        steps += 1
        if to_do != Follow():
            break
    assert isinstance(to_do, Stopped)
    assert steps <= MAX_PAGES_WITHOUT_NEWS


def test_the_same_token_with_other_records_is_no_loop():
    assert after(MIDWAY, page("t1"), Rules())[1] == Follow()
    assert isinstance(after(MIDWAY, page("t1", news=False), Rules())[1], Stopped)


@pytest.mark.parametrize(
    ("before", "quirks", "ends"),
    [(MIDWAY, (), False), (ALL_CAME, (), True), (MIDWAY, ("ends_with_no_records",), True), (FIRST, (), True)],
)
def test_no_records_ends_a_list_only_where_that_is_proven(before, quirks, ends):
    nothing = Answered(Page("", says_no_records=True), URL, AT, Compared())
    assert isinstance(after(before, nothing, Rules(quirks=quirks))[1], Proven) is ends


def test_a_list_broken_off_by_the_repository_is_asked_again_from_the_same_place():
    walk, to_do = after(MIDWAY, page(broke_off="arrêt"), Rules())
    assert isinstance(to_do, Stopped)
    assert (walk.token, walk.proof) == (MIDWAY.token, MIDWAY.proof)


def test_records_of_another_set_forbid_the_end():
    answered = page()
    outside = replace(answered, compared=replace(answered.compared, outside=RAWS[:2]), set_way=SetWay.IGNORED)
    _, to_do = after(FIRST, outside, Rules("svt"))
    assert isinstance(to_do, Stopped)
    assert "2 notices sur 3" in str(to_do.error)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (ProtocolError(URL, "x", code="badVerb"), Refused),
        (ProtocolError(URL, "x", code="InternalException"), Unreadable),
        (ProtocolError(URL, "x"), Unreadable),
        (FetchError(URL, "x"), Closed),
    ],
)
def test_each_fault_is_heard_for_what_it_is(error, kind):
    assert type(heard_of(error)) is kind

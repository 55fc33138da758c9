"""The whole way through a list, decided without asking anybody: (where it stands, what was heard) → what to do."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from harvester.oai.comparing import Compared
from harvester.oai.page import ListedPage
from harvester.oai.proof import PageSigns, Proof, SetWay
from harvester.oai.walk import (
    MAX_BROKEN_ANSWERS,
    MAX_EMPTY_PAGES,
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
    over_its_bound,
    signs_of,
)
from schemas.types.errors import FetchError, ProtocolError
from schemas.types.issue import Issue
from tests.harvester.oai.walked import AT, BROKEN, FIRST, MIDWAY, RAWS, URL, closed, page, refused, said


def test_a_page_with_a_token_is_followed_and_the_place_moves():
    walk, to_do = after(FIRST, page("t1"), Rules())
    assert to_do == Follow()
    assert (walk.token, walk.pages, walk.proof.new, walk.begun) == ("t1", 1, 3, AT.isoformat())


ENDLESS = replace(MIDWAY, living=3)
"""A list whose every page brings three new records, and a token."""


@pytest.mark.parametrize(
    ("rules", "is_left"),
    [
        (Rules(max_records=6), True), (Rules(max_records=7), False), (Rules(), False),
        (Rules(expected=2), True), (Rules(expected=3), False),
    ],
)  # fmt: skip
def test_a_list_that_always_brings_new_records_is_left_where_it_stands(rules, is_left):
    walk, to_do = after(ENDLESS, page("t2"), rules)
    assert walk.token == "t2"
    assert isinstance(to_do, Stopped) is is_left
    words = (
        "expect.max de la carte) : elle est laissée là" if rules.expected else "(max_records de la carte) : elle est"
    )
    assert not is_left or (not to_do.lost_its_place and words in str(to_do.error))
    assert isinstance(after(ENDLESS, page(), rules)[1], Proven)


def test_a_list_left_at_its_bound_is_not_gone_on_with_until_the_card_allows_it():
    assert over_its_bound(ENDLESS, Rules(max_records=3), URL) is not None
    assert over_its_bound(ENDLESS, Rules(max_records=4), URL) is None
    assert over_its_bound(FIRST, Rules(max_records=1), URL) is None


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


@pytest.mark.parametrize(
    ("walk", "resumed", "begins_again"),
    [
        (MIDWAY, True, True), (MIDWAY, False, False), (replace(MIDWAY, restarts=1), True, False),
        (replace(MIDWAY, proof=Proof(received=3, new=3, first_count=2, sizes=(3,))), True, False),
    ],
)  # fmt: skip
def test_nothing_at_all_in_answer_to_a_token_of_an_earlier_run_is_no_end(walk, resumed, begins_again):
    nothing = Answered(ListedPage("", ()), URL, AT, Compared(()))
    assert isinstance(after(walk, nothing, Rules(), resumed=resumed)[1], BeginAgain) is begins_again


@pytest.mark.parametrize("heard", [refused("badArgument"), closed(500), closed(403)])
def test_a_fault_on_the_first_page_stops_the_list(heard):
    walk, to_do = after(FIRST, heard, Rules())
    assert to_do == Stopped(heard.error)
    assert walk == FIRST


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


def test_a_list_broken_off_by_the_repository_is_asked_again_from_the_same_place():
    walk, to_do = after(MIDWAY, page(broke_off="arrêt"), Rules())
    assert isinstance(to_do, Stopped)
    assert (walk.token, walk.proof) == (MIDWAY.token, MIDWAY.proof)


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
    assert heard_of(error) == kind(error)


LATER = datetime(2024, 6, 1, 13, tzinfo=UTC)


def test_a_list_keeps_what_its_first_page_taught_and_adds_what_each_says():
    first = replace(page("t1"), set_way=SetWay.KEPT)
    walk, _ = after(replace(FIRST, since="2024", until="2025"), first, Rules("svt"))
    assert walk == Walk(
        "f", "2024", "2025", AT.isoformat(), "t1", 1, Proof(received=3, new=3, first_count=3, first_new=3), SetWay.KEPT,
        living=3,
    )  # fmt: skip
    walk, _ = after(walk, replace(page("t2"), at=LATER, set_way=SetWay.IGNORED), Rules("svt"))
    assert (walk.begun, walk.set_way, walk.pages) == (AT.isoformat(), SetWay.KEPT, 2)
    assert walk.proof == Proof(received=6, new=6, first_count=3, first_new=3)


@pytest.mark.parametrize("token", ["", "t1"])
def test_a_set_that_is_not_offered_is_left_at_its_first_page(token):
    walk, to_do = after(FIRST, replace(page(token), set_way=SetWay.UNKNOWN), Rules("svt"))
    assert said(to_do) == (URL, "le lot « svt » n'existe pas ou plus dans l'entrepôt")
    assert (walk.pages, walk.set_way, to_do.lost_its_place) == (1, SetWay.UNKNOWN, True)


def test_pages_without_news_are_counted_until_one_has_some():
    walk, _ = after(MIDWAY, page("t2", news=False), Rules())
    walk, _ = after(walk, page("t3", news=False), Rules())
    assert walk.pages_without_news == 2
    assert after(walk, page("t4"), Rules())[0].pages_without_news == 0


def test_ten_pages_without_news_are_followed_no_further():
    almost = replace(MIDWAY, pages_without_news=MAX_PAGES_WITHOUT_NEWS - 2)
    walk, to_do = after(almost, page("t2", news=False), Rules())
    assert to_do == Follow()
    _, to_do = after(walk, page("t3", news=False), Rules())
    assert said(to_do) == (URL, "10 pages de suite sans notice nouvelle")
    assert (to_do.lost_its_place, to_do.has_ended) == (True, False)


def test_the_pauses_before_asking_again_are_a_second_then_two():
    walk, to_do = after(MIDWAY, BROKEN, Rules())
    assert (to_do, walk) == (AskAgain(1.0), replace(MIDWAY, broken_answers=1))
    walk, to_do = after(walk, BROKEN, Rules())
    assert (to_do, walk.broken_answers) == (AskAgain(2.0), 2)
    assert MAX_BROKEN_ANSWERS == 2


def test_a_list_that_begins_again_asks_the_same_in_another_folder():
    walk = replace(MIDWAY, since="2024", until="2025", pages_without_news=3, broken_answers=2, set_way=SetWay.KEPT)
    assert walk.begins_again() == Walk("f-r", "2024", "2025", restarts=1)
    assert walk.begins_again().begins_again().restarts == 2


def test_a_list_that_loses_its_token_twice_stops_with_what_it_was_told():
    heard = refused("badResumptionToken")
    assert after(replace(MIDWAY, restarts=1), heard, Rules())[1] == Stopped(heard.error, lost_its_place=True)


@pytest.mark.parametrize("status", [401, 403, 429, 503, None])
def test_a_host_that_is_closed_says_nothing_of_a_token(status):
    heard = closed(status)
    assert after(MIDWAY, heard, Rules(), resumed=True) == (MIDWAY, Stopped(heard.error))


def test_what_a_list_broken_off_leaves():
    walk, to_do = after(FIRST, page("t1", broke_off="arrêt"), Rules())
    assert said(to_do) == (URL, "arrêt")
    assert walk == replace(FIRST, begun=AT.isoformat())
    assert not to_do.lost_its_place


def test_every_sign_of_a_page_is_taken():
    lost = tuple(Issue("error", "x", name, "", "", "perdue") for name in ("oai:x:8", ""))
    one = ListedPage(
        "", RAWS, issues=lost, set_aside=4, complete_list_size=20, cursor=5, frame_was_mended=True, swallowed=6
    )  # fmt: skip
    compared = Compared(
        RAWS,
        outside=(RAWS[0], replace(RAWS[1], deleted=True)),
        clashing=RAWS[:2],
        new=3,
        repeated=7,
        turned=2,
        older=9,
        later=8,
    )
    assert signs_of(one, compared) == PageSigns(
        received=7, new=6, repeated=7, turned=2, clashing=2, outside=1, lost=4, older=9, later=8, size=20, cursor=5,
        frame_was_mended=True, swallowed=6,
    )  # fmt: skip


def empty_page(token):
    return Answered(ListedPage("", (), token=token), URL, AT, Compared())


def test_pages_without_any_record_lead_on_for_long_and_not_for_ever():
    walk, steps = FIRST, 0
    while True:
        walk, to_do = after(walk, empty_page(f"t{steps}"), Rules())
        steps += 1
        if to_do != Follow():
            break
    assert steps == MAX_EMPTY_PAGES
    assert isinstance(to_do, Stopped)
    assert to_do.lost_its_place
    assert "100 pages de suite sans aucune notice" in str(to_do.error)


def test_a_record_ends_the_count_of_empty_pages_and_these_are_no_repetition():
    almost = replace(MIDWAY, empty_pages=MAX_EMPTY_PAGES - 2, pages_without_news=MAX_PAGES_WITHOUT_NEWS - 1)
    walk, to_do = after(almost, empty_page("t2"), Rules())
    assert (to_do, walk.empty_pages, walk.pages_without_news) == (
        Follow(), MAX_EMPTY_PAGES - 1, MAX_PAGES_WITHOUT_NEWS - 1,
    )  # fmt: skip
    walk, to_do = after(walk, page("t3"), Rules())
    assert (to_do, walk.empty_pages, walk.pages_without_news) == (Follow(), 0, 0)

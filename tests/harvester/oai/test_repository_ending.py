"""What a whole harvest of a repository asks for, says and remembers; its answers are given here, without a server."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from harvester.batch import Order
from harvester.oai.list_memory import ListMemory, ListName
from harvester.oai.met import packed
from harvester.oai.second_proof import MAX_ASKED
from harvester.oai.walk import Walk
from schemas.types.errors import FetchError
from schemas.types.state_keys import Remembered
from tests.harvester.oai.played import (
    NOTHING,
    NOW,
    REFUSED,
    RUN,
    URL,
    YESTERDAY,
    Played,
    envelope,
    listed,
    named,
    state_of,
    written,
)


def test_changes_are_asked_from_the_day_before_and_the_date_moves():
    played = Played({"": listed("a")}, state_of(YESTERDAY))
    assert [one.get("from") for one in played.lists] == ["2024-02-28T08:00:00Z"]
    assert (played.ending.complete, played.ending.whole_since, played.ending.message) == (True, None, "")
    assert played.memory() == ListMemory(since="2024-03-01T08:00:00+00:00", whole_at=YESTERDAY.whole_at)
    assert played.unseen_since == []


@pytest.mark.parametrize(("hours", "is_whole"), [(0, True), (1, False)])
def test_everything_is_asked_again_once_the_last_whole_list_is_old(hours, is_whole):
    listed_at = NOW - timedelta(days=30) + timedelta(hours=hours)
    memory = ListMemory(since=YESTERDAY.since, whole_at=listed_at.isoformat())
    played = Played({"": listed("a")}, state_of(memory))
    assert [("from" in one) for one in played.lists] == [not is_whole]
    assert ("liste entière redemandée (full_every de la carte)" in played.ending.message) is is_whole
    assert played.ending.whole_since == (RUN if is_whole else None)
    assert played.memory().whole_at == (NOW if is_whole else listed_at).isoformat()


def test_everything_is_asked_again_when_the_last_run_asked_for_it_and_that_is_then_forgotten():
    played = Played({"": listed("a")}, state_of(YESTERDAY, **{Remembered.WHOLE: "identifiants changés"}))
    assert [("from" in one) for one in played.lists] == [False]
    assert played.ending.message == "liste entière redemandée (identifiants changés)"
    assert played.ending.state[Remembered.WHOLE] is None
    assert Remembered.WHOLE not in Played({"": listed("a")}, state_of(YESTERDAY)).ending.state


@pytest.mark.parametrize("way", [{"order": Order(full=True)}, {"quirks": ("no_date_window",)}])
def test_everything_is_asked_where_it_is_ordered_or_dates_mean_nothing(way):
    played = Played({"": listed("a")}, state_of(YESTERDAY), **way)
    assert [("from" in one) for one in played.lists] == [False]
    assert (played.ending.whole_since, played.unseen_since) == (RUN, [RUN])
    assert played.memory().whole_at == NOW.isoformat()


def test_a_sweep_under_way_goes_on_whatever_is_remembered_to_begin_another():
    walk = Walk("f", token="t", pages=1, begun="2024-02-29T08:00:00+00:00")
    memory = ListMemory(sweep_run=3, walk=walk)
    played = Played({"t": listed("a")}, state_of(memory, **{Remembered.WHOLE: "x"}))
    assert [one.get("resumptionToken") for one in played.lists] == ["t"]
    assert (played.ending.whole_since, "redemandée" in played.ending.message) == (3, False)
    gone = Played({"": listed("a")}, state_of(ListMemory(sweep_run=3)))
    assert gone.ending.whole_since == RUN


def test_changes_asked_since_a_date_leave_all_that_is_remembered_as_it_was():
    order = Order(since=datetime(2024, 1, 5, tzinfo=UTC))
    walk = Walk("f", token="t", pages=1)
    played = Played(
        {"": listed("a")}, state_of(ListMemory(since=YESTERDAY.since, walk=walk)), order=order, missing=("z",)
    )
    assert [one.get("from") for one in played.lists] == ["2024-01-05T00:00:00Z"]
    assert (played.ending.complete, played.ending.whole_since, played.unseen_since) == (True, None, [])
    assert set(played.ending.state) == {Remembered.URL, "repository"}
    busy = FetchError(URL, "réponse HTTP 503", status=503, retry_after=90.0)
    failed = Played({"": busy}, order=order)
    assert (failed.ending.complete, failed.ending.not_before) == (False, NOW + timedelta(seconds=90))
    assert "réponse HTTP 503" in failed.ending.message


def test_a_repository_that_is_busy_is_asked_for_nothing_else_and_put_off_as_long_as_it_says():
    busy = FetchError(URL, "réponse HTTP 503", status=503, retry_after=90.0)
    played = Played({"a": busy, "b": listed("x")}, sets=("a", "b"))
    assert [one.get("set") for one in played.lists] == ["a"]
    assert (played.ending.complete, played.ending.not_before) == (False, NOW + timedelta(seconds=90))
    assert Played({"": listed("a")}).ending.not_before is None
    broken = Played({"a": FetchError(URL, "réponse HTTP 500", status=500), "b": listed("x")}, sets=("a", "b"))
    assert [one.get("set") for one in broken.lists] == ["a", "b", None]
    assert (broken.ending.complete, broken.ending.whole_since, broken.ending.not_before) == (False, None, None)


def test_several_lists_are_whole_since_the_first_of_them_began():
    swept = ListMemory(since="2024-02-29T08:00:00+00:00", sweep_run=3, swept=True)
    played = Played({"a": listed("x"), "b": listed("y")}, state_of(swept, "a"), sets=("a", "b"), missing=())
    assert (played.ending.whole_since, played.unseen_since) == (3, [3])
    assert played.memory("a").sweep_run == played.memory("b").sweep_run == 0


def test_what_the_pages_of_a_list_that_is_over_gave_is_forgotten_and_no_other():
    name = ListName("oai_dc")
    former = {
        name.page_key(1): packed([(1, 1)]),
        ListName("lom").page_key(1): packed([(1, 1)]),
        ListName("lom").key: "{}",
    }
    walk = Walk("f", token="t", pages=1, begun="2024-02-29T08:00:00+00:00")
    state = {**state_of(ListMemory(sweep_run=3, walk=walk)), **former}
    over = Played({"t": listed("a")}, state)
    assert {key for key, value in over.ending.state.items() if value is None} >= set(former)
    stopped = Played({"t": FetchError(URL, "réponse HTTP 403", status=403)}, state)
    assert name.page_key(1) not in stopped.ending.state
    assert stopped.memory().walk == walk
    assert stopped.ending.state[ListName("lom").key] is None


MISSING = tuple(f"m{number}" for number in range(1, 8))


@pytest.mark.parametrize(("count", "said"), [(1, "m1"), (5, "m1, m2, m3, m4, m5"), (6, "m1, m2, m3, m4, m5 …")])
def test_records_a_whole_list_omits_are_named_a_few_and_asked_for(count, said):
    played = Played({"": listed("a")}, missing=MISSING[:count])
    assert played.ending.message.endswith(f"la liste entière ne nomme pas {count} notices tenues : {said}")
    assert (played.ending.complete, played.ending.whole_since) == (True, RUN)

    living = {name: envelope(f"<GetRecord>{written(name)}</GetRecord>") for name in (*MISSING, "a")}
    played = Played({"": listed("a")}, missing=MISSING[:count], records=living)
    unproven = "et ListIdentifiers ne permet pas de vérifier que rien d'autre n'y manque : à signaler à l'entrepôt"
    assert f"la liste entière ne nomme pas {count} notices qui existent : {said}, {unproven}" in played.ending.message
    assert (played.ending.complete, played.ending.whole_since) == (False, None)
    assert played.memory() == ListMemory()
    assert [raw.identifier for batch in played.batches[1:] for raw in batch.records] == list(MISSING[:count])
    assert played.batches[1].name == "oai/20240301T120000000000Z-asked/000001"


def test_records_said_not_to_exist_have_gone_and_nothing_is_said_of_them():
    alive = {"a": envelope(f"<GetRecord>{written('a')}</GetRecord>")}
    played = Played({"": listed("a")}, missing=("m2", "m1", "m1"), records=alive)
    assert [batch.gone for batch in played.batches[1:]] == [("m1",), ("m2",)]
    assert (played.ending.complete, played.ending.message) == (True, "")


def test_only_so_many_are_asked_for_and_that_is_said():
    missing = tuple(f"m{number:02}" for number in range(MAX_ASKED + 1))
    alive = {"a": envelope(f"<GetRecord>{written('a')}</GetRecord>")}
    said = f"ne nomme pas 1 notices tenues, dont {MAX_ASKED} ont été demandées une à une : m{MAX_ASKED:02}"
    assert said in Played({"": listed("a")}, missing=missing, records=alive).ending.message
    all_asked = Played({"": listed("a")}, missing=missing[:MAX_ASKED], records=alive)
    assert "demandées" not in all_asked.ending.message


TWICE = {"": listed("a", "a")}
ALIVE = {name: envelope(f"<GetRecord>{written(name)}</GetRecord>") for name in ("a", *MISSING)}


@pytest.mark.parametrize("pages", [{"": listed("a")}, TWICE])
def test_what_a_list_forgets_each_time_is_no_fault_where_the_second_list_names_it_and_it_came(pages):
    played = Played(pages, identifiers=named("a", "m1", "m2"), missing=("m1", "m2"), records=ALIVE)
    assert (played.ending.complete, played.ending.whole_since) == (True, RUN)
    said = "la liste entière ne nomme pas 2 notices qui existent : m1, m2 ; ListIdentifiers les nomme"
    assert said in played.ending.message
    assert "se contredit" not in played.ending.message
    assert [raw.identifier for batch in played.batches[1:] for raw in batch.records] == ["m1", "m2"]
    assert [one["verb"] for one in played.asked].count("ListIdentifiers") == 1


def test_a_list_that_forgets_a_mass_is_no_whole_list_whatever_the_second_names():
    played = Played({"": NOTHING}, identifiers=named("a", *MISSING), missing=MISSING, records=ALIVE)
    assert "7 notices qui existent : m1, m2, m3, m4, m5 … : sur 37 tenues, ce n'est pas une" in played.ending.message
    assert (played.ending.complete, played.ending.whole_since) == (False, None)


def test_what_neither_list_names_and_what_the_second_alone_names_is_said_with_what_to_do():
    played = Played({"": listed("a")}, identifiers=named("a", "m1"), missing=("m1", "m2"), records=ALIVE)
    said = (
        "m1, m2 ; ListIdentifiers n'en nomme pas 1 non plus, et rien ne prouve que rien d'autre n'y manque : à signaler"
    )
    assert said in played.ending.message
    assert (played.ending.complete, played.ending.whole_since) == (False, None)
    lacking = Played(
        {"": listed("a")},
        identifiers=named("a", "m1", "z"),
        missing=("m1",),
        lacking=("z",),
        records=ALIVE | {"z": REFUSED},
    )
    assert "ListIdentifiers nomme 1 notices qui manquent : z" in lacking.ending.message
    assert "1 notices qui existent : m1 : à signaler à l'entrepôt" in lacking.ending.message
    assert not lacking.ending.complete
    closed = FetchError(URL, "réponse HTTP 503", status=503)
    unverified = Played(TWICE, identifiers=closed, missing=("m1",), records=ALIVE)
    assert "qui existent : m1, et ListIdentifiers ne permet pas de vérifier" in unverified.ending.message
    assert not unverified.ending.complete


def test_the_second_list_speaks_for_what_cannot_be_asked_for_one_by_one():
    played = Played({"": listed("a")}, identifiers=named("a", "m1"), missing=("m1", "m2"))
    assert [batch.seen for batch in played.batches if batch.seen] == [(("oai_dc", "a"), ("oai_dc", "m1"))]
    assert "la liste entière ne nomme pas 1 notices que ListIdentifiers nomme : m1" in played.ending.message
    assert played.ending.message.endswith("la liste entière ne nomme pas 1 notices tenues : m2")
    assert (played.ending.complete, played.ending.whole_since) == (True, RUN)
    many = tuple(f"m{number:02}" for number in range(MAX_ASKED + 1))
    alive = {"a": ALIVE["a"]}
    played = Played(TWICE, identifiers=named("a", "m00"), missing=many, records=alive)
    assert [batch.seen for batch in played.batches if batch.seen] == [(("oai_dc", "a"), ("oai_dc", "m00"))]
    assert (len([batch for batch in played.batches if batch.gone]), played.ending.complete) == (MAX_ASKED, True)
    ghost = Played(TWICE, identifiers=named("a", "m1"), missing=("m1",), records=alive)
    assert [batch.seen for batch in ghost.batches if batch.seen] == [(("oai_dc", "a"),)]
    assert [batch.gone for batch in ghost.batches if batch.gone] == [("m1",)]


def test_a_doubtful_list_that_names_as_many_as_the_second_is_whole():
    played = Played(TWICE, identifiers=named("a"), missing=("m1",))
    assert (played.ending.complete, played.ending.whole_since) == (True, RUN)
    assert "se contredit" not in played.ending.message


def test_a_doubtful_list_that_nothing_verifies_proves_no_absence():
    played = Played(TWICE)
    said = (
        "la liste se contredit (1 notices répétées), et ListIdentifiers ne permet pas de vérifier que rien n'y manque"
    )
    assert said in played.ending.message
    assert (played.ending.complete, played.ending.whole_since) == (True, None)
    held = Played(TWICE, missing=("m2", "m1"))
    assert "la liste entière se contredit (1 notices répétées) et il y manque 2 notices tenues : m1, m2" in (
        held.ending.message
    )
    assert (held.ending.complete, held.memory()) == (False, ListMemory())


def test_what_only_the_second_list_names_comes_or_is_named():
    records = {name: envelope(f"<GetRecord>{written(name)}</GetRecord>") for name in ("a", "m1")}
    came = Played(TWICE, identifiers=named("a", "m1"), lacking=("m1",), records=records)
    said = "la liste se contredit (1 notices répétées) : 1 notices qu'elle oubliait ont été demandées une à une"
    assert said in came.ending.message
    assert (came.ending.complete, came.ending.whole_since) == (True, RUN)
    assert came.batches[1].name == "oai/20240301T120000000000Z-named/000001"

    left = Played(TWICE, identifiers=named("a", *MISSING[:6]), lacking=MISSING[:6])
    said = "(1 notices répétées), et ListIdentifiers nomme 6 notices qui manquent : m1, m2, m3, m4, m5 …"
    assert said in left.ending.message
    assert (left.ending.complete, left.ending.whole_since) == (False, None)


@pytest.mark.parametrize("way", ["since", "closed"])
def test_a_doubtful_list_is_not_checked_where_a_date_was_asked_or_the_host_is_closed(way):
    if way == "since":
        played = Played(TWICE, order=Order(since=datetime(2024, 1, 5, tzinfo=UTC)))
    else:
        pages = {"a": listed("a", "a"), "b": FetchError(URL, "réponse HTTP 403", status=403)}
        played = Played(pages, sets=("a", "b"))
    assert not [one for one in played.asked if one["verb"] == "ListIdentifiers"]


def test_another_address_on_the_card_asks_for_everything_again():
    played = Played({"": listed("a")}, state_of(YESTERDAY, **{Remembered.URL: "https://ailleurs.example/oai"}))
    assert [("from" in one) for one in played.lists] == [False]
    assert played.ending.message == "l'adresse de la carte a changé : toute la liste est redemandée"
    assert played.ending.state[Remembered.URL] == URL


PAIRS = {"m2": "a"}


def test_records_whose_works_came_under_other_identifiers_are_asked_for_only_where_the_list_is_not_whole():
    alive = {"a": envelope(f"<GetRecord>{written('a')}</GetRecord>")}
    whole = Played({"": listed("a")}, missing=("m2", "m1"), records=alive, pairs=PAIRS)
    assert [one["identifier"] for one in whole.asked if one["verb"] == "GetRecord"] == ["m1", "a"]
    assert (whole.renamed_since, whole.ending.renamed) == ([RUN], {})
    changes = Played({"": listed("a")}, state_of(YESTERDAY), records=alive, pairs=PAIRS)
    assert [one["identifier"] for one in changes.asked if one["verb"] == "GetRecord"] == ["m2", "a"]
    assert (changes.renamed_since, changes.ending.renamed) == ([None], PAIRS)
    nothing = Played({"": listed("a")}, records=alive, pairs=PAIRS)
    assert (nothing.renamed_since, nothing.ending.renamed) == ([], {})


def test_renamings_found_before_a_whole_list_is_contradicted_are_those_asked_for():
    living = {name: envelope(f"<GetRecord>{written(name)}</GetRecord>") for name in ("a", "m1")}
    played = Played({"": listed("a")}, missing=("m2", "m1"), records=living, pairs=PAIRS)
    assert (played.renamed_since, played.ending.complete, played.ending.renamed) == ([RUN], False, PAIRS)
    closed = Played({"": FetchError(URL, "réponse HTTP 403", status=403)}, records=living, pairs=PAIRS)
    assert (closed.renamed_since, closed.ending.renamed) == ([], {})


def test_who_the_repository_was_is_remembered_and_told_where_it_is_another():
    first = Played({"": listed("a")})
    remembered = first.ending.state[Remembered.IDENTITY]
    again = Played({"": listed("a")}, state_of(YESTERDAY, **{Remembered.IDENTITY: remembered}))
    assert (again.ending.state[Remembered.IDENTITY], again.ending.message) == (remembered, "")
    other = remembered.replace(URL, "https://ailleurs.example/oai")
    assert other != remembered
    told = Played({"": listed("a")}, state_of(YESTERDAY, **{Remembered.IDENTITY: other}))
    assert "https://ailleurs.example/oai" in told.ending.message
    moved = Played({"": listed("a")}, {Remembered.IDENTITY: other, Remembered.URL: "https://ailleurs.example/oai"})
    assert moved.ending.message == "l'adresse de la carte a changé : toute la liste est redemandée"


def test_the_record_that_lives_is_one_of_the_first_format():
    alive = {"a": envelope(f"<GetRecord>{written('a')}</GetRecord>")}
    two = Played({"": listed("a")}, missing=("m1",), records=alive, metadata_prefix=("lom", "oai_dc"))
    assert [one["metadataPrefix"] for one in two.asked if one["verb"] == "GetRecord"] == ["lom", "lom"]
    sets = {"a": listed("x"), "b": listed("y")}
    alive = {"x": envelope(f"<GetRecord>{written('x')}</GetRecord>")}
    played = Played(sets, missing=("m1",), records=alive, sets=("a", "b"))
    assert [one["identifier"] for one in played.asked if one["verb"] == "GetRecord"] == ["m1", "x"]


@pytest.mark.parametrize(
    ("memory", "tokens"),
    [
        (ListMemory(walk=Walk("f", token="t", pages=1)), [None]),
        (ListMemory(sweep_run=3, walk=Walk("f", token="t", pages=1)), ["t"]),
        (ListMemory(since=YESTERDAY.since, walk=Walk("f", token="t", pages=1), whole_at="2020-01-01"), ["t"]),
    ],
)
def test_a_list_with_no_date_goes_on_only_where_a_sweep_was_under_way(memory, tokens):
    played = Played({"": listed("a"), "t": listed("a")}, state_of(memory))
    assert [one.get("resumptionToken") for one in played.lists] == tokens
    assert "redemandée" not in played.ending.message


def test_a_whole_list_dated_of_the_future_makes_nothing_wait():
    ahead = ListMemory(since=YESTERDAY.since, whole_at=(NOW + timedelta(seconds=1)).isoformat())
    assert ["from" in one for one in Played({"": listed("a")}, state_of(ahead)).lists] == [False]
    now = ListMemory(since=YESTERDAY.since, whole_at=NOW.isoformat())
    assert ["from" in one for one in Played({"": listed("a")}, state_of(now)).lists] == [True]


def test_doubts_of_a_list_of_changes_are_those_of_this_run_and_those_of_a_sweep_stay():
    former: Any = {"doubts": ("un doute",), "displaced": 2}
    changes = Played(
        {"": listed("a")}, state_of(ListMemory(since=YESTERDAY.since, whole_at=YESTERDAY.whole_at, **former))
    )
    assert (changes.ending.complete, changes.ending.message) == (True, "")
    assert (changes.memory().doubts, changes.memory().displaced) == ((), 0)
    sweep = ListMemory(sweep_run=3, walk=Walk("f", token="t", pages=1), **former)
    unverified = Played({"t": listed("a")}, state_of(sweep))
    said = "la liste se contredit (un doute), et ListIdentifiers ne permet pas de vérifier que rien n'y manque"
    assert (unverified.ending.complete, unverified.ending.message) == (False, said)
    walk = Walk("f", since="2024-02-29T08:00:00Z", token="t", pages=1)
    in_windows = replace(sweep, since=YESTERDAY.since, walk=walk, doubts=("un doute", "un autre"), displaced=0)
    missing = Played({"t": listed("a")}, state_of(in_windows), missing=("m1",))
    said = "la liste entière se contredit (un doute ; un autre) et il y manque 1 notices tenues : m1"
    assert said in missing.ending.message
    verified = Played({"t": listed("a")}, state_of(sweep), identifiers=named("a"))
    assert verified.ending.message == "la liste se contredit (un doute) : ListIdentifiers confirme que tout est venu"
    assert (verified.ending.complete, verified.ending.whole_since) == (True, 3)


def test_what_a_list_lacks_is_asked_of_what_is_held_by_format_and_first_run():
    played = Played(TWICE, identifiers=named("a", "b"), metadata_prefix=("lom",))
    assert played.lacks == [("lom", {"a": "", "b": ""}, RUN)]


def test_the_longest_wait_asked_is_kept():
    busy = [
        FetchError(URL, f"réponse HTTP {code}", status=code, retry_after=wait)
        for code, wait in ((500, 90.0), (500, 30.0))
    ]
    played = Played({"a": busy[0], "b": busy[1]}, sets=("a", "b"))
    assert played.ending.not_before == NOW + timedelta(seconds=90)

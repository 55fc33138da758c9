"""One list in one run: which dates are asked for, what is remembered with each page, and what its faults leave."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from harvester.batch import Order
from harvester.oai.asking import Fault
from harvester.oai.list_memory import Counts, ListMemory, ListName
from harvester.oai.list_state import MAX_FAILED_WINDOWS
from harvester.oai.walk import Walk
from schemas.types.errors import FetchError, ProtocolError
from schemas.types.state_keys import GivenKey, Remembered, ToldKey
from tests.harvester.oai.played_list import (
    AT,
    NOTHING,
    NOW,
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

FOLDER = "oai/20240301T120000000000Z-002"


def test_everything_is_asked_in_one_walk_and_its_end_is_remembered():
    played = Played(listed(1, 2, token="t", size=3), listed(3))
    assert played.client.asked == [
        {"verb": "ListRecords", "metadataPrefix": "oai_dc"},
        {"verb": "ListRecords", "resumptionToken": "t"},
    ]
    assert [batch.name for batch in played.batches] == [f"{FOLDER}/000001", f"{FOLDER}/000002"]
    assert [batch.expected for batch in played.batches] == [3, 3]
    counts = Counts(2, 3, "oai:x:1")
    assert played.memory == replace(SWEEP, since="2024-03-01T08:00:00+00:00", swept=True, counts=counts)
    assert (played.said, played.notes) == ([], [])


def test_the_payload_of_a_page_says_its_format_its_set_and_what_is_left_out():
    inside = listed(1, 2, sets=("svt",), token="t")
    played = Played(inside, listed(3, sets=("maths",)), set_spec="svt")
    first, second = (batch.payload for batch in played.batches)
    assert (first.source, first.format, first.set_spec, first.left_out) == ("x", "oai_dc", "svt", ())
    assert second.left_out == ("oai:x:3",)
    (issue,) = played.batches[1].issues
    assert issue.identifier == "oai:x:3"
    assert issue.message == "hors du lot demandé « svt » (maths) : mise de côté"
    assert played.identifiers == ["oai:x:1", "oai:x:2"]


def test_what_is_given_beside_another_content_is_left_out_once_unless_it_is_kept_too():
    other = listed(1).replace("<title>1", "<title>autre")
    twice = other.replace("</ListRecords>", "").partition("<resumptionToken")[0]
    played = Played(listed(1, token="t"), other)
    assert played.batches[1].payload.left_out == ("oai:x:1",)
    both = Played(f"{twice}{listed(1).partition('<ListRecords>')[2]}")
    assert both.batches[0].payload.left_out == ()
    assert [raw.identifier for raw in both.batches[0].records] == ["oai:x:1"]


def test_the_place_is_remembered_with_each_page_and_forgotten_at_the_end():
    played = Played(listed(1, token="t"), listed(2, token="u"), listed(3))
    first, second, last = (batch.state for batch in played.batches)
    pages = [played.name.page_key(number) for number in (1, 2)]
    assert set(first) == {Remembered.URL, played.name.key, pages[0], GivenKey("oai_dc", 1)}
    assert set(second) == {Remembered.URL, played.name.key, pages[1], GivenKey("oai_dc", 2)}
    assert last.pop(GivenKey("oai_dc", 3))
    assert last == {Remembered.URL: URL, played.name.key: played.memory.written(), pages[0]: None, pages[1]: None}
    walk = ListMemory.read(first, played.name).walk
    assert (walk.token, walk.pages, walk.folder) == ("t", 1, FOLDER)
    assert first[Remembered.URL] == URL


def test_a_list_that_goes_on_knows_what_it_gave_and_forgets_it_when_it_begins_again():
    left = Played(listed(1, 2, token="t"), FetchError(URL, "non", status=503))
    state = dict(left.batches[0].state)
    memory = ListMemory.read(state, left.name)
    again = Played(listed(1, 2), memory=memory, state=state)
    assert again.notes == ["2 notices répétées dans la liste"]
    assert again.client.asked == [{"verb": "ListRecords", "resumptionToken": "t"}]
    anew = Played(listed(1, 2), memory=SWEEP, state=state)
    assert anew.notes == []
    assert anew.batches[0].state[left.name.page_key(1)] is None


def test_a_page_that_loses_the_place_forgets_it():
    played = Played(listed(1, token="t", size=9), listed(2, size=9))
    assert played.memory.walk is None
    assert played.memory.since == ""
    assert not played.memory.swept
    assert ListMemory.read(played.batches[1].state, played.name).walk is None
    assert played.batches[1].state[played.name.page_key(1)] is None


def test_a_list_broken_by_its_host_goes_on_from_there():
    played = Played(listed(1, token="t"), FetchError(URL, "non", status=503))
    assert (played.memory.walk.token, played.memory.walk.pages) == ("t", 1)
    assert played.heard.faults[0].error.status == 503


def test_changes_are_asked_from_the_date_remembered_less_the_overlap():
    played = Played(listed(1), memory=SINCE)
    assert played.dates == [("2024-02-19T10:00:00Z", "")]
    assert played.batches[0].name == f"{FOLDER}/000001"
    assert played.memory == replace(SINCE, since="2024-03-01T08:00:00+00:00")
    days = Played(NOTHING, memory=SINCE, repository={"granularity": "day"}, overlap=timedelta(days=3))
    assert days.dates == [("2024-02-17", "")]


def test_a_date_of_the_users_is_asked_and_nothing_is_remembered():
    order = Order(since=datetime(2024, 1, 5, tzinfo=UTC))
    played = Played(listed(1, token="t"), listed(2), memory=SINCE, order=order)
    assert played.dates == [("2024-01-05T00:00:00Z", "")]
    assert [batch.state for batch in played.batches] == [{}, {}]
    assert played.memory == SINCE
    by_day = Played(listed(1), memory=SINCE, order=order, repository={"granularity": "day"})
    assert by_day.dates == [("2024-01-05", "")]


def test_everything_is_asked_in_windows_from_the_earliest_date_to_no_end():
    played = Played(listed(1, stamp="2024-01-12"), NOTHING, listed(2), **WINDOW)
    assert played.dates == [
        ("", "2024-01-30T00:00:01Z"),
        ("2024-01-30T00:00:00Z", "2024-02-19T00:00:01Z"),
        ("2024-02-19T00:00:00Z", ""),
    ]
    assert [batch.name for batch in played.batches] == [
        f"{FOLDER}/000001", f"{FOLDER}-00002/000001", f"{FOLDER}-00003/000001"
    ]  # fmt: skip
    sinces = [ListMemory.read(batch.state, played.name).since for batch in played.batches]
    assert sinces == ["2024-01-30T00:00:00+00:00", "2024-02-19T00:00:00+00:00", "2024-03-01T08:00:00+00:00"]
    assert [ListMemory.read(batch.state, played.name).swept for batch in played.batches] == [False, False, True]


def test_where_until_is_not_heeded_the_rest_is_asked_at_once_and_that_is_said():
    played = Played(listed(1, 2), listed(3), **WINDOW)
    assert played.dates == [("", "2024-01-30T00:00:01Z"), ("2024-01-30T00:00:00Z", "")]
    assert played.notes == ["l'entrepôt ne tient pas compte de « until » : le reste est demandé d'une traite"]
    assert (played.memory.swept, played.memory.since) == (True, "2024-03-01T08:00:00+00:00")
    of_the_future = listed(1, 2, stamp="2024-01-30").replace("01-30", "12-25", 1)
    heeded = Played(of_the_future, NOTHING, NOTHING, **WINDOW)
    assert (len(heeded.dates), heeded.notes) == (3, [])


def test_windows_begin_in_2000_where_the_repository_does_not_say():
    played = Played(listed(1), listed(2), window=timedelta(days=8_800))
    assert played.dates == [("", "2024-02-04T00:00:01Z"), ("2024-02-04T00:00:00Z", "")]


def test_a_window_that_ends_now_has_no_end():
    earliest = {"earliest": NOW - timedelta(days=20)}
    assert Played(listed(1), window=timedelta(days=20), repository=earliest).dates == [("", "")]


@pytest.mark.parametrize(
    ("granularity", "back", "dates"),
    [
        ("day", timedelta(days=2), [("", "2024-03-01"), ("2024-02-29", "2024-03-02"), ("2024-03-01", "")]),
        ("second", timedelta(seconds=2), [("", "2024-03-01T12:00:00Z"), ("2024-03-01T11:59:59Z", "")]),
    ],
)
def test_a_window_is_never_shorter_than_what_the_repository_tells_apart(granularity, back, dates):
    repository = {"granularity": granularity, "earliest": NOW - back}
    assert Played(*[NOTHING] * 3, window=timedelta(milliseconds=10), repository=repository).dates == dates


def test_the_windows_after_one_that_fails_are_asked_and_it_is_asked_again():
    slow = FetchError(URL, "trop lent", waited=60.0)
    played = Played(listed(1, stamp="2024-01-12"), slow, listed(3), **WINDOW)
    assert played.dates == [
        ("", "2024-01-30T00:00:01Z"),
        ("2024-01-30T00:00:00Z", "2024-02-19T00:00:01Z"),
        ("2024-02-19T00:00:00Z", ""),
    ]
    assert played.said == [
        (
            "fenêtre du 2024-01-30T00:00:00Z au 2024-02-19T00:00:01Z en échec : https://x.example/oai : trop lent "
            "(pour attendre plus longtemps : timeout = « 5min » dans la carte)"
        )
    ]
    assert played.identifiers == ["oai:x:1", "oai:x:3"]
    assert (played.memory.since, played.memory.swept) == ("2024-01-30T00:00:00+00:00", False)


def test_a_window_of_several_pages_after_one_that_fails_is_over_at_its_end():
    slow = FetchError(URL, "trop lent", waited=60.0)
    played = Played(slow, listed(1, token="t"), listed(2), listed(3, token="u"), listed(4), **WINDOW)
    assert len(played.dates) == 3
    assert played.identifiers == [f"oai:x:{number}" for number in (1, 2, 3, 4)]
    assert (played.memory.walk, played.memory.since) == (None, "")


def test_a_first_and_a_last_window_that_fail_are_told_so():
    slow = FetchError(URL, "trop lent", waited=60.0)
    first = Played(slow, NOTHING, NOTHING, **WINDOW)
    assert first.said[0].startswith("fenêtre du début au 2024-01-30T00:00:01Z en échec : ")
    assert first.memory.since == ""
    last = Played(NOTHING, slow, slow, **WINDOW)
    assert last.said[1].startswith("fenêtre du 2024-02-19T00:00:00Z au moment présent en échec : ")


def test_windows_are_left_for_another_run_after_three_that_fail_in_a_row():
    slow = FetchError(URL, "trop lent", waited=60.0)
    many = {**WINDOW, "window": timedelta(days=5)}
    played = Played(*[slow] * 9, **many)
    assert len(played.dates) == MAX_FAILED_WINDOWS == 3
    between = Played(slow, slow, NOTHING, slow, slow, slow, **many)
    assert len(between.dates) == 6


@pytest.mark.parametrize(
    ("error", "is_of_host"),
    [
        (FetchError(URL, "x"), True),
        (FetchError(URL, "x", status=401), True),
        (FetchError(URL, "x", status=403), True),
        (FetchError(URL, "x", status=429), True),
        (FetchError(URL, "x", status=503), True),
        (FetchError(URL, "x", status=500), False),
        (FetchError(URL, "x", waited=60.0), False),
        (ProtocolError(URL, "x"), False),
    ],
)
def test_a_host_that_closes_is_asked_nothing_else(error, is_of_host):
    assert Fault(error, "x").is_of_host is is_of_host
    answers = [error] * 3 if isinstance(error, ProtocolError) else [error]
    played = Played(*answers, *[NOTHING] * 2, **WINDOW)
    assert (len(played.dates) == 1) is is_of_host


def test_a_repository_that_refuses_dates_is_asked_for_everything_once():
    played = Played(refused("badArgument", "until"), listed(1), **WINDOW)
    assert played.dates == [("", "2024-01-30T00:00:01Z"), ("", "")]
    assert played.notes == ["l'entrepôt refuse les dates demandées : toute la liste est demandée"]
    assert played.said == []
    assert (played.memory.since, played.memory.swept) == ("2024-03-01T08:00:00+00:00", True)
    assert played.batches[0].name == f"{FOLDER}-00002/000001"
    again = Played(refused("badArgument"), refused("badArgument"), memory=SINCE)
    assert again.dates == [("2024-02-19T10:00:00Z", ""), ("", "")]
    assert len(again.said) == 1


@pytest.mark.parametrize(
    ("answers", "memory"),
    [
        ([refused("badArgument")], SWEEP),  # no date was asked
        ([refused("badVerb")], SINCE),
        ([FetchError(URL, "non", status=500)], SINCE),
        ([listed(1, token="t"), refused("badArgument")], SINCE),  # they were taken for the first page
    ],
)
def test_another_refusal_is_a_fault(answers, memory):
    played = Played(*answers, memory=memory)
    assert len(played.client.asked) == len(answers)
    assert (len(played.said), played.notes) == (1, [])


def test_the_formats_offered_are_told_where_the_one_asked_is_not():
    elements = [element(metadataPrefix="lom", metadataNamespace="urn:lom"), element(metadataPrefix="mods")]
    played = Played(refused("cannotDisseminateFormat", "non"), offered={"formats": elements})
    assert played.said[0].endswith(" ; metadata_prefix offerts : lom (urn:lom), mods ()")
    for formats in ((), FetchError(URL, "non")):
        played = Played(refused("cannotDisseminateFormat", "non"), offered={"formats": formats})
        assert played.said[0].endswith(" ; metadata_prefix offerts : aucun, à demander à l’entrepôt")


@pytest.mark.parametrize(
    ("stamps", "note"),
    [
        (["2024-01-01", "2024-01-02"], "l'entrepôt ne tient pas compte de « from » : tout est relu à chaque fois"),
        (
            ["2024-01-01", "2024-02-25"],
            (
                "1 notices datées d'avant « from » sont venues et sont gardées : "
                "« from » semble porter sur une autre date que celle de l'en-tête"
            ),
        ),
        (["2024-02-25", "2024-02-26"], None),
    ],
)
def test_records_older_than_what_was_asked_are_told(stamps, note):
    pages = [listed(number, stamp=stamp, token="t" * (number == 0)) for number, stamp in enumerate(stamps)]
    assert Played(*pages, memory=SINCE).notes == ([note] if note else [])


def test_a_set_that_gives_nothing_is_told_from_one_that_is_no_more():
    sets = [element(setSpec=f"s{number:02}", setName="S") for number in range(12)]
    names = ", ".join(f"s{number:02} (S)" for number in range(10))
    for played in (
        Played(NOTHING, set_spec="S01", offered={"sets": sets}),
        Played(NOTHING, set_spec="S01", offered={"sets": sets}, window=timedelta(days=9)),
        Played(listed(1), listed(1), set_spec="S01", offered={"sets": sets}),
    ):
        (said,) = played.said
        assert said.endswith(
            "le lot « S01 » n'existe pas ou plus dans l'entrepôt ; "
            f"lots offerts : {names} et 2 autres ; vouliez-vous dire « s01 » ?"
        )
        assert (played.identifiers, played.memory) == ([], SWEEP)
    assert Played(NOTHING, set_spec="svt").said[0].endswith("lots offerts : aucun")
    for code in ("noSetHierarchy", "badArgument"):
        (said,) = Played(refused(code), set_spec="svt").said
        assert (code in said, said.endswith("lots offerts : aucun")) == (True, True)
        (said,) = Played(refused(code), set_spec="s01", offered={"sets": sets}).said
        assert "lots offerts" not in said
    for silent in (
        Played(NOTHING, set_spec="s01", offered={"sets": sets}),
        Played(NOTHING, set_spec="svt", memory=SINCE, offered={"sets": sets}),
        Played(listed(1, sets=("svt",)), set_spec="svt", offered={"sets": sets}),
        Played(NOTHING, offered={"sets": sets}),
        Played(NOTHING, set_spec="svt", offered={"sets": FetchError(URL, "non")}),
    ):
        assert (silent.notes, silent.said) == ([], [])


@pytest.mark.parametrize("accepted", [True, False])
def test_a_list_that_ends_without_a_page_is_over_and_its_place_forgotten(accepted):
    played = Played(*TOO_MANY, quirks=("ends_with_extra_token",) if accepted else ())
    last = played.batches[-1]
    assert (last.payload, last.records, len(played.batches)) == (None, (), 3)
    assert last.state[played.name.key] == played.memory.written()
    assert [last.state[played.name.page_key(number)] for number in (1, 2)] == [None, None]
    assert (played.memory.walk, played.memory.swept, played.said) == (None, True, [])
    assert played.memory.displaced == (0 if accepted else 1)
    assert ("ne mène à rien" in " ".join(played.memory.doubts)) is not accepted


def test_a_sweep_that_begins_again_asks_all_of_it():
    walk = Walk(FOLDER, token="t", pages=1, restarts=1)
    played = Played(refused("badResumptionToken"), memory=replace(SWEEP, walk=walk))
    assert played.memory.walk is None
    assert len(played.said) == 1


@pytest.mark.parametrize(
    ("memory", "since", "forgets"),
    [
        (SWEEP, None, True),
        (SINCE, None, True),
        (SINCE, NOW, False),
        (replace(SWEEP, since="2024-01-20T00:00:00+00:00"), None, False),
        (replace(SWEEP, walk=Walk("f", token="t", pages=1, begun=AT)), None, False),
    ],
)
def test_what_a_list_told_is_forgotten_where_it_begins_anew_alone(memory, since, forgets):
    told = ToldKey(ListName("oai_dc").key, 1)
    played = Played(listed(1), memory=memory, order=Order(since=since), state={told: '[["a", "dit"]]'})
    (first,) = (one.state for one in played.batches if told in one.state) if forgets else (None,)
    assert first == ({told: None} if forgets else None)
    assert any(told in one.state for one in played.batches) is forgets

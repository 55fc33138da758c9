"""What becomes of a record is decided from data alone: every case of the table."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.describing.read import Described
from pipeline.keeping.decide import (
    Telling,
    Verdict,
    decide,
    is_being_found,
    is_stamped_before,
    latest_of_each,
    read_instant,
    updated_at,
)
from schemas.types.issue import Issue
from schemas.types.payload_name import PayloadName
from schemas.types.record import Change, RawRecord, Record
from store.rows import Held

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
BEFORE = NOW - timedelta(days=30)
RUN = 7
RECORD = Record(identifier="oai:x:1", source="x", titre="Un titre")
OTHER = Record(identifier="oai:x:1", source="x", titre="Un autre titre")
ISSUE = Issue("warning", "x", "oai:x:1", "niveau", "", "manque")
OLD, MIDDLE, LATE = "2024-01-01T00:00:00Z", "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z"
TELLING = Telling(RUN, PayloadName("oai/7/000001"), formats=("oai_dc", "lom"))
IN_A = replace(TELLING, set_spec="a", sets=frozenset({"a", "b"}))


def told(record=RECORD, *, stamp=MIDDLE, deleted=False, form="oai_dc"):
    raw = RawRecord("x", "oai:x:1", form, b"" if deleted else b"<dc/>", datestamp=stamp, deleted=deleted)
    skeleton = Record("oai:x:1", "x", deleted=True)
    return Described(raw, skeleton if deleted else record, () if deleted or record is None else (ISSUE,))


def held(record=RECORD, **known):
    values = {
        "source": "x",
        "identifier": record.identifier,
        "format": "oai_dc",
        "rank": 0,
        "datestamp": MIDDLE,
        "seen_run": RUN - 1,
        "fingerprint": record.fingerprint,
        "deleted": record.deleted,
        "first_seen": BEFORE,
        "changed_at": BEFORE,
        "updated": BEFORE,
        "payload": "oai/1/000001",
        "missing_since": None,
    }
    return Held(**(values | known))


GONE = RECORD.as_deleted()
THIS_RUN = {"seen_run": RUN}
TABLE = [
    # told, held, telling → verdict, what the report counts, is it one more seen, is the payload kept, are rows written
    (told(), None, TELLING, Verdict.NEW, Change.NEW, True, True, True),
    (told(), held(), TELLING, Verdict.UNCHANGED, Change.UNCHANGED, True, False, True),
    (told(), held(**THIS_RUN), TELLING, Verdict.UNCHANGED, Change.UNCHANGED, False, False, True),
    (told(OTHER), held(), TELLING, Verdict.MODIFIED, Change.MODIFIED, True, True, True),
    (told(OTHER), held(**THIS_RUN), TELLING, Verdict.MODIFIED, Change.MODIFIED, False, True, True),
    (told(OTHER, stamp=OLD), held(), TELLING, Verdict.MODIFIED, Change.MODIFIED, True, True, True),
    (told(OTHER, stamp=OLD), held(**THIS_RUN), TELLING, Verdict.OUTDATED, None, False, False, False),
    (told(), held(GONE), TELLING, Verdict.MODIFIED, Change.MODIFIED, True, True, True),
    (told(), held(GONE, **THIS_RUN), TELLING, Verdict.MODIFIED, Change.MODIFIED, False, True, True),
    (told(stamp=OLD), held(GONE, **THIS_RUN), TELLING, Verdict.OUTDATED, None, False, False, False),
    (told(deleted=True), None, TELLING, Verdict.NEVER_HELD, None, False, True, True),
    (told(deleted=True), held(), TELLING, Verdict.WITHDRAWN, Change.DELETED, True, True, True),
    (told(deleted=True), held(**THIS_RUN), TELLING, Verdict.WITHDRAWN, Change.DELETED, False, True, True),
    (told(deleted=True, stamp=OLD), held(), TELLING, Verdict.WITHDRAWN, Change.DELETED, True, True, True),
    (told(deleted=True, stamp=OLD), held(**THIS_RUN), TELLING, Verdict.OUTDATED, None, False, False, False),
    (told(deleted=True), held(GONE), TELLING, Verdict.STILL_WITHDRAWN, None, False, False, True),
    (told(None), None, TELLING, Verdict.UNREADABLE, None, True, True, False),
    (told(None), held(), TELLING, Verdict.UNREADABLE, None, True, True, False),
    (told(None), held(**THIS_RUN), TELLING, Verdict.UNREADABLE, None, False, True, False),
    # the set « a » withdraws what « b » gives, or gave with an older date
    (told(deleted=True, stamp=LATE), held(lists=("b",)), IN_A, Verdict.LEFT_LIST, None, False, False, False),
    (told(deleted=True, stamp=LATE), held(lists=("a", "b")), IN_A, Verdict.LEFT_LIST, None, False, True, False),
    (told(deleted=True), held(lists=("a",)), IN_A, Verdict.WITHDRAWN, Change.DELETED, True, True, True),
    # a list the card no longer asks for withholds nothing
    (told(deleted=True), held(lists=("a", "z")), IN_A, Verdict.WITHDRAWN, Change.DELETED, True, True, True),
    # « b » said it is withdrawn, in this run and later: « a » gives it all the same
    (told(stamp=OLD), held(GONE, lists=("b",), **THIS_RUN), IN_A, Verdict.MODIFIED, Change.MODIFIED, False, True, True),
    (told(stamp=OLD), held(GONE, lists=("a",), **THIS_RUN), IN_A, Verdict.OUTDATED, None, False, False, False),
    # known of « b » only until now: its payload in « a » says so
    (told(), held(lists=("b",)), IN_A, Verdict.UNCHANGED, Change.UNCHANGED, True, True, True),
    (told(OTHER, stamp=OLD), held(lists=("b",), **THIS_RUN), IN_A, Verdict.OUTDATED, None, False, True, False),
]


@pytest.mark.parametrize("row", TABLE)
def test_each_meeting_has_one_outcome(row):
    given, known, telling, verdict, change, seen, says_new, written = row
    intent = decide(given, known, telling, NOW)

    assert intent.identifier == "oai:x:1"
    assert (intent.verdict, intent.change) == (verdict, change)
    assert (intent.is_counted_seen, intent.says_new, intent.saving is not None) == (seen, says_new, written)
    assert intent.changes_record is (verdict in {Verdict.NEW, Verdict.MODIFIED, Verdict.WITHDRAWN, Verdict.NEVER_HELD})


def test_every_verdict_is_in_the_table():
    assert {row[3] for row in TABLE} == set(Verdict)


@pytest.mark.parametrize(
    ("given", "known", "telling", "lists"),
    [
        (told(), None, IN_A, ("a",)),
        (told(), held(lists=("b",)), IN_A, ("a", "b")),
        (told(OTHER), held(lists=("b", "z")), IN_A, ("a", "b")),
        (told(), held(GONE, lists=("b",)), IN_A, ("a",)),
        (told(deleted=True), held(lists=("a",)), IN_A, ("a",)),
        (told(deleted=True), None, IN_A, ("a",)),
        (told(deleted=True), held(GONE, lists=("b",)), IN_A, ("a", "b")),
        (told(), held(), TELLING, ("",)),
    ],
)
def test_what_is_written_says_which_lists_give_the_record(given, known, telling, lists):
    assert decide(given, known, telling, NOW).saving.lists == lists


@pytest.mark.parametrize(
    ("given", "known", "lists"),
    [
        (told(deleted=True), held(lists=("a", "b")), ("b",)),
        (told(deleted=True), held(lists=("b",)), None),
        (told(OTHER, stamp=OLD), held(lists=("b",), seen_run=RUN), ("a", "b")),
        (told(OTHER, stamp=OLD), held(lists=("a",), seen_run=RUN), None),
        (told(stamp=OLD), held(GONE, lists=("a",), seen_run=RUN), None),
    ],
)
def test_the_lists_alone_may_change(given, known, lists):
    intent = decide(given, known, IN_A, NOW)

    assert (intent.saving, intent.lists) == (None, lists)


def test_a_new_record_is_written_with_all_that_is_known_of_it():
    saving = decide(told(form="lom"), None, TELLING, NOW).saving

    assert (saving.record, saving.issues) == (RECORD, (ISSUE,))
    assert (saving.format, saving.rank, saving.datestamp) == ("lom", 1, MIDDLE)
    assert (saving.first_seen, saving.changed_at, saving.seen_run) == (NOW, NOW, RUN)
    assert (saving.payload, saving.missing_since) == ("oai/7/000001", None)
    assert (saving.is_unchanged, saving.is_withdrawal) == (False, False)


def test_a_format_the_card_does_not_name_is_of_the_first_rank():
    assert decide(told(form="html"), None, TELLING, NOW).saving.rank == 0


def test_what_has_not_changed_keeps_its_dates_and_its_payload():
    known = held(first_seen=BEFORE - timedelta(days=1))
    saving = decide(told(stamp=LATE), known, TELLING, NOW).saving

    assert (saving.first_seen, saving.changed_at, saving.updated) == (known.first_seen, BEFORE, BEFORE)
    assert (saving.payload, saving.datestamp, saving.seen_run) == ("oai/1/000001", LATE, RUN)
    assert (saving.is_unchanged, saving.is_withdrawal) == (True, False)


def test_what_has_changed_keeps_only_when_it_was_first_seen():
    saving = decide(told(OTHER, stamp="2026-11-20T00:00:00Z"), held(), TELLING, NOW).saving

    assert (saving.first_seen, saving.changed_at) == (BEFORE, NOW)
    assert saving.updated == datetime(2026, 11, 20, tzinfo=UTC)
    assert (saving.payload, saving.is_unchanged) == ("oai/7/000001", False)


def test_what_is_withdrawn_keeps_what_was_known_of_it():
    saving = decide(told(deleted=True), held(), TELLING, NOW).saving

    assert saving.is_withdrawal
    assert (saving.record.deleted, saving.payload) == (True, "oai/7/000001")
    assert (saving.first_seen, saving.changed_at, saving.updated) == (BEFORE, NOW, NOW)


def test_what_is_still_withdrawn_keeps_its_dates():
    saving = decide(told(deleted=True, stamp=LATE), held(GONE), TELLING, NOW).saving

    assert saving.is_withdrawal
    assert (saving.changed_at, saving.updated, saving.payload) == (BEFORE, BEFORE, "oai/1/000001")


def test_what_is_read_again_in_the_run_that_found_it_was_never_otherwise():
    moment = NOW - timedelta(minutes=5)
    known = held(seen_run=RUN, first_seen=moment, changed_at=moment, updated=moment)
    saving = decide(told(OTHER, stamp=LATE), known, TELLING, NOW).saving

    assert (saving.first_seen, saving.changed_at) == (moment, moment)
    assert saving.updated == datetime(2024, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize("known", [held(seen_run=RUN, first_seen=BEFORE - timedelta(days=1)), held(), held(GONE)])
def test_what_an_earlier_run_found_changes_now(known):
    assert decide(told(OTHER), known, TELLING, NOW).saving.changed_at == NOW


@pytest.mark.parametrize("given", [told(), told(deleted=True)])
def test_a_payload_that_is_lost_is_kept_again(given):
    known = held(GONE if given.raw.deleted else RECORD)
    intent = decide(given, known, replace(TELLING, lost=frozenset({PayloadName("oai/1/000001")})), NOW)

    assert intent.says_new
    assert intent.saving.payload == "oai/7/000001"
    assert intent.saving.changed_at == BEFORE


def test_a_new_record_is_dated_by_its_source():
    record = Record(identifier="i", source="x", date_publication="2024-05-14", date_modification="2024-06-02")

    assert updated_at(None, record, datestamp=None, now=NOW) == datetime(2024, 6, 2, tzinfo=UTC)


def test_a_date_in_the_future_is_not_believed_and_the_present_is():
    record = Record(identifier="i", source="x", date_modification="2099-01-01")

    assert updated_at(None, record, datestamp=None, now=NOW) == NOW
    assert updated_at(held(), record, datestamp=NOW.isoformat(), now=NOW) == NOW


def test_a_change_dated_this_very_instant_is_dated_so_and_one_dated_as_the_last_is_dated_now():
    record = Record(identifier="i", source="x", date_modification="2024-01-01")

    assert updated_at(None, record, datestamp=NOW.isoformat(), now=NOW) == NOW
    assert updated_at(held(), OTHER, datestamp=BEFORE.isoformat(), now=NOW) == NOW


def test_a_change_the_source_does_not_date_is_dated_now():
    record = Record(identifier="i", source="x", titre="changé", date_publication="2020-01-01")

    assert updated_at(held(), record, datestamp=None, now=NOW) == NOW


@given(
    st.integers(0, 20_000).map(lambda days: NOW - timedelta(days=days - 2_000)),
    st.one_of(st.none(), st.dates().map(lambda day: day.isoformat()), st.text()),
    st.booleans(),
)
def test_the_date_shown_never_goes_back(before, datestamp, is_same):
    given = told(RECORD if is_same else OTHER, stamp=datestamp)

    assert decide(given, held(updated=before), TELLING, NOW).saving.updated >= before


@pytest.mark.parametrize("text", [None, "", "2024", "2024-05", "n'importe quoi", "2024-13-45"])
def test_what_is_not_a_full_date_is_no_instant(text):
    assert read_instant(text) is None


@pytest.fixture(params=["UTC", "Asia/Tokyo"])
def _zone(request, monkeypatch):
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("_zone")
def test_an_instant_without_a_zone_is_utc():
    assert read_instant("2024-05-14") == datetime(2024, 5, 14, tzinfo=UTC)
    assert read_instant("2024-05-14T10:30:00+02:00") == datetime(2024, 5, 14, 8, 30, tzinfo=UTC)
    assert read_instant(" 2024-05-14T10:30:00Z ") == datetime(2024, 5, 14, 10, 30, tzinfo=UTC)
    assert read_instant("2024-05-14T10:30:00+02:00").tzinfo is UTC
    assert read_instant("0001-01-01T00:00:00+02:00") is None


@pytest.mark.parametrize(
    ("one", "other", "before"),
    [
        (OLD, LATE, True),
        (LATE, OLD, False),
        (OLD, OLD, False),
        (OLD, None, False),
        (None, OLD, False),
        ("?", OLD, False),
    ],
)
def test_only_dates_that_can_be_read_are_older(one, other, before):
    assert is_stamped_before(one, other) is before


@pytest.mark.parametrize(
    ("stamps", "kept"), [([OLD, LATE], 1), ([LATE, OLD], 0), ([LATE, LATE], 1), ([OLD, None], 1), ([None, OLD], 1)]
)
def test_of_the_words_of_one_page_the_latest_stamped_counts_and_of_equals_the_last(stamps, kept):
    raws = [RawRecord("x", "i", "oai_dc", str(number).encode(), datestamp=one) for number, one in enumerate(stamps)]

    assert latest_of_each([*raws, RawRecord("x", "j", "oai_dc", b"")])[0] == raws[kept]
    assert len(latest_of_each([*raws, RawRecord("x", "j", "oai_dc", b"")])) == 2


@pytest.mark.parametrize(
    ("given", "superseded", "verdict"),
    [
        (told(), {"oai:x:1"}, Verdict.MODIFIED),
        (told(), {"oai:x:2"}, Verdict.UNCHANGED),
        (told(deleted=True), {"oai:x:1"}, Verdict.WITHDRAWN),
        (told(None), {"oai:x:1"}, Verdict.UNREADABLE),
    ],
)
def test_a_record_whose_place_another_took_is_back_when_it_is_given_living(given, superseded, verdict):
    intent = decide(given, held(missing_since=3), replace(TELLING, superseded=frozenset(superseded)), NOW)

    assert intent.verdict is verdict
    if verdict is Verdict.MODIFIED:
        assert (intent.saving.changed_at, intent.saving.missing_since, intent.says_new) == (NOW, None, True)


def test_what_the_same_run_withdrew_and_then_gives_living_has_not_changed():
    before, gone = held(missing_since=3), held(GONE, changed_at=NOW, updated=NOW, **THIS_RUN)

    same = decide(told(), gone, TELLING, NOW, before)
    assert (same.verdict, same.change, same.undoes) == (Verdict.UNCHANGED, Change.UNCHANGED, Change.DELETED)
    assert (same.says_new, same.first_time, same.changes_record) == (True, False, False)
    assert (same.saving.changed_at, same.saving.updated, same.saving.first_seen) == (BEFORE, BEFORE, BEFORE)
    assert (same.saving.payload, same.saving.is_unchanged, same.saving.record) == (TELLING.payload, False, RECORD)

    other = decide(told(OTHER), gone, TELLING, NOW, before)
    assert (other.verdict, other.undoes, other.saving.changed_at) == (Verdict.MODIFIED, Change.DELETED, NOW)
    renamed = replace(TELLING, superseded=frozenset({"oai:x:1"}))
    assert decide(told(), gone, renamed, NOW, before).verdict is Verdict.MODIFIED

    older = decide(told(stamp=OLD), gone, TELLING, NOW, before)
    assert (older.verdict, older.undoes) == (Verdict.OUTDATED, None)
    unread = decide(told(None), gone, TELLING, NOW, before)
    assert (unread.verdict, unread.undoes) == (Verdict.UNREADABLE, None)


def test_what_the_same_run_brought_back_and_then_gives_deleted_is_still_withdrawn():
    before, back = held(GONE), held(changed_at=NOW, updated=NOW, **THIS_RUN)

    gone = decide(told(deleted=True), back, TELLING, NOW, before)
    assert (gone.verdict, gone.change, gone.undoes) == (Verdict.STILL_WITHDRAWN, None, Change.MODIFIED)
    assert (gone.says_new, gone.saving.payload, gone.saving.is_withdrawal) == (True, TELLING.payload, True)
    assert (gone.saving.changed_at, gone.saving.updated) == (BEFORE, BEFORE)

    assert decide(told(), back, TELLING, NOW, before).undoes is None
    in_b = decide(told(deleted=True), replace(back, lists=("b",)), IN_A, NOW, before)
    assert (in_b.verdict, in_b.undoes) == (Verdict.LEFT_LIST, None)


def test_what_an_earlier_run_withdrew_is_back():
    assert decide(told(), held(GONE), TELLING, NOW, None).undoes is None
    assert decide(told(), held(GONE, **THIS_RUN), TELLING, NOW, held(GONE)).verdict is Verdict.MODIFIED


@pytest.mark.parametrize(
    ("seen_run", "since_run", "is_found"),
    [(RUN, RUN, True), (RUN + 1, RUN, True), (RUN - 1, RUN, False), (0, 0, True), (1, 0, False)],
)
def test_what_runs_not_ended_or_a_rebuilding_found_is_being_found(seen_run, since_run, is_found):
    assert is_being_found(held(seen_run=seen_run), since_run) is is_found
    assert not is_being_found(held(seen_run=seen_run, changed_at=NOW), since_run)
    assert not is_being_found(held(seen_run=seen_run, deleted=True), since_run)

"""What happened to a record, and when, is decided from data alone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.decide import decide, read_instant, updated_at
from schemas.record import Change, Record
from store.records import Held

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
RECORD = Record(identifier="oai:x:1", source="x", titre="Un titre")
OTHER = Record(identifier="oai:x:1", source="x", titre="Un autre titre")


def held(record: Record = RECORD, updated: datetime = NOW - timedelta(days=30)) -> Held:
    return Held(
        identifier=record.identifier,
        format="oai_dc",
        rank=0,
        datestamp=None,
        seen_run=1,
        fingerprint=record.fingerprint,
        deleted=record.deleted,
        first_seen=updated,
        changed_at=updated,
        updated=updated,
        payload="oai/1",
        missing_since=None,
    )


@pytest.mark.parametrize(
    ("new", "known", "change"),
    [
        (RECORD, None, Change.NEW),
        (RECORD, held(), Change.UNCHANGED),
        (OTHER, held(), Change.MODIFIED),
        (RECORD.as_deleted(), held(), Change.DELETED),
        (RECORD.as_deleted(), None, Change.UNCHANGED),
        (RECORD.as_deleted(), held(RECORD.as_deleted()), Change.UNCHANGED),
        (RECORD, held(RECORD.as_deleted()), Change.MODIFIED),
    ],
)
def test_each_meeting_has_one_outcome(new, known, change):
    assert decide(new, known) is change


def test_a_new_record_is_dated_by_its_source():
    record = Record(identifier="i", source="x", date_publication="2024-05-14", date_modification="2024-06-02")

    assert updated_at(Change.NEW, record, None, datestamp=None, now=NOW) == datetime(2024, 6, 2, tzinfo=UTC)


def test_a_date_in_the_future_is_not_believed():
    record = Record(identifier="i", source="x", date_modification="2099-01-01")

    assert updated_at(Change.NEW, record, None, datestamp=None, now=NOW) == NOW


def test_a_change_the_source_does_not_date_is_dated_now():
    record = Record(identifier="i", source="x", titre="changé", date_publication="2020-01-01")

    assert updated_at(Change.MODIFIED, record, held(), datestamp=None, now=NOW) == NOW


@given(
    st.sampled_from([Change.MODIFIED, Change.DELETED, Change.UNCHANGED]),
    st.integers(0, 20_000).map(lambda days: NOW - timedelta(days=days - 2_000)),
    st.one_of(st.none(), st.dates().map(lambda day: day.isoformat()), st.text()),
)
def test_the_date_shown_never_goes_back(change, before, datestamp):
    after = updated_at(change, OTHER, held(updated=before), datestamp=datestamp, now=NOW)

    assert after >= before


@pytest.mark.parametrize("text", [None, "", "2024", "2024-05", "n'importe quoi", "2024-13-45"])
def test_what_is_not_a_full_date_is_no_instant(text):
    assert read_instant(text) is None


def test_an_instant_without_a_zone_is_utc():
    assert read_instant("2024-05-14") == datetime(2024, 5, 14, tzinfo=UTC)
    assert read_instant("2024-05-14T10:30:00+02:00") == datetime(2024, 5, 14, 8, 30, tzinfo=UTC)

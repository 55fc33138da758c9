"""The dates of a repository: read whatever their oddities, written as it wants them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.fetch import Answer
from harvester.oai.dates import CLOCK_MARGIN, read_earliest, read_granularity, read_instant, server_instant, written

NOON = datetime(2024, 6, 1, 12, 0, tzinfo=UTC)


def answered(**headers):
    return Answer("https://x.example/oai", 200, headers, b"", NOON + timedelta(microseconds=5))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-06-01T12:00:00Z", NOON),
        (" 2024-06-01t12:00:00z\n", NOON),
        ("2024-06-01T12:00:00.999999999Z", NOON),
        ("2024-06-01T14:00:00+02:00", NOON),
        ("2024-06-01 14:00:00+0200", NOON),
        ("2024-06-01T12:00", NOON),
        ("2024-06-01", NOON.replace(hour=0)),
        ("2024-06-31", None),
        ("0001-01-01T00:00:00+23:00", None),
        ("hier", None),
        ("", None),
    ],
)
def test_instant_is_read_as_utc_rounded_down(text, moment):
    assert read_instant(text) == moment


@given(st.text(max_size=40))
def test_any_text_is_an_instant_or_none(text):
    moment = read_instant(text)
    assert moment is None or moment.tzinfo is UTC


@given(st.datetimes(timezones=st.just(UTC)).filter(lambda moment: moment.year >= 1000))
def test_what_is_written_is_read_back(moment):
    assert read_instant(written(moment, "second")) == moment.replace(microsecond=0)
    assert read_instant(written(moment, "day")) == moment.replace(hour=0, minute=0, second=0, microsecond=0)


@pytest.mark.parametrize(
    ("text", "granularity", "is_odd"),
    [
        ("YYYY-MM-DD", "day", False),
        ("yyyy-mm-ddThh:mm:ssz", "second", False),
        (" YYYY-MM-DDThh:mm:ssZ ", "second", False),
        ("", "day", True),
        ("YYYY-MM-DDThh:mm:ss.sZ", "day", True),
    ],
)
def test_granularity_is_read_whatever_its_case_and_days_are_always_legal(text, granularity, is_odd):
    found, note = read_granularity(text)
    assert (found, bool(note)) == (granularity, is_odd)


def test_server_clock_comes_from_its_answer_then_http_then_ours_less_a_margin():
    assert server_instant("2024-01-02T03:04:05Z", answered()) == datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert server_instant("", answered(date="Sat, 01 Jun 2024 11:59:59 GMT")) == NOON - timedelta(seconds=1)
    assert server_instant("", answered()) == NOON - CLOCK_MARGIN
    assert server_instant("", answered(date="never")) == NOON - CLOCK_MARGIN


@pytest.mark.parametrize("text", ["", "0001-01-01", "2099-01-01", "hier"])
def test_unbelievable_earliest_date_is_none(text):
    assert read_earliest(text, NOON) is None

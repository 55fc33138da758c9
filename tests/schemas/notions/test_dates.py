"""Dates are read in standards' forms and French ones; impossible ones are refused."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.notions.dates import read_date

_MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2024-05-14T10:00:00+02:00", "2024-05-14"),
        ("2024-05-14", "2024-05-14"),
        ("20240514T101010Z", "2024-05-14"),
        ("mardi 14 mai 2024", "2024-05-14"),
        ("04 / 07 / 2021", "2021-07-04"),
        ("1er déc. 2020", "2020-12-01"),
        ("Tue, 14 May 2024 08:00:00 GMT", "2024-05-14"),
        ("2010-5-3", "2010-05-03"),
        ("publié le 30/09/2013 - mis à jour le 19/08/2020", "2013-09-30"),
        ("mai 2012", "2012-05"),
        ("2024-05", "2024-05"),
        ("2012", "2012"),
        ("31/02/2020", None),
        ("2024-13-01", None),
        ("29 février 2023", None),
        ("1850", None),
        ("2101-01-01", None),
        ("le 3 janvier", None),
        ("version 3.1.2", None),
        ("", None),
    ],
)
def test_date_is_read(text: str, read: str | None) -> None:
    assert read_date(text) == read


@given(st.dates(min_value=datetime.date(1990, 1, 1), max_value=datetime.date(2100, 12, 31)))
def test_each_form_of_a_day_gives_that_day(day: datetime.date) -> None:
    forms = (
        day.isoformat(), f"{day.isoformat()}T23:59:59Z", f"{day.day:02d}/{day.month:02d}/{day.year}",
        f"{'1er' if day.day == 1 else day.day} {_MONTHS[day.month - 1]} {day.year}",
    )  # fmt: skip
    assert {read_date(form) for form in forms} == {day.isoformat()}


@given(st.text(max_size=100) | st.from_regex(r"\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}", fullmatch=True))
def test_what_is_read_is_a_possible_date(text: str) -> None:
    read = read_date(text)
    if read is not None:
        assert 1990 <= datetime.date.fromisoformat(read + "2000-01-01"[len(read) :]).year <= 2100
        assert read_date(read) == read

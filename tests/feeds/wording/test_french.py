"""Dates, durations and numbers as French readers write them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from feeds.wording.french import counted, french_spaces, written_date, written_duration, written_instant, written_number
from feeds.wording.templating import page_environment


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2027, 3, 1, 5, 30, tzinfo=UTC), "1er mars 2027 à 05:30 UTC"),
        (datetime(2026, 8, 3, 0, 30, tzinfo=timezone(timedelta(hours=2))), "2 août 2026 à 22:30 UTC"),
    ],
)
def test_an_instant_is_said_in_utc(moment, expected):
    assert written_instant(moment) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, "0,0 s"),
        (-1, "0,0 s"),
        (0.44, "0,4 s"),
        (9.94, "9,9 s"),
        (9.96, "10 s"),
        (59.4, "59 s"),
        (59.6, "1 min 00 s"),
        (185, "3 min 05 s"),
        (3600, "1 h 00 min"),
        (timedelta(hours=2, minutes=10), "2 h 10 min"),
    ],
)
def test_a_duration_is_short_and_plain(seconds, expected):
    assert written_duration(seconds) == expected


def test_thousands_are_held_together():
    assert written_number(1234567) == "1\u202f234\u202f567"


def test_zero_is_singular():
    assert [counted(number, "source", "sources") for number in (0, 1, 2)] == ["0 source", "1 source", "2 sources"]


def test_marks_hold_to_their_words():
    assert (
        french_spaces("« Niveau » : 3e ; quoi ? oui ! n° 3")
        == "«\u00a0Niveau\u00a0»\u00a0: 3e\u00a0; quoi\u00a0? oui\u00a0! n°\u00a03"
    )
    assert french_spaces("https://exemple.fr/?a=1;b") == "https://exemple.fr/?a=1;b"
    assert french_spaces(french_spaces("a : b")) == french_spaces("a : b")


def test_only_full_dates_are_written_in_words():
    assert written_date("2024-03-25") == written_date("2024-03-25T10:45:00Z") == "25 mars 2024"
    assert [written_date(text) for text in ("2024", "2024-03", "bientôt", "")] == ["2024", "2024-03", "bientôt", ""]


def test_what_a_template_says_is_held_and_its_code_is_not():
    source = '<style>a { color: red !important; }</style><p title="a : b">Titre : « x »</p>'
    told = page_environment().from_string(source).render()
    assert told == source.replace("Titre :", "Titre\xa0:").replace("« x »", "«\xa0x\xa0»")

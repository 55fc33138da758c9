"""How dates, durations and numbers are written for French readers."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from feeds.wording.instants import as_utc

_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
NARROW_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"
_HELD = re.compile(r" (?=[:;!?»])|(?<=«) |(?<=n°) ")


def written_instant(moment: datetime) -> str:
    """« 1er mars 2027 à 05:30 UTC »."""
    utc = as_utc(moment)
    return f"{written_day(utc)} à {utc:%H:%M} UTC"


def brief_instant(moment: datetime) -> str:
    """« 01/03/2027 à 05:30 UTC », where a line says several things."""
    return f"{as_utc(moment):%d/%m/%Y à %H:%M} UTC"


def written_day(day: date) -> str:
    """« 1er mars 2027 »."""
    return f"{'1er' if day.day == 1 else day.day} {written_month(day)}"


def written_date(text: str) -> str:
    """A full ISO 8601 date in words; a year or a month, which is all some sources give, as it is."""
    try:
        return written_day(date.fromisoformat(text[:10]))
    except ValueError:
        return text


def french_spaces(text: str) -> str:
    """Hold « : », « ; », « ! », « ? », quotation marks and « n° » to their words; where no space is, none is added."""
    return _HELD.sub(NO_BREAK_SPACE, text)


def written_month(day: date) -> str:
    """« mars 2027 »."""
    return f"{_MONTHS[day.month - 1]} {day.year}"


def written_duration(duration: timedelta | float) -> str:
    """A duration, in seconds when it is a number, as « 0,4 s », « 12 s », « 3 min 05 s » or « 2 h 10 min »."""
    seconds = duration.total_seconds() if isinstance(duration, timedelta) else duration
    if seconds < 9.95:
        return f"{max(seconds, 0):.1f} s".replace(".", ",")
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{written_number(whole // 3600)} h {whole % 3600 // 60:02d} min"


def written_number(number: int) -> str:
    """« 12 345 », its groups held together."""
    return f"{number:,}".replace(",", NARROW_SPACE)


def counted(number: int, one: str, many: str) -> str:
    """The number with its noun; in French, zero is singular."""
    return f"{written_number(number)} {many if number >= 2 else one}"

"""Reading a date in the forms standards and French pages write it."""

from __future__ import annotations

import re
from datetime import date

from schemas.words.remembering import remembered
from schemas.words.text import fold

FIRST_YEAR = 1990
LAST_YEAR = 2100
_MONTHS = {
    "janvier": 1, "fevrier": 2, "mars": 3, "avril": 4, "mai": 5, "juin": 6, "juillet": 7, "aout": 8, "septembre": 9,
    "octobre": 10, "novembre": 11, "decembre": 12, "janv": 1, "jan": 1, "fevr": 2, "fev": 2, "avr": 4, "juil": 7,
    "sept": 9, "sep": 9, "oct": 10, "nov": 11, "dec": 12, "feb": 2, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8,
    "january": 1, "february": 2, "march": 3, "april": 4, "june": 6, "july": 7, "august": 8, "september": 9,
    "october": 10, "november": 11, "december": 12, "mar": 3,
}  # fmt: skip
_ISO = re.compile(r"(?<![\d-])(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?![\d])(?!-\d)")
_YEAR_FIRST = re.compile(r"(?<![\d/.])(\d{4})([/.])(\d{1,2})\2(\d{1,2})(?![\d/.])")
_BASIC = re.compile(r"(?<!\d)(\d{4})(\d\d)(\d\d)(?:t\d{4,6}z?)?(?!\d)")
_NUMERIC = re.compile(r"(?<![\d/.])(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4}|\d\d)(?![\d])")
_WRITTEN = re.compile(r"(?<!\d)(\d{1,2})(?:er|st|nd|rd|th)?[\s.-]{1,3}([a-z]{3,9})\.?[\s,-]{1,3}(\d{4})(?!\d)")
_MONTH_FIRST = re.compile(r"(?<![a-z])([a-z]{3,9})\.?\s{1,3}(\d{1,2})(?:st|nd|rd|th)?,?\s{1,3}(\d{4})(?!\d)")
_MONTH_YEAR = re.compile(r"(?<![a-z])([a-z]{3,9})\.?\s{1,3}(\d{4})(?!\d)")
_YEAR = re.compile(r"\s*(?:en |c\. ?)?(\d{4})\s*")
_MAX_LENGTH = 300


@remembered
def read_date(text: str) -> str | None:
    """« YYYY-MM-DD », or « YYYY-MM » or « YYYY » when the text says no more; None for no date or a false one.

    The day is the one written, whatever the time zone: it is what the page shows.
    """
    folded = fold(text[:_MAX_LENGTH])
    if not any(char.isdigit() for char in folded):
        return None
    for match in (_ISO.search(folded), _BASIC.fullmatch(folded.strip())):
        if match is not None:
            return _written(match[1], match[2], match[3])
    match = _YEAR_FIRST.search(folded)
    if match is not None:
        return _written(match[1], match[3], match[4])
    match = _NUMERIC.search(folded)
    if match is not None:
        return _written(match[3] if len(match[3]) == 4 else f"20{match[3]}", match[2], match[1])
    return _from_words(folded)


def _from_words(folded: str) -> str | None:
    for match in _WRITTEN.finditer(folded):
        if match[2] in _MONTHS:
            return _written(match[3], str(_MONTHS[match[2]]), match[1])
    for match in _MONTH_FIRST.finditer(folded):
        if match[1] in _MONTHS:
            return _written(match[3], str(_MONTHS[match[1]]), match[2])
    for match in _MONTH_YEAR.finditer(folded):
        if match[1] in _MONTHS:
            return _written(match[2], str(_MONTHS[match[1]]), None)
    year = _YEAR.fullmatch(folded)
    return year[1] if year is not None and _is_possible(int(year[1])) else None


def _is_possible(year: int) -> bool:
    return FIRST_YEAR <= year <= LAST_YEAR


def _written(year: str, month: str, day: str | None) -> str | None:
    if not _is_possible(int(year)):
        return None
    try:
        found = date(int(year), int(month), int(day or 1))
    except ValueError:
        return None
    return found.isoformat() if day else found.isoformat()[:7]

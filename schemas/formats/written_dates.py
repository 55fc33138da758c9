"""How a date is written on a page, in French and in English, as a pattern whose first group is the date."""

from __future__ import annotations

import re
from collections.abc import Iterable

_MONTH = (
    r"(?:janv(?:ier)?|f[ée]vr?(?:ier)?|mars|avr(?:il)?|mai|juin|juil(?:let)?|ao[uû]t|sept(?:embre)?|oct(?:obre)?|"
    r"nov(?:embre)?|d[ée]c(?:embre)?|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:tember)?|"
    r"october|november|december)\b\.?"
)
_DAY = r"(?:(?:lun|mar|mer|jeu|ven|sam|dim|mon|tue|wed|thu|fri|sat|sun)[a-z]{0,7}\.?,?\s{1,3})?"
DATE = (
    rf"{_DAY}(\d{{1,2}}(?:er|st|nd|rd|th)?[\s-]{{1,3}}{_MONTH},?[\s-]{{1,3}}\d{{4}}|{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s{{1,2}}\d{{4}}"
    r"|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?(?:\d{4}|\d\d)(?![\d/-]|\.\d))"
)
"""To be searched whatever the case; the day of the week may precede."""
DATE_OR_MONTH = f"{DATE[:-1]}|{_MONTH}\\s\\d{{4}})"
"""The same, or a month alone: to be searched after words that say what it is of."""
OF_OURS = re.compile(r"(?:199|20[0-4])\d|\D\d\d\Z")
"""The years of pages: another date is of what a text tells."""
_ALONE = re.compile(DATE, re.IGNORECASE)
_FEWEST_OF_AGENDA = 3


def is_agenda(lines: Iterable[str]) -> bool:
    """Say whether lines are those of an agenda: several days, each alone on its line, none of which is the page's."""
    return len({line for line in lines if _ALONE.fullmatch(line)}) >= _FEWEST_OF_AGENDA

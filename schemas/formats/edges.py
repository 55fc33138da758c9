"""What stands at the edges of a text and is not of it: who signs it, the way to its page, how often it was read."""

from __future__ import annotations

import re

from schemas.formats.bylines import is_byline
from schemas.formats.declared import is_home
from schemas.formats.site_names import letters_of
from schemas.types.record import Line, Reading, Values

_FIRST_LINES, _LAST_LINES = 4, 3
_AND = re.compile(r"\s(?:et|&)\s")
_BETWEEN_STEPS = re.compile(r"[>»›→|]|\s/\s")
_COUNTS_VISITS = re.compile(
    r"\W{0,3}(?:\d[\d\s.]{0,12}(?:visites?|visiteurs?|vues?|lectures?|consultations?|téléchargements?)\b.{0,60}"
    r"|(?:(?:page|article) )?(?:lue?|vue?|visitée?|consultée?)\s+\d[\d\s.]{0,12}fois.{0,40}"
    r"|(?:nombre de |total )?(?:visites?|visiteurs?|vues|lectures|consultations|affichages|clics)"
    r"(?: .{0,30})?\s?:\s?\d.{0,60})",
    re.IGNORECASE,
)
"""What changes at each visit is no text: « 123 visites depuis 2009 », « Lu 45 fois »."""


def without_byline(lines: tuple[Line, ...], authors: Values) -> tuple[Line, ...]:
    """Leave the lines at the beginning and the end of a text that only say who signs it, and when.

    Those that count visits are left wherever they are.
    """
    kept = [line for line in lines if not _COUNTS_VISITS.fullmatch(line.text)]
    names = "".join(letters_of(one.value) for one in authors)

    def is_left(line: Line) -> bool:
        return is_byline(line.text) or (bool(names) and letters_of(_AND.sub(" ", line.text)) == names)

    start = [line for line in kept[:_FIRST_LINES] if not is_left(line)]
    end = kept[_FIRST_LINES:]
    left = 0
    while left < min(len(end), _LAST_LINES) and is_left(end[-1 - left]):
        left += 1
    return (*start, *end[: len(end) - left]) or lines


def without_trail(reading: Reading) -> tuple[Line, ...]:
    """Leave the line at the beginning of a text that is only the way to the page: « Accueil > A > Titre »."""
    steps = {letters_of(one.value) for one in (*reading.rubriques, *reading.titre)}
    titles = {letters_of(one.value) for one in reading.titre[:1]}

    def is_trail(line: Line) -> bool:
        parts = [part for part in _BETWEEN_STEPS.split(line.text) if part.strip()]
        if len(parts) < 2:
            return False
        # Nobody ends a sentence by the title after a sign that parts steps.
        return letters_of(parts[-1]) in titles or all(is_home(one.strip()) or letters_of(one) in steps for one in parts)

    start = [line for line in reading.lines[:_FIRST_LINES] if not is_trail(line)]
    return (*start, *reading.lines[_FIRST_LINES:])

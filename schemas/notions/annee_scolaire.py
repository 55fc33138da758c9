"""Reading a school year out of the many ways people write it."""

from __future__ import annotations

import re

from schemas.words.text import fold

FIRST_YEAR = 1985
LAST_YEAR = 2100
_MAX_LENGTH = 5_000
_LAST_MONTH = 8

_SPAN = re.compile(r"(?<!\d)((?:19|20)\d\d)\s{0,3}(?:[-/_.]|a|et|>)?\s{0,3}((?:19|20)\d\d)(?!\d)")
_SHORT = re.compile(r"(?<!\d)(?<!\d[-/])((?:19|20)\d\d)\s?[-/_]\s?(\d\d)(?!\d)(?!\s?[-/]\d)")
_COMPACT = re.compile(
    r"(?<![a-z])(?:tra+a*ms?|aams?|session|annee)[\s_-]{0,3}(?:[a-z]{2,8}[\s_-])?(\d\d)[\s_/-]?(\d\d)(?!\d)"
)
_SAID_SHORT = re.compile(
    r"(?<![a-z])(?:tra+a*ms?|as|annee(?: scolaire)?)(?: [a-z-]{2,15}){0,2} (\d\d)\s?[-/]\s?(\d\d)(?!\d)(?!\s?[-/])"
)
_RENTREE = re.compile(
    r"(?<![a-z])(?:rentree(?: scolaire)?(?: de)?(?: septembre)?|(?:depuis|des|de|en) septembre) ((?:19|20)\d\d)(?!\d)"
    r"|(?<![a-z])sept(?:embre|\.)? ((?:19|20)\d\d)\s?(?:-|a|au)\s?(?:mai|juin|juillet)"
)
_NUMBER_BEFORE = re.compile(r"[0-9] \Z")
"""« tél. 05 2023 2024 » says no year; the end is that of the text looked at."""
_ALONE = re.compile(r"\s*(1[3-9]|[2-4]\d)\s?[-/]\s?(\d\d)\s*\Z")
_TRAAM = re.compile(r"tra+a*ms?(?![a-z])")
_NEAR = 25
"""Characters between the name of the TraAM and its year."""
_LONE = re.compile(r"(?<![\d/.-])((?:19|20)\d\d)(?![\d]|[-/.]\d)")
_HALF = re.compile(r"annee\s{0,3}([12])(?!\d)|(?:1re|premiere|2e|deuxieme|seconde)\s+annee")
_CONTEXT = re.compile(r"tra+a*ms?(?![a-z])|(?<![a-z])aam|annee|session|scolaire|rentree|mutualis")


def annee_scolaire_from(first: int) -> str:
    """Write the school year that begins in September of a year."""
    return f"{first}-{first + 1}"


def annee_scolaire_of(day: str) -> str:
    """The school year a day is in, from its year and month (« 2024-11-12 », « 2024-11 »)."""
    year, month = int(day[:4]), int(day[5:7])
    return annee_scolaire_from(year - 1 if month <= _LAST_MONTH else year)


def read_annee_scolaire(text: str, published: str | None = None) -> str | None:
    """The first school year of a text, as « 2024-2025 »; None when it says none, or two years at once.

    A lone year N counts only for a page published from September N-1 to August N: the school year then running. Of
    two years at once, the one a page was published in, the few months after the second counting for it.
    """
    folded = fold(text[:_MAX_LENGTH])
    if not any(char.isdigit() for char in folded):
        return None
    years = _nearest_first(folded)
    if years:
        return annee_scolaire_from(years[0])
    two_years = _two_year_span(folded)
    if two_years is not None:
        half = _HALF.search(folded)
        if half is None:
            return _of_two(two_years, published)
        is_second = half[1] == "2" if half[1] else half[0].startswith(("2e", "deux", "seconde"))
        return annee_scolaire_from(two_years + (1 if is_second else 0))
    return _from_lone_year(folded, published)


def read_annees(text: str) -> tuple[str, ...]:
    """Every school year of a text, in order; « 2012-2014 » gives its two years."""
    folded = fold(text[:_MAX_LENGTH])
    years = list(_consecutive(folded))
    two_years = _two_year_span(folded)
    if two_years is not None:
        years += [two_years, two_years + 1]
    return tuple(annee_scolaire_from(year) for year in sorted(set(years)))


def _nearest_first(folded: str) -> tuple[int, ...]:
    """The years in reading order, but first those said beside the name of the TraAM."""
    named = [match.span() for match in _TRAAM.finditer(folded)]
    placed = _placed(folded)
    after = [year for place, year in placed if any(0 <= place - end <= _NEAR for _, end in named)]
    near = [
        year
        for place, year in placed
        if any(0 <= place - end <= _NEAR or 0 <= start - place <= _NEAR for start, end in named)
    ]
    return tuple(dict.fromkeys((*after, *near, *(year for _, year in placed))))


def _consecutive(folded: str) -> tuple[int, ...]:
    """The first years of the pairs of consecutive years, in reading order."""
    return tuple(dict.fromkeys(year for _, year in _placed(folded)))


def _placed(folded: str) -> list[tuple[int, int]]:
    """The first year of each pair of consecutive years, with where it is said."""
    found = [
        (match.start(), int(match[1]))
        for match in _SPAN.finditer(folded)
        if int(match[2]) == int(match[1]) + 1
        and not _NUMBER_BEFORE.match(folded, max(0, match.start() - 2), match.start())
    ]
    found += [(match.start(), int(match[1] or match[2])) for match in _RENTREE.finditer(folded)]
    if (alone := _ALONE.match(folded)) and (int(alone[1]) + 1) % 100 == int(alone[2]):
        found.append((0, 2000 + int(alone[1])))
    for match in _SAID_SHORT.finditer(folded):
        if (int(match[1]) + 1) % 100 == int(match[2]):
            found.append((match.start(1), (1900 if int(match[1]) >= FIRST_YEAR % 100 else 2000) + int(match[1])))
    has_context = _CONTEXT.search(folded) is not None
    for match in _SHORT.finditer(folded):
        first, second = int(match[1]), int(match[2])
        if (first + 1) % 100 == second and (second > 12 or has_context):  # « 2011-12 » may be December
            found.append((match.start(), first))
    for match in _COMPACT.finditer(folded):
        first, second = int(match[1]), int(match[2])
        is_one_year = (
            match[0].endswith(match[1] + match[2]) and match[1] in {"19", "20"} and first * 100 + second > 1989
        )
        if (first + 1) % 100 == second and not is_one_year:
            found.append((match.start(), (1900 if first >= FIRST_YEAR % 100 else 2000) + first))
    return [(place, year) for place, year in sorted(found) if FIRST_YEAR <= year < LAST_YEAR]


def _two_year_span(folded: str) -> int | None:
    for match in _SPAN.finditer(folded):
        if int(match[2]) == int(match[1]) + 2 and FIRST_YEAR <= int(match[1]) < LAST_YEAR:
            return int(match[1])
    return None


def _of_two(first: int, published: str | None) -> str | None:
    """The one of two school years in which a page was published; None when it was before, or long after."""
    if published is None or not f"{first}-09" <= published < f"{first + 3}":
        return None
    return annee_scolaire_from(first if published < f"{first + 1}-09" else first + 1)


def _from_lone_year(folded: str, published: str | None) -> str | None:
    if published is None or not re.match(r"\d{4}-\d\d", published):
        return None
    running = int(annee_scolaire_of(published)[:4])
    lone = {int(match[1]) for match in _LONE.finditer(folded)}
    return annee_scolaire_from(running) if running + 1 in lone and running >= FIRST_YEAR else None

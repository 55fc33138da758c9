"""One way of writing each level: cycles in figures, ordinals, divisions, years and sections told once for several."""

from __future__ import annotations

import re
from functools import cache

from schemas.notions.niveaux_streams import with_whole_names
from schemas.words.vocabulary import load_vocabulary

_NUMBER = re.compile("[1-6]")
_DEGREE_SIGN = re.compile(r"(?<!\d)([1-6])\s?(?:°|º|ᵉ|ème\b|eme\b|è(?:me)?\b|ère\b|nde\b|re\b)", re.IGNORECASE)
_ROMAN_CYCLES = re.compile(
    r"\bcycles?\s+(?:IV|III|II|I)\b(?:\s*(?:,|/|&|-|–|et|ou|à|au|puis)?\s*(?:(?:le|du|au|en)\s)?(?:cycles?\s+)?(?:IV|III|II|I)\b)*",
    re.IGNORECASE,
)
_ROMAN = re.compile(r"\b(?:IV|III|II|I)\b", re.IGNORECASE)
_ROMANS = {"I": "1", "II": "2", "III": "3", "IV": "4"}
_SPACED_ORDINAL = re.compile(r"(?<![\d.,])([3-6])\s(e|ème|eme)\b(?!\s?-)")
_DIVISION = re.compile(r"(?<![\w.,])([3-6])(?:e|è|ème|eme)\s?(?:\d{1,2}|[A-H])(?![\w])")
"""« 4e3 », « 6eB »: a class by its number or letter."""
_GENERAL_DIVISION = re.compile(r"(?<!\w)(?:(T)|1)G\s?\d{1,2}(?!\w)")
"""« La TG3 », « en 1G 2 »."""
_SHORT_TERMINALE = re.compile(r"(?<!\w)T[°º]\s?(?=(?:E?S|L|G|ST[A-Z0-9]{1,3})(?!\w))")
"""« Les T°S »."""
_SECTIONS_JOINED = re.compile(r"(?<!\w)(?:(?:TPS|[PMG]S)\s?[/-]\s?)+(?:[PMG]S|CP)(?!\w)")
_SECTIONS = {"TPS": "toute petite section", "PS": "petite section", "MS": "moyenne section", "GS": "grande section"}
"""« Dans ma GS/CP »: joined to another, a section is one."""


@cache
def _class_of_trade() -> re.Pattern[str]:
    """« 2MRC », « T AGOrA », « 1ASSP »: the year before the initials of a family or a speciality of trades."""
    streams = load_vocabulary("niveaux").streams.items()
    initials = [name for name, stream in streams if stream == "professionnelle" and _INITIALS.fullmatch(name)]
    return re.compile(rf"(?<![\w.,])(?:(T)\s?|([12]))(?=(?:{'|'.join(map(re.escape, initials))})(?!\w))")


_INITIALS = re.compile(r"(?:[A-Z]r?){3,}")


def normalized(text: str) -> str:
    """Write cycles in figures, and ordinals in one way."""
    # What each pattern finds holds a sign that most texts do not: looking for it is quicker.
    if "cycle" in text.lower():
        text = _ROMAN_CYCLES.sub(lambda found: _ROMAN.sub(lambda one: _ROMANS[one[0].upper()], found[0]), text)
    has_number = _NUMBER.search(text) is not None
    if has_number:
        text = _DEGREE_SIGN.sub(_ordinal, _SPACED_ORDINAL.sub(r"\1e", text))
    if "  " in text:
        text = re.sub(" {2,}", " ", text)
    if "G" in text:
        text = _GENERAL_DIVISION.sub(lambda one: "terminale générale" if one[1] else "1re générale", text)
    if has_number or "T" in text:
        text = _class_of_trade().sub(lambda one: {"1": "1re ", "2": "2de "}.get(one[2], "terminale "), text)
    if "S" in text or "°" in text or "º" in text:
        text = _SECTIONS_JOINED.sub(_sections, _SHORT_TERMINALE.sub("terminale ", text))
    return with_whole_names(_DIVISION.sub(r"\1e", text) if has_number else text)


def _sections(match: re.Match[str]) -> str:
    return " / ".join(_SECTIONS.get(one, one) for one in re.findall(r"\w+", match[0]))


def _ordinal(match: re.Match[str]) -> str:
    number = match[1]
    return number + {"1": "re", "2": "de"}.get(number, "e") + " "

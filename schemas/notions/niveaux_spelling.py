"""One way of writing each level: cycles in figures, ordinals, divisions, years and sections told once for several."""

from __future__ import annotations

import re

from schemas.notions.niveaux_streams import with_whole_names

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


def normalized(text: str) -> str:
    """Write cycles in figures, and ordinals in one way."""
    text = _ROMAN_CYCLES.sub(lambda found: _ROMAN.sub(lambda one: _ROMANS[one[0].upper()], found[0]), text)
    text = re.sub(" {2,}", " ", _DEGREE_SIGN.sub(_ordinal, _SPACED_ORDINAL.sub(r"\1e", text)))
    return with_whole_names(_DIVISION.sub(r"\1e", text))


def _ordinal(match: re.Match[str]) -> str:
    number = match[1]
    return number + {"1": "re", "2": "de"}.get(number, "e") + " "

"""Reading the socle commun: the domains of 2015 (« D1.3 ») and the competences of 2006 (« C4 »)."""

from __future__ import annotations

import re

from schemas.notions.framework import SEPARATOR, ReadCompetences, agree_with, labels_by_code
from schemas.words.phrases import distinct, label_of_identifier, phrase_table, split_words
from schemas.words.text import cut

_NAME = "socle"
_SAID = re.compile(r"\bsocle\b|\bS4C\b|\bSCCCC\b", re.IGNORECASE)
_OF_2006 = re.compile(r"\b(?:2005|2006|2008|palier|pilier|B2i)\b", re.IGNORECASE)
_DOMAIN = re.compile(r"(?<![\w.])(?:domaines?|D)\s?([1-5])(?:\s?[.,]\s?([1-4]))?(?![\w])(?![.,]\d)", re.IGNORECASE)
_PILLAR = re.compile(r"(?<![\w.])(?:compétences?|piliers?|C)\s?([1-7])(?![\w])(?![.,]\d)", re.IGNORECASE)
_MORE = re.compile(r"\s*(?:,|/|et|&|-)\s*(?:D|C)?([1-7](?:[.,][1-4])?)(?![\w])(?![.,]\d)", re.IGNORECASE)
_OF_THE_SOCLE = re.compile(
    r"^[\s.:,)–—-]*(?:du|de|dans)?\s*(?:le |l')?(?:nouveau )?(?:socle(?: commun)?(?: \d{4})?|S4C)?[\s.:,)–—-]*",
    re.IGNORECASE,
)
_MAX_VALUES = 50


def read_socle(text: str, *, expected: bool = False) -> ReadCompetences:
    """The domains and competences of the socle a text names by code, by label or by both.

    `expected` is true where the place is about the socle: « Domaine 2 » alone may elsewhere be one of the CRCN.
    """
    label = label_of_identifier(_NAME, text)
    if label is not None:
        return ReadCompetences((label,))
    is_said = expected or _SAID.search(text) is not None
    values: list[str] = []
    disagreeing: list[str] = []
    leftovers: list[str] = []
    for part in SEPARATOR.split(text):
        found, agrees = _read_part(part, is_said=is_said)
        values += found
        disagreeing += [] if agrees else found
        leftovers += [] if found or not part.strip() else [part.strip()]
    return ReadCompetences(distinct(values)[:_MAX_VALUES], distinct(disagreeing), " ; ".join(leftovers[:_MAX_VALUES]))


def _read_part(part: str, *, is_said: bool) -> tuple[list[str], bool]:
    """What one item names, and whether its code and its label agree."""
    codes, after = _codes(part, is_said=is_said)
    if not codes:
        return _labels_in(part), True
    rest = _OF_THE_SOCLE.sub("", part[after:])
    labels = [labels_by_code(_NAME)[code] for code in codes if code in labels_by_code(_NAME)]
    if len(labels) < len(codes):
        return ([cut(part.strip(), 200)], False) if is_said else ([], True)
    if not rest or len(codes) > 1 or agree_with(rest.split("(")[0], _NAME, labels[0]):
        return (labels if is_said or rest else []), True
    return ([cut(part.strip(), 200)], False) if is_said else ([], True)


def _codes(part: str, *, is_said: bool) -> tuple[list[str], int]:
    """The codes a part begins its list with, and where the list ends: « D1, D2 et D5 », « domaines 1.2 et 3 »."""
    first = _DOMAIN.search(part)
    letter = "D"
    if is_said and (first is None or _OF_2006.search(part)):
        pillar = _PILLAR.search(part)
        first, letter = (pillar, "C") if pillar is not None else (first, "D")
    if first is None:
        return [], 0
    minor = first[2] if letter == "D" else None
    codes = [f"{letter}{first[1]}" + (f".{minor}" if minor else "")]
    end = first.end()
    while (more := _MORE.match(part, end)) is not None:
        codes.append(letter + more[1].replace(",", "."))
        end = more.end()
    return codes, end


def _labels_in(part: str) -> list[str]:
    table = phrase_table(_NAME)
    keys = table.keys(split_words(part))
    return [label for match in table.scan(keys) if match.end - match.start > 2 for label in match.labels]

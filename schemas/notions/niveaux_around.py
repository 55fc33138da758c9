"""What the words around a level change of it: denied, in the name of a school, in brackets after its school."""

from __future__ import annotations

import re
from collections.abc import Sequence

from schemas.notions.niveaux_streams import BARE
from schemas.words.phrases import Match, Word

_DENIED = re.compile(
    r"\b(?:non|pas|jamais|sauf|hors|except[ée]|exception|exclusion)\b"
    r"(?! (?:seulement|uniquement|que|r[ée]serv|limit|forc[ée]ment|obligatoirement))[^,;:.()]{0,25}\Z"
    r"|\bsans (?:compter )?(?:les? |la |l['’]|nos )?(?:classes? |[ée]l[èe]ves )?(?:de |d['’])?\Z",
    re.IGNORECASE,
)
_LOOKED_BEFORE = 45
_SCHOOL_KINDS = frozenset({
    "école", "école maternelle", "école élémentaire", "premier degré", "collège", "lycée", "lycée professionnel",
    "lycée général et technologique",
})  # fmt: skip
_PLACED = re.compile(r"\b(?:du|au|le|ce|notre|un|l['’]|de l['’]|à l['’]|cette|une) ?\Z", re.IGNORECASE)
_NAMED = re.compile(
    r" (?:(?:de |du |des |d['’]|de la |de l['’])?(?:[A-ZÀ-Ö][a-zà-ÿ]+[\w’'-]*|[A-ZÀ-Ö]\. ?[A-ZÀ-Ö]))"
    r"|(?: (?:de|du|des|d['’]|de la|de l['’]) [A-ZÀ-Ö])"
)
_PASSAGE = re.compile(
    r"\bliaisons?,? (?:inter-?(?:degr[ée]s?|cycles?) )?(?:entre )?(?:de |du |l['’]|l[ea] )*"
    r"(?:(?:[ée]coles?|primaire|coll[èe]ges?|lyc[ée]es?)\s?(?:[-–/>→]|et|au?|vers|avec)\s?(?:l['’]|l[ea] )*)?\Z",
    re.IGNORECASE,
)
_OF_THE = re.compile(r" (?:du|de notre|de ce|d['’]un|de l['’]|d['’]une) ?", re.IGNORECASE)
CLASS_BY_NAME = re.compile(
    r"(?<!\w)(?:[Dd]es|[Ll]es|[Nn]os|[Mm]es|[Cc]es|[Aa]ux) "
    r"(?P<classes>(?:[Ss]ixi|[Cc]inqui|[Qq]uatri|[Tt]roisi)[èe]mes)"
    r"(?=\W*\Z|\s*[,.;:!?()»–—]|\s(?:de la (?:classe|salle)|du (?:coll[èe]ge|groupe)|en|[àa]|aux?|et|dans|pour|avec"
    r"|sur|par|qui|face)(?!\w))"
)
"""« L'enquête des troisièmes »: what follows is no noun, as in « des troisièmes rencontres »."""
_FRACTIONS = re.compile(
    r"\b(?:fractions?|quarts?|tiers|demi\w*|num[ée]rateurs?|d[ée]nominateurs?|sommes?|additionn\w*|divis\w*)\b",
    re.IGNORECASE,
)
_FRACTION = re.compile(r"(?:\w+) (?:sixi|cinqui|quatri|troisi)[èe]mes(?!\w)", re.IGNORECASE)
_PROFESSIONAL = "lycée professionnel"
_OPENED = re.compile(r"\s*\(\s*(?:en |de |des? )?", re.IGNORECASE)


def is_class_by_name(text: str, start: int = 0) -> bool:
    """Say whether pupils are called there by the name of their class, in a text that counts no fractions."""
    return CLASS_BY_NAME.match(text, start) is not None and _FRACTIONS.search(text) is None


def tells_fractions(text: str) -> bool:
    """Say whether a text names fractions: « trois cinquièmes » are no pupils where sums are made."""
    return _FRACTION.search(text) is not None and _FRACTIONS.search(text) is not None


def is_denied(text: str, start: int) -> bool:
    """Say whether what precedes a level says that it is not meant: « non testé en 5e », « à l'exception de la 5e »."""
    return _DENIED.search(text, max(0, start - _LOOKED_BEFORE), start) is not None


def without_names_of_schools(text: str, words: Sequence[Word], found: Sequence[Match]) -> list[Match]:
    """Leave out « lycée » in « classe de 2de du lycée Émile-Zola »: there it names a place, and no level."""
    kept = [
        match for place, match in enumerate(found)
        if not (
            _is_name_of_school(text, words, match) or is_where(text, words, match, found[:place])
            or _is_passage(text, words, match)
        )
    ]  # fmt: skip
    return kept or list(found)


def _is_passage(text: str, words: Sequence[Word], match: Match) -> bool:
    """Say whether a school is an end of a « liaison collège-lycée »: it says no level where classes are told."""
    if not set(match.labels) <= _SCHOOL_KINDS:
        return False
    return (
        _PASSAGE.search(text, max(0, words[match.start].start - _LOOKED_BEFORE), words[match.start].start) is not None
    )


def is_where(text: str, words: Sequence[Word], match: Match, before: Sequence[Match]) -> bool:
    """Say whether a school only says where a class is: « la terminale STHR du lycée hôtelier »."""
    if not before or not set(match.labels) <= _SCHOOL_KINDS or set(before[-1].labels) <= _SCHOOL_KINDS:
        return False
    gap = text[words[before[-1].end - 1].end : words[match.start].start]
    return _OF_THE.fullmatch(gap) is not None


def _is_name_of_school(text: str, words: Sequence[Word], match: Match) -> bool:
    if not set(match.labels) <= _SCHOOL_KINDS:
        return False
    start, end = words[match.start].start, words[match.end - 1].end
    is_placed = _PLACED.search(text, max(0, start - 10), start) is not None
    return is_placed and _NAMED.match(text, end) is not None


def professional_in_brackets(text: str, words: Sequence[Word], found: Sequence[Match]) -> list[Match]:
    """Make professional the classes in brackets after a professional school: « bac pro (2de, 1re, Tle) »."""
    result: list[Match] = []
    place = 0
    while place < len(found):
        match = found[place]
        end = words[match.end - 1].end
        opened = _OPENED.match(text, end)
        closed = text.find(")", end) if opened is not None and match.labels == (_PROFESSIONAL,) else -1
        inside = [one for one in found[place + 1 :] if words[one.start].start < closed]
        if inside and all(len(one.labels) == 1 and one.labels[0] in BARE for one in inside):
            result += [Match((f"{one.labels[0]} professionnelle",), one.start, one.end) for one in inside]
            place += 1 + len(inside)
        else:
            result.append(match)
            place += 1
    return result

"""Competences of the CRCN said in the text of a work: « Développer des documents multimédia (3.2) »."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from schemas.normalize.own_text import Sentence
from schemas.notions.competences import official_competences, read_competences
from schemas.notions.crcn_edu import read_crcn_edu_of_sentence, says_crcn_edu
from schemas.types.record import Found

_SPOKEN_OF = re.compile(r"competence|crcn|cadre de reference|repere \d")
_NUMERIC = re.compile(r"crcn|numerique|cadre de reference")
_PUPILS_NOT_TEACHERS = re.compile(r"crcn[\s-]*edu|enseignant|professeur|formateur")
_LABEL = re.compile(r"[^:.]{3,80}\s?:\s+")
_QUOTED = re.compile(r"[«\"“]\s?([^»\"”]{8,120}?)\s?[»\"”]")
_CODE = re.compile(r"(?<![\d.,])[1-5]\s?[.,]\s?[1-9](?![\d]|[.,]\d)")
_NAMED_CODE = re.compile(
    r"(?:comp[ée]tences?|rep[èe]re|CRCN)\s(?:num[ée]riques?\s)?([1-5][.,][1-9])(?![\d]|[.,]\d)", re.IGNORECASE
)
_LONGEST_SECTION = 8
"""Lines after a heading about competences that are looked at as its list."""
_LISTED = re.compile(r"\s*[;•,]\s*(?![^()]*\))|\s+et\s+")


def read_competences_of_text(sentences: Iterable[Sentence]) -> Iterator[tuple[str, Found]]:
    """The official competences sentences name where competences are spoken of, each with its sentence.

    A label of one word (« Collaborer ») counts only in a list of digital competences; elsewhere it is a verb.
    """
    section, left = "", 0
    for sentence in sentences:
        if left <= 0 and not (sentence.heading or _may_speak(sentence.text)):
            continue
        is_heading = sentence.heading or (sentence.alone and sentence.text.endswith(":"))
        if is_heading or (sentence.alone and len(sentence.text) <= 60 and _SPOKEN_OF.search(sentence.folded)):
            section, left = (sentence.folded, _LONGEST_SECTION) if _SPOKEN_OF.search(sentence.folded) else ("", 0)
        context = f"{section} {sentence.folded}" if left > 0 else sentence.folded
        left -= 1
        if says_crcn_edu(sentence.text):
            yield from ((value, Found(sentence.text, "texte")) for value in read_crcn_edu_of_sentence(sentence.text))
        elif _SPOKEN_OF.search(context) and not _PUPILS_NOT_TEACHERS.search(context):
            is_list = left >= 0 or _LABEL.match(sentence.text) is not None
            values = _values(sentence.text, is_list=is_list and _NUMERIC.search(context) is not None)
            yield from ((value, Found(sentence.text, "texte")) for value in values)


def _may_speak(text: str) -> bool:
    lowered = text.lower()
    return any(sign in lowered for sign in ("comp", "crcn", "cadre de", "rep"))


def _values(text: str, *, is_list: bool) -> Iterator[str]:
    said = _LABEL.sub("", text, count=1)
    for part in (said, *_QUOTED.findall(text), *_NAMED_CODE.findall(text)):
        read = read_competences(part)
        official = official_competences(read.values)
        yield from (value for value in official if _CODE.search(part) or len(value.split()) > _ONE_WORD or is_list)
    if is_list:
        for item in _LISTED.split(said):
            yield from official_competences(read_competences(item.strip(" .-–")).values)


_ONE_WORD = 2
"""Words of an official label of one word, its code included: « 2.3 Collaborer »."""

"""Reading CRCN competences, and checking that the code and the label written together agree."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from schemas.normalize.phrases import distinct, label_of_identifier, phrase_table, split_words
from schemas.normalize.remembering import remembered
from schemas.normalize.text import cut
from schemas.vocabulary import load_vocabulary

_NAME = "crcn"
_CODE = re.compile(r"(?<![\d.,])([1-9])\s?[.,]\s?([1-9])(?![\d]|[.,]\d)")
_RANGE = re.compile(r"(?<![\d.,])([1-5])\.([1-9])\s*(?:à|a|au|-|–)\s*\1\.([1-9])(?![\d.])")
_CODE_AFTER = re.compile(
    r"([^();•|]{3,200}?)\s?\(\s?(?:CRCN\s)?([1-9])\s?[.,]\s?([1-9])\s?\)[\s,;.]{0,3}(?:et\s)?", re.IGNORECASE
)
_LEVEL = re.compile(r"[,;(\s-]*\bniveaux?\s*(?:\d(?:\s*(?:à|-|et)\s*\d)?|visé)\b\)?", re.IGNORECASE)
_OTHER_FRAMEWORK = re.compile(r"\bcrcn[\s-]*[ée]du\b|\bdigcomp|\bev ?rp\b|\bpix\s?\+", re.IGNORECASE)
_NO_CODE_BEFORE = re.compile(
    r"\b(?:version|v|durée|duree|note|noté|niveau|environ|page|article)\s*:?\s*\Z", re.IGNORECASE
)
_NO_CODE_AFTER = re.compile(r"\s*(?:h\b|heures?\b|min\b|/\s?\d{1,2}(?![.,\d])|€|%|km|mo\b)", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*[;•\n]\s*|\s+\|\s+")
_LABEL_START = re.compile(r"^[\s.:)–—-]+")
_LABEL_END = re.compile(r"[\s;,•(–—/-]+$")
_SMALL_WORDS = frozenset(
    {
        "de",
        "un",
        "une",
        "et",
        "ou",
        "le",
        "la",
        "les",
        "l",
        "d",
        "s",
        "a",
        "sa",
        "se",
        "son",
        "ses",
        "en",
        "dans",
        "leur",
        "des",
        "du",
        "au",
    }
)
_MAX_VALUES = 50


@dataclass(frozen=True, slots=True)
class ReadCompetences:
    """What a text says of competences."""

    values: tuple[str, ...] = ()
    """Official « code label »; text as written where code and label disagree."""
    disagreeing: tuple[str, ...] = ()
    """Those of the values whose code and label disagree."""
    leftover: str = ""


@cache
def _by_code() -> Mapping[str, str]:
    return {term.code: term.label for term in load_vocabulary(_NAME).terms if term.code is not None}


@cache
def _label_words(vocabulary: str, label: str) -> tuple[frozenset[str], ...]:
    term = load_vocabulary(vocabulary).term(label)
    texts = (label, *term.variants) if term is not None else (label,)
    return tuple(_telling_words(text) for text in texts)


def _telling_words(text: str) -> frozenset[str]:
    return frozenset(word.key for word in split_words(text) if word.key not in _SMALL_WORDS and not word.key.isdigit())


@remembered
def read_competences(text: str) -> ReadCompetences:
    """Give the CRCN competences a text names by code, by label or by both."""
    label = label_of_identifier(_NAME, text)
    if label is not None:
        return ReadCompetences((label,))
    if _OTHER_FRAMEWORK.search(text) or (
        "socle" in text.lower() and "crcn" not in text.lower()
    ):  # teachers' competences, or others': their codes are not those of the CRCN
        return ReadCompetences(leftover=text.strip())
    text = _codes_first(_LEVEL.sub(" ", _RANGE.sub(_every_code, text)))
    values: list[str] = []
    disagreeing: list[str] = []
    leftovers: list[str] = []
    for part in _SEPARATOR.split(text):
        for piece, code in _by_code_pieces(part):
            found, agrees = _read_piece(piece, code)
            values += found
            disagreeing += [] if agrees else found
            leftovers += [] if found or not piece.strip() else [piece.strip()]
    return ReadCompetences(
        _without_their_domains(distinct(values))[:_MAX_VALUES],
        distinct(disagreeing)[:_MAX_VALUES],
        " ; ".join(leftovers[:_MAX_VALUES]),
    )


def _codes_first(text: str) -> str:
    """Write « label (1.1), label (2.4) » as its codes then their labels, where each code stands so."""
    found = _CODE_AFTER.findall(text)
    if not found or len(found) != len(_CODE.findall(text)):
        return text
    return _CODE_AFTER.sub(lambda match: f"{match[2]}.{match[3]} {match[1].strip(' ,')} ; ", text)


def _by_code_pieces(part: str) -> list[tuple[str, str | None]]:
    """Cut a text before each code it holds; what stands before the first is a piece without a code."""
    matches = [
        match
        for match in _CODE.finditer(part)
        if not _NO_CODE_BEFORE.search(part[: match.start()]) and not _NO_CODE_AFTER.match(part, match.end())
    ]
    if not matches:
        return [(part, None)]
    ends = [match.start() for match in matches[1:]] + [len(part)]
    pieces: list[tuple[str, str | None]] = [
        (part[match.start() : end], f"{match[1]}.{match[2]}") for match, end in zip(matches, ends, strict=True)
    ]
    before = part[: matches[0].start()]
    return [(before, None), *pieces] if _telling_words(before) - {"crcn", "competence", "domaine"} else pieces


def _read_piece(piece: str, code: str | None) -> tuple[list[str], bool]:
    """Give the competences of a piece, and whether its code and label agree."""
    if code is None:
        return _labels_in(piece), True
    official = _by_code().get(code)
    written = cut(_LABEL_END.sub("", piece.strip()), 200)
    after = _CODE.sub("", piece, count=1)
    label = _LABEL_START.sub("", after.split("(")[0])
    if official is None:
        return [written], False
    if agree_with(label, _NAME, official):
        return [official], True
    return [written], False


def agree_with(written: str, vocabulary: str, official: str) -> bool:
    """Say whether a label as written is the official one, more or less: most of the shorter is in the longer."""
    words = _telling_words(written)
    if not words:
        return True
    for expected in _label_words(vocabulary, official):
        shortest = min(len(words), len(expected))
        if len(words & expected) >= max(min(2, shortest), 0.6 * shortest):
            return True
    return False


def _every_code(match: re.Match[str]) -> str:
    """Write the codes from one to another: « 1.1 à 1.3 »."""
    return ", ".join(f"{match[1]}.{number}" for number in range(int(match[2]), int(match[3]) + 1))


def _without_their_domains(values: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out a domain one of whose competences is there too: it says where they stand."""
    domains = {domain_of(value) for value in values}
    return tuple(value for value in values if value not in domains)


def _labels_in(piece: str) -> list[str]:
    """Give the competences whose label stands in a piece; a label of one word (« Collaborer ») must stand alone."""
    table = phrase_table(_NAME)
    items = [table.whole(table.keys(split_words(item))) for item in re.split(r"[,:/]", piece)]
    if len(items) > 1 and sum(map(bool, items)) >= len(items) - 1:
        return [label for labels in items for label in labels]
    keys = table.keys(split_words(piece))
    return [
        label for match in table.scan(keys) if match.end - match.start > 1 or len(keys) == 1 for label in match.labels
    ]


def domain_of(label: str) -> str | None:
    """Give the CRCN domain of a competence: « 2.3 Collaborer » → « 2 Communication et collaboration »."""
    term = load_vocabulary(_NAME).term(label)
    return next(iter(term.ancestors), None) if term is not None else None


def official_competences(values: Sequence[str]) -> tuple[str, ...]:
    """Give those of the values that are official labels."""
    known = load_vocabulary(_NAME)
    return tuple(value for value in values if known.term(value) is not None)

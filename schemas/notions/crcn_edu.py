"""Reading the CRCN-Édu, the teachers' own frame: its codes are not those of the pupils' CRCN."""

from __future__ import annotations

import re

from schemas.notions.framework import (
    LABEL_START,
    SEPARATOR,
    ReadCompetences,
    agree_with,
    labels_by_code,
    telling_words,
    without_lone_brackets,
)  # fmt: skip
from schemas.words.phrases import distinct, key_of, phrase_table, split_words
from schemas.words.text import cut
from schemas.words.vocabulary import load_vocabulary

_NAME = "crcn_edu"
_PREFIX = "CRCN-Édu"
_SAID = re.compile(r"\bcrcn[\s_’'-]*[ée]du(?:cation)?\b|\bpix\s?\+?\s?[ée]du\b", re.IGNORECASE)
_CODE = re.compile(r"(?<![\d.,])([1-5])\s?[.,]\s?([1-9])(?![\d]|[.,]\d)\.?")
_LABEL_END = re.compile(r"(?:[\s;,•(–—/:-]|\b(?:et|CRCN|C|D)(?!\w))+$")
_OF_PUPILS = re.compile(r"\bcrcn\b(?![\s_’'-]*[ée]du)", re.IGNORECASE)
_DOMAIN = re.compile(r"(?:domaines?\s+)?([1-5])\s?[.:–-]?\s(.{4,60}?)\W*", re.IGNORECASE)
_NEAR = 60
"""Characters between a code and the name of its frame."""
_MAX_VALUES = 50


def says_crcn_edu(text: str) -> bool:
    """Say whether a text names the teachers' frame."""
    return "du" in text and _SAID.search(text) is not None


def crcn_edu_of(code: str, label: str) -> str | None:
    """The teachers' competence of a code, where the label beside it is its own word for word, or is empty."""
    official = labels_by_code(_NAME).get(code)
    if official is None:
        return None
    words = telling_words(label)
    names = load_vocabulary(_NAME).term(official)
    if not words or (names is not None and any(words == telling_words(name) for name in names.variants)):
        return official
    return None


def read_crcn_edu(text: str, *, expected: bool = False) -> ReadCompetences:
    """The teachers' competences a text names; `expected` where it is known to be about them, so that codes count.

    Elsewhere only labels of several words do: « Concevoir » and « Collaborer » are verbs, and « 2.3 » is the pupils'.
    """
    text = _SAID.sub(" ", text)
    values: list[str] = []
    disagreeing: list[str] = []
    leftovers: list[str] = []
    for part in SEPARATOR.split(text):
        for piece, code in _pieces(part) if expected else [(part, None)]:
            found, agrees = _domain_in_full(piece, code) or _read_piece(piece, code, expected=expected)
            values += found
            disagreeing += [] if agrees else found
            leftovers += [] if found or not telling_words(piece) else [piece.strip(" :-–—,.")]
    return ReadCompetences(
        distinct(values)[:_MAX_VALUES], distinct(disagreeing)[:_MAX_VALUES], " ; ".join(leftovers[:_MAX_VALUES])
    )


def read_crcn_edu_of_sentence(text: str) -> tuple[str, ...]:
    """The teachers' competences a sentence names beside their frame: « la compétence 3.3 du CRCN-Édu ».

    A code counts where the frame is the nearest thing named before or after it; a label, where it is whole.
    """
    found: list[str] = []
    named = [match.span() for match in _SAID.finditer(text)]
    others = [match.start() for match in _OF_PUPILS.finditer(text)]
    for code in _CODE.finditer(text):
        nearest = min((_gap(code.span(), span) for span in named), default=_NEAR + 1)
        of_pupils = min((_gap(code.span(), (place, place + 4)) for place in others), default=_NEAR + 1)
        official = labels_by_code(_NAME).get(f"{code[1]}.{code[2]}")
        if official is not None and nearest <= _NEAR and nearest < of_pupils:
            found.append(official)
    return distinct((*found, *read_crcn_edu(text).values))


def _gap(one: tuple[int, int], other: tuple[int, int]) -> int:
    return max(other[0] - one[1], one[0] - other[1], 0)


def _pieces(part: str) -> list[tuple[str, str | None]]:
    matches = list(_CODE.finditer(part))
    if not matches:
        return [(part, None)]
    ends = [match.start() for match in matches[1:]] + [len(part)]
    pieces: list[tuple[str, str | None]] = [
        (part[match.start() : end], f"{match[1]}.{match[2]}") for match, end in zip(matches, ends, strict=True)
    ]
    before = part[: matches[0].start()]
    return [(before, None), *pieces] if telling_words(before) - {"competence", "domaine", "c", "d"} else pieces


def _domain_in_full(piece: str, code: str | None) -> tuple[list[str], bool] | None:
    """The domain whose number and name are the whole piece: « Domaine 3 : Enseignement-Apprentissage »."""
    told = _DOMAIN.fullmatch(piece.strip()) if code is None else None
    named = key_of(f"{_PREFIX} {told[1]} {told[2]}") if told is not None else ()
    return next((([one], True) for one in load_vocabulary(_NAME).labels if key_of(one) == named), None)


def _read_piece(piece: str, code: str | None, *, expected: bool) -> tuple[list[str], bool]:
    if code is None:
        return _labels_in(piece, expected=expected), True
    official = labels_by_code(_NAME).get(code)
    written = without_lone_brackets(piece)
    label = _LABEL_END.sub("", LABEL_START.sub("", _CODE.sub("", written, count=1)))
    if official is not None and agree_with(label, _NAME, official):
        return [official], True
    return [cut(f"{_PREFIX} {_LABEL_END.sub('', written)}", 200)], False


def _labels_in(piece: str, *, expected: bool) -> list[str]:
    table = phrase_table(_NAME)
    keys = table.keys(split_words(piece))
    least = 1 if expected and len(keys) <= 2 else 3
    return [
        label
        for match in table.scan(keys)
        if match.end - match.start >= least
        for label in match.labels
        if _is_competence(label)
    ]


def _is_competence(label: str) -> bool:
    term = load_vocabulary(_NAME).term(label)
    return term is not None and bool(term.ancestors)


def explain_disagreement_of_teachers(written: str) -> str:
    """Say what a code of the teachers' frame and the label beside it each mean, and how to write either; French."""
    code = _CODE.search(written)
    number = f"{code[1]}.{code[2]}" if code is not None else ""
    label = LABEL_START.sub("", written[code.end() :] if code is not None else written).strip(" :.,;«»()")
    official = labels_by_code(_NAME).get(number)
    meant = next(iter(_labels_in(label, expected=True)), None)
    is_code = f"dans le CRCN-Édu, {number} est « {_name_of(official)} »" if official else ""
    is_label = f"« {cut(label, 80)} » est {_code_of(meant)}" if meant else ""
    said = [
        is_code or f"{number} n'est pas un code du CRCN-Édu",
        is_label or (f"« {cut(label, 80)} » n'est pas un libellé du CRCN-Édu" if label else ""),
    ]
    ways = [f"« {_code_of(one)} {_name_of(one)} »" for one in distinct([one for one in (meant, official) if one])]
    told = f"le code et le libellé ne correspondent pas : {', '.join(filter(None, said))}"
    return told + (f" ; écrire {' ou '.join(ways)}" if ways else "")


def _code_of(label: str) -> str:
    return label.split(" ")[1]


def _name_of(label: str) -> str:
    return label.split(" ", 2)[2]

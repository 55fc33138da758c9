"""French text made into the forms that are indexed and searched: the one place where words are cut and folded."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.stemming import stem

LONGEST_TEXT = 100_000
"""Characters read of one text: enough for any real page, a bound for endless ones."""
LONGEST_CHUNK = 256
LONGEST_FORM = 64
MOST_PARTS = 6
"""A chain of more parts is a list, not a compound: it gets no joined form."""

_APOSTROPHES = "’ʼ‘′ʹ`´"
_HYPHENS = "‐‑‒–−"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_MADE_SAME_IN_PLACE = (*((sign, "'") for sign in _APOSTROPHES), *((sign, "-") for sign in _HYPHENS))
_MADE_SAME = (*_MADE_SAME_IN_PLACE, *((sign, "") for sign in _INVISIBLE))
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
_LETTERS = r"(?:[^\W_]++|[\u0300-\u036f]++)++"
_CHUNK = re.compile(rf"(?<![^\W_])(?:[^\W\d_]\.){{2,12}}(?:[^\W\d_](?![^\W_]))?|{_LETTERS}(?:['-]{_LETTERS})*")
_ELISION = re.compile(r"(?:jusqu|lorsqu|puisqu|quoiqu|qu|[cdjlmnst])'")
_WHOLE = re.compile(r"(?:aujourd'hui|presqu'[iî]les?|prud'hom\w*)\Z")
_SEPARATORS = re.compile(r"['-]")


@dataclass(frozen=True, slots=True)
class AnalyzedWord:
    """One word of a text."""

    parts: tuple[str, ...]
    """Folded forms, in order; several for a hyphenated word."""
    stems: tuple[str, ...]
    """Folded stem of each part."""
    written: tuple[str, ...]
    """Each part as people write it, in lower case, accents kept."""
    joined: str
    """The folded form of the whole: the only part, or the parts written as one; empty for long chains."""
    joined_stem: str


@lru_cache(maxsize=16_384)
def folded_words(text: str) -> str:
    """The words of a text, a space between: no case, accents, ligatures, hyphens nor apostrophes."""
    text = fold_letters(_normalize(text))
    return " ".join(text.replace("-", " ").replace("'", " ").split())


def words(text: str) -> Iterator[AnalyzedWord]:
    """Cut a text into words: elisions dropped, dotted acronyms closed up, hyphenated words both whole and in parts."""
    for chunk in chunks(text):
        word = word_of(chunk)
        if word.parts:
            yield word


def chunks(text: str) -> list[str]:
    """Cut a text into what may each be a word; the same come again and again, and what is made of them is kept."""
    found: list[str] = _CHUNK.findall(_normalize(text[:LONGEST_TEXT]))
    return found


def word_of(chunk: str) -> AnalyzedWord:
    """The word of a chunk; one without any part is none."""
    return _word(chunk[:LONGEST_CHUNK])


def placed_chunks(text: str) -> Iterator[re.Match[str]]:
    """Cut a text as it is to be shown: each chunk that may be a word, with where it begins and ends."""
    return _CHUNK.finditer(_shown(text))


def placed_chunks_beginning(heads: frozenset[str], text: str) -> Iterator[re.Match[str]]:
    """Of those chunks the ones that may begin so: by one of some pairs of letters, folded.

    Others are given too, never fewer: what has no plain beginning, and what is made of several parts.
    """
    return _beginning(heads).finditer(_shown(text))


@lru_cache(maxsize=256)
def _beginning(heads: frozenset[str]) -> re.Pattern[str]:
    either = "|".join("".join(f"[{letter}{letter.upper()}]" for letter in head) for head in sorted(heads))
    several = rf"{_LETTERS}['.-]"
    plain = rf"(?:{either}|\d|[^\x00-\x7f]|[a-zA-Z](?:[^\x00-\x7f]|(?![^\W_]))|{several})"
    return re.compile(rf"(?<![^\W_])(?<![\u0300-\u036f])(?={plain})(?:{_CHUNK.pattern})")


def _shown(text: str) -> str:
    """Write apostrophes and hyphens in one way, each character at its place."""
    return _same(text[:LONGEST_TEXT], _MADE_SAME_IN_PLACE)


@lru_cache(maxsize=50_000)
def shown_word(chunk: str) -> AnalyzedWord:
    """The word of a chunk as it is written; the same come again in text after text."""
    return _word(_normalize(chunk[: 4 * LONGEST_CHUNK])[:LONGEST_CHUNK])


def _normalize(text: str) -> str:
    plain = _same(text, _MADE_SAME)
    normal = unicodedata.normalize("NFKC", plain)
    folded = normal.casefold()
    if normal == plain and unicodedata.is_normalized("NFKC", folded):
        return folded
    return _same(unicodedata.normalize("NFKC", folded), _MADE_SAME)


def _same(text: str, made: Sequence[tuple[str, str]]) -> str:
    """Write some signs in one way; few texts have any to change, and looking for each is quick."""
    for sign, other in made:
        if sign in text:
            text = text.replace(sign, other)
    return text


def fold_letters(text: str) -> str:
    """Letters without their accents; those French is written with are known, any other takes the long way."""
    if text.isascii():
        return text
    folded = text.translate(_FRENCH)
    return folded if folded.isascii() else _fold_any(text)


def _fold_any(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).translate(_LIGATURES)


_FRENCH = {code: _fold_any(chr(code)) for code in range(0xC0, 0x180)}


@lru_cache(maxsize=50_000)
def _word(chunk: str) -> AnalyzedWord:
    pieces = _pieces(chunk)
    parts = tuple(_form(piece) for piece in pieces)
    stems = tuple(_form(stem(piece[:LONGEST_FORM])) for piece in pieces)
    written = tuple(piece[:LONGEST_FORM] for piece in pieces)
    if len(pieces) > MOST_PARTS:
        return AnalyzedWord(parts, stems, written, "", "")
    if len(pieces) == 1:
        return AnalyzedWord(parts, stems, written, parts[0], stems[0])
    whole = "".join(pieces)
    return AnalyzedWord(parts, stems, written, _form(whole), _form(stem(whole[:LONGEST_FORM])))


def _pieces(chunk: str) -> list[str]:
    if "." in chunk:
        return [chunk.replace(".", "")]
    while not _WHOLE.match(chunk) and (elided := _ELISION.match(chunk)):
        chunk = chunk[elided.end() :]
    if _WHOLE.match(chunk):
        return [chunk.replace("'", "")]
    return [piece for piece in _SEPARATORS.split(chunk) if _form(piece)]


def _form(piece: str) -> str:
    folded = fold_letters(piece)
    if folded.isalnum():
        return folded[:LONGEST_FORM]
    return "".join(sign for sign in folded if sign.isalnum())[:LONGEST_FORM]

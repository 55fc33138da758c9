"""What the frameworks of competences share: what is read of a text, and whether a code and a label agree."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from schemas.words.phrases import split_words
from schemas.words.vocabulary import load_vocabulary

SMALL_WORDS = frozenset({
    "de", "un", "une", "et", "ou", "le", "la", "les", "l", "d", "s", "a", "sa", "se", "son", "ses", "en", "dans",
    "leur", "des", "du", "au",
})  # fmt: skip


SEPARATOR = re.compile(r"\s*[;•\n]\s*|\s+\|\s+")
"""What stands between two competences."""
LABEL_START = re.compile(r"^[\s.:)–—-]+")
"""What stands between a code and its label."""


@cache
def labels_by_code(vocabulary: str) -> Mapping[str, str]:
    """The label of each code of a framework."""
    return {term.code: term.label for term in load_vocabulary(vocabulary).terms if term.code is not None}


@dataclass(frozen=True, slots=True)
class ReadCompetences:
    """What a text says of competences."""

    values: tuple[str, ...] = ()
    """Official « code label »; text as written where code and label disagree."""
    disagreeing: tuple[str, ...] = ()
    """Those of the values whose code and label disagree."""
    leftover: str = ""


@cache
def label_words(vocabulary: str, label: str) -> tuple[frozenset[str], ...]:
    """The telling words of each spelling of a label."""
    term = load_vocabulary(vocabulary).term(label)
    texts = (label, *term.variants) if term is not None else (label,)
    return tuple(telling_words(text) for text in texts)


def telling_words(text: str) -> frozenset[str]:
    """The words of a label that tell it from another."""
    return frozenset(word.key for word in split_words(text) if word.key not in SMALL_WORDS and not word.key.isdigit())


def agree_with(written: str, vocabulary: str, official: str) -> bool:
    """Say whether a label as written is the official one, more or less: most of the shorter is in the longer."""
    words = telling_words(written)
    if not words:
        return True
    for expected in label_words(vocabulary, official):
        shortest = min(len(words), len(expected))
        if len(words & expected) >= max(min(2, shortest), 0.6 * shortest):
            return True
    return False


def without_lone_brackets(text: str) -> str:
    """A piece without the bracket it was cut from: « (C1.5 s'autoévaluer) » → « C1.5 s'autoévaluer »."""
    text = text.strip()
    if text.startswith("(") and text.rstrip(" .;,").endswith(")"):
        text = text.rstrip(" .;,")[1:-1]
    elif text.count("(") < text.count(")"):
        text = text.rstrip(" .;,").removesuffix(")")
    elif text.startswith("(") and ")" not in text:
        text = text[1:]
    return text.strip()

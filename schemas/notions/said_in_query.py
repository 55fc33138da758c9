"""What the words of a search say of levels, disciplines and tools, and which of its words say it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from schemas.notions.annee_scolaire import read_annee_scolaire
from schemas.notions.disciplines import read_disciplines_of_label
from schemas.notions.niveaux import read_niveaux
from schemas.notions.niveaux_streams import stream_phrases
from schemas.notions.outils import read_outils
from schemas.words.phrases import Match, key_of, phrase_table, split_words
from schemas.words.vocabulary import load_vocabulary

_ALONE_SAYS_NOTHING = frozenset({"cycle", "formation"})


_YEARS = re.compile(r"20\d\d-(?:20)?\d\d")
_SERIES = "serie"
"""Read as « bac général » before the words are looked for: « séries ES et L »."""
_WIDE = {
    "premier degré": ("école maternelle", "école élémentaire", "cycle 1", "cycle 2"),
    "second degré": ("collège", "lycée", "lycée professionnel", "cycle 4"),
    "école maternelle": ("cycle 1",),
    "cycle 1": ("école maternelle",),
    "école élémentaire": ("cycle 2",),
}
"""What whoever asks for a level wants too: records are filed under one or the other."""


class SaidWords(NamedTuple):
    """Some words that follow each other, and the labels of a field of Record they mean."""

    first: int
    last: int
    """The rank after that of the last word."""
    field: str
    labels: tuple[str, ...]


def naming_phrases() -> tuple[dict[str, list[list[str]]], dict[str, list[str]]]:
    """What every naming without a figure has: the keys of a phrase, by the first; and other spellings of keys."""
    phrases: set[tuple[str, ...]] = {(_SERIES,), *stream_phrases()}
    spellings = defaultdict[str, list[str]](list)
    for name in ("niveaux", "disciplines", "outils"):
        table = phrase_table(name)
        phrases |= {phrase for found in table.by_first_word.values() for phrase, _ in found}
        phrases |= {key_of((term.id or "").replace("_", " ")) for term in load_vocabulary(name).terms}
        for form, word in table.synonyms.items():
            spellings[form].append(word)
    by_first_word = defaultdict[str, list[list[str]]](list)
    for first, *others in sorted(filter(None, phrases)):
        by_first_word[first].append(others)
    return dict(by_first_word), dict(spellings)


def said_in_query(texts: Sequence[str]) -> tuple[SaidWords, ...]:
    """What some words mean beside themselves: « 2nde » in « 2nde SVT » is a level, « SVT » a discipline."""
    return (*_annees(texts), *_niveaux(texts), *_named(texts, "disciplines"), *_named(texts, "outils"))


def _annees(texts: Sequence[str]) -> Iterator[SaidWords]:
    """Read school years: « 2024-2025 », or its two years one after the other (« 2024/2025 »)."""
    for first in range(len(texts)):
        for last in (first + 1, first + 2):
            written = "-".join(texts[first:last])
            if last <= len(texts) and _YEARS.fullmatch(written) and (annee := read_annee_scolaire(written)):
                yield SaidWords(first, last, "annee_scolaire", (annee,))


def _niveaux(texts: Sequence[str]) -> Iterator[SaidWords]:
    """Read the levels of all the words together; each that another does not explain says them."""
    placed = read_niveaux(" ".join(texts))
    if not placed.values:
        return
    left = set(placed.leftover.split())
    # What is no word (a phrase between quotes stands so here) is part of no naming.
    understood = [bool(words := set(_raw(text))) and not words & left for text in texts]
    first = 0
    while first < len(texts):
        last = first
        while last < len(texts) and understood[last]:
            last += 1
        own = read_niveaux(" ".join(texts[first:last])).values if last > first else ()
        if own:
            # What another word says of the class (« spé SVT ») is read with it; the class alone is wider.
            narrowed = tuple(one for one in placed.values if any(one.startswith(f"{label} ") for label in own))
            wide = (one for label in own for one in _WIDE.get(label, ()))
            yield SaidWords(first, last, "niveaux", tuple(dict.fromkeys((*own, *narrowed, *wide))))
        first = last + 1


def _raw(text: str) -> list[str]:
    return [word.raw for word in split_words(text)]


def _named(texts: Sequence[str], field: str) -> Iterator[SaidWords]:
    table = phrase_table(field)
    words = [(rank, word) for rank, text in enumerate(texts) for word in split_words(text)]
    for match in table.scan(table.keys([word for _, word in words])):
        first, last = words[match.start][0], words[match.end - 1][0] + 1
        labels = _meant(" ".join(texts[first:last]), field, match)
        if labels:
            yield SaidWords(first, last, field, labels)


def _meant(text: str, field: str, match: Match) -> tuple[str, ...]:
    if field == "disciplines":
        return read_disciplines_of_label(text)
    return match.labels if read_outils(text).values else ()

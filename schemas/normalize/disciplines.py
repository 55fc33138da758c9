"""Reading disciplines: Édubase's long labels out of acronyms, old short labels and lists."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from schemas.normalize.phrases import (
    Match,
    Placed,
    distinct,
    key_of,
    label_of_identifier,
    leftover_of,
    phrase_table,
    split_words,
)  # fmt: skip
from schemas.normalize.remembering import remembered
from schemas.vocabulary import load_vocabulary

_NAME = "disciplines"
_PREFIX = re.compile(r"^\s*(?:Techno|Maths?|SVT|EPS|HG|Doc)\s+-\s+Programme\b.*", re.IGNORECASE)
_DOTTED = re.compile(r"\b(?:[A-Z]\.){2,6}[A-Z]?\b|\b(?:[A-Z]\.){2,6}")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b(?:\s?[-/]\s?\d{2,4})?")
_INTRODUCED = frozenset({"en", "traam", "tram", "traams"})
_OF_GROUP = re.compile(
    r"\b(?:tra+a+ms?\b|mutualis[ée]e?s?\b|lv\s?[abc12]?\b|sp[ée]cialit[ée]s? (?=\w)"
    r"|(?:groupe|[ée]quipe|collectif|professeurs?|enseignant\w{0,2}s?|coll[èe]gues?|s[ée]ances?|s[ée]quences?) "
    r"(?=(?:acad[ée]mique |de travail )?(?:de |d['’]|en )))"
)
_SIGNS_OF_GROUPS = (
    "raam", "mutualis", "group", "quipe", "collectif", "prof", "enseignant", "coll", "séance", "seance", "séquence",
    "sequence", "lv", "cialit",
)  # fmt: skip
"""One of these is in all that the pattern above finds; looking for them is quicker."""
_BEFORE_NAME = frozenset(
    {"de", "d", "du", "des", "en", "le", "la", "l", "groupe", "academique", "travail", "et", "avec"}
)
_MAX_NAME = 80
_MAX_READ = 2_000
_MAX_VALUES = 50


@cache
def _fillers() -> frozenset[str]:
    return frozenset(key for text in load_vocabulary(_NAME).lists["fillers"] for key in key_of(text))


@cache
def _acronyms() -> frozenset[str]:
    return frozenset(load_vocabulary(_NAME).lists["acronyms"])


@remembered
def read_disciplines(text: str) -> Placed:
    """Give the disciplines a value names, and what is left of it; the value is meant to be about disciplines."""
    label = label_of_identifier(_NAME, text)
    if label is not None:
        return Placed((label,))
    text = _DOTTED.sub(lambda match: match[0].replace(".", ""), text)
    words = split_words(text)
    table = phrase_table(_NAME)
    keys = table.keys(words)
    whole = table.whole(keys)
    if whole:
        return Placed(whole)
    found = table.scan(keys)
    values = distinct([label for match in found for label in match.labels])
    return Placed(values[:_MAX_VALUES], leftover_of(text, words, found, _fillers()))


@remembered
def read_disciplines_of_label(text: str) -> tuple[str, ...]:
    """Give the disciplines of a keyword or rubrique that says nothing else: « TraAM mathématiques », « SVT »."""
    prefixed = _PREFIX.match(text)
    placed = read_disciplines(text.split(" - ")[0] if prefixed else _YEAR.sub(" ", text))
    return placed.values if not placed.leftover else ()


def read_disciplines_of_sentence(text: str) -> tuple[str, ...]:
    """Give the disciplines a title surely names: acronyms in capitals, « TraAM lettres », « en histoire »."""
    words = split_words(text)
    table = phrase_table(_NAME)
    keys = table.keys(words)
    found: list[str] = []
    for match in table.scan(keys):
        is_sure = words[match.start].raw in _acronyms() or _is_introduced(keys, match)
        if is_sure or match.end - match.start >= 3:
            found += match.labels
    return distinct(found)


def read_disciplines_of_group(text: str) -> tuple[str, ...]:
    """Give the disciplines said beside the TraAM or their group: « TraAM SVT », « le groupe TraAM de musique »."""
    found: list[str] = []
    lowered = text.lower()
    if not any(sign in lowered for sign in _SIGNS_OF_GROUPS):
        return ()
    for match in _OF_GROUP.finditer(lowered[:_MAX_READ]) if len(lowered) == len(text) else ():
        words = split_words(text[match.end() : match.end() + _MAX_NAME])
        table = phrase_table(_NAME)
        keys = table.keys(words)
        at = next((place for place, key in enumerate(keys[:4]) if key not in _BEFORE_NAME), None)
        named = table.at(keys, at) if at is not None else None
        if named is not None and _is_own_name(words[named.start].raw):
            found += named.labels
    return distinct(found)


def _is_own_name(raw: str) -> bool:
    return len(raw) > 2 or raw.isupper()


def _is_introduced(keys: tuple[str, ...], match: Match) -> bool:
    return match.start > 0 and keys[match.start - 1] in _INTRODUCED


def ancestors(label: str) -> tuple[str, ...]:
    """Give the wider disciplines of a discipline: « Anglais » → « Langues vivantes »."""
    term = load_vocabulary(_NAME).term(label)
    return term.ancestors if term is not None else ()


def same_discipline(one: str, other: str) -> bool:
    """Say whether two labels, as written anywhere, name a common discipline."""
    return key_of(one) == key_of(other) or bool(set(read_disciplines(one).values) & set(read_disciplines(other).values))


def near_disciplines(one: str, other: str) -> bool:
    """Say whether one label's discipline covers the other's."""
    return covers(one, other) or covers(other, one)


@lru_cache(maxsize=4_096)
def covers(wide: str, label: str) -> bool:
    """Say whether a group's discipline covers a record's: the same, or a wider one (« Langues vivantes » : anglais)."""
    return any(same_discipline(wide, one) for one in (label, *ancestors(label)))

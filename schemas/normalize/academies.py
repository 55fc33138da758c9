"""Reading académies, by name or by the host that publishes; merged ones take the name of their successor."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from urllib.parse import urlsplit

from schemas.normalize.phrases import Placed, distinct, leftover_of, phrase_table, split_words
from schemas.normalize.remembering import remembered
from schemas.normalize.text import fold
from schemas.vocabulary import load_vocabulary

_NAME = "academies"
_INTRODUCES = frozenset({"academie", "rectorat", "ac", "dane", "drane", "drne", "vice", "acad", "aca",
                         "academique"})  # fmt: skip
_SCHOOLS = frozenset({"college", "lycee", "ecole", "universite", "cite"})
"""What stands in a town that has the name of an académie."""
_LINKING = frozenset({"de", "d", "et", "la", "le", "les", "l", "avec", "ou", "region", "academique"})
_IN_TEXT = re.compile(r"\bac-[a-z-]{3,30}\.(?:fr|nc|pf|wf)\b")
_MAX_VALUES = 50


@remembered
def read_academies(text: str) -> tuple[str, ...]:
    """Give the académies a text names: alone, in a list, or after « académie de », « rectorat de », « ac-… »."""
    words = split_words(text)
    table = phrase_table(_NAME)
    keys = table.keys(words)
    matches = table.scan(keys)
    used = {position for match in matches for position in range(match.start, match.end)}
    others = {key for position, key in enumerate(keys) if position not in used and not key.isdigit()}
    introduced = any(key in _INTRODUCES for key in others)
    if not introduced and others - _LINKING:
        return _from_domains(text)
    after = min((position for position, key in enumerate(keys) if key in _INTRODUCES), default=0)
    found = [
        label
        for match in matches
        if match.start >= after and not _SCHOOLS & set(keys[max(0, match.start - 2) : match.start])
        for label in match.labels
    ]
    return distinct(found)[:_MAX_VALUES] or _from_domains(text)


def place_academies(text: str) -> Placed:
    """Give the académies a text that is about them names, and what is left of it."""
    read = read_academies(text)
    words = split_words(text)
    table = phrase_table(_NAME)
    keys = table.keys(words)
    found = table.scan(keys)
    if not read and found:  # an unknown name beside a known one: « Corse, Atlantide »
        read = distinct([label for match in found for label in match.labels])[:_MAX_VALUES]
    is_address = bool(read) and not found
    left = "" if is_address else leftover_of(text, words, found, _INTRODUCES | _LINKING)
    return Placed(read, left if any(map(str.isalpha, left)) else "")


def read_academies_introduced(text: str) -> tuple[str, ...]:
    """Give the académies a sentence names as such: « de l'académie de Créteil », « académies de Nice et de Corse »."""
    words = split_words(text)
    table = phrase_table(_NAME)
    keys = table.keys(words)
    found: list[str] = []
    after = -1
    for match in table.scan(keys):
        between = keys[max(0, after) : match.start]
        is_first = bool(_INTRODUCES & set(keys[max(0, match.start - 4) : match.start]))
        is_next = after >= 0 and set(between) <= _LINKING
        if (is_first or is_next) and not _SCHOOLS & set(keys[max(0, match.start - 2) : match.start]):
            found += match.labels
            after = match.end
    return distinct(found)[:_MAX_VALUES]


def read_academies_alone(text: str) -> tuple[str, ...]:
    """Give the académies of a text that says nothing else: « Bordeaux - Limoges », « Académie de Dijon »."""
    words = split_words(text)
    table = phrase_table(_NAME)
    keys = table.keys(words)
    matches = table.scan(keys)
    used = {position for match in matches for position in range(match.start, match.end)}
    others = {key for position, key in enumerate(keys) if position not in used}
    is_said = len(matches) > 1 or bool(others & _INTRODUCES)
    if not matches or not is_said or others - _INTRODUCES - _LINKING:
        return ()
    return distinct([label for match in matches for label in match.labels])[:_MAX_VALUES]


def read_academie(text: str) -> str | None:
    """Give the first académie a text names."""
    return next(iter(read_academies(text)), None)


def says_no_academie(text: str) -> bool:
    """Say whether a text names nothing at all, like an « Académie de » left unfinished."""
    return all(word.key in _INTRODUCES | _LINKING for word in split_words(text))


def _from_domains(text: str) -> tuple[str, ...]:
    domains = _by_domain()
    return distinct([domains[name] for name in _IN_TEXT.findall(fold(text[:2_000])) if name in domains])


def academie_of_host(url: str) -> str | None:
    """Give the académie whose domain serves an address; None for national and foreign hosts."""
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return None
    domains = _by_domain()
    labels = host.split(".")
    for position in range(max(0, len(labels) - 8), len(labels) - 1):
        found = domains.get(".".join(labels[position:]))
        if found is not None:
            return found
    return None


@cache
def _by_domain() -> Mapping[str, str]:
    return {host: term.shown_label for term in load_vocabulary(_NAME).terms for host in term.hosts}

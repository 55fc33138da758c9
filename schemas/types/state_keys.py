"""What a source remembers from one run to the next, by key: each key is written and read here alone.

The texts are those of the store.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

_LIST, _PAGE, _GIVEN, _TOLD = "list", "met", "given", "told"
_NUMBER_CHARS = 6


class Remembered(StrEnum):
    """What a source remembers once."""

    URL = "url"
    """The address its lists were asked at."""
    WHOLE = "whole"
    """French: why its next harvest is to list everything."""
    IDENTITY = "repository"
    """Who its repository said it was."""
    COME = "come"
    """That records came, and which of them came back, until their ends are proven."""
    SEQUENCE = "sequence"
    """The place of its last payload."""
    CRAWL = "crawl"
    """The crawl it was stopped in: the run that began it, when, and what it had found."""
    LISTED = "listed"
    """The days its lists showed beside the titles of pages, while its crawl goes on."""
    FAULTY = "faulty"
    """The addresses that gave no answer: they are asked after all others."""
    NOT_BEFORE = "not_before"
    """Until when it asked to be left alone (ISO 8601, UTC)."""
    ASKED = "asked again"
    """The addresses a référent asked to have read again (schemas.runs.asked_again)."""
    STALE = "to read again"
    """That its harvest came to its end, and its pages are yet to be read by all it taught."""
    COMMON = "common"
    """The beginnings of the paragraphs its pages share."""


@dataclass(frozen=True, slots=True)
class ListKey:
    """What one list of a repository remembers: a format, which holds no « : », and a set."""

    prefix: str
    set_spec: str = ""

    def __str__(self) -> str:
        """The key as it is kept."""
        return f"{_LIST}:{self.prefix}:{self.set_spec}"


@dataclass(frozen=True, slots=True)
class PageKey:
    """What one page of a list gave, while that list goes on."""

    of: ListKey
    number: int

    def __str__(self) -> str:
        """The key as it is kept."""
        return f"{_PAGE}:{self.of.prefix}:{self.of.set_spec}:{self.number:0{_NUMBER_CHARS}d}"


@dataclass(frozen=True, slots=True)
class ToldKey:
    """A part of what one list told of contents set aside, while the harvest it is of goes on."""

    of: ListKey
    number: int

    def __str__(self) -> str:
        """The key as it is kept."""
        return f"{_TOLD}:{self.of.prefix}:{self.of.set_spec}:{self.number:0{_NUMBER_CHARS}d}"


@dataclass(frozen=True, slots=True)
class GivenKey:
    """A part of what the lists of one format gave, while the harvest they are of goes on."""

    prefix: str
    number: int

    def __str__(self) -> str:
        """The key as it is kept."""
        return f"{_GIVEN}:{self.prefix}:{self.number:0{_NUMBER_CHARS}d}"


@dataclass(frozen=True, slots=True)
class FormerKey:
    """A key that this version does not know."""

    text: str

    def __str__(self) -> str:
        """The key as it is kept."""
        return self.text


StateKey: TypeAlias = Remembered | ListKey | PageKey | ToldKey | GivenKey | FormerKey
State: TypeAlias = Mapping[StateKey, str]
"""What a source remembers."""
StateChanges: TypeAlias = Mapping[StateKey, str | None]
"""What it is to remember; None forgets."""
_ONCE = {one.value: one for one in Remembered}


def read_state_key(text: str) -> StateKey:
    """Read a key as it is kept; any text is one."""
    once = _ONCE.get(text)
    if once is not None:
        return once
    kind, _, rest = text.partition(":")
    prefix, colon, set_spec = rest.partition(":")
    if kind == _LIST and colon:
        return ListKey(prefix, set_spec)
    if kind in {_PAGE, _TOLD} and colon:
        set_spec, colon, number = set_spec.rpartition(":")
        if colon and _is_number(number):
            return (PageKey if kind == _PAGE else ToldKey)(ListKey(prefix, set_spec), int(number))
    if kind == _GIVEN and colon and _is_number(set_spec):
        return GivenKey(prefix, int(set_spec))
    return FormerKey(text)


def _is_number(text: str) -> bool:
    return len(text) == _NUMBER_CHARS and text.isascii() and text.isdecimal()

"""The paragraphs many pages of one site share: the presentation of a group's work, a notice, a footer."""

from __future__ import annotations

from collections.abc import Collection

from schemas.types.record import Reading
from schemas.words.mail_addresses import without_addresses
from schemas.words.text import fold

SHARED_BY = 3
"""As many pages of one source make a paragraph common."""
_LENGTH = 80
_SHORTEST = 60
_MAX_LINES = 60


def beginning_of(text: str) -> str | None:
    """What a paragraph is known by: its first letters, folded; None when it is too short to be told apart.

    The beginning, and not the whole: a CMS cuts the same paragraph at 150 signs to make a description of it.
    """
    folded = fold(without_addresses(text[: 4 * _LENGTH]))
    return folded[:_LENGTH].strip() if len(folded) >= _SHORTEST else None


def beginnings(reading: Reading) -> tuple[str, ...]:
    """The beginnings of a page's first paragraphs, each once."""
    texts = [found.value for found in reading.description] + [line.text for line in reading.lines[:_MAX_LINES]]
    return tuple(dict.fromkeys(start for start in map(beginning_of, texts) if start is not None))


def is_common(text: str, common: Collection[str]) -> bool:
    """Say whether a text begins as one of the common paragraphs does."""
    return beginning_of(text) in common

"""Reading the pedagogical type of a resource."""

from __future__ import annotations

from functools import cache

from schemas.words.phrases import key_of, label_of_identifier, phrase_table, split_words
from schemas.words.remembering import remembered
from schemas.words.vocabulary import load_vocabulary

_NAME = "types"


@cache
def _ignored() -> frozenset[tuple[str, ...]]:
    return frozenset(key_of(text) for text in load_vocabulary(_NAME).lists["ignored"])


@remembered
def read_type(text: str) -> str | None:
    """The type a value names: its whole, or the first type it begins with."""
    label = label_of_identifier(_NAME, text)
    if label is not None:
        return label
    table = phrase_table(_NAME)
    keys = table.keys(split_words(text))
    whole = table.whole(keys)
    if whole:
        return whole[0]
    if keys in _ignored():
        return None
    first = table.at(keys, 0) if keys else None
    return first.labels[0] if first is not None else None


@remembered
def says_no_type(text: str) -> bool:
    """Say whether a value is one of the general types (« text », « image »…) that say nothing of teaching."""
    keys = key_of(text)
    return not keys or keys in _ignored() or text.startswith("info:")

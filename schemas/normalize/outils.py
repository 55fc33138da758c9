"""Reading the digital tools a description names."""

from __future__ import annotations

from functools import cache, partial

from schemas.normalize.phrases import (
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

_NAME = "outils"
_MAX_VALUES = 50


@cache
def _keys(name: str) -> frozenset[str]:
    return frozenset(key for text in load_vocabulary(_NAME).lists[name] for key in key_of(text))


def read_outils(text: str, *, in_prose: bool = False) -> Placed:
    """Give the tools a text names, and what is left of it; in prose, only names that cannot be ordinary words."""
    return _read(text, in_prose=True) if in_prose else _read_value(text)


def _read(text: str, *, in_prose: bool) -> Placed:
    label = label_of_identifier(_NAME, text)
    if label is not None:
        return Placed((label,))
    words = split_words(text)
    table = phrase_table(_NAME)
    found = table.scan(table.keys(words))
    if in_prose:
        common = _keys("not_in_prose")
        found = tuple(
            match for match in found
            if words[match.start].raw[:1].isupper() and words[match.start].key not in common
            and not words[match.start].raw.isupper()
        )  # fmt: skip
    values = distinct([label for match in found for label in match.labels])
    return Placed(values[:_MAX_VALUES], leftover_of(text, words, found, _keys("fillers")))


_read_value = remembered(partial(_read, in_prose=False))

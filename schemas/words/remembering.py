"""Remembering what pure functions gave for short texts: labels, names and keywords come in record after record."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

SHORT = 120
"""Characters: what is longer seldom comes twice."""
_KEPT = 2_048
"""Texts remembered by one function: a few hundred kilobytes."""

_Result = TypeVar("_Result")


def remembered(function: Callable[[str], _Result]) -> Callable[[str], _Result]:
    """The same function, which does not read a short text twice; what it gives must not be modified."""
    known = lru_cache(maxsize=_KEPT)(function)

    @wraps(function)
    def remembering(text: str) -> _Result:
        return known(text) if len(text) <= SHORT else function(text)

    return remembering

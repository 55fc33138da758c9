"""How alike two texts are: a small sketch of each, compared without the texts (bottom-k sketch, A. Broder 1997)."""

from __future__ import annotations

import heapq
import re
import zlib
from typing import TypeAlias

from schemas.words.text import fold

SKETCH_SIZE = 128
_SHINGLE = 3
_WORDS = re.compile(r"[a-z0-9]+")
_MAX_TEXT = 100_000
_LEAST_WORDS = 30

Sketch: TypeAlias = tuple[int, ...]
"""The smallest hashes of a text's three-word sequences, in order."""


def sketch_of(text: str) -> Sketch:
    """Sketch a text; empty when it has too few words to be compared."""
    words = _WORDS.findall(fold(text[:_MAX_TEXT]))
    if len(words) < _LEAST_WORDS:
        return ()
    shingles = {" ".join(words[start : start + _SHINGLE]) for start in range(len(words) - _SHINGLE + 1)}
    return tuple(heapq.nsmallest(SKETCH_SIZE, map(_hash, shingles)))


def _hash(shingle: str) -> int:
    """32 evenly spread bits: no enemy gains by making two sketches meet."""
    return zlib.crc32(shingle.encode())


def likeness(one: Sketch, other: Sketch) -> float:
    """Estimate the share of sequences two texts have in common, from 0 (none) to 1 (the same text)."""
    if not one or not other:
        return 0.0
    smallest = heapq.nsmallest(SKETCH_SIZE, set(one) | set(other))
    both = set(one) & set(other)
    return sum(value in both for value in smallest) / len(smallest)

"""What the index answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from schemas.record import Record


@dataclass(frozen=True, slots=True)
class Hit:
    """One record found."""

    record: Record
    """As it was when the index was built, evidence left out."""
    score: float
    """Comparable within one result only; 0 when no word was asked for."""


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to one query; order: score, then the most recent, then identifier and source."""

    total: int
    """All that matches, whatever the limit."""
    hits: tuple[Hit, ...]
    facets: Mapping[str, Mapping[str, int]]
    """Field of Record → value → how many of all the matching records hold it, most frequent first."""
    ignored: tuple[str, ...] = ()
    """French sentences: what in the query was not understood, hence not used."""

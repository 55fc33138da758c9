"""What the index answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from schemas.record import Record


@dataclass(frozen=True, slots=True)
class Marked:
    """A text, and where the words asked for stand in it."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()
    """Begin and end (excluded) of each, in order, none overlapping another."""
    document: str = ""
    """Title of the joined document it is taken from; empty for what the record or its page says."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One record found."""

    record: Record
    """As it was when the index was built, evidence left out."""
    score: float
    """Comparable within one result only; 0 when no word was asked for."""
    titre: Marked | None = None
    """When snippets were asked for: the title, marked."""
    extrait: Marked | None = None
    """When snippets were asked for: the part of the description, elements or whole texts that answers best."""


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to one query; order: score, then the most recent, then identifier and source."""

    total: int
    """All that matches, whatever the limit."""
    hits: tuple[Hit, ...]
    facets: Mapping[str, Mapping[str, int]]
    """Field of Record → value → how many would be found with it chosen, most frequent first.

    Within a field values add up: one that has chosen values is counted as if it had none.
    """
    ignored: tuple[str, ...] = ()
    """French sentences: what in the query was not understood, hence not used."""
    suggestion: str = ""
    """The same words with what nobody wrote replaced by what is nearest, when that finds something; else empty."""
    version: str = ""
    """The version of the index that answered: pages of two versions may not follow each other."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What may complete what is being typed."""

    text: str
    """The word as people write it, or the value of a facet."""
    field: str
    """Empty for a word; else the facet, a field of Record."""
    count: int
    """How many productions have it."""

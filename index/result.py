"""What the index answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from schemas.types.record import Record


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
    matched: tuple[str, ...] = ()
    """Words of the query it answers, as they were typed."""
    missing: tuple[str, ...] = ()
    """Words of the query it does not answer; none where it answers them all."""
    told: tuple[str, ...] = ()
    """Fields of Record whose chosen values it does not have, and its texts alone say."""
    why: tuple[str, ...] = ()
    """When it was asked: in French, what each word is found as, where, and what that is worth."""


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
    """French sentences: what in the query was not understood, or is in no record (a value of a filter)."""
    suggestion: str = ""
    """Where nothing answers: those of the words that some record holds; else empty."""
    corrections: tuple[tuple[str, str], ...] = ()
    """Words as they were typed, that no record holds, and what was searched in their place."""
    version: str = ""
    """The version of the index that answered: pages of two versions may not follow each other."""
    complete: int = 0
    """Of the total, those that answer every word; the others, which follow, lack some."""
    by_text: int = 0
    """Of the total, the last: their texts alone say a level or a discipline that was chosen; no facet counts them."""
    unknown: tuple[tuple[str, str], ...] = ()
    """Values of filters that no record has, each after its field."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What may complete what is being typed."""

    text: str
    """The word as people write it, or the value of a facet."""
    field: str
    """Empty for a word; else the facet, a field of Record."""
    count: int
    """How many productions have it."""

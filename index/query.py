"""What is asked of the index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

NO_FILTERS: Mapping[str, tuple[str, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Query:
    """One question: what a person typed, and what was chosen beside it."""

    words: str = ""
    """As typed: words, "phrase", -sans, OU, algo*, niveau:3e, annee>=2020 (see index.query_language)."""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: NO_FILTERS)
    """Field of Record (a name in index.fields.FACETS) → accepted values: OR within a field, AND between fields."""
    limit: int = 20
    everything: bool = False
    """True to search what is not a TraAM production too; deleted records are never in the index."""
    offset: int = 0
    """Hits to pass over: the order is the same at each page of one version of the index."""
    snippets: bool = False
    """True to have the words marked in the title and in an extract of each hit."""
    explain: bool = False
    """True to have said of each hit why it stands where it does."""
    by_date: bool = False
    """True to have the latest first, whatever they are worth; those that lack words still come last."""

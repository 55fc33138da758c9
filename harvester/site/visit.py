"""One site being visited: its card, what is known of it, and what its pages are asked with."""

from __future__ import annotations

from dataclasses import dataclass

from harvester.fetch import Fetcher
from harvester.following import Following
from harvester.memory import Memory
from schemas.files.source import Source


@dataclass(frozen=True, slots=True)
class Visit:
    """What all that asks for a site's pages shares."""

    source: Source
    fetcher: Fetcher
    memory: Memory
    following: Following
    """Says whether a redirect or a document may be followed."""
    full: bool = False
    """True to ask for all of each page, whatever is kept of it."""

"""What answers need of whoever holds the records; the pipeline gives it over the store, tests over a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the repository says it is (OAI-PMH 2.0, 4.2)."""

    name: str
    base_url: str
    admin_email: str
    """Of a function, never of a person."""


@dataclass(frozen=True, slots=True)
class OaiSet:
    """One set: « discipline:svt », « SVT »."""

    spec: str
    name: str


@dataclass(frozen=True, slots=True)
class Item:
    """One record as it is given out."""

    identifier: str
    datestamp: str
    """Second of its last change as given here, « 2026-11-23T08:00:00Z »."""
    sets: tuple[str, ...]
    deleted: bool
    metadata: bytes = b""
    """The element of the format asked, UTF-8 without declaration; empty when deleted, or for a header."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What part of the repository is asked."""

    since: str = ""
    until: str = ""
    set_spec: str = ""
    after: tuple[str, str] = ("", "")
    """Datestamp and identifier of the last record given already."""


@dataclass(frozen=True, slots=True)
class RecordsPage:
    """Some records of a selection, by (datestamp, identifier)."""

    items: Sequence[Item]
    remaining: int
    """How many the selection holds after these."""


class ServedRepository(Protocol):
    """The records, as they are at one instant."""

    @property
    def key(self) -> bytes:
        """Sign tokens with this: the same from one start to the next, known to nobody else."""

    @property
    def earliest(self) -> str:
        """The first datestamp there is, or the present second when there is none."""

    def sets(self) -> Sequence[OaiSet]:
        """Every set."""

    def item(self, identifier: str, prefix: str) -> Item | None:
        """One record in a format, None when it is not there; without a prefix, its header."""

    def page(self, selection: Selection, prefix: str, size: int) -> RecordsPage:
        """The first records of a selection in a format; without a prefix, their headers."""

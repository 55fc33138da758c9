"""What the lists of one repository share in one run: whom to ask, what was remembered, what is said of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from harvester.batch import Order
from harvester.fetch import Fetcher
from harvester.oai.clashes import Clashes
from harvester.oai.client import OaiClient
from harvester.oai.elsewhere import Elsewhere
from schemas.files.source import Source
from schemas.types.errors import FetchError, SourceError
from schemas.types.state_keys import State

_HOST_CLOSED = frozenset({401, 403, 429, 503})


@dataclass(frozen=True, slots=True)
class Fault:
    """What stopped a list, and how it is told."""

    error: SourceError
    said: str
    """French."""

    @property
    def is_of_host(self) -> bool:
        """Say whether asking the host for anything else now is pointless, or impolite."""
        return is_of_host(self.error)


@dataclass(frozen=True, slots=True)
class Said:
    """What a harvest has to say of a repository."""

    notes: tuple[str, ...] = ()
    """French: what is odd and worth a word in the report."""
    faults: tuple[Fault, ...] = ()

    def __add__(self, other: Said) -> Said:
        return Said(self.notes + other.notes, self.faults + other.faults)

    @property
    def host_closed(self) -> bool:
        """Say whether a fault is the host's."""
        return any(fault.is_of_host for fault in self.faults)


@dataclass(frozen=True, slots=True)
class Asking:
    """What the lists of one repository share in one run."""

    source: Source
    fetcher: Fetcher
    client: OaiClient
    order: Order
    now: datetime
    run: int
    state: State
    """What the last run remembered."""
    clashes: Clashes = field(default_factory=Clashes)
    given: dict[str, Elsewhere] = field(default_factory=dict)
    """By format, what its lists gave; none of a format that has one list alone, which knows it already."""


def is_of_host(error: SourceError) -> bool:
    """Say whether an error is the host's, which is then asked for nothing else: it does not answer, or is closed."""
    return isinstance(error, FetchError) and error.waited is None and error.status in {None, *_HOST_CLOSED}

"""What a harvester yields: batches as they come, then one ending that says whether it is sure to be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from schemas.runs.frontier import Waypoint
from schemas.types.issue import Issue
from schemas.types.payload import Payload
from schemas.types.payload_name import NO_NAME, PayloadName
from schemas.types.record import RawRecord
from schemas.types.state_keys import StateChanges


@dataclass(frozen=True, slots=True)
class Way:
    """How far a crawl is: addresses asked, and those that wait."""

    asked: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Batch:
    """One payload and what was cut out of it: to be kept together or not at all."""

    payload: Payload | None
    """None when only the way through a site went on: a page of no content was asked."""
    name: PayloadName = NO_NAME
    """Where the payload is kept among the raw payloads of its source."""
    records: tuple[RawRecord, ...] = ()
    missing: tuple[str, ...] = ()
    """Identifiers that did not answer as themselves: withdrawn if the next run misses them too."""
    gone: tuple[str, ...] = ()
    """Identifiers that said themselves they are withdrawn."""
    seen: tuple[tuple[str, str], ...] = ()
    """Records the source names without giving them, each as its format and its identifier."""
    renamed: tuple[tuple[str, str], ...] = ()
    """Of those that did not answer as themselves, each that led to its work, with the identifier it has now."""
    issues: tuple[Issue, ...] = ()
    """What went wrong with records that could not even be cut out."""
    state: StateChanges = field(default_factory=dict)
    """What to remember together with this batch; None forgets."""
    fresh: bool = True
    """False when the payload is the one already kept."""
    expected: int | None = None
    """How many records the source says there are in all."""
    joined: tuple[tuple[PayloadName, Payload], ...] = ()
    """The documents of the page, each with the name it is kept under."""
    waypoints: tuple[Waypoint, ...] = ()
    """What the crawl of a site learnt of its addresses."""
    way: Way | None = None
    """How far a crawl is."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How the harvest of a source ended."""

    complete: bool
    message: str = ""
    """French; why it is incomplete, or what is good to know."""
    state: StateChanges = field(default_factory=dict)
    whole_since: int | None = None
    """Number of the run that began to list everything the source holds, when that is now done: what was not seen
    since then has vanished. None when not everything was listed."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """The records whose works are now given under other identifiers, each with that one; where no list of everything
    says so by itself."""
    not_before: datetime | None = None
    """UTC; when the source asked not to be asked again before."""
    again: frozenset[str] = frozenset()
    """Identifiers of pages to be read again, since what is kept beside them came after them."""
    is_over: bool = False
    """True when the crawl of a site is over: the next begins at the home page again."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked of a harvest."""

    full: bool = False
    """List everything again, whatever is remembered."""
    since: datetime | None = None
    """List what changed since then, instead of since the last harvest."""

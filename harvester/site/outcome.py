"""What asking one address of a site gave: an answer that was read, no page there, a page not shown, or a fault."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from harvester.batch import Batch
from harvester.site.discovery import Link
from harvester.site.more import Rest
from schemas.formats.page import Page
from schemas.runs.frontier import Fate
from schemas.types.errors import FetchError


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page that was read shows, whatever it is taken for."""

    page: Page
    links: tuple[Link, ...] = ()
    cms: str = ""
    judged: str = ""
    """French: what made it taken for what it is."""
    is_sure: bool = True
    """False where more knowledge of the site might say otherwise."""
    is_list: bool = False
    """True for a list of pages: its feed may tell more of them than they do."""
    is_traam_list: bool = False
    """True for a list whose own title or address names the TraAM: its feed is worth asking."""
    is_script_only: bool = False
    """True for a page that is empty until a script fills it."""
    rest: Rest | None = None
    """What a list keeps behind a button whose address is not written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _WithFate:
    """An address whose fate is known."""

    fate: Fate
    reason: str = ""
    """French: why this fate."""
    leads_to: str = ""
    """Identifier of the page it is held as, or doubles; or where it redirects."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered(_WithFate):
    """A page or a document was read there."""

    batch: Batch | None = None
    """What is to be kept of it; None when it is none of content, or is held already."""
    shown: Shown | None = None
    """None of a document."""
    noindex: bool = False
    """True for a page of content that asks robots not to hold it."""
    answered: str = ""
    """The address that answered, where it may be another than the one asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing(_WithFate):
    """The page asked for is not there: nothing is, or nothing that can be read as a page."""

    batch: Batch | None = None
    """The report of the page that was held there."""
    answered: str = ""
    """The address that answered, where it may be another than the one asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed(_WithFate):
    """A site that is well does not show us the page: it may well be there."""

    answer: FetchError
    shown: Shown | None = None
    """What it shows in its place, where that is another page of its own."""


@dataclass(frozen=True, slots=True)
class Faulty:
    """A fault that says nothing of the page itself: no answer, or a server's."""

    fault: FetchError


Told: TypeAlias = Answered | Missing | Closed
"""What says the fate of an address."""
Outcome: TypeAlias = Told | Faulty


def shown_by(outcome: Outcome) -> Shown | None:
    """What the address shows; None when no page was read there."""
    return outcome.shown if isinstance(outcome, Answered | Closed) else None


def batch_of(outcome: Outcome) -> Batch | None:
    """What is to be kept of an outcome."""
    return outcome.batch if isinstance(outcome, Answered | Missing) else None


def fault_of(outcome: Outcome) -> FetchError | None:
    """Why nothing was read; None when something was, or when nothing is there."""
    match outcome:
        case Faulty(fault):
            return fault
        case Closed():
            return outcome.answer
        case _:
            return None

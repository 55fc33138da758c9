"""What is known of a source before it is harvested."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from schemas.runs.frontier import Waypoint
from schemas.types.payload import Payload
from schemas.types.payload_name import PayloadName
from schemas.types.site_profile import NOTHING_LEARNT, SiteProfile
from schemas.types.state_keys import State

Kept: TypeAlias = Callable[[PayloadName], Payload | None]
"""Gives the payload kept under a name."""


def _no_names() -> Collection[str]:
    return ()


def _no_names_since(_run: int) -> Collection[str]:
    return ()


def _no_names_lacking(_format: str, _named: Mapping[str, str], _since_run: int) -> Collection[str]:
    return ()


def _no_pairs(_since_run: int | None) -> Mapping[str, str]:
    return {}


def _no_waypoints(_since_run: int) -> Iterable[Waypoint]:
    return ()


def _nothing_learnt() -> SiteProfile:
    return NOTHING_LEARNT


def _no_payload(_name: str) -> Payload | None:
    return None


def nothing_known() -> Memory:
    """The memory of a source that was never harvested."""
    return Memory({}, _no_names, _no_payload)


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known of a source before it is harvested; what costs to look up is asked for."""

    state: State
    """What earlier batches and endings asked to remember."""
    held: Callable[[], Collection[str]]
    """Gives the identifiers of its living records."""
    kept: Kept
    run: int = 1
    """Number of the run under way."""
    missed: Callable[[], Collection[str]] = _no_names
    """Gives the living records the last run missed: they are to be confirmed."""
    seen_since: Callable[[int], Collection[str]] = _no_names_since
    """Gives the living records seen by a run or by one after it."""
    renamed: Callable[[int | None], Mapping[str, str]] = _no_pairs
    """Gives the living records whose address came under another identifier, each with that one: those that no run has
    seen with it, or those that a list of everything, begun by this run, need not name."""
    lacking: Callable[[str, Mapping[str, str], int], Collection[str]] = _no_names_lacking
    """Gives those of some records, of a format and each with its datestamp, that are neither held so nor seen since a
    run, nor known to be unreadable."""
    waypoints: Callable[[int], Iterable[Waypoint]] = _no_waypoints
    """Gives the addresses met since a run: those of a crawl that was stopped."""
    declared: tuple[str, ...] = ()
    """Addresses of the source the référents' bilans declare."""
    profile: SiteProfile = NOTHING_LEARNT
    """What earlier harvests learnt of the site."""
    learnt: Callable[[], SiteProfile] = _nothing_learnt
    """Gives what the pages of this harvest taught of it, once those that came are kept."""

    def unseen_since(self, run: int) -> Collection[str]:
        """The living records that neither that run nor one after it has seen."""
        seen = frozenset(self.seen_since(run))
        return tuple(name for name in self.held() if name not in seen)

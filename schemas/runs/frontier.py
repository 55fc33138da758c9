"""What a crawl knows of the addresses of a site: how each was met, and what became of it. Kept in the store."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import NewType, TypeAlias

from schemas.types.origin import FoundBy

TRUST: MappingProxyType[FoundBy, int] = MappingProxyType(
    {
        FoundBy.CARD: 0, FoundBy.BILAN: 1, FoundBy.FEED: 2, FoundBy.API: 2, FoundBy.SITEMAP: 3, FoundBy.TRAAM_LINK: 3,
        FoundBy.PLAN: 4, FoundBy.LINK: 5, FoundBy.KNOWN: 6,
    }
)  # fmt: skip
"""How an address was found, and how soon it is asked: what a person declared first, what was held and not met last."""


class Fate(StrEnum):
    """What became of an address a crawl met; the words are those of the store and of « --json »."""

    WAITING = "attend"
    """Met, and not asked yet."""
    HELD = "gardee"
    """Read, and held as a record."""
    LIST = "liste"
    """Read, and only lists other pages: what it links to was followed."""
    CLOSED = "fermee"
    """The site does not show it: 401, 403, a login, a check of browsers, maintenance."""
    GONE = "absente"
    """The site says there is nothing there."""
    UNREADABLE = "illisible"
    """It answered, and nothing in it could be understood."""
    OUT_OF_SCOPE = "hors_domaine"
    """Announced, and not under the prefixes of the card: never asked."""
    REFUSED = "refusee"
    """Left by a rule: the site's (robots.txt, noindex), the card's (« ignore ») or ours (a file, an action, a trap)."""
    REDIRECTED = "redirigee"
    """Leads to another address."""
    DOUBLE = "double"
    """Another address of a page held."""
    FAILED = "sans_reponse"
    """No usable answer came: it is asked again by the next run."""

    @property
    def is_explained(self) -> bool:
        """Say whether there is nothing more to find out about an address of this fate."""
        return self not in _UNEXPLAINED

    @property
    def is_left(self) -> bool:
        """Say whether an address of this fate may never have been asked, by rule."""
        return self in {Fate.OUT_OF_SCOPE, Fate.REFUSED}


_UNEXPLAINED = frozenset({Fate.WAITING, Fate.FAILED, Fate.UNREADABLE})

FATE_LABELS: MappingProxyType[Fate, str] = MappingProxyType(
    {
        Fate.WAITING: "attend", Fate.HELD: "gardée", Fate.LIST: "liste", Fate.CLOSED: "fermée", Fate.GONE: "absente",
        Fate.UNREADABLE: "illisible", Fate.OUT_OF_SCOPE: "hors domaine", Fate.REFUSED: "refusée",
        Fate.REDIRECTED: "redirigée", Fate.DOUBLE: "double", Fate.FAILED: "sans réponse",
    }
)  # fmt: skip
"""How a fate is said to people, of one address."""
_ALIKE_IN_PLURAL = frozenset({Fate.OUT_OF_SCOPE, Fate.FAILED})


def fate_of_many(fate: Fate, count: int) -> str:
    """Say the fate of several addresses: « 12 gardées », « 1 liste »; in French, zero is singular."""
    if count < 2 or fate in _ALIKE_IN_PLURAL:
        return f"{count} {FATE_LABELS[fate]}"
    return f"{count} {'attendent' if fate is Fate.WAITING else FATE_LABELS[fate] + 's'}"


AddressKey = NewType("AddressKey", str)
"""The key of an address met: two addresses of one key are asked once."""


@dataclass(frozen=True, slots=True)
class HeldKey:
    """The key of a page held that nothing leads to any more: it is asked for by itself, beside its address."""

    identifier: str

    def __str__(self) -> str:
        """The key as it is kept."""
        return f"{FoundBy.KNOWN.value} {self.identifier}"


WaypointKey: TypeAlias = AddressKey | HeldKey


def read_waypoint_key(text: str) -> WaypointKey:
    """Read a key as it is kept."""
    word, blank, identifier = text.partition(" ")
    return HeldKey(identifier) if blank and word == FoundBy.KNOWN else AddressKey(text)


@dataclass(frozen=True, slots=True)
class Waypoint:
    """One address a crawl has met."""

    key: WaypointKey
    url: str
    found_by: FoundBy
    """The most trusted of the ways it was met."""
    depth: int = 0
    """Links followed from the home page, or from what listed it."""
    done: bool = False
    """True once its fate is known for this crawl: it is not asked again."""
    fate: Fate = Fate.WAITING
    reason: str = ""
    """French, one short clause: why this fate."""
    leads_to: str = ""
    """Identifier of the page it is held as, or doubles; or the address it redirects to."""
    named_by: tuple[FoundBy, ...] = ()
    """Every way it was met in this crawl, `found_by` included, the most trusted first."""

    @property
    def asks_for(self) -> str:
        """The identifier of the page held it was met as, and as nothing else; empty for any other address."""
        return self.key.identifier if isinstance(self.key, HeldKey) else ""

    @property
    def page(self) -> str:
        """The identifier of the page it is held as, or leads to; its own key where nothing says."""
        return self.leads_to or str(self.key)

    @property
    def rank(self) -> int:
        """Its turn: the lower, the sooner."""
        return TRUST[self.found_by]

    @property
    def ways(self) -> tuple[FoundBy, ...]:
        """Every way it was met."""
        return self.named_by or (self.found_by,)

    @property
    def is_announced(self) -> bool:
        """Say whether a bilan, a feed, the site's interface or a sitemap names it."""
        return any(way.announces for way in self.ways)

    def settled(self, fate: Fate, reason: str = "", leads_to: str = "") -> Waypoint:
        """This address with its fate: one that gave no answer is to be asked again."""
        return replace(self, done=fate is not Fate.FAILED, fate=fate, reason=reason, leads_to=leads_to)

    def met_by(self, found_by: FoundBy) -> Waypoint:
        """This address met one more way: the most trusted gives its turn, the first of equals."""
        ways = _in_order(frozenset((*self.ways, found_by)))
        better = found_by if TRUST[found_by] < self.rank else self.found_by
        return replace(self, found_by=better, named_by=ways)

    def with_only_its_ways(self) -> Waypoint:
        """This address without its fate: what was said of that is kept already."""
        return replace(self, fate=Fate.WAITING, reason="", leads_to="")

    def after(self, before: Waypoint | None) -> Waypoint:
        """This address with the fate an earlier note of the same crawl gave it, when this one says none."""
        if before is None or not self.done or self.fate is not Fate.WAITING:
            return self
        return replace(self, fate=before.fate, reason=before.reason, leads_to=before.leads_to)


@lru_cache(maxsize=1_000)
def _in_order(ways: frozenset[FoundBy]) -> tuple[FoundBy, ...]:
    return tuple(way for way in FoundBy if way in ways)


@dataclass(frozen=True, slots=True)
class Met:
    """What the store knows of an address met by the crawls of a source."""

    source: str
    waypoint: Waypoint
    run: int
    """The last run that met it."""
    said_run: int
    """The run that said its fate: an earlier one when it waits to be asked again."""
    said_at: datetime
    """When its fate was said (UTC)."""

    @property
    def waits(self) -> bool:
        """Say whether the last crawl that met it has yet to ask it."""
        return not self.waypoint.done

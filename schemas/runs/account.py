"""The account of a crawl: how many addresses of each fate, of each way of finding, and the announced ones not held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from schemas.formats.judging import is_list_address, shape_of
from schemas.runs.frontier import Fate, Waypoint
from schemas.types.origin import FoundBy

MOST_SHOWN = 20
_SHOWN_OF_A_FATE = 6
_SHOWN_CHARS = 300
_NUMBERS = (
    "met",
    "found",
    "announced",
    "announced_held",
    "unexplained",
    "articles",
    "articles_held",
    "contradicted",
    "outside",
)
CONTRADICTIONS = frozenset({Fate.LIST, Fate.CLOSED, Fate.UNREADABLE})
"""Fates a site contradicts by announcing the address as an article."""
_GRAVEST_FIRST = (
    Fate.UNREADABLE, Fate.FAILED, Fate.WAITING, Fate.CLOSED, Fate.LIST, Fate.GONE, Fate.REDIRECTED, Fate.DOUBLE,
    Fate.REFUSED, Fate.OUT_OF_SCOPE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WayCount:
    """Of the addresses met one way: how many, and how many of them are held."""

    found_by: str
    named: int
    held: int


@dataclass(frozen=True, slots=True)
class Unheld:
    """An address that a bilan, a feed, the site's interface or a sitemap names, and that is not held."""

    url: str
    fate: str
    reason: str
    named_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """What became of every address one crawl met."""

    met: int = 0
    found: int = 0
    """Addresses found beyond the home page and those held already, but for those a rule leaves."""
    announced: int = 0
    """Addresses that a bilan, a feed, the site's interface or a sitemap names; the home page is none."""
    announced_held: int = 0
    """Those of them that are held, under their own address or the one they lead to."""
    unexplained: int = 0
    """Those of them of which nothing says why they are not held: no answer, or one nothing was understood of.

    With those only linked that nothing was understood of, whose address has the shape of the articles held.
    """
    articles: int = 0
    """Addresses that a feed or the site's interface names as articles, but for those a rule leaves."""
    articles_held: int = 0
    contradicted: int = 0
    """Those of the articles that were judged a list, closed or unreadable: the site says otherwise."""
    outside: int = 0
    """Addresses the site names as articles, on the card's own host, that the card's scope leaves out."""
    fates: tuple[tuple[str, int], ...] = ()
    """Addresses of each fate (values of schemas.runs.frontier.Fate), in the order of the fates."""
    ways: tuple[WayCount, ...] = ()
    unheld: tuple[Unheld, ...] = ()
    """Some of the announced addresses that are not held, the least explained first."""

    def count(self, fate: Fate) -> int:
        """Count the addresses of one fate."""
        return dict(self.fates).get(fate.value, 0)

    def as_dict(self) -> dict[str, Any]:
        """The JSON values."""
        return {
            **{name: getattr(self, name) for name in _NUMBERS},
            "fates": dict(self.fates),
            "ways": [{"found_by": one.found_by, "named": one.named, "held": one.held} for one in self.ways],
            "unheld": [
                {"url": one.url, "fate": one.fate, "reason": one.reason, "named_by": list(one.named_by)}
                for one in self.unheld
            ],
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Account:
        """The account whose JSON values these are."""
        return cls(
            **{name: values.get(name, 0) for name in _NUMBERS},
            fates=tuple(values["fates"].items()),
            ways=tuple(WayCount(**one) for one in values["ways"]),
            unheld=tuple(Unheld(**{**one, "named_by": tuple(one["named_by"])}) for one in values["unheld"]),
        )


def account_of(waypoints: Iterable[Waypoint]) -> Account:
    """Count what became of the addresses one crawl met."""
    counting = _Counting()
    for waypoint in waypoints:
        counting.add(waypoint)
    return counting.account()


class _Counting:
    """An account being made; addresses that lead to another are counted last, when all that is held is known."""

    def __init__(self) -> None:
        self._fates: Counter[Fate] = Counter()
        self._named: Counter[FoundBy] = Counter()
        self._held: Counter[FoundBy] = Counter()
        self._numbers: Counter[str] = Counter()
        self._outside: Counter[str] = Counter()
        self._host = ""
        self._pages: set[str] = set()
        self._leading: list[Waypoint] = []
        self._unheld: dict[Fate, list[Waypoint]] = {}
        self._shapes: set[str] = set()
        self._unread: list[Waypoint] = []

    def add(self, waypoint: Waypoint) -> None:
        """Count one address."""
        self._numbers["met"] += 1
        self._fates[waypoint.fate] += 1
        if waypoint.fate is Fate.HELD:
            self._pages.add(waypoint.page)
        if waypoint.fate in {Fate.REDIRECTED, Fate.DOUBLE}:
            self._leading.append(waypoint)
        else:
            self._count(waypoint, is_held=waypoint.fate is Fate.HELD)

    def _count(self, waypoint: Waypoint, *, is_held: bool) -> None:
        for way in waypoint.ways:
            self._named[way] += 1
            self._held[way] += is_held
        if FoundBy.CARD in waypoint.ways:
            self._host = _host_of(waypoint.url)
            return
        self._numbers["found"] += not waypoint.fate.is_left and waypoint.ways != (FoundBy.KNOWN,)
        if not waypoint.is_announced:
            if waypoint.fate is Fate.UNREADABLE:
                self._unread.append(waypoint)
            return
        self._numbers["announced"] += 1
        self._numbers["announced_held"] += is_held
        if waypoint.fate is Fate.OUT_OF_SCOPE and any(way.announces_articles for way in waypoint.ways):
            self._outside[_host_of(waypoint.url)] += 1
        self._numbers["unexplained"] += not waypoint.fate.is_explained
        # Some feeds list the pages of tags too: their addresses say what they are, and a list there contradicts nobody.
        is_list = waypoint.fate is Fate.LIST and is_list_address(waypoint.url)
        if any(way.announces_articles for way in waypoint.ways) and not waypoint.fate.is_left and not is_list:
            self._numbers["articles"] += 1
            self._numbers["articles_held"] += is_held
            self._numbers["contradicted"] += waypoint.fate in CONTRADICTIONS
            if is_held:
                self._shapes.add(shape_of(waypoint.url))
        if not is_held:
            self._show(waypoint)

    def _show(self, waypoint: Waypoint) -> None:
        some = self._unheld.setdefault(waypoint.fate, [])
        if len(some) < _SHOWN_OF_A_FATE:
            some.append(waypoint)

    def account(self) -> Account:
        """The account."""
        for waypoint in self._leading:
            self._count(waypoint, is_held=waypoint.leads_to in self._pages)
        self._leading.clear()
        for waypoint in self._unread:
            if shape_of(waypoint.url) in self._shapes:
                self._numbers["unexplained"] += 1
                self._show(waypoint)
        self._unread.clear()
        self._numbers["outside"] = self._outside[self._host]
        ways = [way for way in FoundBy if self._named[way]]
        shown = [one for fate in _GRAVEST_FIRST for one in self._unheld.get(fate, ())][:MOST_SHOWN]
        return Account(
            **{name: self._numbers[name] for name in _NUMBERS},
            fates=tuple((fate.value, self._fates[fate]) for fate in Fate if self._fates[fate]),
            ways=tuple(WayCount(way.value, self._named[way], self._held[way]) for way in ways),
            unheld=tuple(_shown(waypoint) for waypoint in shown),
        )


def _host_of(url: str) -> str:
    """The host of an address, without « www. »; empty when it has none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _shown(waypoint: Waypoint) -> Unheld:
    ways = tuple(way.value for way in waypoint.ways)
    return Unheld(waypoint.url[:_SHOWN_CHARS], waypoint.fate.value, waypoint.reason[:_SHOWN_CHARS], ways)

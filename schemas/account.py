"""The account of a crawl: how many addresses of each fate, of each way of finding, and the announced ones not held."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


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
    fates: tuple[tuple[str, int], ...] = ()
    """Addresses of each fate (values of schemas.frontier.Fate), in the order of the fates."""
    ways: tuple[WayCount, ...] = ()
    announced: int = 0
    """Addresses that a bilan, a feed, the site's interface or a sitemap names."""
    announced_held: int = 0
    """Those of them that are held, under their own address or the one they lead to."""
    unheld: tuple[Unheld, ...] = ()
    """Some of those that are not, the least explained first."""

    def as_dict(self) -> dict[str, Any]:
        """Give the JSON values."""
        return {
            "met": self.met,
            "fates": dict(self.fates),
            "ways": [{"found_by": one.found_by, "named": one.named, "held": one.held} for one in self.ways],
            "announced": self.announced,
            "announced_held": self.announced_held,
            "unheld": [
                {"url": one.url, "fate": one.fate, "reason": one.reason, "named_by": list(one.named_by)}
                for one in self.unheld
            ],
        }

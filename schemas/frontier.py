"""What a crawl knows of the addresses of a site: kept in the store, so that it may stop anywhere and go on."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

TRUST: MappingProxyType[str, int] = MappingProxyType(
    {"carte": 0, "bilan": 1, "flux": 2, "api": 2, "sitemap": 3, "lien TraAM": 3, "plan": 4, "lien": 5, "connu": 6}
)
"""How an address was found, and how soon it is asked: what a person declared first, what was held and not met last."""


@dataclass(frozen=True, slots=True)
class Waypoint:
    """One address a crawl has met."""

    key: str
    """Two addresses of one key are asked once."""
    url: str
    found_by: str
    """A key of TRUST."""
    depth: int = 0
    """Links followed from the home page, or from what listed it."""
    done: bool = False
    """True once it was asked and its answer kept."""

    @property
    def rank(self) -> int:
        """Give its turn: the lower, the sooner."""
        return TRUST[self.found_by]

"""What is learnt of a site while it is harvested, and kept with its raw answers, so that a rebuilding reads as we did.

A fixed sample of its pages is looked at, the same whatever the order they come in. What was learnt once holds until the
site shows another template, or twice as many pages.
"""

from __future__ import annotations

import bisect
import hashlib
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from pipeline.describing.read import Described
from schemas.files.source import Source
from schemas.learning.site import learn, still_holds
from schemas.learning.traits import PageTraits
from schemas.types.origin import OtherOrigin
from schemas.types.payload import Payload
from schemas.types.payload_name import PROFILE_NAME
from schemas.types.record import RawRecord
from schemas.types.site_profile import NOTHING_LEARNT, SiteProfile, profile_from_text
from store.payloads import Payloads

SAMPLE = 120
_LEARNT_AT = (8, 24, 72)
"""Pages of the sample after which a site nothing is known of is learnt, so that the others are read once."""
_READ_TWICE = 300
"""A first harvest of no more pages reads them all again with what all of them taught."""


def kept_profile(source: Source, payloads: Payloads) -> SiteProfile:
    """What was learnt of a site; an empty profile when nothing was, or by another version."""
    if source.kind != "site":
        return NOTHING_LEARNT
    payload = payloads.read(source.id, PROFILE_NAME)
    known = profile_from_text(payload.body.decode("utf-8", errors="replace")) if payload is not None else None
    return known or NOTHING_LEARNT


class SiteLearning:
    """The learning of one site in one run."""

    def __init__(self, source: Source, payloads: Payloads) -> None:
        self._source = source
        self._payloads = payloads
        self._before = kept_profile(source, payloads)
        self.profile = self._before
        """What pages are read by now."""
        self._sample: list[tuple[bytes, PageTraits]] = []
        self._read: set[str] = set()
        self._earlier = 0
        self._stale: set[str] = set()
        """Identifiers of the pages of this run that were read by less than what is known now."""

    def wanted(self, raws: Iterable[RawRecord]) -> frozenset[str]:
        """The identifiers of the pages to look at more closely."""
        pages = [raw for raw in raws if raw.format == "html" and not raw.deleted]
        return frozenset(raw.identifier for raw in pages if self._is_of_sample(_rank(raw.identifier)))

    def _is_of_sample(self, rank: bytes) -> bool:
        return len(self._sample) < SAMPLE or rank < self._sample[-1][0]

    def take(self, described: Sequence[Described]) -> bool:
        """Take what pages told; gives whether pages are to be read otherwise from now on."""
        for item in described:
            self._read.add(item.raw.identifier)
            if item.traits is not None:
                self._add(_rank(item.raw.identifier), item.traits)
        if not self._before.is_empty or self.profile.pages >= _LEARNT_AT[-1]:
            return False
        due = next((count for count in _LEARNT_AT if count > self.profile.pages), _LEARNT_AT[-1])
        return len(self._sample) >= due and self._adopt(self._learnt())

    def earlier_to_look_at(self, crawled: Iterable[str]) -> tuple[str, ...]:
        """The pages to look at among those of the crawl that the runs this one goes on from kept."""
        earlier = sorted((_rank(name), name) for name in set(crawled) - self._read)
        self._earlier = len(earlier)
        return tuple(name for rank, name in earlier[:SAMPLE] if self._is_of_sample(rank))

    def take_earlier(self, described: Iterable[Described]) -> None:
        """Take what such pages told."""
        for item in described:
            if item.traits is not None:
                self._add(_rank(item.raw.identifier), item.traits)

    def _add(self, rank: bytes, traits: PageTraits) -> None:
        at = bisect.bisect_left(self._sample, rank, key=lambda one: one[0])
        if at < len(self._sample) and self._sample[at][0] == rank:
            self._sample[at] = rank, traits
            return
        self._sample.insert(at, (rank, traits))
        del self._sample[SAMPLE:]

    def _learnt(self) -> SiteProfile:
        return learn([traits for _, traits in self._sample])

    def _adopt(self, profile: SiteProfile) -> bool:
        if profile == self.profile or profile.is_empty:
            return False
        self.profile = profile
        self._stale = set(self._read)
        return True

    def settle(self) -> SiteProfile:
        """Learn of a small site nothing was known of from all its pages met so far; gives what is known by now."""
        if self._before.is_empty and (self._earlier or len(self._read) <= _READ_TWICE):
            self._adopt(self._learnt())
        return self.profile

    def end(self, now: datetime) -> str:
        """Settle what the run taught, and keep it; gives what to say of it, in French."""
        traits = [traits for _, traits in self._sample]
        if self._before.is_empty:
            self.settle()
        elif not still_holds(self._before, traits):
            if self._adopt(self._learnt()):
                self._keep(now)
                return f"le gabarit du site a changé : ses pages sont lues selon le nouveau ({len(traits)} regardées)"
        elif len(traits) >= 2 * self._before.pages:
            self._adopt(self._learnt())
        if self.profile != self._before:
            self._keep(now)
        return ""

    def to_read_again(self, living: Collection[str]) -> frozenset[str]:
        """Give, of the pages held, those that were read by less than what is known now, whatever run read them."""
        if self.profile == self._before:
            return frozenset()
        if not self._before.is_empty:
            return frozenset(living)
        return frozenset(living) - (self._read - self._stale)

    def _keep(self, now: datetime) -> None:
        body = self.profile.as_text().encode()
        self._payloads.save(
            self._source.id,
            PROFILE_NAME,
            Payload(self._source.id, self._source.url, now, 200, "application/json", body, OtherOrigin.PROFILE),
        )


def _rank(identifier: str) -> bytes:
    return hashlib.sha256(identifier.encode()).digest()[:8]

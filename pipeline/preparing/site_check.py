"""Looking at a web site, or a feed, before its first harvest: what we would read of it, and a card for it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from harvester.body import decode_text
from harvester.feed import cut_feed, payload_of
from harvester.fetch import Answer, Fetcher
from harvester.site.examination import SiteExamination, State, closed_site, examine_site, is_closed, is_feed
from pipeline.describing.read import Described, describe
from pipeline.preparing.site_sample import SampleReading, read_sample
from schemas.files.source import Source
from schemas.files.source_card import written_card
from schemas.notions.academies import academie_of_host
from schemas.types.errors import FetchError
from schemas.types.origin import FoundBy, OtherOrigin
from schemas.words.text import clean_text, cut, fold

_BEGINNING = 100_000
"""Bytes of a page its title stands within."""


@dataclass(frozen=True, slots=True)
class SiteCheck:
    """What was seen of a site or a feed, and the card it would have."""

    url: str
    examination: SiteExamination
    reading: SampleReading
    """The pages of the sample, read by what they teach of the site, and what that is."""
    source: Source

    @property
    def described(self) -> tuple[Described, ...]:
        """The pages of the sample, read and normalized."""
        return self.reading.described

    @property
    def faults(self) -> tuple[str, ...]:
        """What a person should know, in French."""
        return (*self.examination.faults, *self.reading.sayings)

    @property
    def is_harvestable(self) -> bool:
        """Say whether a harvest would give anything."""
        return any(item.record is not None for item in self.described)

    @property
    def remarks(self) -> tuple[tuple[str, int], ...]:
        """The remarks on the sample's pages, each with how many of them it concerns, the commonest first."""
        said = Counter(
            f"{issue.field} : {issue.message}" if issue.field else issue.message
            for item in self.described
            for issue in item.issues
        )
        return tuple(said.most_common())

    @property
    def card(self) -> str:
        """The card's text."""
        seen = self.examination
        remarks = [f"CMS : {seen.cms}"] if seen.cms else []
        remarks += [f"adresses trouvées par {way} : {count}" for way, count in seen.ways.items()]
        remarks += [f"à savoir : {fault}" for fault in self.faults]
        return written_card(self.source, remarks, self.reading.proposed)

    def as_dict(self) -> dict[str, Any]:
        """The JSON values."""
        seen = self.examination
        return {
            "url": self.url,
            "harvestable": self.is_harvestable,
            "state": str(seen.state),
            "site": {
                "kind": self.source.kind,
                "cms": seen.cms or None,
                "evidence": list(seen.evidence),
                "crawl_delay": seen.crawl_delay,
                "ways": dict(seen.ways),
            },
            "sample": [item.record.as_dict() for item in self.described if item.record is not None],
            "asked": [
                {"url": one.url, "found_by": one.found_by, "fate": str(one.fate), "reason": one.reason}
                for one in seen.looked
            ],
            "learnt": self.reading.as_dict(),
            "disagreements": [
                {"field": field, "pages": count, "compared": told} for field, count, told in self.reading.disagreements
            ],
            "faults": list(self.faults),
            "remarks": [{"message": message, "records": count} for message, count in self.remarks],
            "card": self.card,
        }


def check_site(url: str, fetcher: Fetcher, name: str, now: datetime) -> SiteCheck:
    """Look at the site, or the feed, at an address; raises SourceError when it cannot be asked."""
    try:
        answer = fetcher.get(url)
    except FetchError as error:
        if not is_closed(error):
            raise
        return SiteCheck(url, closed_site(error), SampleReading(), _source(url, "", "site", name))
    kind = "feed" if is_feed(answer) else "site"
    shown = decode_text(answer.body[:_BEGINNING], answer.content_type)
    source = _source(answer.url if answer.moved else url, shown, kind, name)
    if kind == "feed":
        return _check_feed(source, answer)
    seen = examine_site(source, fetcher, now)
    return SiteCheck(source.url, seen, read_sample(seen.sample, source), source)


def _check_feed(source: Source, answer: Answer) -> SiteCheck:
    records = cut_feed(source, payload_of(source, answer, OtherOrigin.FEED))
    state = State.READABLE if records else State.EMPTY
    seen = SiteExamination(state, sample=records[:10], ways={FoundBy.FEED: len(records)})
    described = tuple(describe(raw, source, ()) for raw in seen.sample)
    return SiteCheck(source.url, seen, SampleReading(described), source)


def _source(address: str, body: str, kind: str, name: str) -> Source:
    """Make the card of an address: it begins where the address leads, and keeps to its folder."""
    host = urlsplit(address).hostname or "source"
    path = urlsplit(address).path.strip("/").partition("/")[0] if urlsplit(address).path.count("/") > 1 else ""
    title = re.search(r"<title[^>]{0,200}>([^<]{1,300})", body, re.IGNORECASE)
    titre = cut(clean_text(title[1]), 200) if title else ""
    source = Source(
        id=name or re.sub(r"[^a-z0-9]+", "-", fold(f"{host} {path}")).strip("-") or "source",
        titre=titre or host,
        kind="feed" if kind == "feed" else "site",
        url=address,
        scope=(urljoin(address, "."),),
        academie=academie_of_host(address),
    )
    return source if kind == "site" else replace(source, scope=())

"""Looking at a web site, or a feed, before its first harvest: what we would read of it, and a card for it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from harvester.feed import cut_feed, payload_of
from harvester.fetch import Answer, Fetcher
from harvester.site.examination import SiteExamination, examine_site, is_feed
from pipeline.read import Described, describe
from schemas.normalize.academies import academie_of_host
from schemas.normalize.text import clean_text, cut, fold
from schemas.source import Source
from schemas.source_card import written_card


@dataclass(frozen=True, slots=True)
class SiteCheck:
    """What was seen of a site or a feed, and the card it would have."""

    url: str
    examination: SiteExamination
    described: tuple[Described, ...]
    """The pages of the sample, read and normalized."""
    source: Source

    @property
    def is_harvestable(self) -> bool:
        """Say whether a harvest would give anything."""
        return any(item.record is not None for item in self.described)

    @property
    def remarks(self) -> tuple[tuple[str, int], ...]:
        """Give the remarks on the sample's pages, each with how many of them it concerns, the commonest first."""
        said = Counter(
            f"{issue.field} : {issue.message}" if issue.field else issue.message
            for item in self.described
            for issue in item.issues
        )
        return tuple(said.most_common())

    @property
    def card(self) -> str:
        """Give the card's text."""
        seen = self.examination
        remarks = [f"CMS : {seen.cms}"] if seen.cms else []
        remarks += [f"{count} adresses trouvées par : {way}" for way, count in seen.ways.items()]
        return written_card(self.source, [*remarks, *(f"à savoir : {fault}" for fault in seen.faults)])

    def as_dict(self) -> dict[str, Any]:
        """Give the JSON values."""
        seen = self.examination
        return {
            "url": self.url,
            "harvestable": self.is_harvestable,
            "site": {
                "kind": self.source.kind,
                "cms": seen.cms or None,
                "evidence": list(seen.evidence),
                "crawl_delay": seen.crawl_delay,
                "ways": dict(seen.ways),
            },
            "sample": [item.record.as_dict() for item in self.described if item.record is not None],
            "faults": list(seen.faults),
            "remarks": [{"message": message, "records": count} for message, count in self.remarks],
            "card": self.card,
        }


def check_site(url: str, answer: Answer, fetcher: Fetcher, name: str, now: datetime) -> SiteCheck:
    """Look at the site, or the feed, that gave an answer; raises SourceError when it cannot be asked."""
    if is_feed(answer):
        source = _source(url, answer, "feed", name)
        records = cut_feed(source, payload_of(source, answer, "feed"))
        seen = SiteExamination(sample=records[:10], ways={"flux": len(records)})
    else:
        source = _source(url, answer, "site", name)
        seen = examine_site(source, fetcher, now)
    described = tuple(describe(raw, source, ()) for raw in seen.sample)
    return SiteCheck(source.url, seen, described, source)


def _source(url: str, answer: Answer, kind: str, name: str) -> Source:
    """Make the card of an address: it begins where the address leads, and keeps to its folder."""
    address = answer.url if answer.moved else url
    host = urlsplit(address).hostname or "source"
    path = urlsplit(address).path.strip("/").partition("/")[0] if urlsplit(address).path.count("/") > 1 else ""
    title = re.search(rb"<title[^>]{0,200}>([^<]{1,300})", answer.body[:100_000], re.IGNORECASE)
    titre = cut(clean_text(title[1].decode("utf-8", errors="replace")), 200) if title else ""
    source = Source(
        id=name or re.sub(r"[^a-z0-9]+", "-", fold(f"{host} {path}")).strip("-") or "source",
        titre=titre or host,
        kind="feed" if kind == "feed" else "site",
        url=address,
        scope=(urljoin(address, "."),),
        academie=academie_of_host(address),
    )
    return source if kind == "site" else replace(source, scope=())

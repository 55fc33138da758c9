"""Looking at a source before its first harvest: what it offers, what we would read of it, and a card for it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from harvester.fetch import Fetcher, Limits, user_agent
from harvester.oai.examination import Examination, examine, without_arguments
from harvester.oai.probing import MAX_SETS
from harvester.site.examination import is_feed
from pipeline.describing.read import Described, describe
from pipeline.preparing.administrator_message import Message, written_message
from pipeline.preparing.site_check import SiteCheck, check_site
from schemas.files.source import USUAL_TIMEOUT, Expect, Source
from schemas.files.source_card import written_card
from schemas.types.errors import FetchError
from schemas.words.text import clean_text, cut, fold

_EXPECTED_SHARE = 0.9
"""A harvest that gives less than this of what is announced today is worth a question."""
_SHOWN_SETS = 20
_PATIENCE_SECONDS = 180.0


@dataclass(frozen=True, slots=True)
class SourceCheck:
    """What was seen of a source, and the card it would have."""

    url: str
    examination: Examination
    described: tuple[Described, ...]
    """The living records of the sample, read and normalized."""
    source: Source

    @property
    def is_harvestable(self) -> bool:
        """Say whether a harvest would give anything."""
        return self.examination.sample is not None

    @property
    def unreadable(self) -> tuple[str, ...]:
        """Why records of the sample could not be read."""
        return tuple(issue.message for item in self.described if item.record is None for issue in item.issues)

    @property
    def remarks(self) -> tuple[tuple[str, int], ...]:
        """The remarks on the sample's records, each with how many of them it concerns, the commonest first."""
        said: Counter[str] = Counter()
        for item in self.described:
            if item.record is not None:
                said.update({_remark(issue.field, issue.value, issue.message) for issue in item.issues})
        return tuple(said.most_common())

    @property
    def card(self) -> str:
        """The card's text."""
        return written_card(self.source, _card_remarks(self.examination))

    @property
    def message(self) -> Message | None:
        """A message ready for the repository's administrator; None when there is nothing to ask."""
        return written_message(self.examination.repository.name, self.url, self.examination.findings)

    def as_dict(self) -> dict[str, Any]:
        """The JSON values."""
        seen, sample = self.examination, self.examination.sample
        repository = seen.repository
        return {
            "url": self.url,
            "harvestable": self.is_harvestable,
            "repository": {
                "name": repository.name,
                "base_url": repository.base_url,
                "protocol_version": repository.protocol_version,
                "granularity": repository.granularity,
                "deleted_record": repository.deleted_record,
                "earliest": repository.earliest.isoformat() if repository.earliest else None,
            },
            "formats": dict(seen.prefixes),
            "sets": dict(seen.sets),
            "sample": None if sample is None else {
                "metadata_prefix": sample.prefix,
                "records": len(sample.records),
                "deleted": sum(raw.deleted for raw in sample.records),
                "read": sum(item.record is not None for item in self.described),
                "complete_list_size": sample.complete_list_size,
                "seconds": round(sample.seconds, 3),
            },
            "faults": list(seen.faults),
            "unreadable": list(self.unreadable),
            "remarks": [{"message": message, "records": count} for message, count in self.remarks],
            "card": self.card,
            "message": None if self.message is None else {"fr": self.message.french, "en": self.message.english},
        }  # fmt: skip


def check_source(url: str, contact: str, now: datetime, *, name: str = "") -> SourceCheck | SiteCheck:
    """Look at what stands at an address: a repository, a feed or a site; raises SourceError when it does not answer."""
    fetcher = Fetcher((url,), user_agent(contact))
    try:
        if "verb=" in url or _speaks_oai(url, fetcher):
            return _check_patiently(without_arguments(url), contact, name)
        return check_site(url, fetcher, name, now)
    finally:
        fetcher.close()


def _check_patiently(url: str, contact: str, name: str) -> SourceCheck:
    """Look at a repository, however slow: the card will say how slow it is."""
    limits = Limits(attempts=2, answer_seconds=_PATIENCE_SECONDS, silence_seconds=_PATIENCE_SECONDS)
    fetcher = Fetcher((url,), user_agent(contact), limits=limits)
    try:
        return _check_repository(url, fetcher, name)
    finally:
        fetcher.close()


def _speaks_oai(url: str, fetcher: Fetcher) -> bool:
    """Say whether OAI-PMH is spoken at an address: to « Identify » it answers in that language, or not at all."""
    asked = f"{url}{'&' if '?' in url else '?'}verb=Identify"
    try:
        answer = fetcher.get(asked, accept_errors=True)
    except FetchError:
        return True  # the examination says what is wrong with it
    return b"OAI-PMH" in answer.body[:2_000] or not (is_feed(answer) or "html" in answer.content_type)


def _check_repository(base: str, fetcher: Fetcher, name: str) -> SourceCheck:
    examination = examine(base, fetcher)
    source = _source(base, examination, name)
    records = examination.sample.records if examination.sample else ()
    described = tuple(describe(raw, source, ()) for raw in records if not raw.deleted)
    return SourceCheck(base, examination, described, source)


def _source(url: str, seen: Examination, name: str) -> Source:
    host = urlsplit(url).hostname or "source"
    titre = cut(clean_text(seen.repository.name), 200) or host
    living = seen.probed.living if "ignore_complete_list_size" not in seen.quirks else None
    moved = seen.repository.asked_at if seen.repository.has_moved else url
    return Source(
        id=name or re.sub(r"[^a-z0-9]+", "-", fold(host)).strip("-") or "source",
        titre=titre,
        kind="oai",
        url=moved,
        metadata_prefix=(seen.sample.prefix,) if seen.sample else ("oai_dc",),
        quirks=seen.quirks,
        timeout=seen.probed.timeout or USUAL_TIMEOUT,
        expect=Expect(min=int(living * _EXPECTED_SHARE)) if living else Expect(),
    )


def _card_remarks(seen: Examination) -> Sequence[str]:
    remarks = [f"formats offerts : {', '.join(seen.prefixes)}"] if seen.prefixes else []
    offered = {spec: title for spec, title in seen.sets.items() if spec not in seen.useless_sets}
    named = [f"{spec} ({title})" if title else spec for spec, title in list(offered.items())[:_SHOWN_SETS]]
    if named:
        more = f" et {len(offered) - _SHOWN_SETS} autres" if len(offered) > _SHOWN_SETS else ""
        tried = f" ; seuls les {MAX_SETS} premiers ont été essayés" if len(seen.sets) > MAX_SETS else ""
        said = f"lots offerts (pour n'en prendre que certains : sets = [...]{tried})"
        remarks.append(f"{said} : {', '.join(named)}{more}")
    return [*remarks, *(f"à savoir : {fault}" for fault in seen.faults)]


def _remark(field: str, value: str, message: str) -> str:
    where = f"{field} : " if field else ""
    return f"{where}{f'« {cut(value, 60)} » : ' if value else ''}{message}"

"""What is handed out of a page of content: its record, what feeds say of it, and the documents joined to it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from harvester.batch import Batch
from harvester.site.addresses import on_own_host
from harvester.site.joined_documents import ask_documents, may_have_documents, read_attached, wanted_documents
from harvester.site.listed_days import ListedDays
from harvester.site.page_cutting import page_record
from harvester.site.visit import Visit
from schemas.formats.feed_entry import LISTED, LISTED_ON
from schemas.formats.html_page import read_html
from schemas.parsing.page_address import address_key
from schemas.runs.frontier import Waypoint
from schemas.types.origin import FoundBy, OtherOrigin
from schemas.types.payload import Payload
from schemas.types.payload_name import PayloadName
from schemas.types.record import RawRecord

_JSON = "application/json"


class PageContent:
    """Makes the batch of a page; `said` is what feeds say of pages, by the key of their address, and may grow."""

    def __init__(self, visit: Visit, said: Mapping[str, bytes]) -> None:
        self._source = visit.source
        self._fetcher = visit.fetcher
        self._memory = visit.memory
        self._following = visit.following
        self._said = said
        self.listed = ListedDays()

    def batch_of(self, payload: Payload, identifier: str, text: str, waypoint: Waypoint, *, fresh: bool) -> Batch:
        """The page with its record, read with the documents worth asking for."""
        record = replace(page_record(self._source, payload, identifier, text), found_by=waypoint.found_by)
        keys = [address_key(on_own_host(url, self._source)) for url in (identifier, waypoint.url, payload.url)]
        said, before = self._what_is_said(identifier, keys)
        said = self._with_listed(record, said, keys)
        is_news = said != before
        record = replace(record, said=(said,) if said else ())
        joined: tuple[tuple[PayloadName, Payload], ...] = ()
        if is_news:
            joined = (_as_said(identifier, payload, said),)
        if may_have_documents(text):
            wanted = wanted_documents(record, self._source)
            asked = tuple(ask_documents(wanted, self._source, self._fetcher, self._memory.kept, self._following))
            attached, defects = read_attached(wanted, dict(asked).get)
            record = replace(record, attached=attached, defects=defects)
            joined += asked
        return Batch(payload, PayloadName.of_page(identifier), (record,), fresh=fresh, joined=joined)

    def late_days(self) -> tuple[tuple[PayloadName, Payload], ...]:
        """What is to be kept beside the pages whose day a list showed once they were read, each under its name."""
        late = []
        for key, name in self.listed.late().items():
            said, before = self._what_is_said(name, [key])
            dated = _with_day(said, self.listed.day_of([key]))
            if dated != before:
                payload = Payload(self._source.id, name, datetime.now(UTC), 200, "", b"", FoundBy.LINK)
                late.append(_as_said(name, payload, dated))
        return tuple(late)

    def _kept_of(self, identifier: str) -> bytes:
        kept = self._memory.kept(PayloadName.of_said(identifier))
        return kept.body if kept is not None else b""

    def _what_is_said(self, identifier: str, keys: Sequence[str]) -> tuple[bytes, bytes]:
        """What the feeds say of a page, now or when they last did, and what is kept of it."""
        before = self._kept_of(identifier)
        return next((self._said[key] for key in keys if key in self._said), before), before

    def _with_listed(self, record: RawRecord, said: bytes, keys: Sequence[str]) -> bytes:
        """What is said of a page, with the day a list shows beside its title, where nothing else says one."""
        if self.listed.is_over:
            return said
        if not self.listed.is_needed:
            reading = read_html(replace(record, said=(said,) if said else ()), frozenset())
            is_dated = any(found.place != LISTED for found in reading.dates_publication)
            self.listed.note(is_dated=is_dated)
            if is_dated:
                return said
        day = self.listed.day_of(keys) or _day_of(self._kept_of(record.identifier))
        if not day:
            self.listed.wait(record.identifier, keys)
        return _with_day(said, day) if day else said


def _as_said(identifier: str, page: Payload, said: bytes) -> tuple[PayloadName, Payload]:
    """What is said of a page elsewhere, to be kept beside it."""
    told = replace(page, body=said, found_by=OtherOrigin.SAID, content_type=_JSON)
    return PayloadName.of_said(identifier), told


def _entry(said: bytes) -> dict[str, object] | None:
    try:
        entry = json.loads(said) if said else {}
    except ValueError:
        return None
    return entry if isinstance(entry, dict) else None


def _day_of(said: bytes) -> str:
    entry = _entry(said)
    day = entry.get(LISTED_ON) if entry else None
    return day if isinstance(day, str) else ""


def _with_day(said: bytes, day: str) -> bytes:
    entry = _entry(said)
    return said if entry is None else json.dumps({**entry, LISTED_ON: day}, ensure_ascii=False).encode()

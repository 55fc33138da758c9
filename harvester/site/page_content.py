"""What is handed out of a page of content: its record, what feeds say of it, and the documents joined to it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from harvester.batch import Batch
from harvester.site.addresses import on_own_host
from harvester.site.joined_documents import ask_documents, may_have_documents, read_attached, wanted_documents
from harvester.site.older import ENOUGH_DATED
from harvester.site.page_cutting import page_record
from harvester.site.visit import Visit
from schemas.formats.feed_entry import LISTED, LISTED_ON
from schemas.formats.html_page import read_html
from schemas.formats.listed_dates import listed_dates
from schemas.formats.page import Page
from schemas.parsing.page_address import address_key
from schemas.runs.frontier import Waypoint
from schemas.types.origin import OtherOrigin
from schemas.types.payload_name import PayloadName
from schemas.types.record import Payload, RawRecord

_JSON = "application/json"
_MOST_LISTED = 20_000
"""Pages whose day is known from the lists of one site."""


class PageContent:
    """Makes the batch of a page; `said` is what feeds say of pages, by the key of their address, and may grow."""

    def __init__(self, visit: Visit, said: Mapping[str, bytes]) -> None:
        self._source = visit.source
        self._fetcher = visit.fetcher
        self._memory = visit.memory
        self._may_follow = visit.may_follow
        self._said = said
        self._listed: dict[str, str] = {}
        self._dated = 0

    def hear_list(self, page: Page) -> None:
        """Take the days a list shows beside the titles of the site's pages."""
        for key, day in listed_dates(page).items():
            if len(self._listed) < _MOST_LISTED:
                self._listed.setdefault(key, day)

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
            told = replace(payload, body=said, found_by=OtherOrigin.SAID, content_type=_JSON)
            joined = ((PayloadName.of_said(identifier), told),)
        if may_have_documents(text):
            wanted = wanted_documents(record, self._source)
            asked = tuple(ask_documents(wanted, self._source, self._fetcher, self._memory.kept, self._may_follow))
            attached, defects = read_attached(wanted, dict(asked).get)
            record = replace(record, attached=attached, defects=defects)
            joined += asked
        return Batch(payload, PayloadName.of_page(identifier), (record,), fresh=fresh, joined=joined)

    def _what_is_said(self, identifier: str, keys: Sequence[str]) -> tuple[bytes, bytes]:
        """What the feeds say of a page, now or when they last did, and what is kept of it."""
        kept = self._memory.kept(PayloadName.of_said(identifier))
        before = kept.body if kept is not None else b""
        return next((self._said[key] for key in keys if key in self._said), before), before

    def _with_listed(self, record: RawRecord, said: bytes, keys: Sequence[str]) -> bytes:
        """What is said of a page, with the day a list shows beside its title, where nothing else says one."""
        day = next((self._listed[key] for key in keys if key in self._listed), None)
        if day is None or self._dated >= ENOUGH_DATED:
            return said
        reading = read_html(replace(record, said=(said,) if said else ()), frozenset())
        if any(found.place != LISTED for found in reading.dates_publication):
            self._dated += 1
            return said
        try:
            entry = json.loads(said) if said else {}
        except ValueError:
            return said
        return json.dumps({**entry, LISTED_ON: day}, ensure_ascii=False).encode() if isinstance(entry, dict) else said

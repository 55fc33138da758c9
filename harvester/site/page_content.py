"""What is handed out of a page of content: its record, what feeds say of it, and the documents joined to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from harvester.batch import Batch
from harvester.site.addresses import on_own_host
from harvester.site.joined_documents import ask_documents, may_have_documents, read_attached, wanted_documents
from harvester.site.page_cutting import page_record
from harvester.site.visit import Visit
from schemas.parsing.page_address import address_key
from schemas.runs.frontier import Waypoint
from schemas.types.origin import OtherOrigin
from schemas.types.payload_name import PayloadName
from schemas.types.record import Payload

_JSON = "application/json"


class PageContent:
    """Makes the batch of a page; `said` is what feeds say of pages, by the key of their address, and may grow."""

    def __init__(self, visit: Visit, said: Mapping[str, bytes]) -> None:
        self._source = visit.source
        self._fetcher = visit.fetcher
        self._memory = visit.memory
        self._may_follow = visit.may_follow
        self._said = said

    def batch_of(self, payload: Payload, identifier: str, text: str, waypoint: Waypoint, *, fresh: bool) -> Batch:
        """The page with its record, read with the documents worth asking for."""
        said, is_news = self._what_is_said(identifier, waypoint.url, payload.url, identifier)
        record = page_record(self._source, payload, identifier, text)
        record = replace(record, found_by=waypoint.found_by, said=(said,) if said else ())
        joined: tuple[tuple[str, Payload], ...] = ()
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

    def _what_is_said(self, identifier: str, *urls: str) -> tuple[bytes, bool]:
        """What the feeds say of a page, now or when they last did, and whether it is to be kept."""
        kept = self._memory.kept(PayloadName.of_said(identifier))
        before = kept.body if kept is not None else b""
        keys = (address_key(on_own_host(url, self._source)) for url in urls)
        now = next((self._said[key] for key in keys if key in self._said), before)
        return now, now != before

"""Going through a repository's lists page by page, so that a stop at any moment loses nothing.

Identify → for each set: ListRecords from the date remembered → page → Batch (records and token, kept together)
→ … → a proven end: the date of the next harvest moves. Anything else is incomplete and the date stays.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta

from harvester.batch import Batch, Ending, Order
from harvester.fetch import Fetcher
from harvester.oai.client import OaiAnswer, OaiClient
from harvester.oai.page import Page, read_page
from schemas.errors import ProtocolError, SourceError
from schemas.record import Payload, RawRecord
from schemas.source import Source
from schemas.xml import parse_xml

OVERLAP = timedelta(days=1)
"""How far before the last harvest the next one looks: records become visible later than they are stamped."""
MAX_PAGES_WITHOUT_NEWS = 10
MAX_BROKEN_ANSWERS = 2


@dataclass(frozen=True, slots=True)
class Listing:
    """Where one list stands; kept with each page, so that another run goes on from there."""

    name: str
    """Folder of its payloads, one for each list begun."""
    since: str | None
    first_response_date: str = ""
    token: str = ""
    pages: int = 0
    records: int = 0


def harvest_repository(
    source: Source, fetcher: Fetcher, memory: Mapping[str, str], order: Order, now: datetime
) -> Iterator[Batch | Ending]:
    """Yield the records of every set of the card, then the ending; raises SourceError when nothing can be asked."""
    client = OaiClient(source.url, fetcher)
    granularity = _granularity(client)
    whole = True
    state: dict[str, str | None] = {}
    for number, set_spec in enumerate(source.sets or ("",)):
        since = _since(source, memory, order, set_spec, granularity)
        whole &= since is None
        name = f"oai/{now.astimezone(UTC):%Y%m%dT%H%M%S%fZ}-{number}"
        listing = Listing(name, since)
        kept = memory.get(f"list:{set_spec}")
        if kept and not order.full and order.since is None:
            listing = Listing(**json.loads(kept))
            whole = False
        walk = _Walk(source, client, set_spec, fetcher.pause)
        yield from walk.go(listing)
        if walk.fault:
            yield Ending(complete=False, message=walk.fault, state=walk.state_after_fault)
            return
        state |= _state_after(walk.listing, set_spec, granularity, moves=order.since is None)
    yield Ending(complete=True, state=state, whole=whole)


class _Walk:
    """One list, from its first page to its proven end or to the fault that stops it."""

    def __init__(self, source: Source, client: OaiClient, set_spec: str, pause: Callable[[float], None]) -> None:
        self._source = source
        self._client = client
        self._set_spec = set_spec
        self._pause = pause
        self._broken_answers = 0
        self._seen_tokens: set[str] = set()
        self._seen_identifiers: set[str] = set()
        self._pages_without_news = 0
        self._restarted = False
        self._size: int | None = None
        self.listing = Listing("", None)
        self.fault = ""
        self.state_after_fault: dict[str, str | None] = {}

    def go(self, listing: Listing) -> Iterator[Batch]:
        """Yield each page's batch."""
        self.listing = listing
        while True:
            try:
                answer = self._ask()
                page = read_page(answer.xml, answer.answer.url, self._source)
            except SourceError as error:
                if self._may_ask_again(error) or self._may_restart(error):
                    continue
                self.fault = str(error)
                return
            self._broken_answers = 0
            self.fault = self._follow(page)
            yield self._batch(answer, page)
            if self.fault or not page.token:
                return

    def _ask(self) -> OaiAnswer:
        if self.listing.token:
            return self._client.harvest(verb="ListRecords", resumptionToken=self.listing.token)
        arguments = {"verb": "ListRecords", "metadataPrefix": self._source.metadata_prefix}
        if self.listing.since:
            arguments["from"] = self.listing.since
        if self._set_spec:
            arguments["set"] = self._set_spec
        return self._client.harvest(**arguments)

    def _may_ask_again(self, error: SourceError) -> bool:
        """Ask again, a few times, for an answer that was no OAI-PMH: cut by the network, or a page of the host's."""
        if not isinstance(error, ProtocolError) or error.code or self._broken_answers >= MAX_BROKEN_ANSWERS:
            return False
        self._broken_answers += 1
        self._pause(float(self._broken_answers))
        return True

    def _may_restart(self, error: SourceError) -> bool:
        """Begin the list again, once, when its token is no longer known to the repository."""
        lost = isinstance(error, ProtocolError) and error.code == "badResumptionToken"
        if not lost or self._restarted or not self.listing.token:
            if lost:
                self.state_after_fault = {f"list:{self._set_spec}": None}
            return False
        self._restarted = True
        self._seen_tokens.clear()
        self._seen_identifiers.clear()
        self.listing = Listing(f"{self.listing.name}-r", self.listing.since)
        return True

    def _follow(self, page: Page) -> str:
        """Move to the next page; gives why the list cannot be trusted any more, or nothing."""
        fresh = {record.identifier for record in page.records} - self._seen_identifiers
        self._seen_identifiers |= fresh
        self._pages_without_news = 0 if fresh else self._pages_without_news + 1
        self._size = page.complete_list_size or self._size
        self.listing = replace(
            self.listing,
            first_response_date=self.listing.first_response_date or page.response_date,
            token=page.token,
            pages=self.listing.pages + 1,
            records=self.listing.records + page.count,
        )
        if page.token and page.token in self._seen_tokens:
            return self._stop("l'entrepôt rend deux fois le même resumptionToken")
        if page.token and self._pages_without_news >= MAX_PAGES_WITHOUT_NEWS:
            return self._stop(f"{MAX_PAGES_WITHOUT_NEWS} pages de suite sans notice nouvelle")
        self._seen_tokens.add(page.token)
        return "" if page.token else self._cut_short()

    def _cut_short(self) -> str:
        if self._size is None or "ignore_complete_list_size" in self._source.quirks:
            return ""
        if self.listing.records >= self._size:
            return ""
        return self._stop(f"liste coupée : {self.listing.records} notices reçues sur {self._size} annoncées")

    def _stop(self, why: str) -> str:
        self.state_after_fault = {f"list:{self._set_spec}": None}
        return f"{self._source.url} : {why}"

    def _batch(self, answer: OaiAnswer, page: Page) -> Batch:
        payload = Payload(
            source=self._source.id,
            url=answer.answer.url,
            fetched_at=answer.answer.fetched_at,
            status=answer.answer.status,
            content_type=answer.answer.content_type,
            body=answer.answer.body,
            found_by="oai",
        )
        kept = json.dumps(asdict(self.listing)) if self.listing.token and not self.fault else None
        return Batch(
            payload=payload,
            name=f"{self.listing.name}/{self.listing.pages:06d}",
            records=page.records,
            issues=page.issues,
            state={f"list:{self._set_spec}": kept},
            expected=self._size,
        )


def cut_page(source: Source, payload: Payload) -> tuple[RawRecord, ...]:
    """Cut a kept page into its records again; raises ProtocolError when it is none."""
    try:
        return read_page(parse_xml(payload.body), payload.url, source).records
    except ValueError as error:
        raise ProtocolError(payload.url, str(error)) from error


def _granularity(client: OaiClient) -> str:
    """Ask how precise the repository's dates are: « day » or « second » (Identify, 4.2)."""
    root = client.harvest(verb="Identify").xml
    values = [element.text or "" for element in root.iter("{*}granularity")]
    return "second" if values and "T" in values[0] else "day"


def _since(source: Source, memory: Mapping[str, str], order: Order, set_spec: str, granularity: str) -> str | None:
    if order.full or "no_date_window" in source.quirks:
        return None
    if order.since is not None:
        return _written(order.since, granularity)
    return memory.get(f"since:{set_spec}")


def _written(moment: datetime, granularity: str) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d" if granularity == "day" else "%Y-%m-%dT%H:%M:%SZ")


def _state_after(listing: Listing, set_spec: str, granularity: str, *, moves: bool) -> dict[str, str | None]:
    """Say what to remember of a list that ended well: its server's date, never ours."""
    state: dict[str, str | None] = {f"list:{set_spec}": None}
    try:
        begun = datetime.fromisoformat(listing.first_response_date[:19]).replace(tzinfo=UTC)
    except ValueError:
        return state  # no date to trust: the next harvest lists everything again
    if moves:
        state[f"since:{set_spec}"] = _written(begun - OVERLAP, granularity)
    return state

"""Going through one list page by page, so that a stop at any moment loses nothing.

Ask → page → Batch (its records and where the list now stands, kept together) → … → a proven end. Anything else is a
fault: what came is kept, and the date of the next harvest does not move.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from harvester.batch import Batch
from harvester.fetch import Fetcher
from harvester.oai.client import OaiAnswer, OaiClient
from harvester.oai.dates import server_instant
from harvester.oai.list_memory import ListName, Walk
from harvester.oai.page import Page, read_page
from schemas.errors import FetchError, ProtocolError, SourceError
from schemas.record import Payload, RawRecord
from schemas.source import Source

MAX_PAGES_WITHOUT_NEWS = 10
MAX_BROKEN_ANSWERS = 2
_OWN_CODES = frozenset(
    {
        "badArgument", "badResumptionToken", "badVerb", "cannotDisseminateFormat", "idDoesNotExist", "noRecordsMatch",
        "noMetadataFormats", "noSetHierarchy",
    }
)  # fmt: skip
"""The error codes of the protocol (3.6): asking the same again gives the same; any other may pass."""

Remember = Callable[[Walk | None, bool], Mapping[str, str | None]]
"""Takes where the list stands (None when it must begin again) and whether its end is proven; gives what to remember
together with the page."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a list is asked with."""

    source: Source
    name: ListName


class Listing:
    """One list, from the page it stands at to its proven end or to the fault that stops it."""

    def __init__(self, question: Question, client: OaiClient, fetcher: Fetcher, remember: Remember) -> None:
        self._source = question.source
        self._name = question.name
        self._client = client
        self._pause = fetcher.pause
        self._remember = remember
        self._broken_answers = 0
        self._restarts = 0
        self._resumed = False
        self._is_over = False
        self._seen_tokens: set[str] = set()
        self._seen_pages: set[bytes] = set()
        self._pages_without_news = 0
        self._seen_names: set[int] = set()
        self.walk = Walk("")
        self.fault: SourceError | None = None
        self.lost_its_place = False
        """True when the fault makes going on from here pointless: the list is to begin again."""
        self.left_out = 0
        """Records outside the set or the dates asked for: the repository forgot them on the way."""

    @property
    def restarted(self) -> bool:
        """Say whether the list had to begin again."""
        return self._restarts > 0

    def go(self, walk: Walk) -> Iterator[Batch]:
        """Yield each page's batch."""
        self.walk = walk
        self._resumed = bool(walk.token)
        self._is_over = False
        while not self._is_over:
            # Nothing here holds a page while the next one is asked for: pages may be large.
            yield from self._next()

    def _next(self) -> tuple[Batch, ...]:
        """Ask for a page and give its batch; none when it is to be asked for again, or the list stops."""
        try:
            answer = self._ask()
            page = read_page(answer.answer.body, answer.answer.url, self._source.id, self._name.prefix)
        except SourceError as error:
            if not self._may_ask_again(error) and not self._may_restart(error):
                self._stop(error)
            return ()
        self._broken_answers = 0
        self._resumed = False
        batch = self._follow(answer, page)
        self._is_over = self._is_over or not page.token
        return (batch,)

    def _ask(self) -> OaiAnswer:
        arguments = {"verb": "ListRecords"}
        if self.walk.token:
            arguments["resumptionToken"] = self.walk.token
            if "token_needs_prefix" not in self._source.quirks:
                return self._client.harvest(**arguments)
        arguments["metadataPrefix"] = self._name.prefix
        if self.walk.token:
            return self._client.harvest(**arguments)
        dates = {"from": self.walk.since, "until": self.walk.until, "set": self._name.set_spec}
        return self._client.harvest(**arguments, **{name: value for name, value in dates.items() if value})

    def _may_ask_again(self, error: SourceError) -> bool:
        """Ask again, a few times, for an answer that was no list: cut by the network, a page of the host's, a fault."""
        if not isinstance(error, ProtocolError) or error.code in _OWN_CODES:
            return False
        if self._broken_answers >= MAX_BROKEN_ANSWERS:
            return False
        self._broken_answers += 1
        self._pause(float(self._broken_answers))
        return True

    def _may_restart(self, error: SourceError) -> bool:
        """Begin the list again, once, when its token is no longer known to the repository."""
        lost = isinstance(error, ProtocolError) and error.code == "badResumptionToken"
        # A token kept by an earlier run that died may be answered by anything: nothing at all, an error of the host.
        stale = self._resumed and (isinstance(error, ProtocolError) or _is_refusal(error))
        if not self.walk.token or not (lost or stale):
            return False
        self.lost_its_place = True
        if self._restarts:
            return False
        self._restarts += 1
        self.lost_its_place = self._resumed = False
        self._broken_answers = 0
        self._seen_tokens.clear()
        self._seen_pages.clear()
        self._seen_names.clear()
        self.walk = Walk(f"{self.walk.folder}-r", self.walk.since, self.walk.until)
        return True

    def _follow(self, answer: OaiAnswer, page: Page) -> Batch:
        """Move to the next page and give this one's batch; a list that cannot be trusted any more gets its fault."""
        before = self.walk
        begun = before.begun or server_instant(page.response_date, answer.answer).isoformat()
        self.walk = replace(
            before,
            begun=begun,
            token=page.token,
            pages=before.pages + 1,
            records=before.records + self._count_new(page),
            size=page.complete_list_size or before.size,
        )
        belonging = self._belonging(page.records)
        if before.token and page.says_no_records and not self._may_end_so():
            self.lost_its_place = True
            why = (
                "l'entrepôt répond « noRecordsMatch » à un resumptionToken : la fin de la liste n'est pas prouvée "
                "(si c'est sa façon de finir : quirks = ['ends_with_no_records'] dans la carte)"
            )
            self._stop(ProtocolError(answer.answer.url, why))
        elif page.broke_off:
            self._stop(ProtocolError(answer.answer.url, page.broke_off))
            self.walk = replace(before, begun=begun)
        elif why := self._cannot_be_trusted(page):
            self.lost_its_place = True
            self._stop(ProtocolError(self._source.url, why))
        self._seen_tokens.add(page.token)
        return self._batch(f"{before.folder}/{before.pages + 1:06d}", answer, page, belonging)

    def _cannot_be_trusted(self, page: Page) -> str:
        is_new = self._is_new(page)
        self._pages_without_news = 0 if is_new else self._pages_without_news + 1
        if not page.token:
            return self._cut_short()
        # The same token again is a loop only with the same records: some repositories keep the place themselves.
        if not is_new and page.token in self._seen_tokens:
            return "l'entrepôt rend deux fois le même resumptionToken et les mêmes notices"
        if self._pages_without_news >= MAX_PAGES_WITHOUT_NEWS:
            return f"{MAX_PAGES_WITHOUT_NEWS} pages de suite sans notice nouvelle"
        return ""

    def _may_end_so(self) -> bool:
        """Say whether « no records » may end a list: all that was announced came, or the card says it is the way."""
        all_came = self.walk.size is not None and self.walk.records >= self.walk.size
        return all_came or "ends_with_no_records" in self._source.quirks

    def _count_new(self, page: Page) -> int:
        """Count what no page of this list gave before: repeated records must not make up for lost ones."""
        if not page.complete_list_size and self.walk.size is None:
            return page.count
        names = {hash(raw.identifier) for raw in page.records}
        new = names - self._seen_names
        self._seen_names |= new
        return len(new) + page.count - len(page.records)

    def _is_new(self, page: Page) -> bool:
        """Say whether the page holds anything but what another page of the list held; a digest a page is kept."""
        names = "\n".join(sorted(raw.identifier for raw in page.records))
        digest = hashlib.sha256(names.encode()).digest()
        is_new = bool(page.count) and digest not in self._seen_pages
        self._seen_pages.add(digest)
        return is_new

    def _cut_short(self) -> str:
        size = self.walk.size
        if size is None or self.walk.records >= size or "ignore_complete_list_size" in self._source.quirks:
            return ""
        return (
            f"liste coupée : {self.walk.records} notices reçues sur {size} annoncées "
            "(si l'annonce est fausse : quirks = ['ignore_complete_list_size'] dans la carte)"
        )

    def _belonging(self, records: tuple[RawRecord, ...]) -> tuple[RawRecord, ...]:
        """Leave out what a later page gives outside the set or the dates asked for.

        What the first page does is the repository's way; that its token then forgets what was asked is a fault.
        """
        asked_set, asked_day = self._name.set_spec, self.walk.since[:10]
        outside = {raw.identifier for raw in records if asked_set and not _is_in_set(raw, asked_set)}
        older = {raw.identifier for raw in records if asked_day and (raw.datestamp or asked_day)[:10] < asked_day}
        if self.walk.pages == 1:
            self.walk = replace(self.walk, keeps_to_set=not outside, keeps_to_dates=not older)
            return records
        left = (outside if self.walk.keeps_to_set else set()) | (older if self.walk.keeps_to_dates else set())
        self.left_out += len(left)
        return tuple(raw for raw in records if raw.identifier not in left)

    def _stop(self, error: SourceError) -> None:
        self.fault = error
        self._is_over = True

    def _batch(self, name: str, answer: OaiAnswer, page: Page, belonging: tuple[RawRecord, ...]) -> Batch:
        kept = {raw.identifier for raw in belonging} if len(belonging) < len(page.records) else None
        left_out = [] if kept is None else [raw.identifier for raw in page.records if raw.identifier not in kept]
        payload = Payload(
            source=self._source.id,
            url=answer.answer.url,
            fetched_at=answer.answer.fetched_at,
            status=answer.answer.status,
            content_type=answer.answer.content_type,
            body=answer.answer.body,
            found_by="oai",
            format=self._name.prefix,
            set_spec=self._name.set_spec,
            left_out=tuple(left_out),
        )
        return Batch(
            payload=payload,
            name=name,
            records=belonging,
            issues=page.issues,
            state=self._remember(None if self.lost_its_place else self.walk, not page.token and self.fault is None),
            expected=self.walk.size,
        )


def _is_in_set(raw: RawRecord, asked: str) -> bool:
    """Say whether a record is in a set or under it (2.6); one that names no set cannot tell."""
    return not raw.sets or any(name == asked or name.startswith(f"{asked}:") for name in raw.sets)


def _is_refusal(error: SourceError) -> bool:
    return isinstance(error, FetchError) and error.status is not None and error.status not in {401, 403, 429, 503}

"""Harvesting one list of a repository: which dates to ask, in how many walks, and what to remember of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from harvester.batch import Batch, Order
from harvester.fetch import Fetcher
from harvester.oai.client import OaiClient
from harvester.oai.dates import read_instant, written
from harvester.oai.list_memory import ListMemory, ListName, Walk
from harvester.oai.listing import Listing, Question
from harvester.oai.repository import Repository, offered_prefixes, offered_sets
from schemas.errors import ProtocolError, SourceError
from schemas.source import Source

URL_KEY = "url"
"""Under this key a source remembers the address its lists were asked at."""
_FIRST_WINDOW = datetime(2000, 1, 1, tzinfo=UTC)
"""Where windows begin when the repository does not say; what is older comes with the first, which has no beginning."""
_REFUSALS_OF_DATES = frozenset({"badArgument"})


@dataclass(frozen=True, slots=True)
class Asking:
    """What the lists of one repository share in one run."""

    source: Source
    fetcher: Fetcher
    client: OaiClient
    order: Order
    now: datetime
    run: int
    notes: list[str] = field(default_factory=list)
    """French: what is odd and worth a word in the report."""
    faults: list[SourceError] = field(default_factory=list)


class ListHarvest:
    """One list of a repository in one run: a single walk, or one a window."""

    def __init__(self, asking: Asking, repository: Repository, name: ListName, number: int) -> None:
        self._asking = asking
        self._source = asking.source
        self._repository = repository
        self._name = name
        self._folder = f"oai/{asking.now.astimezone(UTC):%Y%m%dT%H%M%S%fZ}-{number:03d}"
        self._walks = 0
        self._asks_dates = True
        self._windows = self._source.window
        self.memory = ListMemory()
        self.fault: SourceError | None = None
        self.left_out = 0

    def go(self, memory: ListMemory) -> Iterator[Batch]:
        """Yield the batches of the list; its fault, if any, is told with what may help."""
        self.memory = memory
        while True:
            walk = self.memory.walk or self._next_walk()
            question = Question(self._source, self._name)
            listing = Listing(question, self._asking.client, self._asking.fetcher, self._remember)
            yield from listing.go(walk)
            self.left_out += listing.left_out
            if listing.fault is not None:
                if self._may_go_without_dates(listing):
                    continue
                self._fail(listing)
                return
            self._note(listing)
            if not listing.walk.until:
                return

    def _next_walk(self) -> Walk:
        """Decide what the next walk asks for."""
        self._walks += 1
        folder = self._folder if self._walks == 1 else f"{self._folder}-{self._walks:05d}"
        if not self._asks_dates:
            return Walk(folder)
        since = read_instant(self.memory.since)
        granularity = self._repository.granularity
        if self._asking.order.since is not None:
            return Walk(folder, since=written(self._asking.order.since, granularity))
        if self.memory.sweep_run and not self.memory.swept:
            until = self._end_of_window(since)
            asked = written(since, granularity) if since else ""
            return Walk(folder, since=asked, until=written(until, granularity) if until else "")
        assert since is not None
        return Walk(folder, since=written(since - self._source.overlap, granularity))

    def _end_of_window(self, since: datetime | None) -> datetime | None:
        """Give where this window ends; None when it is the last, or when the list is not cut."""
        if self._windows is None:
            return None
        start = since or self._repository.earliest or _FIRST_WINDOW
        # A period shorter than what the repository tells apart would be asked again without end.
        shortest = timedelta(days=1) if self._repository.granularity == "day" else timedelta(seconds=1)
        end = start + max(self._windows, shortest)
        return end if end < self._repository.now else None

    def _remember(self, walk: Walk | None, is_ended: bool) -> Mapping[str, str | None]:  # noqa: FBT001 - a callback
        kept = walk if walk is not None and walk.token else None
        self.memory = self._after(walk) if is_ended and walk is not None else replace(self.memory, walk=kept)
        # A list asked from a date of the user's has no place to be remembered: the next one is not to go on from it.
        if self._asking.order.since is not None:
            return {}
        return {URL_KEY: self._source.url, self._name.key: self.memory.written()}

    def _after(self, walk: Walk) -> ListMemory:
        """Say what a proven end changes: the date moves, to the window's end or to the server's clock at its start."""
        if self._asking.order.since is not None:
            return replace(self.memory, walk=None)
        until = read_instant(walk.until)
        since = until.isoformat() if until is not None else walk.begun
        swept = self.memory.swept or (self.memory.sweep_run > 0 and not walk.until)
        return replace(self.memory, since=since, swept=swept, walk=None)

    def _may_go_without_dates(self, listing: Listing) -> bool:
        """Ask for everything in one list, once, where the repository refuses dates."""
        code = listing.fault.code if isinstance(listing.fault, ProtocolError) else ""
        asked = listing.walk.since or listing.walk.until
        if code not in _REFUSALS_OF_DATES or not asked or listing.walk.pages or not self._asks_dates:
            return False
        self._asking.notes.append("l'entrepôt refuse les dates demandées : toute la liste est demandée")
        self._asks_dates = False
        self._windows = None
        self.memory = replace(self.memory, walk=None)
        return True

    def _fail(self, listing: Listing) -> None:
        """Keep the fault, with what may help to mend it."""
        fault = listing.fault
        assert fault is not None
        self.fault = fault
        if isinstance(fault, ProtocolError) and fault.code == "cannotDisseminateFormat":
            fault = ProtocolError(fault.url, f"{fault.reason} ; {self._offered()}", code=fault.code)
        self._asking.faults.append(fault)

    def _offered(self) -> str:
        try:
            offered = offered_prefixes(self._asking.client)
        except SourceError:
            offered = {}
        said = ", ".join(f"{prefix} ({namespace})" for prefix, namespace in list(offered.items())[:20])
        return f"metadata_prefix offerts : {said or 'aucun, à demander à l’entrepôt'}"

    def _note(self, listing: Listing) -> None:
        """Say what is odd in a list that ended well."""
        walk = listing.walk
        if walk.pages and walk.since and not walk.keeps_to_dates:
            self._asking.notes.append("l'entrepôt ne tient pas compte de « from » : tout est relu à chaque fois")
        if self._name.set_spec and not walk.records and self.memory.sweep_run:
            self._note_unknown_set()

    def _note_unknown_set(self) -> None:
        """Tell an empty set from one that no longer exists."""
        try:
            offered = offered_sets(self._asking.client)
        except SourceError:
            return
        if self._name.set_spec not in offered:
            near = ", ".join(list(offered)[:10]) or "aucun"
            self._asking.notes.append(
                f"le lot « {self._name.set_spec} » n'existe pas ou plus dans l'entrepôt (offerts : {near})"
            )

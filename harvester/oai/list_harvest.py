"""Harvesting one list of a repository: which dates to ask, in how many walks, and what to remember of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import Enum, auto

from harvester.batch import Batch
from harvester.oai.asking import Asking, Fault, is_of_host
from harvester.oai.dates import read_instant, written
from harvester.oai.identifiers_proof import Doubted, Outcome
from harvester.oai.list_memory import Counts, ListMemory, ListName
from harvester.oai.listing import Listing, Turned
from harvester.oai.met import Met, packed
from harvester.oai.page import payload_of_answer
from harvester.oai.proof import SetWay
from harvester.oai.repository import Repository, offered_prefixes, offered_sets, said_of_sets
from harvester.oai.telling import Told
from harvester.oai.walk import Proven, Stopped, Walk
from schemas.types.errors import FetchError, ProtocolError, SourceError
from schemas.types.payload_name import list_folder
from schemas.types.state_keys import Remembered, StateChanges, StateKey

MAX_FAILED_WINDOWS = 3
"""Windows in a row that may fail before the others are left for another run."""
_FIRST_WINDOW = datetime(2000, 1, 1, tzinfo=UTC)
"""Where windows begin when the repository does not say; what is older comes with the first, which has no beginning."""
_REFUSALS_OF_DATES = frozenset({"badArgument"})
_REFUSALS_OF_SETS = frozenset({"badArgument", "noSetHierarchy"})


class _Then(Enum):
    """What is done of a list that stopped."""

    LEAVE = auto()
    """It is left as it is."""
    NEXT_WINDOW = auto()
    """The window that failed is left to the next run, and the others are asked."""
    WITHOUT_DATES = auto()
    """All of it is asked in one list: the repository refuses dates."""


class ListHarvest:
    """One list of a repository in one run: a single walk, or one a window."""

    def __init__(self, asking: Asking, repository: Repository, name: ListName, number: int) -> None:
        self._asking = asking
        self._source = asking.source
        self._repository = repository
        self._name = name
        self._folder = list_folder(asking.now, f"{number:03d}")
        self._walks = 0
        self._asks_dates = True
        self._heeds_until = True
        self._page_keys = set(name.page_keys(asking.state))
        self._after_failure: datetime | None = None
        """Where the window after one that failed begins; None when none failed."""
        self._failures_in_a_row = 0
        self._told = Told(self._source.id, name.key, asking.clashes)
        self.memory = ListMemory()
        self.faults: list[Fault] = []
        self._counts = Counts()
        self._asked = ""
        """From which date the last of them was asked."""
        self._since_if_proven = ""
        """Where the next harvest begins, if the second list does not contradict this one."""

    def go(self, memory: ListMemory) -> Iterator[Batch]:
        """Yield the batches of the list; its faults, if any, are told with what may help."""
        self.memory, self._counts = memory, memory.counts
        if self._begins() and (former := self._asking.clashes.begin(self._name.key)):
            yield Batch(None, state=former)
        self._told = Told(self._source.id, self._name.key, self._asking.clashes)
        while True:
            met = self._met()
            given = self._asking.given.get(self._name.prefix)
            listing = Listing(self._source, self._name, self._asking.client, self._asking.fetcher, met, given)
            for turned in listing.go(self.memory.walk or self._next_walk()):
                yield self._batch(turned)
                del turned  # pages may be large
            if isinstance(listing.ending, Stopped):
                then = self._then(listing.walk, listing.ending)
                self._stop(listing.walk, listing.ending, then)
                if then is _Then.LEAVE:
                    return
                continue
            assert isinstance(listing.ending, Proven)
            if unproven := self._unproven(listing.walk, listing.ending):
                self._fail(listing.walk, Stopped(ProtocolError(self._source.url, " ; ".join(unproven))))
                return
            yield from self._ended_without_a_page(listing)
            self._failures_in_a_row = 0
            if self._after_failure:
                self._after_failure = self._end_of(listing.walk)
            self._note(listing.walk)
            if not listing.walk.until:
                return

    def _begins(self) -> bool:
        """Say whether the list begins anew: it goes on from no place of its own, nor from a window before."""
        is_between_windows = bool(self.memory.sweep_run and self.memory.since)
        return self._asking.order.since is None and self.memory.walk is None and not is_between_windows

    def _unproven(self, walk: Walk, end: Proven) -> tuple[str, ...]:
        """Say why the end is not to be believed: nothing will verify a list asked from a date of the user's."""
        if self._asking.order.since is None:
            return ()
        is_displaced = walk.proof.displaced and not walk.proof.came_as_announced
        return (*end.unproven, *end.doubts) if is_displaced else end.unproven

    def _ended_without_a_page(self, listing: Listing) -> Iterator[Batch]:
        """Remember the end of a list whose last token led to no page: the next one is not to ask for it again."""
        if self.memory.walk is not None and isinstance(listing.ending, Proven):
            self.memory = self._after(listing.walk, listing.ending)
            if self._asking.order.since is None:
                state = {self._name.key: self.memory.written()} | self.forgotten()
                yield Batch(None, state=state)

    def _met(self) -> Met:
        """What the list under way gave before, in this run or in the one it goes on from."""
        if self.memory.walk is None:
            return Met()
        return Met.read({key.number: self._asking.state[key] for key in self._page_keys if key in self._asking.state})

    def _next_walk(self) -> Walk:
        """Decide what the next walk asks for."""
        self._walks += 1
        folder = self._folder if self._walks == 1 else f"{self._folder}-{self._walks:05d}"
        if not self._asks_dates:
            return Walk(folder)
        since = self._after_failure or read_instant(self.memory.since)
        granularity = self._repository.granularity
        if self._asking.order.since is not None:
            return Walk(folder, since=written(self._asking.order.since, granularity))
        if self.memory.sweep_run and not self.memory.swept:
            asked = written(since, granularity) if since else ""
            return Walk(folder, since=asked, until=self._until(self._end_of_window(since)))
        assert since is not None
        return Walk(folder, since=written(since - self._source.overlap, granularity))

    @property
    def _instant(self) -> timedelta:
        """The shortest time the repository tells apart."""
        return timedelta(days=1) if self._repository.granularity == "day" else timedelta(seconds=1)

    def _until(self, end: datetime | None) -> str:
        """What is asked of a window: to an instant after its end, where the next one begins.

        Where « from » and « until » leave out their own instant, what is stamped with it would be in no window.
        """
        return written(end + self._instant, self._repository.granularity) if end else ""

    def _end_of(self, walk: Walk) -> datetime | None:
        """Where the window of a walk ends; None for one that has no end."""
        until = read_instant(walk.until)
        return until - self._instant if until else None

    def _end_of_window(self, since: datetime | None) -> datetime | None:
        """Where this window ends; None when it is the last, or when the list is not cut."""
        if self._source.window is None or not self._heeds_until:
            return None
        start = since or self._repository.earliest or _FIRST_WINDOW
        # A period shorter than what the repository tells apart would be asked again without end.
        end = start + max(self._source.window, self._instant)
        return end if end < self._repository.now else None

    def _batch(self, turned: Turned) -> Batch:
        """What is to be kept of one page, with where the list then stands."""
        answer, compared = turned.answer, turned.compared
        left_out = dict.fromkeys(raw.identifier for raw in (*compared.outside, *compared.clashing))
        kept = {raw.identifier for raw in compared.kept}
        if not self._counts.living:
            living = next((raw.identifier for raw in compared.kept if not raw.deleted), "")
            self._count(replace(self._counts, living=living))
        payload = replace(
            payload_of_answer(self._source.id, answer, self._name.prefix),
            set_spec=self._name.set_spec,
            left_out=tuple(name for name in left_out if name not in kept),
        )
        return Batch(
            payload=payload,
            name=turned.name,
            records=compared.kept,
            issues=(*turned.page.issues, *self._told.of_page(compared)),
            state=self._remembered(turned),
            expected=turned.walk.proof.size,
        )

    def _remembered(self, turned: Turned) -> StateChanges:
        """Move the memory after a page, and give what to remember together with it."""
        walk, to_do = turned.walk, turned.to_do
        if isinstance(to_do, Proven):
            self.memory = self._after(walk, to_do)
        else:
            goes_on = bool(walk.token) and not (isinstance(to_do, Stopped) and to_do.lost_its_place)
            self.memory = replace(self.memory, walk=walk if goes_on else None)
        # A list asked from a date of the user's has no place to be remembered: the next one is not to go on from it.
        if self._asking.order.since is not None:
            return {}
        state: dict[StateKey, str | None] = {Remembered.URL: self._source.url, self._name.key: self.memory.written()}
        state |= self._asking.clashes.to_remember(self._name.key)
        if (given := self._asking.given.get(self._name.prefix)) is not None:
            state |= given.to_remember(self._name.set_spec)
        if turned.page_number == 1 or self.memory.walk is None:
            state |= self.forgotten()
        is_counted = self.memory.walk is not None and walk.pages == turned.page_number
        if is_counted:
            key = self._name.page_key(turned.page_number)
            self._page_keys.add(key)
            state[key] = packed(turned.marks)
        return state

    def _count(self, counts: Counts) -> None:
        """Count what the list gave; remembered while it is swept, which may take several runs."""
        self._counts = counts
        if self._is_sweeping:
            self.memory = replace(self.memory, counts=counts)

    def forgotten(self) -> dict[StateKey, str | None]:
        """Forget what the pages of a list that is over gave."""
        state: dict[StateKey, str | None] = dict.fromkeys(self._page_keys)
        self._page_keys.clear()
        return state

    def _after(self, walk: Walk, end: Proven) -> ListMemory:
        """Say what a proven end changes: the date moves, to the window's end or to the server's clock at its start."""
        if self._asking.order.since is not None:
            return replace(self.memory, walk=None)
        self._asked = "" if self.memory.sweep_run else walk.since
        doubts = tuple(dict.fromkeys((*self.memory.doubts, *end.doubts, *end.unproven)))
        # Where all that was announced came, what came again took the place of nothing.
        displaced = 0 if walk.proof.came_as_announced else walk.proof.displaced
        displaced += self.memory.displaced + len(end.unproven)
        doubtful = replace(self.memory, doubts=doubts, displaced=displaced, walk=None)
        if self._leaves_a_hole(walk):
            return doubtful
        if self._is_sweeping or not self.memory.sweep_run:
            self._count(self._counts.after(walk.pages, walk.proof.new))
            doubtful = replace(doubtful, counts=self.memory.counts)
        of_window = self._end_of(walk)
        since = of_window.isoformat() if of_window is not None else walk.begun
        if doubts and not self.memory.sweep_run:
            # Changes may be missing from it: the date waits for the second list.
            self._since_if_proven = since
            return doubtful
        swept = self.memory.swept or (self._is_sweeping and not walk.until)
        return replace(doubtful, since=since, swept=swept)

    @property
    def living(self) -> str:
        """A record it gave living; empty when it gave none yet."""
        return self._counts.living

    def doubted(self) -> Doubted | None:
        """What is to be checked a second way; None when nothing contradicts the list, or it has no end yet."""
        return self.to_check() if self.memory.doubts else None

    def to_check(self) -> Doubted | None:
        """What may be checked a second way, doubted or not; None when the list has no end yet."""
        memory = self.memory
        if self.faults or memory.walk is not None or (memory.sweep_run and not memory.swept):
            return None
        since_run = memory.sweep_run or self._asking.run
        return Doubted(
            self._name,
            self._asked,
            since_run,
            self._counts.pages,
            self._counts.received,
            self._counts.living,
            memory.doubts,
            memory.displaced,
        )

    def settle(self, outcome: Outcome) -> None:
        """Take what the second list says: the date may move, or absences may prove something."""
        memory = self.memory
        if not memory.sweep_run:
            stays = outcome is Outcome.CONTRADICTS or (outcome is Outcome.UNKNOWN and memory.displaced)
            since = memory.since if stays else self._since_if_proven
            self.memory = replace(memory, since=since, doubts=(), displaced=0)
        elif outcome is Outcome.AGREES:
            self.memory = replace(memory, doubts=(), displaced=0)

    @property
    def _is_sweeping(self) -> bool:
        return self.memory.sweep_run > 0 and not self.memory.swept

    def _leaves_a_hole(self, walk: Walk) -> bool:
        """Say whether a window does not begin where the date stands: one before it failed, and is to be asked again."""
        if not self._is_sweeping or not self._asks_dates:
            return False
        since = read_instant(self.memory.since)
        return walk.since != (written(since, self._repository.granularity) if since else "")

    def _then(self, walk: Walk, ending: Stopped) -> _Then:
        """Decide what is done of a list that stopped."""
        code = ending.error.code if isinstance(ending.error, ProtocolError) else ""
        asked = walk.since or walk.until
        if code in _REFUSALS_OF_DATES and asked and not walk.pages and self._asks_dates:
            return _Then.WITHOUT_DATES
        is_last_to_try = self._failures_in_a_row + 1 >= MAX_FAILED_WINDOWS
        is_of_list = walk.set_way is SetWay.UNKNOWN or is_of_host(ending.error)
        if not walk.until or is_last_to_try or is_of_list:
            return _Then.LEAVE
        return _Then.NEXT_WINDOW

    def _stop(self, walk: Walk, ending: Stopped, then: _Then) -> None:
        """Note that the list stopped, and where it is then asked."""
        if ending.lost_its_place or then is not _Then.LEAVE:
            self.memory = replace(self.memory, walk=None)
        if then is _Then.WITHOUT_DATES:
            self._asking.notes.append("l'entrepôt refuse les dates demandées : toute la liste est demandée")
            self._asks_dates = False
            return
        self._fail(walk, ending)
        self._failures_in_a_row += 1
        if then is _Then.NEXT_WINDOW:
            self._after_failure = self._end_of(walk)

    def _fail(self, walk: Walk, ending: Stopped) -> None:
        """Keep the fault, with what may help to mend it."""
        error = ending.error
        said = str(error)
        if isinstance(error, ProtocolError) and error.code == "cannotDisseminateFormat":
            said = f"{said} ; {self._offered()}"
        if self._name.set_spec and _may_be_of_set(walk, error):
            said = " ; ".join(filter(None, (said, self._sets_in_its_place())))
        if isinstance(error, FetchError) and error.waited is not None:
            said = f"{said} (pour attendre plus longtemps : timeout = « 5min » dans la carte)"
        if walk.until or self._after_failure:
            said = f"fenêtre du {walk.since or 'début'} au {walk.until or 'moment présent'} en échec : {said}"
        self.faults.append(Fault(error, said))

    def _offered(self) -> str:
        try:
            offered = offered_prefixes(self._asking.client)
        except SourceError:
            offered = {}
        said = ", ".join(f"{prefix} ({namespace})" for prefix, namespace in list(offered.items())[:20])
        return f"metadata_prefix offerts : {said or 'aucun, à demander à l’entrepôt'}"

    def _sets_in_its_place(self) -> str:
        try:
            return said_of_sets(self._name.set_spec, offered_sets(self._asking.client))
        except SourceError:
            return ""

    def _note(self, walk: Walk) -> None:
        """Say what is odd in a list that ended well."""
        proof = walk.proof
        if proof.older and proof.older == proof.received:
            self._asking.notes.append("l'entrepôt ne tient pas compte de « from » : tout est relu à chaque fois")
        elif proof.older:
            self._asking.notes.append(
                f"{proof.older} notices datées d'avant « from » sont venues et sont gardées : "
                "« from » semble porter sur une autre date que celle de l'en-tête"
            )
        # A few may be stamped of the future; where it is heeded, most are not.
        if self._heeds_until and 2 * proof.later > proof.received:
            self._heeds_until = False
            self._asking.notes.append("l'entrepôt ne tient pas compte de « until » : le reste est demandé d'une traite")
        if proof.repeated:
            self._asking.notes.append(f"{proof.repeated} notices répétées dans la liste")
        if walk.set_way is SetWay.SAME:
            self._asking.notes.append(
                f"l'entrepôt semble ignorer « set » : le lot « {self._name.set_spec} » commence comme l'entrepôt "
                "entier, et aucune notice ne nomme son lot"
            )


def _may_be_of_set(walk: Walk, error: SourceError) -> bool:
    """Say whether a list that stopped may have been asked for a set that does not exist."""
    is_refused = isinstance(error, ProtocolError) and error.code in _REFUSALS_OF_SETS and not walk.pages
    return is_refused or walk.set_way in {SetWay.UNKNOWN, SetWay.IGNORED}

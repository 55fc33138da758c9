"""Bring store and index up to date with the sources.

    sources | due? | harvest | keep raw | read | normalize | decide | save | index | report

Sources side by side, each host at its own pace; a record that cannot be read becomes an issue, a source that fails
stops only itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from harvester.fetch import LONGEST_RETRY_AFTER
from harvester.pace import Pace
from pipeline.describing.workers import Workers
from pipeline.ground.clock import Clock, utc_now
from pipeline.ground.leasing import HostLeasing, Leasing, of_source
from pipeline.ground.lock import data_lock
from pipeline.ground.lost_base import refuse_lost
from pipeline.ground.opening import file_of, open_database
from pipeline.ground.settings import Settings
from pipeline.ground.side_by_side import side_by_side
from pipeline.harvesting.source_run import Progress, SourceRun, UnderWay, Wish
from pipeline.keeping.raw_keeping import Rooms, recover
from pipeline.rereading.journal import take_journal_back
from pipeline.searching.indexing import refresh_index
from schemas.files.source import Source
from schemas.runs.run_report import RunReport, SourceReport, Status
from schemas.types.state_keys import Remembered
from store.database import Database
from store.leases import Lease, Taken
from store.payloads import Payloads

RETRY_AFTER = timedelta(hours=1)
"""How long --due leaves alone a source that failed, stayed incomplete or has a page a référent wants read again."""
_LONGEST_PUT_OFF = timedelta(seconds=LONGEST_RETRY_AFTER) + timedelta(days=1)
"""No server puts us off for longer; a day is left to clocks that are set right meanwhile."""


def run_harvest(
    settings: Settings,
    sources: Sequence[Source],
    wish: Wish,
    *,
    on_progress: Progress,
    clock: Clock = utc_now,
) -> RunReport:
    """Harvest sources side by side, then the index; raises NothingToDoError when another run is under way."""
    with data_lock(settings.data), opened_to_harvest(settings) as database:
        with Harvesting(settings, database, clock) as harvesting:
            chosen = [source for source in sources if not wish.due_only or is_due(source, database, clock())]
            with database.transaction() as transaction:
                run = transaction.runs.start(started_at := clock())
            turn = Turn(settings, run, wish, on_progress)
            with harvesting.hosts(source.url for source in chosen) as hosts:
                reports = side_by_side(chosen, lambda source: harvesting.harvest(source, hosts, turn), wish.stop)
        refresh_index(settings, database)
        with database.transaction() as transaction:
            transaction.runs.end(run, ended_at := clock())
        return RunReport(run, started_at, ended_at, tuple(reports))


@dataclass(frozen=True, slots=True)
class Planned:
    """What a harvest begun now would do of one source."""

    source: str
    asked: bool
    """False for one that « --due » leaves."""
    last: datetime | None
    """When it was last taken."""
    status: Status | None
    """How that ended."""


def planned(settings: Settings, sources: Sequence[Source], wish: Wish, now: datetime) -> tuple[Planned, ...]:
    """Say what a harvest would ask, and ask nothing."""
    path = file_of(settings.store)
    if path is not None and not path.exists():
        refuse_lost(settings, None)
        return tuple(Planned(source.id, asked=True, last=None, status=None) for source in sources)
    with open_database(settings.store) as database:
        return tuple(_planned(source, database, now, due_only=wish.due_only) for source in sources)


def _planned(source: Source, database: Database, now: datetime, *, due_only: bool) -> Planned:
    with database.transaction() as transaction:
        last = transaction.runs.last_of_source(source.id)
    asked = not due_only or is_due(source, database, now)
    return Planned(source.id, asked, *((last[0], last[1].status) if last else (None, None)))


@dataclass(frozen=True, slots=True)
class Turn:
    """One run: what was asked, and who is told how far it is."""

    settings: Settings
    run: int
    wish: Wish
    on_progress: Progress


class Harvesting:
    """What the sources harvested by one process share: its store, its pace, its helpers, its leases.

    Made before any run begins: a new store first takes back what the journal of a lost one tells.
    """

    def __init__(self, settings: Settings, database: Database, clock: Clock) -> None:
        self._settings = settings
        self._database = database
        self._clock = clock
        self._payloads = Payloads(settings.raw)
        self._told = take_journal_back(settings, database, clock())
        self._pace = Pace()
        self._workers = Workers()
        self._leasing = Leasing(database)
        self._held = ExitStack()

    def __enter__(self) -> Self:
        self._held.enter_context(self._workers)
        self._held.enter_context(self._leasing)
        return self

    def __exit__(self, *_: object) -> None:
        self._held.close()

    def hosts(self, urls: Iterable[str]) -> HostLeasing:
        """The hosts of sources about to be harvested; a store in a file has no other machine that could come next."""
        if file_of(self._settings.store):
            return HostLeasing(self._leasing, urls)
        return HostLeasing(self._leasing, urls, self._pace.left)

    def harvest(self, source: Source, hosts: HostLeasing, turn: Turn) -> SourceReport:
        """Harvest a source, where no other process has it or asks its host, and keep the report."""
        # The host first: a source is then taken by whoever may ask for it, or by nobody.
        with hosts.holding(source.url) as host:
            if isinstance(host, Taken):
                return _elsewhere(source, f"laissée : {host.holder} interroge son hôte ; la moisson suivante y revient")
            with self._leasing.holding(of_source(source.id)) as lease:
                if isinstance(lease, Taken):
                    return _elsewhere(source, f"laissée à {lease.holder}, qui s'en occupe en ce moment")
                report = self._harvest_held(source, lease, turn)
                with self._database.transaction() as transaction:
                    transaction.runs.save_report(turn.run, report)
                return report

    def _harvest_held(self, source: Source, lease: Lease, turn: Turn) -> SourceReport:
        if turn.wish.stop.is_set():
            return _not_begun(source)
        rooms = Rooms(self._database.under(lease), self._payloads, self._told)
        recover(rooms, source.id)
        under_way = UnderWay(turn.run, turn.wish, self._pace, self._workers, self._clock)
        return SourceRun(turn.settings, source, rooms, under_way).go(turn.on_progress)


@contextmanager
def opened_to_harvest(settings: Settings) -> Iterator[Database]:
    """Open the store, made where nothing was ever harvested; one that is damaged, or lost, is told."""
    path = file_of(settings.store)
    if path is not None and not path.exists():
        refuse_lost(settings, None)
    with open_database(settings.store, to_read=False) as database:
        with database.transaction() as transaction:
            refuse_lost(settings, transaction)
        database.refuse_damaged("rien n'est moissonné")
        yield database


def is_due(source: Source, database: Database, now: datetime) -> bool:
    """Say whether a source's time has come: never taken, its « every » elapsed, or to be tried again.

    A date to come was written under a clock that was ahead: no source waits for it. A server may ask to be left alone
    for so long at most.
    """
    with database.transaction() as transaction:
        last = transaction.runs.last_of_source(source.id)
        state = transaction.states.of(source.id)
        put_off = state.get(Remembered.NOT_BEFORE)
        began = transaction.taken_back_at()
    if put_off is not None and now < datetime.fromisoformat(put_off) <= now + _LONGEST_PUT_OFF:
        return False
    if last is None or (began is not None and last[0] < began):  # the store never held what that run gave
        return True
    started_at, report = last
    is_soon = report.status != "complete" or Remembered.ASKED in state
    wait = min(source.every, RETRY_AFTER) if is_soon else source.every
    return not timedelta(0) <= now - started_at < wait


def _elsewhere(source: Source, message: str) -> SourceReport:
    """Report a source left to another process, or because of one; the report is not kept: it is due still."""
    return SourceReport(source.id, "left", message=message)


def _not_begun(source: Source) -> SourceReport:
    """Report a source an interrupted run never came to."""
    return SourceReport(source.id, "failed", message="pas commencée : la moisson a été interrompue")

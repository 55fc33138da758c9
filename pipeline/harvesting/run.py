"""Bring store and index up to date with the sources.

    sources | due? | harvest | keep raw | read | normalize | decide | save | index | report

Sources side by side, each host at its own pace; a record that cannot be read becomes an issue, a source that fails
stops only itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

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
from schemas.runs.run_report import RunReport, SourceReport
from schemas.types.state_keys import Remembered
from store.database import Database
from store.leases import Lease, Taken
from store.payloads import Payloads

RETRY_AFTER = timedelta(hours=1)
"""How long a source that failed or stayed incomplete is left alone by --due, when its own pace is slower."""
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
    with data_lock(settings.data), _opened(settings) as database:
        payloads, told = Payloads(settings.raw), take_journal_back(settings, database, clock())
        chosen = [source for source in sources if not wish.due_only or is_due(source, database, clock())]
        with database.transaction() as transaction:
            run = transaction.runs.start(started_at := clock())
        pace = Pace()

        def harvest_one(source: Source) -> SourceReport:
            # The host first: a source is then taken by whoever may ask for it, or by nobody.
            with hosts.holding(source.url) as host:
                if isinstance(host, Taken):
                    return _elsewhere(
                        source, f"laissée : {host.holder} interroge son hôte ; la moisson suivante y revient"
                    )
                with leasing.holding(of_source(source.id)) as lease:
                    if isinstance(lease, Taken):
                        return _elsewhere(source, f"laissée à {lease.holder}, qui s'en occupe en ce moment")
                    return harvest_held(source, lease)

        def harvest_held(source: Source, lease: Lease) -> SourceReport:
            if wish.stop.is_set():
                report = _not_begun(source)
            else:
                rooms = Rooms(database.under(lease), payloads, told)
                recover(rooms, source.id)
                under_way = UnderWay(run, wish, pace, workers, clock)
                report = SourceRun(settings, source, rooms, under_way).go(on_progress)
            with database.transaction() as transaction:
                transaction.runs.save_report(run, report)
            return report

        urls = [source.url for source in chosen]
        with Workers() as workers, Leasing(database) as leasing, HostLeasing(leasing, urls) as hosts:
            reports = side_by_side(chosen, harvest_one, wish.stop)
        refresh_index(settings, database)
        with database.transaction() as transaction:
            transaction.runs.end(run, ended_at := clock())
        return RunReport(run, started_at, ended_at, tuple(reports))


@contextmanager
def _opened(settings: Settings) -> Iterator[Database]:
    """Open the store, made where nothing was ever harvested; one that is lost while its payloads are kept is told."""
    path = file_of(settings.store)
    if path is not None and not path.exists():
        refuse_lost(settings, None)
    with open_database(settings.store, to_read=False) as database:
        with database.transaction() as transaction:
            refuse_lost(settings, transaction)
        yield database


def is_due(source: Source, database: Database, now: datetime) -> bool:
    """Say whether a source's time has come: never taken, its « every » elapsed, or to be tried again.

    A date to come was written under a clock that was ahead: no source waits for it. A server may ask to be left alone
    for so long at most.
    """
    with database.transaction() as transaction:
        last = transaction.runs.last_of_source(source.id)
        put_off = transaction.states.of(source.id).get(Remembered.NOT_BEFORE)
        began = transaction.taken_back_at()
    if put_off is not None and now < datetime.fromisoformat(put_off) <= now + _LONGEST_PUT_OFF:
        return False
    if last is None or (began is not None and last[0] < began):  # the store never held what that run gave
        return True
    started_at, report = last
    wait = source.every if report.status == "complete" else min(source.every, RETRY_AFTER)
    return not timedelta(0) <= now - started_at < wait


def _elsewhere(source: Source, message: str) -> SourceReport:
    """Report a source left to another process, or because of one; the report is not kept, so that it is due still."""
    return SourceReport(source.id, "left", message=message)


def _not_begun(source: Source) -> SourceReport:
    """Report a source an interrupted run never came to."""
    return SourceReport(source.id, "failed", message="pas commencée : la moisson a été interrompue")

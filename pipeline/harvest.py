"""Bring store and index up to date with the sources.

    sources | due? | harvest | keep raw | read | normalize | decide | save | index | report

One source at a time; a record that cannot be read becomes an issue, a source that fails stops only itself.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from harvester.batch import Batch, Ending, Order
from harvester.fetch import Fetcher, Pace
from harvester.harvest import Memory, harvest
from pipeline.indexing import refresh_index
from pipeline.keep import Clock, Keeper, Rooms
from pipeline.lock import data_lock
from pipeline.rooms import open_database
from pipeline.settings import Settings
from schemas.errors import SourceError, StoreError
from schemas.record import Change
from schemas.run_report import RunReport, SourceReport, Status
from schemas.source import Source
from store.database import Database
from store.payloads import Payloads

log = logging.getLogger("traam")

RETRY_AFTER = timedelta(hours=1)
"""How long a source that failed or stayed incomplete is left alone by --due, when its own pace is slower."""

Progress = Callable[[Source, int, int | None], None]
"""Told the source, how many records were seen so far, and how many the source says it holds."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user asked of a run."""

    order: Order = field(default_factory=Order)
    due_only: bool = False
    accept_vanished: bool = False


def utc_now() -> datetime:
    """Give the present instant."""
    return datetime.now(UTC)


def run_harvest(
    settings: Settings,
    sources: Sequence[Source],
    wish: Wish,
    *,
    on_progress: Progress,
    clock: Clock = utc_now,
) -> RunReport:
    """Harvest sources one after the other, then the index; raises NothingToDoError when another run is under way."""
    with data_lock(settings.data), open_database(settings, to_read=False) as database:
        rooms = Rooms(database, Payloads(settings.raw))
        chosen = [source for source in sources if not wish.due_only or is_due(source, database, clock())]
        with database.transaction() as transaction:
            run = transaction.runs.start(started_at := clock())
        pace = Pace()
        reports = []
        for source in chosen:
            one = _SourceRun(settings, source, rooms, run, wish, pace=pace, clock=clock)
            report = one.go(on_progress)
            with database.transaction() as transaction:
                transaction.runs.save_report(run, report)
            reports.append(report)
        refresh_index(settings, database)
        with database.transaction() as transaction:
            transaction.runs.end(run, ended_at := clock())
        return RunReport(run, started_at, ended_at, tuple(reports))


def is_due(source: Source, database: Database, now: datetime) -> bool:
    """Say whether a source's time has come: never taken, its « every » elapsed, or to be tried again."""
    with database.transaction() as transaction:
        last = transaction.runs.last_of_source(source.id)
    if last is None:
        return True
    started_at, report = last
    wait = source.every if report.status == "complete" else min(source.every, RETRY_AFTER)
    return now - started_at >= wait


class _SourceRun:
    """One source in one run."""

    def __init__(
        self, settings: Settings, source: Source, rooms: Rooms, run: int, wish: Wish, *, pace: Pace, clock: Clock
    ) -> None:
        self._source = source
        self._rooms = rooms
        self._wish = wish
        self._clock = clock
        self._keeper = Keeper(source, settings.groups, rooms, run, clock)
        self._fetcher = Fetcher((source.url, *source.scope), user_agent(settings.contact), pace=pace)

    def go(self, on_progress: Progress) -> SourceReport:
        """Harvest the source and report; only a fault of our own store stops the run."""
        started = time.monotonic()
        try:
            status, message = self._harvest(on_progress)
        except SourceError as error:
            status, message = self._unfinished(), str(error)
        except (StoreError, KeyboardInterrupt):
            raise
        except Exception as error:
            # The one broad catch of the house: a fault of ours in one source must not take the others with it.
            log.exception("source %s", self._source.id)
            status, message = self._unfinished(), f"erreur interne ({type(error).__name__} : {error})"
        finally:
            self._fetcher.close()
        return self._report(status, message, time.monotonic() - started)

    def _harvest(self, on_progress: Progress) -> tuple[Status, str]:
        ending = Ending(complete=False, message="la source s'est tue avant la fin")
        with self._rooms.database.transaction() as transaction:
            memory = Memory(
                state=transaction.states.of(self._source.id),
                held=frozenset(transaction.records.all_held(self._source.id)),
                kept=lambda name: self._rooms.payloads.read(self._source.id, name),
            )
        for event in harvest(self._source, self._fetcher, memory, self._wish.order, self._clock()):
            if isinstance(event, Batch):
                self._keeper.keep(event)
                on_progress(self._source, self._keeper.seen, event.expected)
            else:
                ending = event
        return self._end(ending)

    def _end(self, ending: Ending) -> tuple[Status, str]:
        messages = [ending.message] if ending.message else []
        held_back = ""
        if ending.complete and ending.whole:
            held_back = self._keeper.withdraw_vanished(confirmed=self._wish.accept_vanished)
        with self._rooms.database.transaction() as transaction:
            transaction.states.update(self._source.id, ending.state)
            living = transaction.records.count(self._source.id)
        messages += [message for message in (held_back, _unexpected(self._source, living)) if message]
        is_complete = ending.complete and len(messages) == bool(ending.message)
        status: Status = "complete" if is_complete else "incomplete" if ending.complete else self._unfinished()
        if self._keeper.to_confirm:
            messages.append(f"{self._keeper.to_confirm} page(s) introuvable(s), à confirmer au prochain passage")
        return status, " ; ".join(messages)

    def _unfinished(self) -> Status:
        return "incomplete" if self._keeper.seen else "failed"

    def _report(self, status: Status, message: str, seconds: float) -> SourceReport:
        counts = self._keeper.counts
        return SourceReport(
            id=self._source.id,
            status=status,
            seen=self._keeper.seen,
            new=counts[Change.NEW],
            modified=counts[Change.MODIFIED],
            unchanged=counts[Change.UNCHANGED],
            deleted=counts[Change.DELETED],
            issues=self._keeper.issues,
            requests=self._fetcher.requests,
            bytes=self._fetcher.bytes,
            seconds=round(seconds, 2),
            message=message,
        )


def _unexpected(source: Source, living: int) -> str:
    expect = source.expect
    if expect.min is not None and living < expect.min:
        return f"{living} notices en tout, {expect.min} attendues au moins (expect.min de la carte)"
    if expect.max is not None and living > expect.max:
        return f"{living} notices en tout, {expect.max} attendues au plus (expect.max de la carte)"
    return ""


def user_agent(contact: str) -> str:
    """Give the name under which we ask: what we are, and how to reach the person behind."""
    if not contact:
        return "TraamBot/0.1"
    return f"TraamBot/0.1 (+{contact if '//' in contact else f'mailto:{contact}'})"

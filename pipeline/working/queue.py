"""The queue of jobs, in the PostgreSQL of the store: the only house of procrastinate.

A job a source, its lock the host: two jobs of one host are never at work at once, on whatever machine. What is due is
put in the queue each minute, by one machine; what a machine that died had begun is given to another.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import procrastinate
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Job, Status

from pipeline.ground.leasing import host_of
from pipeline.working.station import Station
from schemas.types.errors import MoissonError, StoreError

_LOG = logging.getLogger("traam")
_Result = TypeVar("_Result")
HARVEST, PUBLISH, DUE = "moissonner", "publier", "échéances"
_SOURCES, _PUBLICATION = "moisson", "publication"
_EVERY_MINUTE = "* * * * *"
ALIVE_EVERY = 10.0
"""Seconds between two words of a machine at work."""
THOUGHT_DEAD = 40.0
"""Seconds of silence after which its jobs are given to others; its leases hold them off if it lives still."""
_AGAIN_IN = 20
"""Seconds before a source that another process had is tried again."""
_PUBLISH_IN = 60
"""Seconds during which changes gather before they are published."""
_LOOK_EVERY = 1.0
_OTHER_THREADS = 4
"""Threads beside those that harvest: what is due, a publication."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """How a machine works."""

    at_once: int
    """Sources harvested side by side."""
    publishes: bool
    until_done: bool
    """True to end once nothing is due and nothing waits, instead of waiting for more."""


@dataclass(frozen=True, slots=True)
class WaitingJob:
    """One job of the queue."""

    what: str
    source: str
    is_at_work: bool
    at: datetime | None
    """When it may begin, where that is to come."""


def work(url: str, station: Station, shift: Shift) -> None:
    """Do the jobs of the queue until asked to stop (SIGINT, SIGTERM); raises StoreError when the base is away."""
    _run(_Worker(_app(url), station, shift).work())


def waiting_jobs(url: str) -> list[WaitingJob]:
    """What waits in the queue, and what is at work."""
    return _run(_listed(_app(url)))


def _run(work: Coroutine[Any, Any, _Result]) -> _Result:
    logging.getLogger("procrastinate").setLevel(logging.CRITICAL)  # what matters is told by the station, in French
    try:
        return asyncio.run(work)
    except ConnectorException as error:
        cause = error.__cause__ or error
        reason = str(cause).partition("\n")[0] or type(cause).__name__
        raise StoreError(f"la file des travaux ne répond pas ({reason}) ; relancer quand elle est revenue") from error


def _app(url: str) -> procrastinate.App:
    return procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=url))


async def _listed(app: procrastinate.App) -> list[WaitingJob]:
    async with app.open_async():
        if not await app.check_connection_async():
            return []
        return [
            WaitingJob(job.task_name, _source_of(job), job.status == Status.DOING.value, job.scheduled_at)
            for job in await _unfinished(app)
        ]


def _source_of(job: Job) -> str:
    return str(job.task_kwargs.get("source", ""))


async def _unfinished(app: procrastinate.App, queues: Iterable[str] = (_SOURCES, _PUBLICATION)) -> list[Job]:
    found = [
        job
        for queue in queues
        for status in (Status.DOING, Status.TODO)
        for job in await app.job_manager.list_jobs_async(queue=queue, status=status.value)
    ]
    return [job for job in found if job.task_name != DUE]


class _Worker:
    """One machine at work. What asks, reads and writes is done in threads, the queue itself in one loop."""

    def __init__(self, app: procrastinate.App, station: Station, shift: Shift) -> None:
        self._app = app
        self._station = station
        self._shift = shift
        self._queues = [_SOURCES, _PUBLICATION] if shift.publishes else [_SOURCES]
        app.task(name=PUBLISH, queue=_PUBLICATION)(self._publish)
        app.task(name=HARVEST, queue=_SOURCES)(self._harvest)
        app.periodic(cron=_EVERY_MINUTE)(app.task(name=DUE, queue=_SOURCES, queueing_lock=DUE)(self._put_due))

    async def work(self) -> None:
        """Do what is due, then what comes."""
        loop = asyncio.get_running_loop()
        # A job taken from a machine that was thought dead cannot be ended by it: what it did is in the store.
        loop.set_exception_handler(lambda _, context: _LOG.info("%s", context.get("exception") or context["message"]))
        loop.set_default_executor(ThreadPoolExecutor(self._shift.at_once + _OTHER_THREADS))
        async with self._app.open_async():
            await self._make_queue()
            await self._put_due()
            task = asyncio.create_task(self._until_done() if self._shift.until_done else self._do_jobs(wait=True))
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(number, self._stop, task)
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def _stop(self, task: asyncio.Task[None]) -> None:
        """End after the answers in progress; what is not done goes back to the queue."""
        self._station.stop.set()
        task.cancel()

    async def _make_queue(self) -> None:
        if await self._app.check_connection_async():
            return
        try:
            await self._app.schema_manager.apply_schema_async()
        except ConnectorException:  # another machine makes it at the same instant
            if not await self._app.check_connection_async():
                raise

    async def _do_jobs(self, *, wait: bool) -> None:
        await self._app.run_worker_async(
            queues=self._queues,
            wait=wait,
            concurrency=self._shift.at_once,
            install_signal_handlers=False,
            delete_jobs="successful",
            update_heartbeat_interval=ALIVE_EVERY,
            stalled_worker_timeout=THOUGHT_DEAD,
        )

    async def _until_done(self) -> None:
        """Do jobs while there are any, those of a machine that dies meanwhile included."""
        while not self._station.stop.is_set():
            await self._give_again()
            await self._do_jobs(wait=False)
            if not await _unfinished(self._app, self._queues):
                return
            await asyncio.sleep(_LOOK_EVERY)

    async def _put_due(self, timestamp: int = 0) -> None:  # noqa: ARG002 - what a periodic job is given
        """Put in the queue the sources that are due, and give again the jobs of machines that died."""
        await self._give_again()
        there = {_source_of(job) for job in await _unfinished(self._app)}
        for source in await asyncio.to_thread(self._station.due):
            if source.id not in there:
                await self._put_source(source.id, host_of(source.url))

    async def _give_again(self) -> None:
        """Put again what machines that died had begun; a job is never given a second life, whose like may wait."""
        manager = self._app.job_manager
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=THOUGHT_DEAD):
            with contextlib.suppress(ConnectorException):  # another machine does it, or the dead one was not
                await manager.finish_job(job, Status.ABORTED, delete_job=True)
            if job.task_name == HARVEST:
                await self._put_source(_source_of(job), str(job.task_kwargs["host"]), again=True)
            elif job.task_name == PUBLISH:
                await self._put_publication(0)

    async def _put_source(self, source: str, host: str, *, again: bool = False, delay: int = 0) -> None:
        arguments = {"source": source, "host": host, "again": again}
        await self._put(HARVEST, f"hôte {host}", f"source {source}", delay, **arguments)

    async def _put_publication(self, delay: int) -> None:
        await self._put(PUBLISH, _PUBLICATION, _PUBLICATION, delay)

    async def _put(self, name: str, lock: str, queueing_lock: str, delay: int, **arguments: Any) -> None:  # noqa: ANN401
        """Put a job in the queue, unless one like it waits already."""
        later = {"seconds": delay} if delay else None
        job = self._app.configure_task(name, lock=lock, queueing_lock=queueing_lock, schedule_in=later)
        with contextlib.suppress(AlreadyEnqueued):
            await job.defer_async(**arguments)

    async def _harvest(self, source: str, host: str, *, again: bool) -> None:
        report = await self._done(lambda: self._station.harvest(source, is_again=again))
        if report is None:
            return
        if report.new or report.modified or report.deleted:
            await self._put_publication(0 if self._shift.until_done else _PUBLISH_IN)
        if self._station.stop.is_set():
            await self._put_source(source, host, again=True)
        elif report.status == "left":
            await self._put_source(source, host, again=again, delay=_AGAIN_IN)

    async def _publish(self) -> None:
        await self._done(self._station.publish)

    async def _done(self, do: Callable[[], _Result]) -> _Result | None:
        """Do a job in a thread; what goes wrong is told, and what is still due comes back by itself."""
        try:
            return await asyncio.to_thread(do)
        except MoissonError as error:
            self._station.tell(error)
            return None

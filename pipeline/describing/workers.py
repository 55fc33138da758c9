"""Describing pages in processes of their own: what costs most in a crawl is done beside it, on the other cores."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from functools import lru_cache
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import TypeAlias

from pipeline.describing.read import Beside, Described, describe
from schemas.files.group import Group
from schemas.files.source import Source
from schemas.types.record import RawRecord
from schemas.types.site_profile import SiteProfile

_WORTH_IT = 40
"""Pages of a run described in place before the processes are started: they cost half a second each."""


_MOST_UNDER_WAY = 12
"""Past this, the harvesting process takes its part rather than wait."""


class Describer:
    """Describes the records of one source, here or beside."""

    def __init__(self, workers: Workers, source: Source, groups: Sequence[Group], beside: Beside) -> None:
        self._workers = workers
        self._known = source, tuple(groups), beside
        self._packed = pickle.dumps(self._known)

    def read_by(self, profile: SiteProfile) -> None:
        """Read pages by what was learnt of their site, from now on."""
        source, groups, beside = self._known
        self._known = source, groups, replace(beside, profile=profile)
        self._packed = pickle.dumps(self._known)

    def start(self, raws: Sequence[RawRecord], sample: frozenset[str] = frozenset()) -> Describing:
        """Begin to describe some records; those whose identifier is in the sample are looked at more closely."""
        future = self._workers.submit(self._packed, tuple(raws), sample) if raws else None
        return Describing(self, tuple(raws), sample, future)

    def here(self, raws: Sequence[RawRecord], sample: frozenset[str]) -> list[Described]:
        """Describe some records at once, in this process."""
        return _describe_all(self._known, raws, sample)


class Describing:
    """Some records being described."""

    def __init__(
        self,
        describer: Describer,
        raws: tuple[RawRecord, ...],
        sample: frozenset[str],
        future: Future[list[Described]] | None,
    ) -> None:
        self._describer = describer
        self._raws = raws
        self._sample = sample
        self._future = future

    @property
    def is_done(self) -> bool:
        """Say whether nothing is to be waited for."""
        return self._future is None or self._future.done()

    def result(self) -> list[Described]:
        """What came of them; a process that died is done without."""
        if self._future is not None:
            try:
                done = self._future.result()
                return [replace(item, raw=raw) for item, raw in zip(done, self._raws, strict=True)]
            except BrokenProcessPool:
                self._future = None
        return self._describer.here(self._raws, self._sample)


class Workers:
    """The processes of a run, started when it proves long enough."""

    def __init__(self, *, after: int = _WORTH_IT) -> None:
        self._left = after
        self._most = max(1, (os.cpu_count() or 2) - 1)
        self._pool: ProcessPoolExecutor | None = None
        self._under_way = 0
        self._guard = threading.Lock()

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)

    def submit(
        self, packed: bytes, raws: tuple[RawRecord, ...], sample: frozenset[str]
    ) -> Future[list[Described]] | None:
        """Describe records beside; None when it is better done here."""
        self._left -= len(raws)
        if self._left > 0 or self._under_way >= _MOST_UNDER_WAY:
            return None
        if self._pool is None:
            context = multiprocessing.get_context("spawn")  # a fork of a program with threads may hang
            self._pool = ProcessPoolExecutor(self._most, mp_context=context, initializer=_begin)
        try:
            future = self._pool.submit(_describe, packed, raws, sample)
        except (BrokenProcessPool, RuntimeError):
            return None
        with self._guard:
            self._under_way += 1
        future.add_done_callback(self._ended)
        return future

    def _ended(self, _future: Future[list[Described]]) -> None:
        with self._guard:
            self._under_way -= 1


def _begin() -> None:
    """Leave Ctrl-C to the process that harvests, and end as soon as it does, even killed.

    Nothing else would say so: each of these processes holds an end of all the pipes of the others.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if (parent := multiprocessing.parent_process()) is not None:
        threading.Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


_Known: TypeAlias = tuple[Source, tuple[Group, ...], Beside]


@lru_cache(maxsize=64)
def _unpacked(packed: bytes) -> _Known:
    known: _Known = pickle.loads(packed)  # noqa: S301 - written by our own process
    return known


def _describe(packed: bytes, raws: tuple[RawRecord, ...], sample: frozenset[str]) -> list[Described]:
    return [_light(item) for item in _describe_all(_unpacked(packed), raws, sample)]


def _describe_all(known: _Known, raws: Sequence[RawRecord], sample: frozenset[str]) -> list[Described]:
    source, groups, beside = known
    return [describe(raw, source, groups, beside, is_sample=raw.identifier in sample) for raw in raws]


def _light(described: Described) -> Described:
    """Leave out what the other process has already, and what cannot be sent (read-only views)."""
    record = described.record
    if record is not None:
        record = replace(record, elements=dict(record.elements))
    return replace(described, raw=replace(described.raw, metadata=b"", attached=(), said=()), record=record)

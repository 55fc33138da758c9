"""Keeping the pages of a site: described beside while the next are asked, and kept a few at a time.

How long they wait is watched beside the crawl: a page that does not come keeps none of those before it waiting.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections import deque
from dataclasses import dataclass

from harvester.batch import Batch
from pipeline.describing.site_learning import SiteLearning
from pipeline.describing.workers import Describer, Describing
from pipeline.keeping.keep import Keeper
from schemas.types.errors import MoissonError
from schemas.types.site_profile import SiteProfile

MOST_WAITING = 24
LONGEST_WAIT = 2.0
"""Pages that may be lost, hence asked again, when the process is killed; and for how long they wait, in seconds."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    batch: Batch
    describing: Describing
    since: float


class Pages:
    """The pages of one site that wait to be kept; they are kept in the order they came."""

    def __init__(self, keeper: Keeper, describer: Describer, learning: SiteLearning) -> None:
        self._keeper = keeper
        self._describer = describer
        self._learning = learning
        self._waiting: deque[_Waiting] = deque()
        self._one_at_a_time = threading.RLock()
        self._closed = threading.Event()
        self._watch: threading.Thread | None = None
        self._fault: MoissonError | None = None

    def keep(self, batch: Batch) -> None:
        """Take one page, and keep those that waited when they are many, or have waited."""
        with self._one_at_a_time:
            self._raise_fault()
            describing = self._describer.start(batch.records, self._learning.wanted(batch.records))
            self._waiting.append(_Waiting(batch, describing, time.monotonic()))
            if self._is_late() or len(self._waiting) >= MOST_WAITING:
                self._keep_those_done()
            if len(self._waiting) >= MOST_WAITING:
                self._keep(1)  # what comes next would wait behind it
                self._keep_those_done()
        if self._watch is None:
            self._watch = threading.Thread(target=self._keep_in_time, name="pages", daemon=True)
            self._watch.start()

    def close(self) -> None:
        """Keep all that waits, no page being to come."""
        self._closed.set()
        if self._watch is not None:
            self._watch.join()
        with self._one_at_a_time:
            self._keep_all()

    def learn(self) -> SiteProfile:
        """Keep all that waits; gives what the site taught by now, by which the pages to come are read."""
        with self._one_at_a_time:
            self._keep_all()
            self._describer.read_by(self._learning.settle())
        return self._learning.profile

    def _keep_all(self) -> None:
        self._raise_fault()
        self._keep(len(self._waiting))

    def _keep_in_time(self) -> None:
        """Keep the pages that have waited, whether others come or not."""
        while not self._closed.wait(LONGEST_WAIT / 4):
            with self._one_at_a_time:
                if not self._is_late():
                    continue
                try:
                    self._keep_those_done()
                except MoissonError as error:
                    self._fault = error  # told in the thread of the source
                    return

    def _raise_fault(self) -> None:
        if self._fault is not None:
            fault, self._fault = self._fault, None
            raise fault

    def _is_late(self) -> bool:
        return bool(self._waiting) and time.monotonic() - self._waiting[0].since >= LONGEST_WAIT

    def _keep_those_done(self) -> None:
        """Keep the first pages, as far as nothing is to be waited for."""
        done = itertools.takewhile(lambda waiting: waiting.describing.is_done, self._waiting)
        self._keep(len(list(done)))

    def _keep(self, count: int) -> None:
        """Keep the first pages, so many of them."""
        ready = list(itertools.islice(self._waiting, count))
        batches = [(waiting.batch, waiting.describing.result()) for waiting in ready]
        if not batches:
            return
        self._keeper.keep_together(batches)
        if self._learning.take([item for _, described in batches for item in described]):
            self._describer.read_by(self._learning.profile)
        for _ in ready:
            self._waiting.popleft()

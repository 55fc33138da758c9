"""Keeping the pages of a site: described beside while the next are asked, and kept a few at a time."""

from __future__ import annotations

import itertools
import time
from collections import deque

from harvester.batch import Batch
from pipeline.keep import Keeper
from pipeline.site_learning import SiteLearning
from pipeline.workers import Describer, Describing

MOST_WAITING = 24
LONGEST_WAIT = 2.0
"""Pages that may be lost, hence asked again, when the process is killed; and for how long they wait, in seconds."""


class Pages:
    """The pages of one site that wait to be kept; they are kept in the order they came."""

    def __init__(self, keeper: Keeper, describer: Describer, learning: SiteLearning) -> None:
        self._keeper = keeper
        self._describer = describer
        self._learning = learning
        self._waiting: deque[tuple[Batch, Describing]] = deque()
        self._since = time.monotonic()

    def keep(self, batch: Batch) -> None:
        """Take one page, and keep those that waited when they are many, or have waited."""
        self._waiting.append((batch, self._describer.start(batch.records, self._learning.wanted(batch.records))))
        if len(self._waiting) >= MOST_WAITING or time.monotonic() - self._since >= LONGEST_WAIT:
            self._keep_those_done()

    def _keep_those_done(self) -> None:
        """Keep the first pages, as far as nothing is to be waited for."""
        ready = list(itertools.takewhile(lambda waiting: waiting[1].is_done, self._waiting))
        if not ready and len(self._waiting) >= 2 * MOST_WAITING:
            ready = list(self._waiting)
        self._keep(ready)

    def close(self) -> None:
        """Keep all that waits."""
        self._keep(list(self._waiting))

    def _keep(self, ready: list[tuple[Batch, Describing]]) -> None:
        batches = [(batch, describing.result()) for batch, describing in ready]
        if batches:
            self._keeper.keep_together(batches)
        if self._learning.take([item for _, described in batches for item in described]):
            self._describer.read_by(self._learning.profile)
        for _ in ready:
            self._waiting.popleft()
        self._since = time.monotonic()

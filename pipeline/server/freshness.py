"""Keeping what is served up to date with the store, in a thread beside the answers."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from pipeline.ground.leasing import Leasing
from pipeline.ground.lock import data_lock
from pipeline.ground.settings import Settings, cards_state, with_present_cards
from pipeline.keeping.giving import DATING, SecondClock, refresh_published
from pipeline.searching.indexing import is_indexed, refresh_index
from schemas.types.errors import (
    IndexingError,
    LeaseLostError,
    NothingToDoError,
    SettingsError,
    StoreError,
)
from store.database import Database
from store.leases import Taken

EVERY = 10.0
"""Seconds between two looks at the store."""
_SHARE = 10
"""A refreshing is followed by a rest of so many times its own length: it must not take the processor from answers."""
_LOG = logging.getLogger(__name__)


class Freshness:
    """Looks at the store now and then; what changed is written for harvesters."""

    def __init__(
        self,
        settings: Settings,
        reading: Database,
        serving: Database,
        clock: SecondClock,
        on_cards: Callable[[Settings], None],
    ) -> None:
        """`on_cards` is given the settings again whenever a card, a group file or a bilan changed."""
        self._settings = settings
        self._cards = cards_state(settings)
        self._on_cards = on_cards
        self._reading = reading
        self._serving = serving
        self._clock = clock
        self._version = ""
        self._indexed = ""
        self._stop = threading.Event()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="fraîcheur", daemon=True)

    @property
    def is_ready(self) -> bool:
        """Say whether everything was written once: before, a list would not be whole."""
        return self._ready.is_set()

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, once the slice that is being written is."""
        self._stop.set()
        self._thread.join()

    def _refresh(self, leasing: Leasing) -> None:
        """Look once; raises StoreError, LeaseLostError."""
        self._look_at_cards()
        with self._reading.transaction() as transaction:
            version = transaction.version
        if version != self._version:
            with leasing.holding(DATING) as lease:
                if isinstance(lease, Taken):
                    return  # another server is writing the same, and this one looks at it again soon
                count = refresh_published(
                    self._settings, self._reading, self._serving.under(lease), self._clock, is_stopped=self._stop.is_set
                )
            if self._stop.is_set():
                return
            self._version = version
            _LOG.info("%d notices données aux moissonneurs ont changé", count)
        self._ready.set()
        # The data of this machine are held only where there is something to do: a harvest that begins never waits.
        if version != self._indexed and (is_indexed(self._settings, version) or self._index()):
            self._indexed = version

    def _index(self) -> bool:
        """Bring this machine's index up to date; False while a run here holds the data: it will do it itself."""
        try:
            with data_lock(self._settings.data):
                count = refresh_index(self._settings, self._reading)
        except NothingToDoError:
            return False
        if count is not None:
            _LOG.info("index mis à jour : %d notices", count)
        return True

    def _look_at_cards(self) -> None:
        """Take the cards that changed; those that are faulty are told, and the former ones serve on."""
        state = cards_state(self._settings)
        if state == self._cards:
            return
        self._cards = state
        try:
            self._settings = with_present_cards(self._settings)
        except SettingsError as error:
            _LOG.warning(
                "fichiers changés, mais fautifs : les précédents servent encore (%s)", " ; ".join(error.faults)
            )
            return
        self._version = ""
        self._on_cards(self._settings)
        _LOG.info("fichiers de groupe, cartes et bilans relus")

    def _run(self) -> None:
        with Leasing(self._serving) as leasing:
            while not self._stop.is_set():
                started = time.monotonic()
                try:
                    self._refresh(leasing)
                except (StoreError, LeaseLostError, IndexingError) as error:
                    _LOG.warning("%s : nouvel essai dans %d s", error, EVERY)
                self._stop.wait(max(EVERY, _SHARE * (time.monotonic() - started)))

"""What one working machine does of a job given to it: harvest a source, publish; its own folder, pace and index."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.ground.clock import Clock, utc_now
from pipeline.ground.lock import data_lock
from pipeline.ground.settings import Settings, with_present_cards
from pipeline.harvesting.run import Harvesting, Turn, is_due, opened_to_harvest
from pipeline.harvesting.source_run import Wish
from pipeline.publishing.publish import publish_feeds
from pipeline.searching.indexing import refresh_index
from schemas.files.source import Source
from schemas.runs.run_report import SourceReport
from schemas.types.errors import MoissonError, SettingsError
from store.database import Database


@dataclass(frozen=True, slots=True)
class Heard:
    """Who is told what was done."""

    on_report: Callable[[SourceReport], None]
    on_published: Callable[[Path, int], None]
    """Told the folder, and how many files it holds."""
    on_fault: Callable[[str], None]


class Station:
    """One working machine; its threads share it."""

    def __init__(self, settings: Settings, database: Database, harvesting: Harvesting, heard: Heard) -> None:
        self.stop = threading.Event()
        """Set to have every harvest end after the answer in progress."""
        self._settings = settings
        self._database = database
        self._harvesting = harvesting
        self._heard = heard
        self._clock: Clock = utc_now
        self._indexing = threading.Lock()

    def due(self) -> list[Source]:
        """The sources whose time has come, by the cards of now."""
        return [one for one in self._present().sources if self._is_due(one)]

    def harvest(self, name: str, *, is_again: bool = False) -> SourceReport | None:
        """Harvest a source that is due, then bring this machine's index up to date; None when it is due no more.

        A job given again is done unless the source was brought to its end meanwhile. The report is that of a source
        left (« left ») when another process has it or asks its host.
        """
        settings = self._present()
        source = next((one for one in settings.sources if one.id == name), None)
        if source is None or not (self._is_due(source) or (is_again and not self._is_complete(source))):
            return None  # its card was taken away, or another run came first
        with self._database.transaction() as transaction:
            run = transaction.runs.start(self._clock())
        turn = Turn(settings, run, Wish(stop=self.stop), lambda *_: None)
        with self._harvesting.hosts([source.url]) as hosts:
            report = self._harvesting.harvest(source, hosts, turn)
        with self._database.transaction() as transaction:
            transaction.runs.end(run, self._clock())
        with self._indexing:
            refresh_index(settings, self._database)
        self._heard.on_report(report)
        return report

    def publish(self) -> None:
        """Publish what the store holds into this machine's folder."""
        settings = self._present()
        out = settings.serving.out
        if out is None:
            return
        with self._indexing:
            refresh_index(settings, self._database)
        self._heard.on_published(out, len(publish_feeds(settings, out, None)))

    def tell(self, fault: MoissonError) -> None:
        """Tell the person who reads this machine's log why a job could not be done."""
        self._heard.on_fault(str(fault))

    def _is_due(self, source: Source) -> bool:
        return is_due(source, self._database, self._clock())

    def _is_complete(self, source: Source) -> bool:
        with self._database.transaction() as transaction:
            last = transaction.runs.last_of_source(source.id)
        return last is not None and last[1].status == "complete"

    def _present(self) -> Settings:
        """The settings with the cards of now; those read last while a card is being changed badly."""
        try:
            self._settings = with_present_cards(self._settings)
        except SettingsError as error:
            for fault in error.faults:
                self._heard.on_fault(fault)
        return self._settings


@contextmanager
def opened_station(settings: Settings, heard: Heard) -> Iterator[Station]:
    """Open a station, alone in its data folder; raises NothingToDoError when another run holds it."""
    with (
        data_lock(settings.data),
        opened_to_harvest(settings) as database,
        Harvesting(settings, database, utc_now) as harvesting,
    ):
        yield Station(settings, database, harvesting, heard)

"""A data folder harvested in this process, what its store holds, and what its payloads alone give back."""

from __future__ import annotations

import shutil
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from harvester.batch import Order
from pipeline.ground.opening import open_database
from pipeline.ground.settings import Settings
from pipeline.harvesting.run import run_harvest
from pipeline.harvesting.source_run import Wish
from pipeline.rereading.reindex import Rebuilt, rebuild_from_raw
from schemas.files.source import Source
from schemas.runs.run_report import SourceReport
from store import tables
from store.database import Transaction

Content = dict[tuple[str, str, str], tuple[object, ...]]
"""By source, identifier and format: is it withdrawn, its rank and, of one that is living, its fields, its sets and the
record shown in its place.

One that is withdrawn keeps what was known of it then, as the rules and the other pages had it then.
"""


class NoWaits(threading.Event):
    """Never waits: what the harvest would have waited passes at once."""

    def wait(self, timeout: float | None = None) -> bool:
        return self.is_set()


@dataclass
class Folder:
    """One data folder; each harvest is a day after the last."""

    path: Path
    sources: tuple[Source, ...]
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def settings(self) -> Settings:
        return Settings(
            config=None, contact="", data=self.path, store_url=f"sqlite:///{self.path / 'traam.sqlite'}",
            index=self.path / "index", sources=self.sources,
        )  # fmt: skip

    def harvest(self, *, full: bool = False, accept_vanished: bool = False) -> SourceReport:
        """Harvest its sources; gives the report of the first."""
        self.now += timedelta(days=1)
        wish = Wish(Order(full=full), accept_vanished=accept_vanished, stop=NoWaits())
        report = run_harvest(self.settings, self.sources, wish, on_progress=lambda *_: None, clock=lambda: self.now)
        return report.sources[0]

    def content(self) -> Content:
        """What the store holds."""
        with open_database(self.settings.store) as database, database.transaction() as transaction:
            return content_of(transaction)

    def living(self) -> set[str]:
        return {identifier for (_, identifier, _), values in self.content().items() if not values[0]}

    def rebuild(self) -> Rebuilt:
        return rebuild_from_raw(self.settings)

    def rebuilt_elsewhere(self, path: Path) -> Content:
        """What the raw payloads alone give back, in a store of their own."""
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir()
        if (self.path / "raw").exists():
            shutil.copytree(self.path / "raw", path / "raw")
        twin = Folder(path, self.sources)
        twin.rebuild()
        return twin.content()


def assert_rebuilds(folder: Folder, elsewhere: Path) -> None:
    """Check that the payloads give back the store: in a new one, then in its own place."""
    before = folder.content()
    assert difference(folder.rebuilt_elsewhere(elsewhere), before) == []
    folder.rebuild()
    assert difference(folder.content(), before) == []


def difference(one: Content, other: Content) -> list[object]:
    """What two stores do not hold alike."""
    return [
        (key, one.get(key), other.get(key))
        for key in sorted(one.keys() | other.keys())
        if one.get(key) != other.get(key)
    ]


def content_of(transaction: Transaction) -> Content:
    """What a store holds."""
    columns = tables.records.c
    wanted = sa.select(
        columns.source, columns.identifier, columns.format, columns.deleted, columns.rank, columns.fields, columns.lists
    )
    rows = transaction._connection.execute(wanted).all()
    hidden = transaction.successions.in_force()
    return {
        tuple(row[:3]): (
            row.deleted, row.rank, *(() if row.deleted else (row.fields, row.lists, hidden.get(tuple(row[:2]))))
        )
        for row in rows
    }  # fmt: skip

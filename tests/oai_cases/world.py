"""Whole harvests of a repository that lives: store, payloads and reports are the program's own, waits are counted."""

from __future__ import annotations

import os
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from harvester.batch import Order
from pipeline.ground.opening import open_database
from pipeline.ground.settings import Settings
from pipeline.harvesting.run import is_due, run_harvest
from pipeline.harvesting.source_run import Wish
from schemas.files.source import Source
from schemas.runs.run_report import RunReport, SourceReport
from schemas.types.issue import Issue
from schemas.types.payload import Payload
from schemas.types.record import Record, StoredRecord
from store.payloads import Payloads
from tests.oai_cases.answers import Asked, Handler, Reply
from tests.oai_cases.live_repository import LiveRepository
from tests.oai_cases.server import FaultyServer
from tests.warm import Running, start

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2024, 6, 2, 8, 0, tzinfo=UTC)
"""Our clock in these scenarios; the repository's own is its « clock »."""


class CountedWaits(threading.Event):
    """Never waits, and says how long it would have."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds = 0.0

    def wait(self, timeout: float | None = None) -> bool:
        self.seconds += timeout or 0.0
        return self.is_set()


class World:
    """One data folder and one faulty server."""

    answers_identify = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.repository = LiveRepository()
        self.server = FaultyServer({"cas": self})
        self.now = NOW
        self.waits = CountedWaits()

    def __call__(self, asked: Asked) -> Reply:
        return self.repository(asked)

    def __enter__(self) -> World:
        return self

    def __exit__(self, *_: object) -> None:
        self.server.__exit__()

    @property
    def url(self) -> str:
        return f"{self.server.url}/cas/oai"

    def add(self, name: str, handler: Handler) -> str:
        """Serve another repository, and give its base URL."""
        self.server.handlers[name] = handler
        return f"{self.server.url}/{name}/oai"

    def settings(self, *sources: Source) -> Settings:
        folder = self.folder
        return Settings(
            config=None, contact="", data=folder, store_url=f"sqlite:///{folder / 'traam.sqlite'}",
            index=folder / "index", sources=sources,
        )  # fmt: skip

    def source(self, name: str = "cas", url: str = "", **card: Any) -> Source:
        return Source(name, "Cas", "oai", url or self.url, **card)

    def harvest(self, *, full: bool = False, accept_vanished: bool = False, **card: Any) -> SourceReport:
        """Harvest the one source of this world."""
        return self.run(self.source(**card), full=full, accept_vanished=accept_vanished).sources[0]

    def run(self, *sources: Source, full: bool = False, due: bool = False, accept_vanished: bool = False) -> RunReport:
        self.waits.clear()
        wish = Wish(Order(full=full), due_only=due, accept_vanished=accept_vanished, stop=self.waits)
        return run_harvest(self.settings(*sources), sources, wish, on_progress=lambda *_: None, clock=lambda: self.now)

    def command(self, *, full: bool = False, **card: str) -> Running:
        """Start the program itself on this world's data, to be killed or waited for."""
        (self.folder / "sources").mkdir(exist_ok=True)
        (self.folder / "traam.toml").write_text('[traam]\ndata = "."\n', encoding="utf-8")
        keys = {"id": "cas", "titre": "Cas", "kind": "oai", "url": self.url, **card}
        written = "".join(f'{key} = "{value}"\n' for key, value in keys.items())
        (self.folder / "sources" / "cas.toml").write_text(written, encoding="utf-8")
        command = ["harvest", "--json", *(["--full"] if full else [])]
        environment = {"PATH": os.defpath, "HOME": str(self.folder), "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)}
        with (self.folder / "said.out").open("wb") as out, (self.folder / "said.err").open("wb") as err:
            return start(command, cwd=self.folder, env=environment, stdout=out, stderr=err)

    def is_due(self, source: Source, now: datetime) -> bool:
        with open_database(self.settings(source).store) as database:
            return is_due(source, database, now)

    def stored(self) -> dict[str, StoredRecord]:
        with open_database(self.settings().store) as database, database.transaction() as transaction:
            return {item.record.identifier: item for item in transaction.records.all(superseded=True)}

    def records(self) -> list[Record]:
        """Every record, withdrawn or not, of every source."""
        with open_database(self.settings().store) as database, database.transaction() as transaction:
            return [item.record for item in transaction.records.all()]

    def issues(self) -> tuple[Issue, ...]:
        """Every issue kept, of every source."""
        with open_database(self.settings().store) as database, database.transaction() as transaction:
            return transaction.records.issues()

    def payloads(self, source: str = "cas") -> list[Payload]:
        """The raw answers kept."""
        rooms = Payloads(self.folder / "raw")
        return [payload for name in rooms.names(source) if (payload := rooms.read(source, name))]

    def living(self) -> dict[str, str | None]:
        """The titles of the living records."""
        return {name: item.record.titre for name, item in self.stored().items() if not item.record.deleted}

    def deleted(self) -> set[str]:
        return {name for name, item in self.stored().items() if item.record.deleted}

    def state(self, source: str = "cas") -> dict[str, str]:
        with open_database(self.settings().store) as database, database.transaction() as transaction:
            return {str(key): value for key, value in transaction.states.of(source).items()}

    def last_from(self) -> str | None:
        """The « from » of the last list begun."""
        return next(
            asked.get("from") for asked in reversed(self.repository.lists_asked()) if "resumptionToken" not in asked
        )

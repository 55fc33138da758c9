"""What the property of replayed harvests needs: sources that answer in this process, kills at any write, consumers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import sqlalchemy as sa
from lxml import etree

from feeds.oai import answers
from feeds.oai.repository import Identity
from feeds.publishing.publication import Publication, publish
from feeds.syndication.journal import FEED
from feeds.wording.identity import entry_id
from harvester.batch import Order
from harvester.fetch import Answer, Fetcher
from harvester.pace import Pace
from pipeline.describing.workers import Workers
from pipeline.harvesting.source_run import SourceRun, UnderWay, Wish
from pipeline.keeping.changes import changes_after, lineage_of
from pipeline.keeping.giving import SecondClock, refresh_published
from pipeline.keeping.raw_keeping import Rooms, recover
from pipeline.rereading import reindex
from pipeline.server.oai_repository import OaiProvider
from schemas.runs.run_report import SourceReport
from schemas.types.record import PUBLISHED_CLASSES
from store import shelf
from store.database import Database
from store.payloads import Payloads
from tests.oai_cases.answers import Asked
from tests.stores import Content, Folder, NoWaits, content_of

_IDENTITY = Identity("Ce que traam publie", "http://nous.example.org/oai", "moisson@example.org")


class KilledError(BaseException):
    """What happens to a process that is killed, as far as one can see from inside."""


@dataclass
class Kills:
    """Kills the process at its nth write, then at every later one: a dead process writes nothing."""

    left: int | None = None

    def write(self) -> None:
        if self.left is None:
            return
        if self.left == 0:
            raise KilledError
        self.left -= 1

    def before(self, act: Callable[..., Any]) -> Callable[..., Any]:
        def acting(*arguments: Any) -> Any:
            self.write()
            return act(*arguments)

        return acting


@contextmanager
def in_process(answer: Callable[[str], Answer], kills: Kills) -> Iterator[None]:
    """Answer what is asked over HTTP in this process, index nothing, and let every write be the last."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Fetcher, "_ask", lambda self, url, question: answer(url))
        patch.setattr(reindex, "refresh_index", lambda *_, **__: 0)
        patch.setattr(answers, "PAGE_SIZE", 2)
        patch.setattr(shelf.Folder, "write", kills.before(shelf.Folder.write))
        for name in ("settle", "remove"):
            patch.setattr(Payloads, name, kills.before(getattr(Payloads, name)))
        on_commit = lambda _connection: kills.write()  # noqa: E731 - the same object must be taken away
        sa.event.listen(sa.Engine, "commit", on_commit)
        try:
            yield
        finally:
            sa.event.remove(sa.Engine, "commit", on_commit)


def oai_answer(repository: Callable[[Asked], Any]) -> Callable[[str], Answer]:
    def answer(url: str) -> Answer:
        arguments = dict(parse_qsl(urlsplit(url).query))
        reply = repository(Asked("GET", url, arguments, {}, 1, {}))
        return Answer(url, reply.status, {"content-type": "text/xml; charset=utf-8"}, reply.body, datetime.now(UTC))

    return answer


@dataclass
class Replayed(Folder):
    """A data folder harvested in this process, with a consumer of our OAI-PMH and one of our Atom beside it."""

    kills: Kills = field(default_factory=Kills)
    oai: dict[str, str] = field(default_factory=dict)
    """What a harvester of ours holds: titles by identifier, those said deleted taken away."""
    journal: dict[str, str] = field(default_factory=dict)
    """What a mirror of our journal holds."""
    cursor: str = "0"
    atom: dict[str, str] = field(default_factory=dict)
    """The entries a subscriber of ours holds, each with its title."""
    is_followed: bool = True
    """False while nobody subscribes to what it publishes: publishing takes longer than harvesting."""
    _since: str = ""
    _seconds: SecondClock | None = None

    def __post_init__(self) -> None:
        self.path.mkdir(parents=True, exist_ok=True)
        self.database = Database(self.settings.store_url)

    def close(self) -> None:
        self.database.close()

    def run(
        self, *, full: bool = False, accept_vanished: bool = False, kill_at: int | None = None
    ) -> SourceReport | None:
        """Harvest, and publish for the consumers; None when the process was killed on the way."""
        self.now += timedelta(days=1)
        rooms = Rooms(self.database, Payloads(self.settings.raw))
        wish = Wish(Order(full=full), accept_vanished=accept_vanished, stop=NoWaits())
        self.kills.left = kill_at
        try:
            recover(rooms, self.sources[0].id)
            with self.database.transaction() as transaction:
                run = transaction.runs.start(self.now)
            under_way = UnderWay(run, wish, Pace(), Workers(after=10_000), lambda: self.now)
            report = SourceRun(self.settings, self.sources[0], rooms, under_way).go(lambda *_: None)
        except KilledError:
            report = None
        self.kills.left = None
        recover(rooms, self.sources[0].id)
        self._serve()
        if self.is_followed:
            self._publish()
        return report

    def content(self) -> Content:
        with self.database.transaction() as transaction:
            return content_of(transaction)

    def published(self) -> dict[str, str | None]:
        """The identifiers of what is published, each with its title."""
        with self.database.transaction() as transaction:
            stored = list(transaction.records.all(deleted=False))
        records = [one.record for one in stored if one.record.traam.traam_class in PUBLISHED_CLASSES]
        return {entry_id(record.identifier): record.titre for record in records}

    def _serve(self) -> None:
        """Bring what harvesters are given up to date, and be one of them: only what changed since is asked."""
        self._seconds = self._seconds or SecondClock(lambda: self.now)
        refresh_published(self.settings, self.database, self.database, self._seconds)
        provider = OaiProvider(self.database, self._seconds)
        asked = {"verb": "ListRecords", "metadataPrefix": "oai_dc", **({"from": self._since} if self._since else {})}
        begun = ""
        while asked:
            root = etree.fromstring(provider.answer(list(asked.items()), _IDENTITY))
            begun = begun or root.findtext("{*}responseDate", "")
            for one in root.iterfind("{*}ListRecords/{*}record"):
                identifier = one.findtext("{*}header/{*}identifier", "")
                self.oai[identifier] = one.findtext("{*}metadata//{*}title", "")
                if one.find("{*}header[@status='deleted']") is not None:
                    del self.oai[identifier]
            token = root.findtext("{*}ListRecords/{*}resumptionToken", "")
            asked = {"verb": "ListRecords", "resumptionToken": token} if token else {}
        self._since = begun
        self._follow()

    def _follow(self) -> None:
        """Be a mirror: only what changed since the cursor is asked, from nothing where it is of another base."""
        with self.database.transaction() as transaction:
            number = lineage_of(transaction).number(self.cursor)
            if number is None:
                self.journal, number = {}, 0
            while found := changes_after(transaction, number, 2):
                for told, line in found:
                    assert told > number
                    number, change = told, json.loads(line)
                    self.cursor = change["curseur"]
                    self.journal[change["id"]] = change.get("production", {}).get("titre")
        self.journal = {identifier: title for identifier, title in self.journal.items() if title}

    def _publish(self) -> None:
        """Publish, and be a subscriber: entries come, tombstones take them away."""
        out = self.path / "flux"
        with self.database.transaction() as transaction:
            living = [one for one in transaction.records.newest_first() if one.record.is_published]
            gone = [one for one in transaction.records.gone() if one.record.traam.traam_class in PUBLISHED_CLASSES]
            withdrawn = [(one.record.identifier, one.changed_at) for one in gone]
            publish(out, Publication(living, (), (), (), None, self.now, withdrawn=withdrawn, force=True))
        feed = etree.parse(out / FEED).getroot()
        told = [
            [one.findtext(f"{{*}}{name}", "") for name in ("updated", "id", "title")]
            for one in feed.iterfind("{*}entry")
        ]
        told += [[one.get("when", ""), one.get("ref", ""), ""] for one in feed.iterfind("{*}deleted-entry")]
        for _, identifier, title in sorted(told):
            self.atom[identifier] = title
        self.atom = {identifier: title for identifier, title in self.atom.items() if title}


def twin_of(folder: Replayed, path: Path) -> Replayed:
    return Replayed(path, folder.sources, folder.now)

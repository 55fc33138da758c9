"""What no payload gives back is given back by the journal: a base built again is the one that was lost."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from examples.production import load_productions
from examples.servers import ExampleServers
from pipeline.ground.opening import open_database
from pipeline.keeping.giving import SecondClock, refresh_published
from schemas.files.source import Source
from schemas.types.errors import StoreError
from schemas.types.link_check import LinkCheck
from store import tables
from store.journal.journal_folder import JournalFolder
from tests.stores import Folder

EVERY, TURNS = 8, 2
KEPT = {
    "records": ("source", "format", "identifier", "deleted", "first_seen", "changed_at", "updated"),
    "published_items": ("identifier", "record", "datestamp", "deleted", "digest"),
    "published_sets": ("identifier", "spec", "name", "datestamp"),
    "published_metadata": ("identifier", "prefix", "content"),
    "link_checks": ("identifier", "url", "state", "checked_at", "since", "detail"),
    "runs": ("number", "started_at", "ended_at"),
    "source_reports": tuple(column.name for column in tables.source_reports.columns),
}
"""What a base built again must hold as the former one did, by table."""


class World:
    """A folder that is harvested, given to harvesters and checked, and whose sources change."""

    def __init__(self, path: Path, servers: ExampleServers) -> None:
        site = Source("site", "Un site", "site", servers.site_url, scope=(servers.site_url,))
        self.folder = Folder(path, (Source("entrepot", "Un entrepôt", "oai", servers.oai_url), site))
        self.servers = servers

    def give(self, folder: Folder | None = None) -> None:
        """Date what harvesters are given."""
        settings = (folder or self.folder).settings
        with open_database(settings.store) as database:
            refresh_published(settings, database, database, SecondClock(lambda: self.folder.now))

    def check_links(self, state: Any, names: int = 5) -> None:
        with open_database(self.folder.settings.store) as database, database.transaction() as transaction:
            living = sorted(transaction.records.living("entrepot"))[:names]
            now = self.folder.now
            transaction.link_checks.save(
                [LinkCheck(name, f"https://a.example/{name}", state, now, now) for name in living]
            )

    def built_again(self, path: Path) -> Folder:
        """What the payloads and the journal give back, in a folder of their own."""
        shutil.rmtree(path, ignore_errors=True)
        for name in ("raw", "journal"):
            shutil.copytree(self.folder.path / name, path / name)
        twin = Folder(path, self.folder.sources)
        twin.rebuild()
        return twin


def held(folder: Folder, *without: str) -> dict[str, list[Any]]:
    """What a base holds of what it must, but for some columns or tables."""
    kept = {table: [tables.metadata.tables[table].c[name] for name in names if name not in without]
            for table, names in KEPT.items() if table not in without}  # fmt: skip
    with open_database(folder.settings.store) as database, database.transaction() as transaction:
        return {
            table: sorted(transaction._connection.execute(sa.select(*columns)), key=repr)
            for table, columns in kept.items()
        }


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with ExampleServers(productions=load_productions()[::EVERY]) as servers:
        yield World(tmp_path / "data", servers)


def change(servers: ExampleServers, left: list[list[Any]], turn: int, chance: random.Random) -> None:
    """Change a production of each source, and withdraw another."""
    for keys in left:
        chance.shuffle(keys)
        servers.delete(keys.pop())
        servers.edit(keys[0], titre=f"Un autre titre, {turn}")


def test_a_base_that_is_lost_is_built_again_as_it_was(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    chance = random.Random(22)
    world.folder.harvest()
    world.give()
    world.check_links("vivant")
    plain = JournalFolder.add
    productions = load_productions()[::EVERY]
    left: list[list[Any]] = [
        [one.number for one in productions if one.number],
        [one.identifier for one in productions if one.identifier],
    ]

    def dies(journal: JournalFolder, place: int, entries: Any) -> None:
        """Add all the lines, a part of them or none, then be killed before the base takes what they tell."""
        if countdown.pop() is None:
            return plain(journal, place, entries)
        plain(journal, place, entries[: len(entries) // 2])
        if chance.random() < 0.5:
            own = next(journal.files())
            own.write_bytes(own.read_bytes()[:-7])
        raise StoreError("tuée")

    for turn in range(TURNS):
        change(world.servers, left, turn, chance)
        countdown: list[bool | None] = [None] * 99 + [True] * (turn % 2) + [None] * chance.randrange(8)
        with monkeypatch.context() as patched:
            patched.setattr(JournalFolder, "add", dies)
            try:
                world.folder.harvest()
                world.check_links("muet", names=turn + 1)
                world.give()
            except StoreError:
                pass
        twin = world.built_again(tmp_path / "ailleurs")
        assert held(twin, "published_metadata", "digest") == held(world.folder, "published_metadata", "digest")
        world.give()
        world.give(twin)
        assert held(twin, "digest") == held(world.folder, "digest")
    found = held(world.folder)
    assert any(row.deleted for row in found["records"])
    assert any(row.deleted for row in found["published_items"])
    world.folder.harvest()
    assert_begun_anew(world, tmp_path / "neuf")


def assert_begun_anew(world: World, path: Path) -> None:
    """Check what a harvest takes back of the journal where base and payloads are lost both."""
    shutil.copytree(world.folder.path / "journal", path / "journal")
    anew = Folder(path, world.folder.sources, now=world.folder.now)
    anew.harvest()
    before, after = held(world.folder), held(anew)
    known = {row.identifier: row for row in before["records"]}
    assert [row.first_seen for row in after["records"]] == [
        known[row.identifier].first_seen for row in after["records"]
    ]
    # What the pages of a site have in common is learnt anew: a text cut otherwise is told changed.
    repository = [row for row in after["records"] if row.source == "entrepot"]
    assert repository == [row for row in before["records"] if row.source == "entrepot"]
    assert anew.living() == world.folder.living()
    assert after["link_checks"] == before["link_checks"]
    assert after["runs"][:-1] == before["runs"]
    names = [(row.identifier, row.datestamp, row.deleted) for row in before["published_items"]]
    assert [(row.identifier, row.datestamp, row.deleted) for row in after["published_items"]] == names

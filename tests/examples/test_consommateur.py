"""The reference consumers, killed at any moment: their mirrors are what we publish, in every channel."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree as ET

import feedparser
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from examples.consommateur import atom, flux, oai
from feeds.oai import answers
from feeds.oai.repository import Identity
from feeds.publishing.publication import Publication, publish
from feeds.syndication import journal
from pipeline.keeping import changes
from pipeline.keeping.changes import change_files, lineage_of
from pipeline.server import changes_route
from pipeline.server.oai_repository import OaiProvider
from tests.conftest import cases
from tests.pipeline.keeping.test_giving import GROUP, World

IDENTITY = Identity("Ce que traam publie", "http://nous.example.org/oai", "moisson@example.org")
ACTS = ("modifie", "retire", "renomme", "groupe", "restaure", "tue")
CHANNELS = ("dossier", "serveur", "oai", "atom")
FEED = "flux/nouveautes.atom"


class Publisher(World):
    """A store that publishes a folder and is served over HTTP."""

    out: Path

    def publish(self) -> None:
        self.refresh()
        with self.reading.snapshot() as transaction:
            living = [one for one in transaction.records.newest_first() if one.record.is_published]
            files, lineage = change_files(transaction), lineage_of(transaction)
            publication = Publication(living, self.settings.groups, (), (), None, self.now, changes=files,
                                      lineage=lineage, force=True)  # fmt: skip
            publish(self.out, publication)

    def published(self) -> list[dict[str, Any]]:
        file = self.out / "productions.jsonl"
        return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []

    def answer(self, path: str) -> tuple[int, bytes]:
        asked = urlsplit(path)
        if asked.path == "/changements":
            found = changes_route.page_after(self.serving, dict(parse_qsl(asked.query))["depuis"])
            return found.status_code, bytes(found.body)
        if asked.path == "/oai":
            return 200, OaiProvider(self.serving, self.clock).answer(parse_qsl(asked.query), IDENTITY)
        file = self.out / asked.path.removeprefix("/flux/")
        return (200, file.read_bytes()) if file.is_file() else (404, b"")


@contextmanager
def served(world: Publisher) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = world.answer(self.path)
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def arguments(channel: str, address: str, mirror: Path) -> list[str]:
    of = {
        "dossier": [flux.__file__, f"{address}flux/"],
        "serveur": [flux.__file__, "--serveur", address],
        "oai": [oai.__file__, f"{address}oai"],
        "atom": [atom.__file__, f"{address}{FEED}"],
    }
    return [*of[channel], str(mirror)]


def mirrored(channel: str, address: str, mirror: Path) -> dict[str, Any]:
    """Bring a mirror up to date, and give what it holds by id."""
    with closing(sqlite3.connect(mirror)) as base:
        if channel in {"oai", "atom"}:
            list(oai.follow(base, f"{address}oai") if channel == "oai" else atom.follow(base, f"{address}{FEED}"))
            rows = base.execute("SELECT id, xml FROM productions")
            return {name: ET.fromstring(xml).findtext("{*}title") for name, xml in rows}
        list(flux.follow(base, f"{address}flux/" if channel == "dossier" else address, served=channel == "serveur"))
        return {name: json.loads(text) for name, text in base.execute("SELECT id, json FROM productions")}


def kill(channel: str, address: str, mirror: Path, after: float) -> None:
    process = subprocess.Popen([sys.executable, *arguments(channel, address, mirror)], stdout=subprocess.DEVNULL)
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()


def act(world: Publisher, name: str, number: int) -> None:
    if name == "modifie":
        world.save(number, titre=f"Titre {world.now:%j} de {number}")
    elif name == "retire":
        world.save(number, traam_class="mention")
    elif name == "renomme":
        world.save(number, traam_class="mention")
        world.save(number + 100, titre=f"Renommée {number}")
    elif name == "groupe":
        group = replace(GROUP, theme=f"Thème {world.now:%j}")
        world.settings = replace(world.settings, groups=(group,))
    elif name == "restaure":
        world.serving.become_another()


STEPS = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(1, 5)), min_size=6, max_size=12)


@given(steps=STEPS, after=st.floats(0, 0.2))
@settings(max_examples=cases(4, 25), phases=set(Phase) - {Phase.shrink})  # a story is played for seconds
def test_a_mirror_is_what_is_published_in_every_channel(steps: list[tuple[str, int]], after: float) -> None:
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as name:
        patch.setattr(changes_route, "_SIZE", 2)
        patch.setattr(answers, "PAGE_SIZE", 2)
        patch.setattr(journal, "PAGE", 2)
        for module in (changes, sys.modules["feeds.tables.changes"]):
            patch.setattr(module, "PAGE", 3)
        folder = Path(name)
        world = Publisher(folder)
        world.out = folder / "flux"
        for number in range(1, 6):
            world.save(number)
        with served(world) as address, closing(world.reading), closing(world.serving):
            for what, number in steps:
                act(world, what, number)
                world.publish()
                ours = {line["id"]: line for line in world.published()}
                titles = {key: one["titre"] for key, one in ours.items()}
                for channel in CHANNELS:
                    mirror = folder / f"{channel}.sqlite"
                    if what == "tue":
                        kill(channel, address, mirror, after)
                    if number != 2:  # not always
                        held = mirrored(channel, address, mirror)
                        assert held == (titles if channel in {"oai", "atom"} else ours), channel


@pytest.mark.parametrize("channel", ["dossier", "serveur"])
@pytest.mark.parametrize("counts", [(5, 3), (3, 5)], ids=["it has fewer numbers", "it has more"])
def test_a_mirror_of_another_base_is_emptied_before_it_is_filled(tmp_path, channel, counts):
    for turn, count in enumerate(counts):
        (folder := tmp_path / str(turn)).mkdir()
        world = Publisher(folder)
        world.out = folder / "flux"
        for number in range(count):
            world.save(10 * turn + number)
        with served(world) as address, closing(world.reading), closing(world.serving):
            world.publish()
            held = mirrored(channel, address, tmp_path / "miroir.sqlite")
            assert held == {line["id"]: line for line in world.published()}
            assert len(held) == count


def test_a_reader_of_the_feed_sees_what_is_there_and_never_what_left(tmp_path: Path) -> None:
    """What the contract says of feedparser: it has no notion of what is deleted."""
    world = Publisher(tmp_path)
    world.out = tmp_path / "flux"
    with closing(world.reading), closing(world.serving):
        seen: list[set[str]] = []
        for _ in range(2):
            world.save(1)
            world.save(2, traam_class="mention" if seen else "production")
            world.publish()
            seen.append({entry.id for entry in feedparser.parse(str(world.out / "nouveautes.atom")).entries})
    assert seen[1] < seen[0]

"""What the server says to machines, where the base does not answer, or the library of figures is not installed."""

import asyncio
import sys
from typing import Any, cast

import httpx
import pytest

from pipeline.ground.opening import open_database
from pipeline.ground.settings import load_settings
from pipeline.server.app import server_app
from pipeline.server.metrics import Metrics


@pytest.fixture
def asked(examples_here, tmp_path):
    """Ask an address of the application, which has not begun to make itself ready."""

    async def ask(path, *, away=False, moved=False):
        settings = load_settings(tmp_path / "traam.toml", None, {}, folder=tmp_path)
        with open_database(settings.store) as reading, open_database(settings.store) as answering:
            app = server_app(settings, reading, answering)
            if away:
                (tmp_path / "data" / "traam.sqlite").write_bytes(b"rien" * 5_000)
                answering.close()
            if moved:
                (tmp_path / "data" / "traam.sqlite").rename(tmp_path / "ailleurs.sqlite")
            async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
                return await client.get(path)

    return ask


def run(coroutine):
    return asyncio.run(coroutine)


def test_it_is_not_ready_before_all_is_written_once(asked):
    answer = run(asked("/healthz"))
    assert (answer.status_code, answer.json()["status"], answer.json()["fresh"]) == (503, "preparation", False)


@pytest.mark.parametrize(("path", "said"), [("/healthz", '"status":"base"'), ("/metrics", "la base ne répond pas")])
def test_a_base_that_does_not_answer_is_said(asked, path, said):
    answer = run(asked(path, away=True))
    assert answer.status_code == 503
    assert said in answer.text


def test_a_base_that_was_taken_away_under_the_server_is_said(asked):
    answer = run(asked("/healthz", moved=True))
    assert (answer.status_code, answer.json()["status"]) == (503, "base")


def test_without_its_library_there_are_no_figures_and_the_rest_is_served(asked, monkeypatch):
    monkeypatch.setitem(sys.modules, "pipeline.server.metrics", None)
    assert run(asked("/metrics")).status_code == 404
    assert run(asked("/healthz")).json()["status"] == "preparation"


def test_made_up_addresses_are_counted_together():
    """What anybody may ask cannot fill the memory, nor the base of who collects the figures."""
    metrics = Metrics(cast(Any, None))
    for number in range(1_000):
        metrics.answered(f"/{number}/oai", 404, 0.001)
    metrics.answered("/oai", 200, 0.001)
    metrics.answered("/", 200, 0.001)

    counted = {sample.labels["place"] for family in metrics.counts() for sample in family.samples}
    assert counted == {"autre", "oai", "accueil"}

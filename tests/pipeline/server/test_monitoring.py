"""What the server says to machines, where the base does not answer, or the library of figures is not installed."""

import asyncio
import sys

import httpx
import pytest

from pipeline.ground.opening import open_database
from pipeline.ground.settings import load_settings
from pipeline.server.app import server_app


@pytest.fixture
def asked(examples_here, tmp_path):
    """Ask an address of the application, which has not begun to make itself ready."""

    async def ask(path, *, away=False):
        settings = load_settings(tmp_path / "traam.toml", None, {}, folder=tmp_path)
        with open_database(settings.store) as reading, open_database(settings.store) as answering:
            app = server_app(settings, reading, answering)
            if away:
                (tmp_path / "data" / "traam.sqlite").write_bytes(b"rien" * 5_000)
                answering.close()
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


def test_without_its_library_there_are_no_figures_and_the_rest_is_served(asked, monkeypatch):
    monkeypatch.setitem(sys.modules, "pipeline.server.metrics", None)
    assert run(asked("/metrics")).status_code == 404
    assert run(asked("/healthz")).json()["status"] == "preparation"

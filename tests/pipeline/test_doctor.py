"""The doctor compares the records with the answers they were read from."""

from dataclasses import replace

import pytest

from pipeline.doctor import examine
from schemas.source import Source
from tests.oai_cases.live_repository import LiveRepository
from tests.oai_cases.server import FaultyServer
from tests.stores import Folder


@pytest.fixture
def folder(tmp_path):
    repository = LiveRepository()
    repository.put_many(7)
    with FaultyServer({"cas": repository}) as server:
        opened = Folder(tmp_path / "data", (Source("cas", "Cas", "oai", f"{server.url}/cas/oai"),))
        opened.harvest()
        yield opened


def answers(folder):
    settings = replace(folder.settings, contact="moisson@example.org")
    return next(finding for finding in examine(settings) if finding.subject == "réponses")


def test_every_record_has_its_answer(folder):
    assert answers(folder).good


def test_records_whose_answer_is_lost_are_told_with_the_way_out(folder):
    next((folder.path / "raw" / "cas").rglob("*1.gz")).unlink()
    told = answers(folder)

    assert not told.good
    assert told.detail.startswith("3 notice(s) sans la réponse où elle a été lue (cas)")
    assert "« traam harvest --full »" in told.detail
    folder.harvest(full=True)
    assert answers(folder).good

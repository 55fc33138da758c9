"""The rooms a source is kept in: a store and a folder of payloads, new for each test."""

import pytest

from pipeline.keeping.raw_keeping import Rooms
from store.database import Database
from store.payloads import Payloads


@pytest.fixture
def rooms(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'base.sqlite'}")
    yield Rooms(database, Payloads(tmp_path / "raw"))
    database.close()

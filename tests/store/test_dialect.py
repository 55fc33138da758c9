"""What the store asks of its databases."""

import os
import sqlite3
from contextlib import closing

import pytest
import sqlalchemy as sa

from store.copying import copy_file
from store.dialect import make_engine


def test_what_a_file_was_told_to_keep_is_on_the_disk_before_the_next_word(tmp_path):
    engine = make_engine(sa.make_url(f"sqlite:///{tmp_path / 'base.sqlite'}"))
    with engine.connect() as connection:
        asked = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("synchronous", "journal_mode")
        }
    engine.dispose()

    assert asked == {"synchronous": 2, "journal_mode": "wal"}


def test_a_file_where_nothing_may_be_written_is_read_and_nothing_is_made_beside_it(tmp_path, monkeypatch):
    path = tmp_path / "où ? 100 %.sqlite"
    with closing(sqlite3.connect(path)) as made:
        made.executescript("PRAGMA journal_mode=WAL; CREATE TABLE a (b); INSERT INTO a VALUES (1)")
    monkeypatch.setattr(os, "access", lambda *_: False)
    engine = make_engine(sa.URL.create("sqlite", database=str(path)))
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT b FROM a").scalar() == 1
        assert list(tmp_path.iterdir()) == [path]
        with pytest.raises(sa.exc.OperationalError, match="readonly"):
            connection.exec_driver_sql("INSERT INTO a VALUES (2)")
    copy_file(str(engine.url.database), tmp_path.with_name("copie.sqlite"))
    engine.dispose()

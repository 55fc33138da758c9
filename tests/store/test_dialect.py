"""What the store asks of its databases."""

import sqlalchemy as sa

from store.dialect import make_engine


def test_what_a_file_was_told_to_keep_is_on_the_disk_before_the_next_word(tmp_path):
    engine = make_engine(sa.make_url(f"sqlite:///{tmp_path / 'base.sqlite'}"))
    with engine.connect() as connection:
        asked = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("synchronous", "journal_mode")
        }
    engine.dispose()

    assert asked == {"synchronous": 2, "journal_mode": "wal"}

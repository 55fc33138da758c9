"""What addresses answered, kept until they are asked again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from schemas.types.link_check import LinkCheck
from store.database import Database

DAY = datetime(2026, 11, 1, tzinfo=UTC)


def found(identifier: str, state: str, day: int) -> LinkCheck:
    when = DAY + timedelta(days=day)
    return LinkCheck(identifier, f"https://exemple.fr/{identifier}", state, when, when, "404")  # type: ignore[arg-type]


@pytest.fixture
def database(store_url: str):
    database = Database(store_url)
    yield database
    database.close()


def test_a_state_keeps_its_first_date(database: Database) -> None:
    with database.transaction() as transaction:
        checks = transaction.link_checks
        checks.save([found("a", "mort", 0), found("b", "vivant", 0), found("c", "deplace", 0)])
        before = checks.stamp
        checks.save([found("a", "mort", 9), found("b", "muet", 9)])

        assert checks.stamp != before
        known = checks.of(["a", "b", "c", "inconnu"])
        said = [(one.state, (one.since - DAY).days, (one.checked_at - DAY).days) for one in known.values()]
        assert sorted(known) == ["a", "b", "c"]
        assert sorted(said) == [("deplace", 0, 0), ("mort", 0, 9), ("muet", 9, 9)]
        assert set(checks.unsound()) == {"a", "b", "c"}
        assert [name for name, one in known.items() if one.is_sound] == ["c"]


def test_what_was_wrong_is_forgotten_and_nothing_else(database: Database) -> None:
    with database.transaction() as transaction:
        checks = transaction.link_checks
        checks.save([found(str(number), "mort" if number % 2 else "vivant", 0) for number in range(1_200)])
        checks.forget([str(number) for number in range(1_199)])

        assert set(checks.unsound()) == {"1199"}
        assert len(checks.of(str(number) for number in range(1_200))) == 601


def test_a_store_made_before_gets_the_table(store_url: str) -> None:
    database = Database(store_url)
    with database.transaction() as transaction:
        transaction._connection.exec_driver_sql("DROP TABLE link_checks")
    database.close()

    database = Database(store_url)
    with database.transaction() as transaction:
        assert transaction.link_checks.unsound() == {}
    database.close()

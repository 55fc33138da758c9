"""Runs and states are found again."""

from datetime import UTC, datetime

import pytest

from schemas.runs.account import account_of
from schemas.runs.frontier import AddressKey, Fate, Waypoint
from schemas.runs.run_report import SourceReport
from schemas.types.origin import FoundBy
from schemas.types.state_keys import FormerKey, ListKey
from store.database import Database

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture
def database(store_url: str):
    opened = Database(store_url)
    yield opened
    opened.close()


def test_the_last_runs_come_first_with_their_reports(database):
    report = SourceReport("exemple", "incomplete", seen=3, new=2, unchanged=1, seconds=0.5, message="liste coupée")
    with database.transaction() as transaction:
        first = transaction.runs.start(NOW)
        transaction.runs.save_report(first, report)
        transaction.runs.end(first, NOW)
        second = transaction.runs.start(NOW)

        runs = transaction.runs.last(10)

    assert [run.number for run in runs] == [second, first]
    assert runs[0].ended_at is None
    assert runs[1].sources == (report,)


def test_the_last_run_of_a_source_is_found(database):
    with database.transaction() as transaction:
        assert transaction.runs.last_of_source("exemple") is None
        number = transaction.runs.start(NOW)
        transaction.runs.save_report(number, SourceReport("exemple", "complete"))

        assert transaction.runs.last_of_source("exemple") == (NOW, SourceReport("exemple", "complete"))


def test_a_source_remembers_and_forgets(database):
    with database.transaction() as transaction:
        transaction.states.update("exemple", {FormerKey("since:"): "2026-11-22", ListKey("lom"): "{}"})
        transaction.states.update("exemple", {FormerKey("since:"): "2026-11-23", ListKey("lom"): None})

        assert transaction.states.of("exemple") == {FormerKey("since:"): "2026-11-23"}
        assert transaction.states.of("autre") == {}


def test_the_account_of_a_crawl_is_kept_with_its_report(database):
    account = account_of(
        [Waypoint(AddressKey("k"), "https://a.fr/k", FoundBy.FEED).settled(Fate.LIST, "mène à 3 pages")]
    )
    report = SourceReport("site", "incomplete", account=account)
    with database.transaction() as transaction:
        transaction.runs.save_report(transaction.runs.start(NOW), report)
        (run,) = transaction.runs.last(1)
        assert transaction.runs.last_of_source("site") == (NOW, report)

    assert run.sources[0].account == account
    assert run.as_dict()["sources"][0]["account"]["unheld"][0]["fate"] == "liste"

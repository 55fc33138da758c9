"""What harvesters are given follows the store: dated when it changes for them, and never dated back."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from feeds.wording.identity import entry_id
from pipeline.ground.settings import Settings
from pipeline.keeping.giving import SecondClock, refresh_published
from schemas.files.group import Group
from schemas.types.payload_name import PayloadName
from schemas.types.record import Record, Traam
from store.database import Database
from store.published import PublishedItem
from store.rows import Saving
from tests.databases import new_postgresql_url

START = datetime(2026, 1, 1, tzinfo=UTC)
GROUP = Group("svt", "SVT", ("2024-2025",), "Le vivant", vitrine="https://vitrine.example/svt")


class World:
    """A store, a clock that moves by hand, and what harvesters are given."""

    def __init__(self, folder: Any) -> None:
        url = f"sqlite:///{folder / 'traam.sqlite'}"
        self.settings = Settings(
            config=None, contact="", data=folder, store_url=url, index=folder / "index", groups=(GROUP,)
        )
        self.reading, self.serving = Database(url), Database(url)
        self.now = START
        self.clock = SecondClock(lambda: self.now)

    def save(self, number: int, *, source: str = "a", traam_class: Any = "production", **fields: Any) -> None:
        identifier = f"oai:a:{number}"
        values = {"titre": f"Production {number}", "url": f"https://a.example/{number}", "groupe": "svt"} | fields
        record = Record(identifier, source, **values, traam=Traam(0.9, (), traam_class))
        with self.reading.transaction() as transaction:
            transaction.records.save(
                [Saving(record, self.now, self.now, self.now, PayloadName("payload"), format="lom")]
            )

    def refresh(self, days: int = 1) -> int:
        self.now += timedelta(days=days)
        return refresh_published(self.settings, self.reading, self.serving, self.clock)

    def given(self) -> dict[int, tuple[str, bool]]:
        """Day of the date, and deletion, of each item by its number."""
        found = {}
        with self.serving.transaction() as transaction:
            for identifier, known in transaction.published.known().items():
                header = transaction.published.one(identifier, "lom")
                assert header is not None
                number = int(known.record.rpartition(":")[2])
                assert identifier == entry_id(known.record)
                assert bool(header.content) is not header.deleted
                found[number] = (header.datestamp[5:10], header.deleted)
        return found


@pytest.fixture
def world(tmp_path: Any) -> Any:
    made = World(tmp_path)
    made.save(1)
    made.save(2)
    made.save(3, traam_class="mention")
    made.refresh()
    yield made
    made.reading.close()
    made.serving.close()


def test_only_productions_are_given(world: World) -> None:
    assert world.given() == {1: ("01-02", False), 2: ("01-02", False)}


def test_what_did_not_change_keeps_its_date(world: World) -> None:
    assert world.refresh() == 0
    assert world.given() == {1: ("01-02", False), 2: ("01-02", False)}


def test_what_changed_is_dated_when_it_is_given(world: World) -> None:
    world.save(1, titre="Un autre titre")
    assert world.refresh(3) == 1
    assert world.given() == {1: ("01-05", False), 2: ("01-02", False)}


def test_what_changes_for_mirrors_alone_is_dated_and_what_nobody_sees_is_not(world: World) -> None:
    world.settings = replace(world.settings, groups=(replace(GROUP, presentation="Autre"),))
    assert world.refresh() == 0
    assert world.given()[1] == ("01-02", False)
    with world.reading.transaction() as transaction:
        (stored,) = transaction.records.one("oai:a:1")
        record = replace(stored.record, traam=Traam(0.5, ("autre raison",), "production"))
        transaction.records.save(
            [Saving(record, world.now, world.now, world.now, PayloadName("payload"), format="lom")]
        )
    assert world.refresh() == 1
    assert world.given() == {1: ("01-04", False), 2: ("01-02", False)}


def test_a_group_file_that_changes_changes_its_productions(world: World) -> None:
    world.settings = replace(world.settings, groups=(replace(GROUP, vitrine="https://vitrine.example/autre"),))
    assert world.refresh() == 2
    assert set(world.given().values()) == {("01-03", False)}


@pytest.mark.parametrize(
    "leave",
    [
        lambda world: world.save(1, traam_class="mention"),
        lambda world: world.save(1, deleted=True),
    ],
    ids=["no production any more", "deleted by its source"],
)
def test_what_leaves_is_withdrawn_and_may_come_back(world: World, leave: Callable[[World], None]) -> None:
    leave(world)
    assert world.refresh() == 1
    assert world.given()[1] == ("01-03", True)
    assert world.refresh() == 0
    world.save(1)
    assert world.refresh() == 1
    assert world.given()[1] == ("01-05", False)


def test_what_was_deleted_before_anyone_asked_is_given_as_deleted(world: World) -> None:
    world.save(4, deleted=True)
    world.refresh()
    assert world.given()[4] == ("01-03", True)


def test_of_two_sources_the_latest_is_given(world: World) -> None:
    world.now += timedelta(days=1)
    world.save(1, source="b", titre="Dit par b")
    assert world.refresh() == 1
    assert world.refresh() == 0
    with world.serving.transaction() as transaction:
        found = transaction.published.one(entry_id("oai:a:1"), "oai_dc")
    assert found is not None
    assert b"Dit par b" in found.content
    world.save(1, source="b", titre="Dit par b", deleted=True)
    assert world.refresh() == 1
    assert world.given()[1][1] is False


def test_a_clock_that_goes_back_dates_nothing_back(world: World) -> None:
    world.save(1, titre="Un autre titre")
    world.now -= timedelta(days=300)
    world.refresh()
    assert world.given()[1] == ("01-02", False)
    restarted = SecondClock(lambda: world.now)
    world.save(2, titre="Encore un autre")
    refresh_published(world.settings, world.reading, world.serving, restarted)
    assert world.given()[2] == ("01-02", False)


def test_a_refreshing_that_is_stopped_is_done_by_the_next(world: World) -> None:
    world.save(1, titre="Un autre titre")
    assert refresh_published(world.settings, world.reading, world.serving, world.clock, is_stopped=lambda: True) == 0
    assert world.given()[1] == ("01-02", False)
    assert world.refresh() == 1


def test_many_are_given_in_slices_that_may_differ_by_their_date(world: World) -> None:
    for number in range(10, 260):
        world.save(number)
    assert world.refresh() == 250
    assert len(world.given()) == 252


def test_no_answer_is_dated_while_another_process_writes_what_it_will_date():
    """Between two servers of one base: an answer waits for the end of a dating, and then sees all it dated."""
    url = new_postgresql_url()
    one, other = Database(url), Database(url)
    dating, may_end, answered = threading.Event(), threading.Event(), []

    def write() -> None:
        with one.transaction() as transaction:
            second = SecondClock().of_change(transaction)
            dating.set()
            may_end.wait(10)
            item = PublishedItem("x", "oai:a:1", "", deleted=False, sets=(), metadata={"lom": b"<x/>"})
            transaction.published.save([item], second)

    def answer() -> None:
        with other.transaction() as transaction:
            answered.append((SecondClock().of_answer(transaction), transaction.published.bounds()[1]))

    threads = [threading.Thread(target=write), threading.Thread(target=answer)]
    threads[0].start()
    assert dating.wait(10)
    threads[1].start()
    threads[1].join(0.3)
    assert not answered
    may_end.set()
    for thread in threads:
        thread.join(10)
    one.close()
    other.close()

    assert len(answered) == 1
    told, last = answered[0]
    assert "" < last <= told

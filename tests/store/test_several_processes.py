"""What several processes do on one store at once is all counted, and none undoes what another did."""

import threading
import time

from schemas.types.state_keys import FormerKey
from store.database import Database

WAIT_FOR_A_WRITER = 25
"""Seconds: less than SQLite waits before it gives up (30), much more than opening takes."""


def in_threads(number: int, work) -> list[BaseException]:
    """Do some work in as many threads, begun together; gives what was raised."""
    start, faults = threading.Barrier(number), []

    def go(place: int) -> None:
        start.wait()
        try:
            work(place)
        except BaseException as fault:  # noqa: BLE001 - told to the test, whatever it is
            faults.append(fault)

    threads = [threading.Thread(target=go, args=(place,)) for place in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


def test_a_store_opened_for_the_first_time_by_several_is_made_once(store_url):
    opened: list[Database] = []
    identities = set()

    faults = in_threads(6, lambda _: opened.append(Database(store_url)))

    assert faults == []
    for database in opened:
        with database.transaction() as transaction:
            identities.add(transaction.identity)
        database.close()
    assert len(identities) == 1


def test_every_change_is_counted(store_url):
    databases = [Database(store_url) for _ in range(4)]

    def count(place: int) -> None:
        for _ in range(15):
            with databases[place].transaction() as transaction:
                transaction.count_change()

    faults = in_threads(4, count)

    assert faults == []
    with databases[0].transaction() as transaction:
        assert transaction.version.endswith(":60")
    for database in databases:
        database.close()


def test_what_is_read_in_a_snapshot_is_of_one_instant(store_url):
    reader, writer = Database(store_url), Database(store_url)
    with reader.snapshot() as transaction:
        before = transaction.version
        with writer.transaction() as other:
            other.count_change()
            other.states.update("a", {FormerKey("clé"): "valeur"})

        assert transaction.version == before
        assert transaction.states.of("a") == {}
    with reader.snapshot() as transaction:
        assert transaction.version != before
        assert transaction.states.of("a") == {FormerKey("clé"): "valeur"}
    reader.close()
    writer.close()


def test_a_store_is_opened_and_read_while_another_process_writes(store_url):
    writer = Database(store_url)
    with writer.transaction() as transaction:
        before = transaction.version
    with writer.transaction() as transaction:
        transaction.count_change()
        faults = in_threads(1, lambda _: _open_within_a_moment(store_url, before))
    writer.close()

    assert faults == []


def _open_within_a_moment(url: str, version: str) -> None:
    started = time.monotonic()
    reader = Database(url)
    with reader.snapshot() as transaction:
        assert transaction.version == version
    reader.close()
    assert time.monotonic() - started < WAIT_FOR_A_WRITER

"""A host is asked no faster than its pace, and a machine one request at a time."""

import threading
import time
from itertools import pairwise

from harvester.pace import Pace


def test_a_host_is_asked_no_faster_than_its_pace():
    waits = []
    pace = Pace(seconds=1.0)

    def turn(host, crawl_delay=0.0):
        with pace.turn(host, waits.append, crawl_delay):
            pass

    turn("127.0.0.9")
    turn("127.0.0.9", 5.0)
    assert 0.9 < waits[0] <= 1.0

    waits.clear()
    turn("127.0.0.9")
    assert 4.9 < waits[0] <= 5.0

    waits.clear()
    turn("127.0.0.8")
    assert waits == []


def test_loopback_itself_is_asked_at_once_unless_it_asks_for_a_pause():
    waits = []
    pace = Pace(seconds=1.0)
    for _ in range(3):
        with pace.turn("127.0.0.1", waits.append):
            pass
    assert waits == []


def test_two_hosts_of_one_machine_are_asked_one_after_the_other():
    pace = Pace(seconds=0.0)
    pace._machines.update({"a.example": "192.0.2.1", "b.example": "192.0.2.1", "c.example": "192.0.2.2"})
    under_way, most = set(), {}

    def ask(host, machine):
        for _ in range(5):
            with pace.turn(host, time.sleep):
                under_way.add(host)
                most[machine] = max(most.get(machine, 0), len(under_way & {"a.example", "b.example"}))
                time.sleep(0.01)
                under_way.discard(host)

    threads = [threading.Thread(target=ask, args=(host, "1")) for host in ("a.example", "b.example")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most["1"] == 1


def test_a_run_being_stopped_is_not_held():
    pace = Pace(seconds=60.0)
    started = time.monotonic()
    for _ in range(3):
        with pace.turn("127.0.0.9", lambda seconds: None):
            pass
    assert time.monotonic() - started < 5


def test_each_gap_between_two_requests_of_many_sources_to_one_host_is_the_pace():
    """Eight sources of one host, each in a thread of its own: measured on a true clock, against the promise."""
    pace, asked, begun = Pace(seconds=0.05), [], threading.Barrier(8)

    def ask():
        begun.wait()
        for _ in range(3):
            with pace.turn("127.0.0.9", time.sleep):
                asked.append(time.monotonic())

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(asked) == 24
    assert min(later - sooner for sooner, later in pairwise(asked)) >= 0.049


def test_sources_of_one_host_are_served_in_the_order_they_came():
    pace, order, threads = Pace(seconds=0.0), [], []

    def ask(name):
        with pace.turn("127.0.0.9", time.sleep):
            order.append(name)

    with pace.turn("127.0.0.9", time.sleep):
        for number in range(6):
            threads.append(threading.Thread(target=ask, args=(number,)))
            threads[-1].start()
            while len(pace._hosts["127.0.0.9"]._waiting) < number + 2:
                time.sleep(0.001)
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3, 4, 5]


def test_the_delay_one_source_learnt_holds_for_the_others_of_the_host():
    waits = []
    pace = Pace(seconds=1.0)
    with pace.turn("127.0.0.9", waits.append, crawl_delay=7.0):
        pass
    with pace.turn("127.0.0.9", waits.append):
        pass
    assert 6.9 < waits[0] <= 7.0
    waits.clear()
    with pace.turn("127.0.0.9", waits.append):
        pass
    assert 6.9 < waits[0] <= 7.0


def test_a_host_that_asks_one_source_to_wait_is_left_alone_by_all():
    waits = []
    pace = Pace(seconds=1.0)
    pace.put_off("Site.exemple", 30.0)
    with pace.turn("site.exemple.", waits.append):
        pass
    assert 29.9 < waits[0] <= 30.0

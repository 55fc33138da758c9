"""A host is asked no faster than its pace, and a machine one request at a time."""

import threading
import time

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

"""The pages of a site wait a little to be kept together: never many, never long, never out of their order."""

import threading
import time

import pytest

from harvester.batch import Batch
from pipeline.harvesting import page_keeping as module
from pipeline.harvesting.page_keeping import MOST_WAITING, Pages
from schemas.types.errors import StoreError
from schemas.types.payload_name import PayloadName


class Description:
    def __init__(self, done=True):
        self.ready = threading.Event()
        if done:
            self.ready.set()

    @property
    def is_done(self):
        return self.ready.is_set()

    def result(self):
        assert self.ready.wait(5)
        return []


class World:
    """What the pages are given: descriptions that end when they are told to, a keeper that notes."""

    def __init__(self):
        self.kept = []
        self.calls = []
        self.descriptions = []
        self.done = True
        self.fault = None
        self.profile = "lu"

    def start(self, records, sample):
        self.descriptions.append(Description(self.done))
        return self.descriptions[-1]

    def read_by(self, profile):
        self.calls.append(profile)

    def wanted(self, records):
        return frozenset()

    def take(self, described):
        return True

    def keep_together(self, batches):
        if self.fault:
            raise self.fault
        self.kept += [batch.name for batch, _ in batches]


@pytest.fixture
def world():
    return World()


@pytest.fixture
def pages(world):
    opened = Pages(world, world, world)
    yield opened
    for one in world.descriptions:
        one.ready.set()
    world.fault = None
    opened.close()


def names(count, start=0):
    return [f"page/{number}" for number in range(start, start + count)]


def take(pages, some):
    for name in some:
        pages.keep(Batch(None, name))


def wait_until(is_true):
    end = time.monotonic() + 5
    while not is_true():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.01)


def test_few_pages_wait_for_others(world, pages):
    take(pages, names(MOST_WAITING - 1))

    assert world.kept == []
    pages.close()
    assert world.kept == names(MOST_WAITING - 1)
    assert world.calls == ["lu"]


def test_many_are_kept_at_once(world, pages):
    take(pages, names(MOST_WAITING))

    assert world.kept == names(MOST_WAITING)


@pytest.mark.parametrize("slow", [0, 5, MOST_WAITING - 1])
def test_never_more_wait_than_is_said_though_one_takes_long(world, pages, slow):
    """A page still being described holds back those that came after it, and is waited for rather than they pile up."""
    for number in range(3 * MOST_WAITING):
        world.done = number != slow
        if not world.done:
            threading.Timer(0.1, lambda: world.descriptions[slow].ready.set()).start()
        take(pages, names(1, number))

        assert number + 1 - len(world.kept) < MOST_WAITING
    assert world.kept == names(len(world.kept))


def test_pages_are_kept_in_time_though_no_other_comes(world, pages, monkeypatch):
    monkeypatch.setattr(module, "LONGEST_WAIT", 0.1)
    take(pages, names(3))

    assert world.kept == []
    wait_until(lambda: world.kept == names(3))
    take(pages, names(2, 3))
    wait_until(lambda: world.kept == names(5))


def test_a_page_that_is_not_described_yet_is_not_waited_for(world, pages, monkeypatch):
    monkeypatch.setattr(module, "LONGEST_WAIT", 0.1)
    take(pages, names(2))
    world.done = False
    take(pages, names(1, 2))
    world.done = True
    take(pages, names(1, 3))

    wait_until(lambda: world.kept == names(2))
    world.descriptions[2].ready.set()
    wait_until(lambda: world.kept == names(4))


@pytest.mark.parametrize("ending", ["keep", "close"])
def test_a_fault_of_the_store_is_told_where_the_harvest_runs(world, pages, monkeypatch, ending):
    monkeypatch.setattr(module, "LONGEST_WAIT", 0.05)
    world.fault = StoreError("disque plein")
    take(pages, names(1))
    wait_until(lambda: pages._fault is not None)

    with pytest.raises(StoreError, match="disque plein"):
        pages.keep(Batch(None, PayloadName("page/1"))) if ending == "keep" else pages.close()
    world.fault = None
    pages.close()
    assert world.kept == names(1), "what waited is kept as soon as it can be"

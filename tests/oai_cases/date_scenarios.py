"""Scenarios E: dates, and harvesting what changed."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

from tests.oai_cases.answers import Reply, error, xml
from tests.oai_cases.live_repository import LiveRepository
from tests.oai_cases.scenarios import scenario
from tests.oai_cases.world import World

DAY = "YYYY-MM-DD"


def harvest_twice(world: World, **card: Any) -> None:
    """A first harvest, then one that asks for what changed."""
    if not world.repository.entries:
        world.repository.put_many(5)
    assert world.harvest(**card).status == "complete"
    world.now += timedelta(days=1)
    world.repository.clock = world.repository.clock and "2024-06-03T12:00:00Z"
    assert world.harvest(**card).status == "complete"


@scenario("E01-day-granularity", "days only; a date with hours is badArgument", "from is sent as a day")
def _(world: World) -> None:
    world.repository = LiveRepository(granularity=DAY)
    world.repository.before = _refuse_hours
    harvest_twice(world)
    assert world.last_from() == "2024-05-31"


def _refuse_hours(arguments: dict[str, str]) -> Reply | None:
    return xml(error("badArgument", "granularité")) if "T" in arguments.get("from", "") else None


@scenario(
    "E02-second-granularity-only", "seconds; a day alone is badArgument", "from is sent with seconds, Z, no fraction"
)
def _(world: World) -> None:
    harvest_twice(world)
    assert world.last_from() == "2024-05-31T12:00:00Z"


@scenario(
    "E03-odd-granularity",
    "granularity in lower case, with fractions, or absent",
    "read whatever its case, else days and a word",
)
def _(world: World) -> None:
    world.repository = LiveRepository(granularity="yyyy-mm-ddthh:mm:ssz")
    harvest_twice(world)
    assert world.last_from() == "2024-05-31T12:00:00Z"
    for odd in ("YYYY-MM-DDThh:mm:ss.sZ", None):
        world.repository.identity = {"granularity": odd}
        report = world.harvest()
        assert world.last_from() == "2024-06-02"
        assert "granularité" in report.message


@scenario(
    "E04-earliest-datestamp-odd", "earliestDatestamp empty, of year 1, in the future", "a first harvest sends no from"
)
def _(world: World) -> None:
    for number, odd in enumerate(("", "0001-01-01", "2020-01-01T00:00:00.5Z", "2099-01-01T00:00:00Z", "hier")):
        world.repository = LiveRepository(earliest=odd)
        world.repository.put_many(4)
        report = world.run(world.source(f"source-{number}")).sources[0]
        assert (report.status, report.seen, world.last_from()) == ("complete", 4, None)


@scenario(
    "E05-response-date-odd",
    "responseDate with nanoseconds, a zone, or missing",
    "rounded down to UTC seconds; else the HTTP Date",
)
def _(world: World) -> None:
    for number, (odd, date, since) in enumerate(
        (
            ("2024-06-01T12:00:00.738854772Z", "", "2024-05-31T12:00:00Z"),
            ("2024-06-01T12:00:00.999+02:00", "", "2024-05-31T10:00:00Z"),
            ("", "Sat, 01 Jun 2024 11:59:59 GMT", "2024-05-31T11:59:59Z"),
        )
    ):
        world.repository = LiveRepository()
        world.repository.put_many(4)
        world.repository.clock, world.repository.date_header = odd, date
        for _run in range(2):
            assert world.run(world.source(f"source-{number}")).sources[0].status == "complete"
        assert world.last_from() == since, odd


@scenario("E06-server-clock-off", "the server's clock is far from ours", "from comes from the server's clock")
def _(world: World) -> None:
    world.repository.clock = "2024-06-02T08:10:00Z"
    harvest_twice(world)
    assert world.last_from() == "2024-06-01T08:10:00Z"


@scenario("E07-change-during-harvest", "a record changes after its page was served", "the next harvest gets it")
def _(world: World) -> None:
    world.repository.put_many(7)

    def change(arguments: dict[str, str]) -> None:
        if arguments.get("resumptionToken", "").endswith("|6"):
            world.repository.clock = "2024-06-01T15:00:00Z"
            world.repository.put(2, "2024-06-01T13:00:00Z", "Changé")

    world.repository.before = change
    assert world.harvest().status == "complete"
    assert world.living()["oai:cas:2"] == "Titre 2"
    world.repository.before = lambda arguments: None
    report = world.harvest()
    assert (report.modified, world.living()["oai:cas:2"]) == (1, "Changé")


@scenario("E08-inclusive-overlap", "the records of the last day come again", "unchanged, not modified")
def _(world: World) -> None:
    world.repository.put_many(5, stamp="2024-06-01T11:00:00Z")
    world.harvest()
    before = {name: item.changed_at for name, item in world.stored().items()}
    report = world.harvest()
    assert (report.seen, report.unchanged, report.modified, report.new) == (5, 5, 0, 0)
    assert {name: item.changed_at for name, item in world.stored().items()} == before


@scenario("E09-unordered-datestamps", "pages are not in the order of their dates", "the date is never a record's")
def _(world: World) -> None:
    for number, stamp in enumerate(("2024-05-30", "2020-01-01", "2023-07-07", "2019-02-02"), start=1):
        world.repository.put(number, f"{stamp}T10:00:00Z")
    harvest_twice(world)
    assert world.last_from() == "2024-05-31T12:00:00Z"


@scenario(
    "E10-backdated-changes", "records change with dates older than the last harvest", "a periodic whole list finds them"
)
def _(world: World) -> None:
    harvest_twice(world)
    world.repository.put(1, "2020-01-01T00:00:00Z", "Antidaté")
    world.harvest()
    assert world.living()["oai:cas:1"] == "Titre 1"
    world.now += timedelta(days=31)
    report = world.harvest()
    assert (report.modified, world.living()["oai:cas:1"]) == (1, "Antidaté")
    assert "full_every" in report.message


@scenario("E11-late-visibility", "a record is visible two hours after its date", "the overlap finds it")
def _(world: World) -> None:
    world.repository.put_many(3)
    world.repository.put(4, "2024-06-01T11:30:00Z", visible=False)
    world.harvest()
    world.repository.put(4, "2024-06-01T11:30:00Z")
    assert world.harvest().new == 1
    world.repository.put(5, "2024-05-20T11:30:00Z")
    assert world.harvest(overlap=timedelta(days=20)).new == 1


@scenario("E12-from-ignored", "the server gives everything whatever is asked", "right all the same, and said")
def _(world: World) -> None:
    world.repository.ignores_dates = True
    harvest_twice(world)
    report = world.harvest()
    assert (report.status, report.seen, report.unchanged) == ("complete", 5, 5)
    assert "from" in report.message


@scenario(
    "E13-set-or-dates-lost-in-token",
    "after page 1 the token forgets the question",
    "what was not asked is not stored, and said",
)
def _(world: World) -> None:
    for number in range(1, 9):
        world.repository.put(number, sets=("svt",) if number % 2 else ("maths",))
    world.repository.forgets_question = True
    report = world.harvest(sets=("svt",))
    assert set(world.living()) == {f"oai:cas:{number}" for number in (1, 3, 5, 7)}
    assert "hors du lot" in report.message
    world.repository.clock = "2024-06-04T12:00:00Z"
    for number in (11, 13, 15, 17):
        world.repository.put(number, "2024-06-03T10:00:00Z", sets=("svt",))
    report = world.harvest(sets=("svt",))
    assert set(world.living()) == {f"oai:cas:{number}" for number in (1, 3, 5, 7, 11, 13, 15, 17)}


@scenario("E14-future-datestamp", "a record of 2099", "stored, and the date does not follow it")
def _(world: World) -> None:
    world.repository.put_many(3)
    world.repository.put(4, "2099-01-01T00:00:00Z")
    harvest_twice(world)
    assert "oai:cas:4" in world.living()
    assert world.last_from() == "2024-05-31T12:00:00Z"


@scenario("E15-until-sent", "until « now » gives nothing", "until is never sent by itself")
def _(world: World) -> None:
    harvest_twice(world)
    assert all("until" not in asked for asked in world.repository.lists_asked())


@scenario(
    "E16-windows",
    "a long list cut in windows: one is empty, one fails once, dates may be refused",
    "each is recorded, the failed one is asked again",
)
def _(world: World) -> None:
    world.repository = LiveRepository(earliest="2020-01-01T00:00:00Z")
    for number, stamp in enumerate(("2019-03-01", "2020-06-01", "2022-06-01", "2023-06-01", "2024-05-30"), start=1):
        world.repository.put(number, f"{stamp}T10:00:00Z")
    failing = ["2021-12-31"]
    world.repository.before = lambda asked: (
        Reply(b"panne", 422) if failing and asked.get("from", "").startswith(failing[0]) else None
    )
    report = world.harvest(window=timedelta(days=365))
    assert report.status == "incomplete"
    assert set(world.living()) == {f"oai:cas:{number}" for number in (1, 2, 4, 5)}
    failing.clear()
    world.repository.asked.clear()
    assert world.harvest(window=timedelta(days=365)).status == "complete"
    assert len(world.living()) == 5
    windows = [(asked.get("from"), asked.get("until")) for asked in world.repository.lists_asked()]
    assert windows[0][0].startswith("2021-12-31")
    assert all(before[1] == after[0].replace("00:00Z", "00:01Z") for before, after in itertools.pairwise(windows))
    assert windows[-1][1] is None
    world.repository.before = lambda asked: xml(error("badArgument")) if "until" in asked else None
    report = world.run(world.source("sans-dates", window=timedelta(days=365))).sources[0]
    assert (report.status, report.seen) == ("complete", 5)
    assert "refuse les dates" in report.message


@scenario(
    "E17-new-set-old-date", "a set is added to the card of a source already harvested", "it starts from the beginning"
)
def _(world: World) -> None:
    world.repository.put_many(2, sets=("svt",))
    world.repository.put(3, sets=("maths",))
    world.harvest(sets=("svt",))
    assert world.harvest(sets=("svt", "maths")).new == 1
    assert [asked.get("from") is None for asked in world.repository.lists_asked()[-2:]] == [False, True]

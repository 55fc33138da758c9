"""Scenarios G: what is remembered between runs, crashes, and several sources."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Callable
from datetime import timedelta

from tests.oai_cases.answers import Asked, Reply, error, xml
from tests.oai_cases.scenarios import scenario
from tests.oai_cases.world import World


def kill_when(
    world: World, is_moment: Callable[[dict[str, str]], bool], sign: signal.Signals, delay: float = 0.0
) -> int:
    """Start the program and send it a signal at the moment a request shows; gives its exit code."""
    process = world.command()
    sent: list[float] = []

    def watch(arguments: dict[str, str]) -> None:
        if is_moment(arguments) and not sent:
            sent.append(delay)
            time.sleep(delay)
            os.kill(process.pid, sign)

    world.repository.before = watch
    code = process.wait(timeout=60)
    world.repository.before = lambda arguments: None
    assert sent, "the moment never came"
    return code


def at_page(number: int) -> Callable[[dict[str, str]], bool]:
    """The moment page « number » is asked for, of a list of pages of three."""
    return lambda arguments: arguments.get("resumptionToken", "").endswith(f"|{3 * (number - 1)}")


@scenario(
    "G01-kill-between-pages", "kill -9 after page 2 of 5", "goes on from the page kept: nothing lost, nothing twice"
)
def _(world: World) -> None:
    world.repository.put_many(14)
    assert kill_when(world, at_page(3), signal.SIGKILL) == -signal.SIGKILL
    assert len(world.living()) == 6
    world.repository.asked.clear()
    report = world.harvest()
    assert (report.status, report.new, len(world.living())) == ("complete", 8, 14)
    assert [asked.get("resumptionToken", "")[-2:] for asked in world.repository.lists_asked()] == ["|6", "|9", "12"]


@scenario(
    "G02-kill-inside-a-page", "kill -9 while a page is being stored", "page and place are kept together or not at all"
)
def _(world: World) -> None:
    world.repository.put_many(14)
    for delay in (0.0, 0.004, 0.012):
        pages = iter(range(2, 6))
        while (page := next(pages, None)) is not None:
            if kill_when_served(world, page, delay):
                break
    report = world.harvest()
    assert report.status == "complete"
    assert world.living() == {f"oai:cas:{number}": f"Titre {number}" for number in range(1, 15)}


def kill_when_served(world: World, page: int, delay: float) -> bool:
    """Kill the program a little after a page was answered; say whether it was still there."""
    process = world.command()
    killed: list[bool] = []

    def watch(arguments: dict[str, str]) -> None:
        if at_page(page)(arguments) and not killed:
            killed.append(True)
            threading.Timer(delay, process.kill).start()

    world.repository.before = watch
    code = process.wait(timeout=60)
    world.repository.before = lambda arguments: None
    return code == -signal.SIGKILL


@scenario(
    "G03-saved-token-expired", "the token kept by a run that died is refused", "the list begins again from its own date"
)
def _(world: World) -> None:
    world.repository.put_many(8)
    for answer in (xml(error("badResumptionToken")), Reply(b""), Reply(b"absent", 404)):
        kill_when(world, at_page(2), signal.SIGKILL)
        _refused_at_first(world, answer)


def _refused_at_first(world: World, answer: Reply) -> None:
    """Let the place be lost as « answer » says until the list has begun again."""
    world.repository.asked.clear()

    def refuse(arguments: dict[str, str]) -> Reply | None:
        has_begun_again = any("metadataPrefix" in asked for asked in world.repository.lists_asked())
        return None if has_begun_again or arguments["verb"] == "Identify" else answer

    world.repository.before = refuse
    report = world.harvest()
    assert (report.status, len(world.living())) == ("complete", 8), (answer, report)


@scenario("G04-checkpoint-only-at-end", "a failure before the last page", "the date does not move")
def _(world: World) -> None:
    world.repository.put_many(8)
    world.harvest()
    world.repository.clock = "2024-06-05T12:00:00Z"
    for number in range(1, 9):
        world.repository.put(number, "2024-06-04T10:00:00Z", "Changé")
    world.repository.before = lambda asked: Reply(b"", 403) if asked.get("resumptionToken", "").endswith("|6") else None
    assert world.harvest().status == "incomplete"
    remembered = json.loads(world.state()["list:oai_dc:"])
    assert remembered["since"].startswith("2024-06-01T12:00:00")
    world.repository.before = lambda asked: None
    assert world.harvest().status == "complete"
    assert set(world.living().values()) == {"Changé"}


@scenario("G05-two-runs-at-once", "a second run of the same source", "refused while the first lives, and only then")
def _(world: World) -> None:
    world.repository.put_many(8)
    first: list[tuple[int, str]] = []

    def start_another(arguments: dict[str, str]) -> None:
        if at_page(2)(arguments) and not first:
            other = world.command()
            code = other.wait(timeout=60)
            first.append((code, (world.folder / "said.err").read_text(encoding="utf-8")))

    world.repository.before = start_another
    assert world.harvest().status == "complete"
    assert first[0][0] == 3
    assert "une autre exécution" in first[0][1]
    kill_when(world, lambda arguments: True, signal.SIGKILL)
    assert world.harvest().status == "complete"


@scenario("G06-one-bad-source", "one source of three fails", "the others are harvested, and the report says it")
def _(world: World) -> None:
    world.repository.put_many(4)
    broken = world.add("casse", lambda asked: Reply(b"", 403))
    report = world.run(world.source("un"), world.source("deux", broken), world.source("trois"))
    assert [one.status for one in report.sources] == ["complete", "failed", "complete"]
    assert report.sources[1].message


@scenario("G07-retry-after-a-day", "503, Retry-After: 86400", "the source is put off, nobody sleeps a day")
def _(world: World) -> None:
    world.repository.put_many(8)
    busy = Reply(b"", 503, {"Retry-After": "86400"})
    for moment in (lambda asked: True, at_page(2)):
        world.repository.before = lambda asked, moment=moment: busy if moment(asked) else None  # type: ignore[misc]
        report = world.harvest()
        assert report.status in {"failed", "incomplete"}
        assert world.waits.seconds < 600
        assert not world.is_due(world.source(), world.now + timedelta(hours=23))
        assert world.is_due(world.source(), world.now + timedelta(hours=25))
    world.repository.before = lambda asked: None
    world.now += timedelta(hours=25)
    assert world.run(world.source(), due=True).sources[0].status == "complete"


@scenario("G08-failed-then-fixed", "a source in error gets well", "the next run just works")
def _(world: World) -> None:
    world.repository.put_many(4)
    world.repository.before = lambda asked: Reply(b"panne", 500)
    assert world.harvest().status == "failed"
    world.repository.before = lambda asked: None
    assert (world.harvest().status, len(world.living())) == ("complete", 4)


@scenario("G09-last-run-recorded", "a run that changes nothing", "the run and its new date are recorded")
def _(world: World) -> None:
    world.repository.put_many(4, stamp="2024-01-01T00:00:00Z")
    world.harvest()
    world.repository.clock = "2024-06-08T12:00:00Z"
    world.repository.asked.clear()
    report = world.harvest()
    assert (report.status, report.seen, report.requests) == ("complete", 0, 2)
    assert json.loads(world.state()["list:oai_dc:"])["since"].startswith("2024-06-08")
    assert not world.is_due(world.source(), world.now + timedelta(hours=1))


@scenario(
    "G09b-our-clock-was-ahead",
    "a run under a clock years ahead",
    "the source is due at once; nothing waits for that day",
)
def _(world: World) -> None:
    world.repository.put_many(4, stamp="2024-01-01T00:00:00Z")
    present = world.now
    world.now += timedelta(days=4_000)
    assert world.harvest().status == "complete"
    world.now = present
    assert world.is_due(world.source(), world.now)
    world.repository.put_many(5, stamp="2024-06-02T07:00:00Z")
    report = world.run(world.source(), due=True).sources[0]
    assert (report.status, len(world.living())) == ("complete", 5)
    assert "liste entière redemandée" in report.message


@scenario(
    "G10-interrupt", "SIGINT or SIGTERM during a list", "stops after the page in progress, says so, goes on later"
)
def _(world: World) -> None:
    world.repository.put_many(14)
    for page, sign in ((2, signal.SIGTERM), (4, signal.SIGINT)):
        assert kill_when(world, at_page(page), sign) == 1
        assert len(world.living()) == 3 * page
    assert "interrompue" in _last_message(world)
    report = world.harvest()
    assert (report.status, report.new, len(world.living())) == ("complete", 2, 14)


def _last_message(world: World) -> str:
    from pipeline.ground.opening import open_database

    with open_database(world.settings().store) as database, database.transaction() as transaction:
        return transaction.runs.last(1)[0].sources[0].message


@scenario(
    "G11-config-changed",
    "the card's address or format changes between runs",
    "the token is dropped, everything is asked again",
)
def _(world: World) -> None:
    world.repository.put_many(8)
    kill_when(world, at_page(2), signal.SIGKILL)
    moved = world.add("ailleurs", world)
    report = world.run(world.source(url=moved)).sources[0]
    assert (report.status, len(world.living())) == ("complete", 8)
    assert "l'adresse de la carte a changé" in report.message
    world.repository.prefixes = ("oai_dc", "lom")
    for number in range(1, 9):
        world.repository.put(number, prefixes=("oai_dc", "lom"), titre=f"Autre {number}")
    report = world.run(world.source(url=moved, metadata_prefix=("lom",))).sources[0]
    assert (report.status, report.seen) == ("complete", 8)
    assert world.living() == {f"oai:cas:{number}": f"Autre {number}" for number in range(1, 9)}


@scenario(
    "G12-base-url-moved", "301 on the base URL; baseURL says another place", "followed, said, the identifiers stay"
)
def _(world: World) -> None:
    world.repository.put_many(4)
    world.harvest()
    target = world.url

    def moved(asked: Asked) -> Reply:
        return Reply(b"", 301, {"Location": f"{target}?{asked.target.partition('?')[2]}"})

    moved.answers_identify = True  # type: ignore[attr-defined]
    old = world.add("ancien", moved)
    world.repository.identity = {"base_url": "http://ailleurs.example.org/oai"}
    report = world.run(world.source(url=old)).sources[0]
    assert (report.status, report.new, len(world.living())) == ("complete", 0, 4)
    assert "a changé pour" in report.message
    assert "ailleurs.example.org" in report.message

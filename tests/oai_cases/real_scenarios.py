"""Scenarios T: faults of real repositories that made a harvest say « complète » and lose records — ends of lists."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta

from schemas.runs.run_report import SourceReport
from tests.oai_cases.answers import Reply, dublin_core, error, header
from tests.oai_cases.scenarios import scenario
from tests.oai_cases.scripted_repository import (
    ScriptedRepository,
    described,
    empty_envelope,
    page_of,
    page_with,
    tombstone,
)
from tests.oai_cases.world import World

ALL = tuple(range(1, 10))


def scripted(world: World, **pages: object) -> ScriptedRepository:
    """Put a repository with these pages in the world; « first » is the page asked without a token."""
    repository = ScriptedRepository()
    repository.pages = {"" if token == "first" else token: page for token, page in pages.items()}  # type: ignore[misc]
    world.repository = repository  # type: ignore[assignment]
    return repository


def living(world: World) -> list[int]:
    return sorted(int(name.rpartition(":")[2]) for name in world.living())


def is_remembered(world: World, prefix: str = "oai_dc") -> bool:
    """Say whether the date of the next harvest has moved from nothing."""
    return any(json.loads(text)["since"] for key, text in world.state().items() if key.startswith(f"list:{prefix}"))


def assert_incomplete(world: World, report: SourceReport, *said: str, moves: bool = False) -> None:
    assert report.status == "incomplete", report
    assert report.deleted == 0, report
    for words in said:
        assert words in report.message, (words, report.message)
    assert is_remembered(world) is moves


@scenario("T01-taille-qui-retrecit", "completeListSize 8, then 5, and 6 records", "incomplete, the numbers said")
def _(world: World) -> None:
    scripted(world, first=page_of(1, 2, 3, token="t1", size=8), t1=page_of(4, 5, 6, size=5, cursor=3))
    assert_incomplete(world, world.harvest(), "8", "5", "6 notices reçues")
    assert living(world) == [1, 2, 3, 4, 5, 6]


def _shrinking(world: World, held: int) -> None:
    def pages(*, healthy: bool) -> dict[str, object]:
        last = page_of(*range(201, held + 1), size=held, cursor=200)
        cut = page_of(*range(101, 201), size=held - 100, cursor=100)
        second = page_of(*range(101, 201), token="t200", size=held, cursor=100) if healthy else cut
        return {"first": page_of(*range(1, 101), token="t100", size=held, cursor=0), "t100": second, "t200": last}

    scripted(world, **pages(healthy=True))
    assert world.harvest().status == "complete"
    date = world.state()["list:oai_dc:"]
    scripted(world, **pages(healthy=False))
    for _run in range(3):
        report = world.harvest(full=True)
        assert (report.status, report.deleted, len(world.living())) == ("incomplete", 0, held), report
        assert all(str(number) in report.message for number in (held, held - 100, 200)), report.message
        assert json.loads(world.state()["list:oai_dc:"])["since"] in {"", json.loads(date)["since"]}


@scenario("T02-taille-qui-retrecit-relecture", "the same, at each whole list of a source known", "nobody is withdrawn")
def _(world: World) -> None:
    _shrinking(world, 210)


FATAL = "<br />\n<b>Fatal error</b>: mémoire épuisée in <b>/srv/Dc.php</b> on line <b>12</b><br />"


def left_open(number: int) -> str:
    """Write a record that breaks off in its title."""
    content = dublin_core("TraAM titre").partition("</dc:title>")[0]
    return f"<record><header>{header(number)}</header><metadata>{content}{FATAL}"


@scenario(
    "T03-derniere-notice-ouverte", "the last record of a page is left open, the token follows", "the token is followed"
)
def _(world: World) -> None:
    scripted(
        world,
        first=page_with([described(1), described(2), left_open(3)], "t1", 9, 0),
        t1=page_of(4, 5, 6, token="t2", size=9, cursor=3),
        t2=page_of(7, 8, 9, size=9, cursor=6),
    )
    assert_incomplete(world, world.harvest(), "page mal formée")
    assert "oai:cas:3" in {issue.identifier for issue in world.issues()}
    assert living(world) == [1, 2, 4, 5, 6, 7, 8, 9]


@scenario(
    "T04-derniere-notice-ouverte-relecture", "</record> is missing before the token, in a whole list", "nobody is lost"
)
def _(world: World) -> None:
    def pages(*, healthy: bool) -> dict[str, object]:
        found: dict[str, object] = {}
        for page in range(20):
            token = f"t{page + 1}" if page < 19 else ""
            text = page_of(*range(10 * page + 1, 10 * page + 11), token=token)
            spoiled = text.replace("</record><resumptionToken", "<resumptionToken")
            found[f"t{page}" if page else "first"] = spoiled if page == 18 and not healthy else text
        return found

    scripted(world, **pages(healthy=True))
    assert world.harvest().status == "complete"
    scripted(world, **pages(healthy=False))
    for _run in range(3):
        report = world.harvest(full=True)
        assert (report.deleted, len(world.living())) == (0, 200), report
        assert any(asked.get("resumptionToken") == "t19" for asked in world.repository.lists_asked())
        assert "oai:cas:190" in {issue.identifier for issue in world.issues()}


@scenario("T05-un-identifiant-pour-plusieurs", "nine resources under three identifiers", "kept or told, one by one")
def _(world: World) -> None:
    def page(start: int, token: str) -> str:
        records = [
            described(number, titre=f"TraAM titre {start + number}",
                      more=f"<dc:identifier>http://ex.test/{start + number}</dc:identifier>")
            for number in (1, 2, 3)
        ]  # fmt: skip
        return page_with(records, token)

    scripted(world, first=page(0, "t1"), t1=page(3, "t2"), t2=page(6, ""))
    for run in range(3):
        report = world.harvest()
        assert_incomplete(world, report, "9 notices", "3 identifiants")
        assert (report.new, report.modified) == (0 if run else 3, 0)
        told = " ".join(issue.message + issue.value for issue in world.issues())
        held = {titre for titre in world.living().values() if titre}
        for number in ALL:
            assert f"TraAM titre {number}" in held or f"http://ex.test/{number}" in told, (number, told)


@scenario("T06-pages-sans-ordre-relecture", "one record twice, its neighbour never, in a whole list", "nobody is lost")
def _(world: World) -> None:
    def pages(*middle: int) -> dict[str, object]:
        return {"first": page_of(1, 2, 3, token="t1"), "t1": page_of(*middle, token="t2"), "t2": page_of(7, 8, 9)}

    scripted(world, **pages(4, 5, 6))
    assert world.harvest().status == "complete"
    scripted(world, **pages(4, 5, 4))
    for _run in range(3):
        report = world.harvest(full=True)
        assert (report.status, report.deleted, living(world)) == ("incomplete", 0, list(ALL)), report
    scripted(world, **pages(4, 5, 6))
    report = world.harvest(full=True)
    assert (report.status, report.new, report.modified, living(world)) == ("complete", 0, 0, list(ALL)), report


@scenario("T07-supprimee-dans-un-ensemble", "deleted in one set, living in another", "it lives, in both orders")
def _(world: World) -> None:
    for sets in (("a", "b"), ("b", "a")):
        name = "-".join(sets)
        repository = scripted(world)
        gone = [False]

        def answer(asked: dict[str, str], gone: list[bool] = gone) -> str:
            asked_set = asked["set"]
            alive = [described(number, sets=(asked_set,)) for number in (1, 2)]
            if gone[0] and asked_set == "a":
                alive[0] = tombstone(1, stamp="2024-06-01T00:00:00Z", sets=("a",))
            return page_with(alive, None)

        repository.pages = {"": answer}
        world.run(world.source(name, sets=sets))
        gone[0] = True
        messages = []
        for _run in range(3):
            report = world.run(world.source(name, sets=sets), full=True).sources[0]
            living_here = {one.identifier for one in world.records() if one.source == name and not one.deleted}
            assert (report.status, report.deleted) == ("complete", 0), report
            assert living_here == {"oai:cas:1", "oai:cas:2"}
            messages.append(report.message)
        assert "oai:cas:1 (lot « a »)" in messages[0], messages


@scenario("T08-liste-reprise-repetitions", "a list resumed by another run repeats itself", "6 of 9, three repeated")
def _(world: World) -> None:
    repository = scripted(
        world,
        first=page_of(1, 2, 3, token="t1", size=9),
        t1=page_of(4, 5, 6, token="t2", size=9),
        t2=Reply(b"", 403),
    )
    assert_incomplete(world, world.harvest())
    repository.pages = {**repository.pages, "t2": page_of(4, 5, 6, size=9)}
    assert_incomplete(world, world.harvest(), "6", "sur 9", "3 répétées")
    assert living(world) == [1, 2, 3, 4, 5, 6]


@scenario("T14-jeton-de-trop-enveloppe-vide", "all that was announced, then a token that leads to nothing", "said once")
def _(world: World) -> None:
    _token_too_many(world, empty_envelope())


@scenario("T15-jeton-de-trop-refuse", "all that was announced, then a token that is refused", "said once, and bounded")
def _(world: World) -> None:
    _token_too_many(world, error("badResumptionToken", "invalid or expired"))


def _token_too_many(world: World, after: str) -> None:
    repository = scripted(
        world,
        first=page_of(1, 2, 3, token="t1", size=9),
        t1=page_of(4, 5, 6, token="t2", size=9),
        t2=page_of(7, 8, 9, token="t3", size=9),
        t3=after,
    )
    for run in range(2):
        report = world.harvest()
        assert_incomplete(world, report, "9 notices annoncées sont venues", "quirks = ['ends_with_extra_token']")
        assert (living(world), report.modified, report.new) == (list(ALL), 0, 0 if run else 9)
    assert len(repository.asked) <= 20
    report = world.harvest(quirks=("ends_with_extra_token",))
    assert report.status == "complete", report


@scenario("T12-page-plus-lente-que-la-limite", "a page slower than the time allowed", "said, with the setting's name")
def _(world: World) -> None:
    slow = page_of(4, 5, 6, token="t2", size=9, cursor=3)
    scripted(
        world,
        first=page_of(1, 2, 3, token="t1", size=9, cursor=0),
        t1=Reply(slow.encode(), delay=0.6),
        t2=page_of(7, 8, 9, size=9, cursor=6),
    )
    report = world.harvest(timeout=timedelta(seconds=0.2))
    assert_incomplete(world, report, "timeout")
    assert living(world) == [1, 2, 3]
    assert report.requests <= 6
    assert world.harvest(timeout=timedelta(seconds=5)).status == "complete"
    assert living(world) == list(ALL)


@scenario("T13-une-fenetre-toujours-en-echec", "one window of six always fails", "the others are asked, it is named")
def _(world: World) -> None:
    stamps = ("2024-01-10", "2024-02-20", "2024-03-20", "2024-04-20", "2024-05-30")
    repository = scripted(world)
    repository.identity = {"earliest": "2024-01-01T00:00:00Z"}

    def answer(asked: dict[str, str]) -> str | Reply:
        since, until = asked.get("from", "0"), asked.get("until", "9")
        inside = [number for number, day in enumerate(stamps, 1) if since <= f"{day}T00:00:00Z" <= until]
        if 2 in inside:
            return Reply(b"<html><body>panne</body></html>", 500)
        records = [described(number, stamp=f"{stamps[number - 1]}T00:00:00Z") for number in inside]
        return page_with(records, None) if records else error("noRecordsMatch")

    repository.pages = {"": answer}
    for _run in range(2):
        before = len(repository.asked)
        report = world.harvest(window=timedelta(days=30))
        assert (report.status, report.deleted, living(world)) == ("incomplete", 0, [1, 3, 4, 5]), report
        assert "2024-01-31" in report.message
        assert "2024-03-01" in report.message
        assert json.loads(world.state()["list:oai_dc:"])["since"] <= "2024-01-31T00:00:00+00:00"
        assert any("2024-01-31" in asked.get("from", "") for asked in repository.asked[before:])
        assert len(repository.asked) - before <= 30


def numbers_of(names: Sequence[str]) -> list[int]:
    return sorted(int(name.rpartition(":")[2]) for name in names)

"""Scenarios U, the ends of lists: what was announced counts rows, what a token too many proves, what could not be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from tests.oai_cases.answers import Reply, envelope, error
from tests.oai_cases.real_scenarios import ALL, assert_incomplete, is_remembered, living, scripted
from tests.oai_cases.scenarios import scenario
from tests.oai_cases.scripted_repository import ScriptedRepository, described, page_of, page_with, tombstone
from tests.oai_cases.world import World

_PAGE = 5
_EXTRA = ("ends_with_extra_token",)


def _rows(numbers: Sequence[int]) -> list[str]:
    return [described(number, stamp=f"2024-01-{number:02}T00:00:00Z") for number in numbers]


def _stamp(row: str) -> str:
    found = re.search("<datestamp>(.*?)<", row)
    assert found is not None
    return found[1]


def by_rows(
    world: World, rows: Sequence[str], paged: Callable[[list[str]], list[str]] = lambda rows: rows
) -> ScriptedRepository:
    """Put a repository of rows in the world: paged by place, sizes announced, dates obeyed; « paged » may spoil them."""

    def answer(asked: dict[str, str]) -> str:
        since, until, start = (asked.get("resumptionToken") or "||0").split("|")
        since, until = since or asked.get("from", ""), until or asked.get("until", "")
        chosen = [one for one in rows if since <= _stamp(one) <= (until or "9999")]
        if not chosen:
            return error("noRecordsMatch")
        page = paged(list(chosen))[int(start) : int(start) + _PAGE]
        end = int(start) + _PAGE
        token = f"{since}|{until}|{end}" if end < len(chosen) else ""
        written = "".join(page)
        if asked["verb"] == "ListIdentifiers":
            written = "".join(re.findall("<header.*?</header>", written))
        last = f'<resumptionToken completeListSize="{len(chosen)}">{token}</resumptionToken>'
        return envelope(f"<{asked['verb']}>{written}{last}</{asked['verb']}>")

    repository = scripted(world)
    repository.others |= {"ListRecords": answer, "ListIdentifiers": answer}
    return repository


@scenario("U21-lignes-comptees", "29 rows of 29 announced, 4 of them records that are two rows each", "complete, said")
def _(world: World) -> None:
    rows = _rows(range(1, 26))
    by_rows(world, rows[:12] + rows[8:12] + rows[12:])
    report = world.harvest()
    assert (report.status, report.new, is_remembered(world)) == ("complete", 25, True), report
    assert "25 notices reçues sur 29 annoncées" in report.message
    assert "ListIdentifiers confirme que tout est venu" in report.message


@scenario("U22-lignes-deplacees", "25 rows of 25 in both lists, 11 in the place of 12; asked alone, once", "incomplete")
def _(world: World) -> None:
    rows = _rows(range(1, 26))
    by_rows(world, rows, lambda some: [*some[:11], some[10], *some[12:]] if len(some) == 25 else some)
    assert_incomplete(world, world.harvest(), "24 notices reçues sur 25 annoncées, 1 répétées")
    assert world.harvest(full=True).status == "incomplete"


@scenario("U23-deux-lignes-vivante-et-supprimee", "26 rows of 26: one record is both deleted and living", "complete")
def _(world: World) -> None:
    rows = _rows(range(1, 26))
    rows[4] = tombstone(5, stamp="2024-02-01T00:00:00Z")
    by_rows(world, [*rows, described(5, stamp="2024-02-02T00:00:00Z")])
    report = world.harvest()
    assert (report.status, len(world.living()), is_remembered(world)) == ("complete", 25, True), report


@scenario(
    "U24-taille-de-page-et-jeton-de-trop", "the card accepts a token too many, sizes are the pages' own", "to come"
)
def _(world: World) -> None:
    repository = scripted(world, first=page_of(1, 2, 3, token="t1", size=3), t1=Reply(b"panne", 500))
    assert_incomplete(world, world.harvest(quirks=_EXTRA), "HTTP 500")
    repository.pages = {**repository.pages, "t1": page_of(4, 5, 6, token="t2", size=3), "t2": page_of(7, 8, 9)}
    report = world.harvest(quirks=_EXTRA)
    assert (report.status, living(world)) == ("complete", [*ALL]), report


@scenario("U25-jeton-de-trop-accepte", "the card accepts a token too many; then other records come", "they are had")
def _(world: World) -> None:
    repository = scripted(
        world,
        first=page_of(1, 2, 3, token="t1", size=9),
        t1=page_of(4, 5, 6, token="t2", size=9),
        t2=page_of(7, 8, 9, token="t3", size=9),
    )
    report = world.harvest(quirks=_EXTRA)
    assert (report.status, is_remembered(world)) == ("complete", True), report
    assert not any(key.startswith("met:") for key in world.state())
    repository.asks_from = {"": page_of(10)}
    report = world.harvest(quirks=_EXTRA)
    assert (report.status, living(world)) == ("complete", [*ALL, 10]), report


@scenario(
    "U26-jeton-de-trop-verifie", "all announced, then HTTP 500; ListIdentifiers names as many, or three more", "told"
)
def _(world: World) -> None:
    repository = scripted(
        world,
        first=page_of(1, 2, 3, token="t1", size=6),
        t1=page_of(4, 5, 6, token="t2", size=6),
        t2=Reply(b"panne", 500),
    )
    named = [*range(1, 10)]

    def identifiers(asked: dict[str, str]) -> str:
        headers = re.findall("<header.*?</header>", "".join(map(described, named)))
        return envelope(f"<ListIdentifiers>{''.join(headers)}</ListIdentifiers>")

    repository.others |= {"ListIdentifiers": identifiers, "GetRecord": lambda asked: error("badVerb")}
    assert_incomplete(world, world.harvest(), "ListIdentifiers nomme 3 notices qui manquent")
    del named[6:]
    report = world.harvest()
    assert (report.status, is_remembered(world), living(world)) == ("complete", True, named), report
    assert "ListIdentifiers confirme que tout est venu" in report.message


@scenario("U27-une-illisible", "all that was announced, one record whose XML cannot be read", "named in the message")
def _(world: World) -> None:
    records = [described(number) for number in range(1, 9)]
    scripted(world, first=page_with([*records, described(9, titre="R&D <b n° 9")], None, 9))
    report = world.harvest()
    assert (report.status, living(world)) == ("complete", [*range(1, 9)]), report
    assert "1 notice(s) venue(s) illisible(s), mise(s) de côté : oai:cas:9" in report.message


@scenario(
    "U30-decalee-a-chaque-liste", "3 comes twice and 4 never, in each whole list; ListIdentifiers names all", "complete"
)
def _(world: World) -> None:
    repository = scripted(
        world, first=page_of(1, 2, 3, token="t1"), t1=page_of(3, 5, 6, token="t2"), t2=page_of(7, 8, 9)
    )
    headers = re.findall("<header>.*?</header>", page_of(*ALL))
    repository.others["ListIdentifiers"] = lambda asked: envelope(
        f"<ListIdentifiers>{''.join(headers)}</ListIdentifiers>"
    )
    repository.others["GetRecord"] = lambda asked: envelope(
        f"<GetRecord>{described(int(asked['identifier'].rpartition(':')[2]))}</GetRecord>"
    )
    for run in range(3):
        report = world.harvest(full=run > 0)
        assert (report.status, report.new, report.deleted) == ("complete", 0 if run else 9, 0), report
    assert "ListIdentifiers les nomme, et elles ont été demandées une à une" in report.message
    repository.others["GetRecord"] = lambda asked: error("badVerb")
    for _run in range(2):
        report = world.harvest(full=True)
        assert (report.status, report.deleted, living(world)) == ("complete", 0, [*ALL]), report

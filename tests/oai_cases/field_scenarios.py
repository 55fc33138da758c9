"""Scenarios U: what users of OJS, DSpace, EPrints, Invenio, Dataverse… reported of their repositories, run after run."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Any

from pipeline.publishing.export import exported_records
from tests.oai_cases.answers import Reply, error, listed, xml
from tests.oai_cases.live_repository import Entry, LiveRepository
from tests.oai_cases.real_scenarios import ALL, assert_incomplete, living, scripted
from tests.oai_cases.scenarios import scenario
from tests.oai_cases.scripted_repository import described, page_of, page_with, tombstone
from tests.oai_cases.world import World


def identifiers(world: World, *numbers: int) -> str:
    """Answer ListIdentifiers with some records."""
    entries = {f"oai:cas:{number}": Entry("2024-01-01T00:00:00Z", "") for number in numbers}
    repository = LiveRepository()
    repository.entries = entries
    return repository._list_identifiers({"metadataPrefix": "oai_dc"}).body.decode()


def shown(world: World) -> int:
    return len(list(exported_records(world.settings(world.source()).store, everything=False)))


def nothing_changes(world: World, *, full: bool = True, **card: Any) -> None:
    world.now += timedelta(days=1)
    report = world.harvest(full=full, **card)
    assert (report.status, report.new, report.modified, report.deleted) == ("complete", 0, 0, 0), report


@scenario(
    "U01-getrecord-nie-tout", "GetRecord denies all, a whole list forgets one (Kitodo#2148)", "it is not withdrawn"
)
def _(world: World) -> None:
    world.repository.put_many(9)
    assert world.harvest().new == 9
    hidden = world.repository.entries["oai:cas:5"]
    world.repository.put(5, hidden.stamp, hidden.titre, visible=False)
    world.repository.before = lambda asked: xml(error("idDoesNotExist")) if asked["verb"] == "GetRecord" else None
    assert world.harvest(full=True).deleted == 0
    assert living(world) == [*ALL]


@scenario(
    "U02-vivante-et-supprimee", "each whole list gives one record living and deleted (pkp#7901)", "no run says a change"
)
def _(world: World) -> None:
    for source, first, last in (
        ("meme-date", described(2), tombstone(2, stamp="2024-01-01T00:00:00Z")),
        ("vivante-apres", tombstone(2, stamp="2023-01-01T00:00:00Z"), described(2)),
    ):
        pages = {"first": page_with([first], "t1"), "t1": page_of(1, token="t2"), "t2": page_with([last])}
        scripted(world, **pages)
        card = world.source(source)
        world.run(card)
        for _run in range(2):
            report = world.run(card, full=True).sources[0]
            assert (report.status, report.new, report.modified, report.deleted) == ("complete", 0, 0, 0), report
        lives = {one.identifier for one in world.records() if one.source == source and not one.deleted}
        assert ("oai:cas:2" in lives) is (source == "vivante-apres")


@scenario("U03-trente-pages-vides", "thirty empty pages before the first record (Libris#1812)", "gone through")
def _(world: World) -> None:
    empty = {f"v{number}": listed([], f"v{number + 1}") for number in range(1, 30)}
    scripted(world, first=listed([], "v1"), v30=page_of(*ALL), **empty)
    assert world.harvest().new == len(ALL)
    nothing_changes(world)


@scenario(
    "U04-http-devient-https", "identifiers and addresses move to https together", "each work once, none withdrawn"
)
def _(world: World) -> None:
    def works(scheme: str, stamp: str) -> str:
        return page_with(
            [
                described(f"{scheme}://ex.test/oai/{number}", stamp=stamp,
                          more=f"<dc:identifier>{scheme}://ex.test/{number}</dc:identifier>")
                for number in ALL
            ]
        )  # fmt: skip

    repository = scripted(world, first=works("http", "2024-01-01T00:00:00Z"))
    world.harvest()
    world.now += timedelta(days=1)
    repository.pages = {"": works("https", "2024-06-02T08:00:00Z")}
    report = world.harvest()
    assert (report.status, report.deleted, shown(world)) == ("complete", 0, len(ALL)), report


@scenario("U05-jeton-perime-liste-vide", "an old token gives an empty list that ends", "the identifiers' list tells")
def _(world: World) -> None:
    repository = scripted(world, first=page_of(1, 2, 3, token="t1"), t1=listed([], ""))
    repository.others["ListIdentifiers"] = lambda asked: identifiers(world, *ALL)
    repository.others["GetRecord"] = lambda asked: error("badVerb")
    assert_incomplete(world, world.harvest(), "dernière page sans notice", "ListIdentifiers nomme 6 notices")
    assert living(world) == [1, 2, 3]


@scenario(
    "U06-pages-sans-ordre-premiere",
    "first harvest: one record twice, its neighbour never (DOAJ#712)",
    "asked for, kept",
)
def _(world: World) -> None:
    repository = scripted(
        world, first=page_of(1, 2, 3, token="t1"), t1=page_of(3, 5, 6, token="t2"), t2=page_of(7, 8, 9)
    )
    repository.others["ListIdentifiers"] = lambda asked: identifiers(world, *ALL)
    repository.others["GetRecord"] = lambda asked: listed([described(asked["identifier"])]).replace(
        "ListRecords", "GetRecord"
    )
    report = world.harvest()
    assert (report.status, report.new) == ("complete", 9), report
    assert "1 notices qu'elle oubliait" in report.message
    assert living(world) == [*ALL]


@scenario("U07-suite-en-identifiants", "the token of ListRecords goes on as ListIdentifiers (pkp#10296)", "incomplete")
def _(world: World) -> None:
    scripted(world, first=page_of(1, 2, 3, token="t1"), t1=lambda asked: identifiers(world, 4, 5, 6))
    for _run in range(2):
        assert_incomplete(world, world.harvest(full=True), "sans liste ListRecords")


@scenario("U08-profondeur-en-502", "pages beyond a depth answer 502 for ever (Zenodo#2555)", "kept, never complete")
def _(world: World) -> None:
    repository = scripted(
        world, first=page_of(1, 2, 3, token="t1"), t1=page_of(4, 5, 6, token="t2"), t2=Reply(b"<html>", 502)
    )
    for _run in range(2):
        assert world.harvest().deleted == 0
        assert living(world) == [1, 2, 3, 4, 5, 6]
    repository.pages = {**repository.pages, "t2": page_of(7, 8, 9)}
    assert (world.harvest().status, living(world)) == ("complete", [*ALL])


@scenario("U09-curseur-de-pages", "the cursor counts pages (Fairchive#2888)", "no sign; one gone goes by two lists")
def _(world: World) -> None:
    def pages(*numbers: int) -> dict[str, str]:
        size = len(numbers)
        return {
            "": page_of(*numbers[:3], token="t1", size=size, cursor=0),
            "t1": page_of(*numbers[3:6], token="t2", size=size, cursor=1),
            "t2": page_of(*numbers[6:], size=size, cursor=2),
        }

    repository = scripted(world)
    repository.pages = pages(*ALL)
    assert world.harvest().new == len(ALL)
    repository.pages = pages(1, 2, 3, 4, 6, 7, 8, 9)
    assert [world.harvest(full=True).deleted for _run in range(2)] == [0, 1]


@scenario("U10-tombes-datees-de-maintenant", "tombstones and records dated of the moment they are asked", "no change")
def _(world: World) -> None:
    def page(_asked: dict[str, str]) -> str:
        stamp = f"{world.now:%Y-%m-%dT%H:%M:%SZ}"
        return page_with([tombstone(1, stamp=stamp), *(described(number, stamp=stamp) for number in ALL[1:])])

    scripted(world, first=page)
    assert world.harvest().new == len(ALL) - 1
    for full in (False, True, False):
        nothing_changes(world, full=full)


@scenario("U11-entetes-mis-en-forme", "an upgrade writes headers on several lines", "the same records, no change")
def _(world: World) -> None:
    repository = scripted(world, first=page_of(*ALL))
    world.harvest()
    written = (
        page_of(*ALL).replace("<identifier>oai", "<identifier>\n  oai").replace("</identifier><d", "\n</identifier><d")
    )
    repository.pages = {"": written.replace("<datestamp>", "<datestamp>\n ")}
    nothing_changes(world)


@scenario("U12-trois-lots-trois-fois", "one record a set it is in (Dataverse#3687)", "once; one gone goes by two lists")
def _(world: World) -> None:
    def page(*numbers: int) -> str:
        return page_with([described(number, sets=(spec,)) for number in numbers for spec in "abc"])

    repository = scripted(world, first=page(*ALL))
    repository.others["ListIdentifiers"] = lambda asked: identifiers(world, *ALL)
    repository.others["GetRecord"] = lambda asked: error("badVerb")
    assert world.harvest().new == len(ALL)
    nothing_changes(world)
    repository.pages = {"": page(1, 2, 3, 4, 6, 7, 8, 9)}
    repository.others["ListIdentifiers"] = lambda asked: identifiers(world, 1, 2, 3, 4, 6, 7, 8, 9)
    assert [world.harvest(full=True).deleted for _run in range(2)] == [0, 1]


@scenario("U13-identifiants-de-l-hote", "identifiers made of the host's name, to and fro (Pinakes#132)", "nine shown")
def _(world: World) -> None:
    repository = scripted(world)
    for day, host in enumerate(("a", "b", "a", "b"), 2):
        world.now += timedelta(days=1)
        stamp = f"2024-06-{day:02}T08:00:00Z"
        works = [
            described(
                f"oai:{host}.test:{number}", stamp=stamp, more=f"<dc:identifier>http://ex.test/{number}</dc:identifier>"
            )
            for number in ALL
        ]
        repository.pages = {"": page_with(works)}
        report = world.harvest()
        assert (report.status, report.deleted, shown(world)) == ("complete", 0, len(ALL)), report


@scenario("U14-renommees-puis-une-supprimee", "renamed in two sets, then one deleted in one of them", "nine shown")
def _(world: World) -> None:
    sets = ("a", "b")
    world.repository.put_many(9, sets=sets)
    for number in ALL:
        entry = world.repository.entries[f"oai:cas:{number}"]
        world.repository.entries[f"oai:cas:{number}"] = dataclasses.replace(entry, titre=f"{entry.titre} TraAM")
    world.harvest(sets=sets)
    world.now += timedelta(days=1)
    world.repository.entries = {
        name.replace("cas", "neuf"): dataclasses.replace(entry, stamp="2024-06-02T08:00:00Z")
        for name, entry in world.repository.entries.items()
    }
    world.harvest(sets=sets)
    fourth = dataclasses.replace(world.repository.entries["oai:neuf:4"], stamp="2024-06-03T08:00:00Z", deleted=True)

    def in_b(asked: dict[str, str]) -> Reply | None:
        if asked["verb"] == "ListRecords" and asked.get("set") == "b" and "from" in asked:
            return xml(listed([dataclasses.replace(fourth, sets=("b",)).written("oai:neuf:4", "oai_dc")]))
        return None

    world.repository.before = in_b
    world.now += timedelta(days=1)
    report = world.harvest(sets=sets)
    assert (report.deleted, "oai:neuf:4" in world.living()) == (0, True), report


@scenario(
    "U15-toutes-dites-supprimees", "a fault gives every record as deleted (B2SHARE#182)", "believed, said, undone"
)
def _(world: World) -> None:
    world.repository.put_many(9)
    world.harvest()
    entries = dict(world.repository.entries)
    for number in ALL:
        world.repository.put(number, "2024-06-01T12:30:00Z", deleted=True)
    report = world.harvest(full=True)
    assert (report.status, report.deleted) == ("complete", 9), report
    assert "9 notices sur 9 dites supprimées d'un coup" in report.message
    world.repository.entries = entries
    report = world.harvest(full=True)
    assert (report.status, report.modified, living(world)) == ("complete", 9, [*ALL]), report
    assert "dites supprimées" not in report.message

"""Scenarios U, the rest: lists that seem whole, and nothing that would verify it; one identifier in two sets."""

from __future__ import annotations

from dataclasses import replace

from tests.oai_cases.answers import Reply, envelope, error, gone, xml
from tests.oai_cases.real_scenarios import ALL, assert_incomplete, living, scripted
from tests.oai_cases.scenarios import scenario
from tests.oai_cases.scripted_repository import described, page_of, page_with, tombstone
from tests.oai_cases.world import World


@scenario(
    "U16-taille-de-page-puis-rien", "completeListSize is each page's own, the third token gives nothing", "not complete"
)
def _(world: World) -> None:
    scripted(
        world,
        first=page_of(1, 2, 3, token="t1", size=3),
        t1=page_of(4, 5, 6, token="t2", size=3),
        t2=error("noRecordsMatch"),
    )
    assert_incomplete(world, world.harvest(), "la fin de la liste n'est pas prouvée")


@scenario("U17-jeton-de-trop-en-erreur", "all that was announced, then a token answered by HTTP 500", "said once")
def _(world: World) -> None:
    repository = scripted(
        world,
        first=page_of(1, 2, 3, token="t1", size=9),
        t1=page_of(4, 5, 6, token="t2", size=9),
        t2=page_of(7, 8, 9, token="t3", size=9),
        t3=Reply(b"<html>panne</html>", 500),
    )
    for run in range(2):
        report = world.harvest()
        assert_incomplete(world, report, "9 notices annoncées sont venues", "quirks = ['ends_with_extra_token']")
        assert (living(world), report.new) == ([*ALL], 0 if run else 9)
    assert len(repository.asked) <= 24
    assert world.harvest(quirks=("ends_with_extra_token",)).status == "complete"


@scenario(
    "U18-repetees-sans-verification", "a record again in another's place, no size, no ListIdentifiers", "not complete"
)
def _(world: World) -> None:
    repository = scripted(
        world, first=page_of(1, 2, 3, token="t1"), t1=page_of(3, 5, 6, token="t2"), t2=page_of(7, 8, 9)
    )
    for _run in range(2):
        assert_incomplete(world, world.harvest(), "ListIdentifiers ne permet pas de vérifier")
    repository.pages = {**repository.pages, "t1": page_of(4, 5, 6, token="t2")}
    report = world.harvest()
    assert (report.status, report.new, living(world)) == ("complete", 1, [*ALL]), report


@scenario("U19-un-identifiant-dans-deux-lots", "each set has its own resource under one identifier", "kept or told")
def _(world: World) -> None:
    def page(asked: dict[str, str]) -> str:
        own = asked["set"]
        address = f"<dc:identifier>http://ex.test/{own}</dc:identifier>"
        return page_with([described(1, titre=f"TraAM du lot {own}", sets=(own,), more=address)], None)

    scripted(world, first=page)
    for run in range(3):
        report = world.harvest(full=run == 2, sets=("a", "b"))
        assert (report.status, report.new, report.modified) == ("incomplete", 0 if run else 1, 0), report
        assert world.living() == {"oai:cas:1": "TraAM du lot a"}
        assert any("http://ex.test/b" in issue.message for issue in world.issues())


@scenario("U20-lot-ignore-sans-nom", "set is ignored and no header names any set", "kept, and said, if it is offered")
def _(world: World) -> None:
    repository = scripted(world, first=page_of(1, 2, 3, token="t1"), t1=page_of(4, 5, 6, 7, 8, 9))
    assert (world.harvest(sets=("traam",)).status, world.living()) == ("failed", {})
    repository.others["ListSets"] = lambda asked: envelope("<ListSets><set><setSpec>traam</setSpec></set></ListSets>")
    report = world.harvest(sets=("traam",))
    assert (report.status, living(world)) == ("complete", [*ALL]), report
    assert "semble ignorer « set »" in report.message


@scenario(
    "U28-getrecord-dit-tout-supprime", "GetRecord says all deleted, a whole list forgets one", "it is not withdrawn"
)
def _(world: World) -> None:
    world.repository.put_many(4)
    world.harvest()
    held = world.repository.entries["oai:cas:2"]
    world.repository.entries["oai:cas:2"] = replace(held, visible=False)

    def deny(asked: dict[str, str]) -> Reply | None:
        number = int(asked.get("identifier", "0").rpartition(":")[2])
        return xml(envelope(f"<GetRecord>{gone(number)}</GetRecord>")) if asked["verb"] == "GetRecord" else None

    world.repository.before = deny
    assert (world.harvest(full=True).deleted, len(world.living())) == (0, 4)


@scenario(
    "U29-deux-contenus-puis-supprimee", "one identifier: two contents, then deleted", "the other content is named"
)
def _(world: World) -> None:
    other = described(1, titre="TraAM autre", more="<dc:identifier>http://ex.test/autre</dc:identifier>")
    scripted(
        world,
        first=page_of(1, 2, 3, token="t1"),
        t1=page_with([other], "t2"),
        t2=page_with([tombstone(1, stamp="2024-01-01T00:00:00Z")]),
    )
    for run in range(2):
        report = world.harvest(full=run == 1)
        assert (report.status, report.new + report.modified) == ("incomplete", 0 if run else 3), report
        assert any("http://ex.test/autre" in issue.message for issue in world.issues())

"""Scenarios U, faults that come together: sets that are no more, sizes and rows that are another list's, dates of now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.oai_cases.answers import Reply, envelope, error
from tests.oai_cases.field_scenarios import identifiers, nothing_changes
from tests.oai_cases.real_scenarios import ALL, assert_incomplete, living, scripted
from tests.oai_cases.scenarios import scenario
from tests.oai_cases.scripted_repository import described, page_of, page_with, tombstone
from tests.oai_cases.world import World

_SET: dict[str, Any] = {"sets": ("traam",)}


def offered(*specs: str) -> str:
    """Answer ListSets."""
    said = "".join(f"<set><setSpec>{spec}</setSpec><setName>{spec.upper()}</setName></set>" for spec in specs)
    return envelope(f"<ListSets>{said}</ListSets>")


def one_by_one(asked: dict[str, str], known: Sequence[int] = ALL) -> str:
    """Answer GetRecord with the record asked for."""
    number = int(asked["identifier"].rpartition(":")[2])
    return as_one(described(number)) if number in known else error("idDoesNotExist")


def as_one(record: str) -> str:
    return envelope(f"<GetRecord>{record}</GetRecord>")


@scenario("U31-taille-de-tout-l-entrepot", "a set announces the size of the whole repository (Combine#240)", "not lost")
def _(world: World) -> None:
    def page(*numbers: int, token: str) -> str:
        return page_with([described(number, sets=("traam",)) for number in numbers], token, size=225_176)

    scripted(world, first=page(1, 2, 3, token="t1"), t1=page(4, 5, 6, token=""))
    for _run in range(2):
        assert_incomplete(world, world.harvest(**_SET), "225176", "ignore_complete_list_size")
        assert living(world) == [1, 2, 3, 4, 5, 6]
    assert world.harvest(**_SET, quirks=("ignore_complete_list_size",)).status == "complete"


@scenario(
    "U32-lot-restreint-et-coupe",
    "a set narrowed deletes what another gives, cut on its way (Fairchive#1794)",
    "they live",
)
def _(world: World) -> None:
    repository = scripted(world)
    repository.pages = {"": lambda asked: page_with([described(number, sets=(asked["set"],)) for number in ALL])}
    sets = ("a", "b")
    assert world.harvest(sets=sets).new == len(ALL)
    gone = [tombstone(number, stamp="2024-06-02T07:00:00Z", sets=("b",)) for number in ALL]

    def changes(asked: dict[str, str]) -> str:
        return error("noRecordsMatch") if asked["set"] == "a" else page_with(gone[:5], "suite")

    repository.clock = "2024-06-02T08:00:00Z"
    repository.asks_from = {"": changes, "suite": Reply(b"", 403)}
    assert world.harvest(sets=sets).status != "complete"
    repository.asks_from = {"": changes, "suite": page_with(gone[5:])}
    assert world.harvest(sets=sets).status == "complete"
    assert living(world) == [*ALL]


@scenario(
    "U33-jeton-de-trop-et-ajout",
    "a full last page leads to HTTP 500, one comes meanwhile (Invenio RDM#2715)",
    "it is had",
)
def _(world: World) -> None:
    repository = scripted(
        world, first=page_of(1, 2, 3, token="t1", size=6), t1=page_of(4, 5, 6, token="t2", size=7), t2=Reply(b"", 500)
    )
    assert_incomplete(world, world.harvest())
    repository.pages = {**repository.pages, "t2": page_of(7, token=None)}
    report = world.harvest()
    assert (report.status, living(world)) == ("complete", [1, 2, 3, 4, 5, 6, 7]), report


@scenario(
    "U34-dates-de-maintenant-et-pages-qui-se-recouvrent",
    "every stamp is of now (pkp#5135), each page begins by the last of the one before",
    "complete where ListIdentifiers agrees, and no change",
)
def _(world: World) -> None:
    def page(*numbers: int, token: str = "") -> Any:
        return lambda _asked: page_with(
            [described(number, stamp=f"{world.now:%Y-%m-%dT%H:%M:%SZ}") for number in numbers], token
        )

    repository = scripted(world, first=page(1, 2, 3, token="t1"), t1=page(3, 4, 5, token="t2"), t2=page(5, 6, 7))
    report = world.harvest()
    assert (report.status, living(world)) == ("incomplete", [1, 2, 3, 4, 5, 6, 7]), report
    repository.others["ListIdentifiers"] = lambda asked: identifiers(world, 1, 2, 3, 4, 5, 6, 7)
    repository.others["GetRecord"] = one_by_one
    nothing_changes(world)
    nothing_changes(world)


@scenario(
    "U35-suppressions-de-toute-l-installation",
    "a set gives what was deleted in all the others (pkp#2566)",
    "complete, nobody is withdrawn for it",
)
def _(world: World) -> None:
    stamp = "2024-01-02T00:00:00Z"
    others = [tombstone(number, stamp=stamp, sets=("autre:ART",)) for number in (101, 102, 103, 104)]
    own = [described(number, sets=("traam:ART",)) for number in (1, 2, 3)]
    repository = scripted(world, first=page_with([*own, *others]))
    repository.others["ListSets"] = lambda asked: offered("traam", "traam:ART", "autre", "autre:ART")
    report = world.harvest(**_SET)
    assert (report.status, living(world)) == ("complete", [1, 2, 3]), report
    nothing_changes(world, **_SET)


@scenario(
    "U36-getrecord-donne-une-autre",
    "GetRecord gives always the first record (Invenio#1429), lists forget one",
    "two lists",
)
def _(world: World) -> None:
    repository = scripted(world, first=page_of(*ALL))
    repository.others["GetRecord"] = lambda asked: as_one(described(1))
    assert world.harvest().new == len(ALL)
    repository.pages = {"": page_of(*(number for number in ALL if number != 5))}
    reports = [world.harvest(full=True) for _run in range(2)]
    assert [(one.status, one.new, one.modified, one.deleted) for one in reports] == [
        ("complete", 0, 0, 0),
        ("complete", 0, 0, 1),
    ], reports


@scenario(
    "U37-lignes-sans-le-format",
    "rows that have not the format are announced and passed over (VuFind#1237)",
    "told, and complete once the card says so",
)
def _(world: World) -> None:
    repository = scripted(
        world,
        first=page_of(1, 2, 3, token="t1", size=9, cursor=0),
        t1=page_of(4, 6, token="t2", size=9, cursor=3),
        t2=page_of(7, 8, 9, size=9, cursor=6),
    )
    repository.others["ListIdentifiers"] = lambda asked: identifiers(world, *ALL)
    repository.others["GetRecord"] = lambda asked: (
        error("cannotDisseminateFormat") if asked["identifier"].endswith(":5") else one_by_one(asked)
    )
    assert_incomplete(world, world.harvest(), "8 notices", "sur 9", "ignore_complete_list_size")
    report = world.harvest(quirks=("ignore_complete_list_size",))
    assert (report.status, living(world)) == ("complete", [1, 2, 3, 4, 6, 7, 8, 9]), report


@scenario(
    "U38-rubrique-renommee",
    "a set renamed is answered by the whole site, no header names any, warnings come first (WordPress)",
    "not complete, the sets offered told, nobody is withdrawn",
)
def _(world: World) -> None:
    warned = "<br />\n<b>Warning</b>: Undefined array key in <b>/srv/oai.php</b> on line <b>12</b><br />\n"
    repository = scripted(world, first=lambda asked: page_of(*(ALL if "set" not in asked else (1, 2, 3))))
    repository.others["ListSets"] = lambda asked: offered("traam", "vie-scolaire")
    assert (world.harvest(**_SET).status, living(world)) == ("complete", [1, 2, 3])
    repository.pages = {"": f"{warned}{page_of(*ALL)}"}
    repository.others["ListSets"] = lambda asked: offered("traams", "vie-scolaire")
    for _run in range(2):
        report = world.harvest(full=True, **_SET)
        assert (report.status == "complete", report.deleted, living(world)) == (False, 0, [1, 2, 3]), report
        assert "vouliez-vous dire « traams »" in report.message


@scenario(
    "U39-collection-supprimee",
    "a collection is deleted: noRecordsMatch for ever, ListSets names it no more (DSpace)",
    "not complete, the sets offered told, nobody is withdrawn",
)
def _(world: World) -> None:
    repository = scripted(world, first=page_with([described(number, sets=("com_1_1",)) for number in (1, 2, 3)]))
    repository.others["ListSets"] = lambda asked: offered("com_1_1", "com_1_2")
    assert world.harvest(sets=("com_1_1",)).new == 3
    repository.pages = {"": error("noRecordsMatch")}
    repository.others["ListSets"] = lambda asked: offered("com_1_2", "com_1_3")
    for _run in range(3):
        report = world.harvest(full=True, sets=("com_1_1",))
        assert (report.status == "complete", report.deleted, living(world)) == (False, 0, [1, 2, 3]), report
        assert "com_1_2" in report.message


@scenario(
    "U40-suppression-en-chemin",
    "one is deleted while pages go by place: its neighbour is passed over (DOAJ#235)",
    "had",
)
def _(world: World) -> None:
    whole = {"": page_of(1, 2, 3, token="t1", size=9, cursor=0)}
    repository = scripted(world)
    repository.pages = whole | {
        "t1": page_of(5, 6, 7, token="t2", size=8, cursor=3), "t2": page_of(8, 9, size=8, cursor=6)
    }  # fmt: skip
    assert_incomplete(world, world.harvest(), "9 puis 8")
    repository.pages = {
        "": page_of(2, 3, 4, token="t1", size=8, cursor=0),
        "t1": page_of(5, 6, 7, token="t2", size=8, cursor=3),
        "t2": page_of(8, 9, size=8, cursor=6),
    }
    report = world.harvest()
    assert (report.status, report.new, living(world)) == ("complete", 1, [*ALL]), report
    assert (world.harvest(full=True).deleted, living(world)) == (1, [*ALL[1:]])

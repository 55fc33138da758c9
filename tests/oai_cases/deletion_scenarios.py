"""Scenarios F: what was there and is no more."""

from __future__ import annotations

from datetime import timedelta

from tests.oai_cases.answers import Reply, error, listed, xml
from tests.oai_cases.live_repository import Entry, LiveRepository
from tests.oai_cases.scenarios import scenario
from tests.oai_cases.world import World


@scenario("F01-deleted-unknown", "a deletion of a record never seen", "never an error")
def _(world: World) -> None:
    world.repository.put_many(2)
    world.repository.put(9, deleted=True)
    report = world.harvest()
    assert (report.status, report.seen, report.deleted) == ("complete", 2, 0)
    assert "oai:cas:9" not in world.living()


@scenario("F02-deletedrecord-no", "deletedRecord is « no »; a record vanishes", "withdrawn by a second whole list")
def _(world: World) -> None:
    world.repository = LiveRepository(deleted="no")
    world.repository.answers_one = False
    world.repository.put_many(12)
    world.harvest()
    del world.repository.entries["oai:cas:4"]
    assert world.harvest().deleted == 0
    assert "oai:cas:4" in world.living()
    first = world.harvest(full=True)
    assert (first.status, first.deleted) == ("complete", 0)
    assert "1 notice(s) absente(s)" in first.message
    assert world.harvest().deleted == 0
    assert world.harvest(full=True).deleted == 1
    assert world.deleted() == {"oai:cas:4"}


@scenario("F03-mass-disappearance", "a whole list comes back 90 % smaller", "nothing is withdrawn until confirmed")
def _(world: World) -> None:
    world.repository.put_many(20)
    world.harvest()
    for number in range(3, 21):
        del world.repository.entries[f"oai:cas:{number}"]
    report = world.harvest(full=True)
    assert (report.status, report.deleted, len(world.living())) == ("incomplete", 0, 20)
    assert "--accept-vanished" in report.message
    assert world.harvest(full=True, accept_vanished=True).deleted == 18
    assert len(world.living()) == 2


@scenario("F04-incomplete-listing", "a whole list that stops midway", "nothing is withdrawn from it")
def _(world: World) -> None:
    world.repository.answers_one = False
    world.repository.put_many(20)
    world.harvest()
    del world.repository.entries["oai:cas:20"]
    world.repository.before = lambda asked: Reply(b"", 403) if asked.get("resumptionToken", "").endswith("|9") else None
    report = world.harvest(full=True)
    assert (report.status, report.deleted) == ("incomplete", 0)
    assert len(world.living()) == 20
    world.repository.before = lambda asked: None
    assert (world.harvest().deleted, world.harvest().deleted) == (0, 0)
    report = world.harvest(full=True)
    assert (report.status, report.deleted) == ("complete", 1)


@scenario("F05-undeleted", "deleted, then there again", "living again, its history kept")
def _(world: World) -> None:
    world.repository.put_many(3)
    world.harvest()
    first_seen = world.stored()["oai:cas:2"].first_seen
    world.now += timedelta(days=1)
    world.repository.put(2, "2024-06-02T10:00:00Z", deleted=True)
    assert world.harvest().deleted == 1
    world.now += timedelta(days=1)
    world.repository.put(2, "2024-06-03T10:00:00Z", "Revenu")
    report = world.harvest()
    assert (report.modified, world.living()["oai:cas:2"]) == (1, "Revenu")
    assert world.stored()["oai:cas:2"].first_seen == first_seen


@scenario("F06-left-the-set", "a record leaves the set and is not deleted", "two whole lists of that set find it")
def _(world: World) -> None:
    world.repository.answers_one = False
    world.repository.put_many(12, sets=("svt",))
    world.harvest(sets=("svt",))
    world.repository.put(5, "2024-06-01T11:00:00Z", sets=("maths",))
    assert world.harvest(sets=("svt",)).deleted == 0
    assert world.harvest(sets=("svt",), full=True).deleted == 0
    assert world.harvest(sets=("svt",), full=True).deleted == 1
    assert world.deleted() == {"oai:cas:5"}


@scenario(
    "F07-live-and-deleted-in-one-list",
    "one identifier living and deleted in one list",
    "the later date wins; of equals the later in the list",
)
def _(world: World) -> None:
    later, sooner = "2024-05-20T10:00:00Z", "2024-05-10T10:00:00Z"
    cases = {
        "vivante-apres": [(sooner, True), (later, False)],
        "vivante-avant": [(later, False), (sooner, True)],
        "retiree-apres": [(sooner, False), (later, True)],
        "retiree-avant": [(later, True), (sooner, False)],
        "egales-retiree": [(later, False), (later, True)],
        "egales-vivante": [(later, True), (later, False)],
    }
    for spread in (False, True):
        for name, words in cases.items():
            world.repository = LiveRepository()
            world.repository._list_records = _same_identifier(words, spread=spread)  # type: ignore[method-assign]
            source = f"{name}-{'pages' if spread else 'page'}"
            assert world.run(world.source(source)).sources[0].status == "complete"
    living = {record.source for record in world.records() if not record.deleted}
    assert living == {f"{name}-{place}" for name in cases if "vivante" in name for place in ("page", "pages")}


def _same_identifier(words, *, spread):
    written = [Entry(stamp, "Titre", deleted=deleted).written("oai:cas:1", "oai_dc") for stamp, deleted in words]

    def answer(arguments: dict[str, str]) -> Reply:
        if not spread:
            return xml(listed(written))
        page = int(arguments.get("resumptionToken", "0"))
        return xml(listed([written[page]], "" if page else "1"))

    return answer


@scenario(
    "F51-set-aside-is-not-vanished", "a whole list in which a record has become malformed", "what is held of it stays"
)
def _(world: World) -> None:
    world.repository.put_many(12)
    world.harvest()
    world.repository.put(4, titre="<ouvert>")
    report = world.harvest(full=True)
    assert (report.status, report.deleted) == ("complete", 0)
    assert world.living()["oai:cas:4"] == "Titre 4"


@scenario("F52-whole-list-refused", "noRecordsMatch for the whole list of a source that held records", "held back")
def _(world: World) -> None:
    world.repository.put_many(12)
    world.harvest()
    world.repository.before = lambda asked: xml(error("noRecordsMatch")) if asked["verb"] == "ListRecords" else None
    report = world.harvest(full=True)
    assert (report.status, report.deleted, len(world.living())) == ("incomplete", 0, 12)


@scenario(
    "F53-asked-for", "a record a whole list omits is asked for", "« does not exist », or in no set: withdrawn at once"
)
def _(world: World) -> None:
    world.repository.put_many(12, sets=("svt",))
    world.harvest(sets=("svt",))
    del world.repository.entries["oai:cas:4"]
    world.repository.put(5, "2024-06-01T11:00:00Z", sets=("maths",))
    report = world.harvest(sets=("svt",), full=True)
    assert (report.status, report.deleted) == ("complete", 2), report
    assert world.deleted() == {"oai:cas:4", "oai:cas:5"}


@scenario("F54-omitted-and-living", "a whole list omits a record that GetRecord gives", "kept, and incomplete")
def _(world: World) -> None:
    world.repository.put_many(12)
    world.harvest()
    hidden = world.repository.entries["oai:cas:4"]

    def omit(asked: dict[str, str]) -> None:
        if asked["verb"] == "GetRecord":
            world.repository.entries["oai:cas:4"] = hidden
        else:
            world.repository.entries.pop("oai:cas:4", None)

    world.repository.before = omit
    for _run in range(3):
        report = world.harvest(full=True)
        assert (report.status, report.deleted, len(world.living())) == ("incomplete", 0, 12), report
        assert "oai:cas:4" in report.message

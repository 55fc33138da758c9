"""Scenarios H: identifiers, sets, formats."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.oai_cases.scenarios import scenario
from tests.oai_cases.world import World

ODD = (
    "oai:x:a/b#c?d e&f",
    "oai:x:é/œ\u202f…",
    "oai:x:" + "l" * 300,
    "oai:x:Casse",
    "oai:x:casse",
    "../../../etc/passwd",
    "oai:x:100%25",
)


@scenario("H01-odd-identifiers", "marks, accents, 300 characters, differing by case only", "kept as they are")
def _(world: World) -> None:
    for identifier in ODD:
        world.repository.put(identifier.replace("&", "&amp;"))
    for _run in range(2):
        assert world.harvest().status == "complete"
        assert set(world.living()) == set(ODD)
    kept = {path.relative_to(world.folder).parts[0] for path in world.folder.rglob("*")}
    assert "etc" not in kept


@scenario("H02-same-identifier-two-sources", "two sources use one identifier", "two records, each with its own life")
def _(world: World) -> None:
    world.repository.put_many(2)
    world.run(world.source("un"), world.source("deux"))
    world.repository.put(1, "2024-06-01T11:00:00Z", deleted=True)
    world.run(world.source("un"))
    found = {(item.source, item.identifier): item.deleted for item in world.records()}
    assert found == {
        ("un", "oai:cas:1"): True, ("un", "oai:cas:2"): False,
        ("deux", "oai:cas:1"): False, ("deux", "oai:cas:2"): False,
    }  # fmt: skip


@scenario("H03-two-prefixes", "lom and oai_dc are both harvested", "states and payloads apart, one resource")
def _(world: World) -> None:
    world.repository.prefixes = ("oai_dc", "lom")
    for number in range(1, 5):
        world.repository.put(number, prefixes=("oai_dc", "lom") if number < 4 else ("oai_dc",))
    card: dict[str, Any] = {"metadata_prefix": ("lom", "oai_dc")}
    assert world.harvest(**card).status == "complete"
    assert len(world.living()) == 4
    assert {key for key in world.state() if key.startswith("list:")} == {"list:lom:", "list:oai_dc:"}
    assert len({payload.format for payload in world.payloads()}) == 2
    # Withdrawn in one format only, the resource lives on in the other.
    world.repository.before = lambda asked: None
    original = world.repository.entries["oai:cas:1"]
    world.repository.put(1, "2024-06-01T11:00:00Z", deleted=True, prefixes=("lom",))
    world.harvest(**card)
    assert "oai:cas:1" in world.living()
    world.repository.entries["oai:cas:1"] = original
    assert world.harvest(full=True, **card).status == "complete"
    assert len(world.living()) == 4


@scenario("H04-many-sets", "a record in several sets, harvested one by one", "stored once")
def _(world: World) -> None:
    world.repository.put(1, sets=("svt", "svt:lycee", "traam:2024"))
    world.repository.put(2, sets=("svt:lycee:tle",))
    report = world.harvest(sets=("svt", "svt:lycee", "traam"))
    assert (report.status, report.new, report.seen) == ("complete", 2, 2)
    assert len(world.stored()) == 2


@scenario("H05-sets-pages", "ListSets in 40 pages, or noSetHierarchy", "followed; not an error")
def _(world: World) -> None:
    world.repository.put_many(2, sets=("vivant",))
    assert world.harvest(sets=("vivant",)).status == "complete"
    world.repository.sets = {f"lot-{number}": "x" for number in range(40)} | {"vide": "vide"}
    world.repository.sets_per_page = 1
    report = world.run(world.source("vide", sets=("vide",))).sources[0]
    assert (report.status, "n'existe pas" in report.message) == ("complete", False)
    assert sum(asked["verb"] == "ListSets" for asked in world.repository.asked) == 41
    world.repository.sets = None
    report = world.run(world.source("sans-lots", sets=("vide",))).sources[0]
    assert report.status == "failed"
    assert "n'existe pas" in report.message


@scenario("H06-unknown-set", "the card's set no longer exists", "said, once compared with ListSets")
def _(world: World) -> None:
    world.repository.put_many(2, sets=("svt",))
    world.repository.sets = {"svt": "SVT"}
    report = world.harvest(sets=("disparu",))
    assert report.status == "failed"
    assert "« disparu » n'existe pas ou plus" in report.message
    assert "svt" in report.message
    world.now += timedelta(days=31)
    report = world.harvest(sets=("svts", "svt"))
    assert (report.status, len(world.living())) == ("incomplete", 2)
    assert "« svts » n'existe pas ou plus" in report.message
    assert "vouliez-vous dire « svt » ?" in report.message


@scenario("H07-prefix-renamed", "cannotDisseminateFormat after an upgrade", "fails and lists what is offered")
def _(world: World) -> None:
    world.repository.put_many(2)
    world.repository.prefixes = ("oai_dc", "lom_v2")
    report = world.harvest(metadata_prefix=("lom",))
    assert report.status == "failed"
    assert "lom_v2 (urn:lom_v2)" in report.message

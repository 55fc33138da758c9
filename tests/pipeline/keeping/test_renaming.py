"""An address held already that comes back under another identifier of its source is told, and nothing is merged."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from index.engine import open_index
from pipeline.ground.opening import open_database
from pipeline.publishing.export import exported_records
from pipeline.reports.overview import sources_overview
from pipeline.rereading.reindex import rebuild_from_raw
from pipeline.reviewing.duplicates import find_duplicates
from pipeline.searching.show import find_records
from tests.oai_cases.answers import Reply
from tests.oai_cases.real_scenarios import scripted
from tests.oai_cases.scripted_repository import described, page_with
from tests.oai_cases.world import World
from tests.renaming import nine_works, of_nine, one_of


def page(**addresses: str) -> str:
    return page_with(
        [described(f"oai:{name}:1", more=f"<dc:identifier>http://ex.test/{at}</dc:identifier>")
         for name, at in addresses.items()], None
    )  # fmt: skip


def test_an_identifier_renamed_is_told_and_shown_as_a_pair(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        repository = scripted(world, first=page(a="1", b="2"))
        world.harvest()
        repository.pages = {"": page(c="1", b="2")}
        report = world.harvest(full=True)
        pairs = find_duplicates(world.settings().store)
    assert "1 adresses connues" in report.message
    assert "oai:a:1 → oai:c:1" in report.message
    assert [(pair.one.identifier, pair.other.identifier) for pair in pairs] == [("oai:a:1", "oai:c:1")]


def test_two_records_that_always_came_at_one_address_are_no_renaming(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        repository = scripted(world, first=page(a="1", b="1"))
        first = world.harvest()
        repository.pages = {"": page(a="1", b="1", c="1")}
        second = world.harvest(full=True)
    assert "adresses connues" not in first.message + second.message


def shown(world: World) -> list[str]:
    """The identifiers that are exported, checking that as many are found and counted."""
    settings = world.settings(world.source())
    exported = sorted(one.record.identifier for one in exported_records(settings.store, everything=False))
    with open_index(settings.index) as index:
        assert sorted(identifier for _, identifier in index.fingerprints()) == exported
    assert sources_overview(settings)[0].records == len(exported)
    with open_database(settings.store) as database, database.transaction() as transaction:
        hidden = {identifier for _, identifier in transaction.successions.in_force()}
        assert {issue.identifier for issue in transaction.records.issues()} <= set(exported)
    assert hidden.isdisjoint(exported)
    return exported


def test_what_is_shown_in_the_place_of_another_is_told_of_it_and_built_again_so(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        repository = scripted(world, first=nine_works("cas"))
        world.harvest()
        world.now += timedelta(days=1)
        repository.pages = {"": nine_works("neuf")}
        world.harvest(full=True)
        assert shown(world) == of_nine("neuf")

        settings = world.settings(world.source())
        places = settings.store, settings.sources
        assert len(list(exported_records(settings.store, everything=True))) == 18
        (renamed,), (living,) = find_records(*places, "oai:cas:1"), find_records(*places, "oai:neuf:1")
        assert renamed.as_dict(evidence=False)["superseded_by"] == "oai:neuf:1"
        assert "superseded_by" not in living.as_dict(evidence=False)
        assert len(find_duplicates(settings.store)) == 9

        rebuild_from_raw(settings)
        assert shown(world) == of_nine("neuf")
        for path in tmp_path.glob("traam.sqlite*"):
            path.unlink()
        rebuild_from_raw(settings)
        assert shown(world) == of_nine("neuf")


def test_a_renaming_that_is_undone_leaves_the_first_identifiers(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        repository = scripted(world, first=nine_works("cas"))
        world.harvest()
        for name, counts in (("neuf", (9, 0, 0)), ("cas", (0, 9, 0))):
            world.now += timedelta(days=1)
            repository.pages = {"": nine_works(name)}
            report = world.harvest(full=True)
            assert (report.new, report.modified, report.deleted) == counts
            assert shown(world) == of_nine(name)
        rebuild_from_raw(world.settings(world.source()))
        assert shown(world) == of_nine("cas")


def test_a_renaming_met_on_the_way_asks_for_a_whole_list_the_next_time(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        repository = scripted(world, first=nine_works("cas"))
        world.harvest()
        repository.pages = {"": nine_works("neuf", stamp="2024-06-02T12:00:00Z")}
        assert "9 adresses connues" in world.harvest().message
        report = world.harvest()
        assert "liste entière redemandée (identifiants changés)" in report.message
        assert report.deleted == 0
        assert shown(world) == of_nine("neuf")
        assert "redemandée" not in world.harvest().message


def test_an_address_that_others_lead_to_still_is_of_no_renaming(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        repository = scripted(world, first=page(a="1", b="1"))
        world.harvest()
        world.now += timedelta(days=1)
        repository.pages = {"": page(b="1", c="1")}
        world.harvest(full=True)
        assert len(world.living()) == 3
        with open_database(world.settings().store) as database, database.transaction() as transaction:
            assert transaction.successions.of("cas") == {}


def test_a_former_identifier_that_answers_living_is_no_renaming_until_a_whole_list_leaves_it_out(
    tmp_path: Path,
) -> None:
    with World(tmp_path) as world:
        repository = scripted(world, first=page(a="1", b="2"))
        world.harvest()
        world.now += timedelta(days=1)
        repository.asks_from = {"": page(c="1")}
        repository.others["GetRecord"] = one_of(page(a="1", b="2", c="1"))
        assert "renommage(s) à confirmer" in world.harvest().message
        assert shown(world) == ["oai:a:1", "oai:b:1", "oai:c:1"]
        world.now += timedelta(days=1)
        repository.asks_from, repository.pages = None, {"": page(a="1", b="2", c="1")}
        assert world.harvest().modified == 0
        assert shown(world) == ["oai:a:1", "oai:b:1", "oai:c:1"]


def test_software_that_answers_anything_to_a_former_identifier_is_not_believed_against_its_whole_list(
    tmp_path: Path,
) -> None:
    with World(tmp_path) as world:
        repository = scripted(world, first=nine_works("cas"))
        world.harvest()
        repository.others["GetRecord"] = one_of(nine_works("cas"))
        repository.pages = {"": nine_works("neuf", stamp="2024-06-02T12:00:00Z")}
        for count in (18, 9, 9):
            world.now += timedelta(days=1)
            assert world.harvest().status == "complete"
            assert len(shown(world)) == count


@pytest.mark.parametrize("end", ["", "/"])
def test_a_repository_that_moves_its_identifiers_and_addresses_to_https_has_renamed_its_works(
    tmp_path: Path, end: str
) -> None:
    def works(scheme: str, host: str, end: str = "") -> str:
        return page_with(
            [
                described(f"{scheme}://ex.test/{number}", stamp="2024-06-02T12:00:00Z",
                          more=f"<dc:identifier>{scheme}://{host}/{number}{end}</dc:identifier>")
                for number in (1, 2)
            ],
            None,
        )  # fmt: skip

    with World(tmp_path) as world:
        repository = scripted(world, first=works("http", "ex.test"))
        world.harvest()
        world.now += timedelta(days=1)
        repository.pages = {"": works("https", "www.ex.test", end)}
        assert "2 notice(s) renommée(s)" in world.harvest().message
        assert shown(world) == ["https://ex.test/1", "https://ex.test/2"]


def test_a_renaming_met_by_a_run_that_was_stopped_is_confirmed_by_the_next(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        repository = scripted(world, first=page(a="1", b="2"))
        world.harvest()
        world.now += timedelta(days=1)
        more = page_with([described("oai:d:1", more="<dc:identifier>http://ex.test/4</dc:identifier>")], None)
        came = page_with([described("oai:c:1", more="<dc:identifier>http://ex.test/1</dc:identifier>")], "suite")
        repository.asks_from = {"": came, "suite": Reply(b"", 403)}
        assert world.harvest().status == "incomplete"
        assert shown(world) == ["oai:a:1", "oai:b:1", "oai:c:1"]
        repository.asks_from = {"": came, "suite": more}
        report = world.harvest()
        assert (report.status, report.deleted) == ("complete", 0)
        assert "oai:a:1 → oai:c:1" in report.message
        assert shown(world) == ["oai:b:1", "oai:c:1", "oai:d:1"]


def test_a_renaming_undone_is_met_by_harvests_of_changes_alone_too(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        repository = scripted(world, first=nine_works("cas"))
        world.harvest()
        for day, name in enumerate(("neuf", "cas", "neuf", "tiers"), 2):
            for _ in range(2):  # the second is of everything: the first asks for it
                world.now += timedelta(days=1)
                repository.pages = {"": nine_works(name, stamp=f"2024-06-{day:02}T12:00:00Z")}
                report = world.harvest()
                assert (report.status, report.new + report.modified) in {("complete", 9), ("complete", 0)}
                assert shown(world) == of_nine(name)
        assert world.deleted() == set(of_nine("cas"))  # two whole lists have left them out
        rebuild_from_raw(world.settings(world.source()))
        assert shown(world) == of_nine("tiers")


def test_two_works_at_one_address_that_only_one_comes_to_are_left_to_a_whole_list(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        repository = scripted(world, first=page(a="1", b="1"))
        world.harvest()
        world.now += timedelta(days=1)
        repository.pages = {"": page(c="1")}
        world.harvest()
        assert len(shown(world)) == 3
        world.now += timedelta(days=1)
        world.harvest()
        assert shown(world) == ["oai:c:1"]


def test_the_last_name_of_a_work_renamed_twice_stands_for_the_first_too(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        repository = scripted(world, first=nine_works("cas"))
        world.harvest()
        for name in ("neuf", "tiers"):
            world.now += timedelta(days=1)
            repository.pages = {"": nine_works(name)}
            world.harvest(full=True)
        settings = world.settings()
        places = settings.store, settings.sources
        found = {name: find_records(*places, f"oai:{name}:1")[0] for name in ("cas", "neuf", "tiers")}
    assert [(one.stored.record.deleted, one.superseded_by) for one in found.values()] == [
        (True, "oai:tiers:1"), (False, "oai:tiers:1"), (False, ""),
    ]  # fmt: skip
    assert found["tiers"].former == ("oai:cas:1", "oai:neuf:1")


def test_a_renamed_work_withdrawn_under_its_new_identifier_is_withdrawn(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        repository = scripted(world, first=nine_works("cas"))
        world.harvest()
        world.now += timedelta(days=1)
        repository.pages = {"": nine_works("neuf", stamp="2024-06-02T12:00:00Z")}
        world.harvest()
        gone = (
            '<record><header status="deleted"><identifier>oai:neuf:4</identifier>'
            "<datestamp>2024-06-03T12:00:00Z</datestamp></header></record>"
        )
        eight = nine_works("neuf").replace("</record>", "</record>@").split("@")
        repository.pages = {"": "".join([*(one for one in eight if "oai:neuf:4<" not in one)])}
        repository.pages = {"": repository.pages[""].replace("</ListRecords>", f"{gone}</ListRecords>")}
        for _ in range(3):
            world.now += timedelta(days=1)
            world.harvest(full=True)
            assert shown(world) == [name for name in of_nine("neuf") if name != "oai:neuf:4"]
        rebuild_from_raw(world.settings(world.source()))
        assert len(shown(world)) == 8

"""An address held already that comes back under another identifier of its source is told, and nothing is merged."""

from __future__ import annotations

from pathlib import Path

from pipeline.duplicates import find_duplicates
from tests.oai_cases.real_scenarios import scripted
from tests.oai_cases.scripted_repository import described, page_with
from tests.oai_cases.world import World


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
        pairs = find_duplicates(world.settings())
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

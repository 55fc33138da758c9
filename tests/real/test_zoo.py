"""Whole small sites, of templates and generators nobody here wrote: all is read of them, and nothing else kept.

They are recorded answers of real engines, with what their databases hold, in the reference folder beside the
repository: skipped where it is missing. What each value must be stands there, never here.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from benchmarks import quality_zoo
from benchmarks.quality_zoo import ZooMissingError, measure_zoo, recorded_sites
from benchmarks.quality_zoo_score import SiteScore, bare
from benchmarks.quality_zoo_table import HELD_GOAL, held_ratio, shortfalls
from tests.conftest import THOROUGH, clean_environment, traam_in

MOST_INVENTED = 1
"""Of one site: a single record out of sixteen is beyond the goal already, which is held on all sites together."""
QUICK = ("docsify", "eva", "pelican")
"""A site in JavaScript, a SPIP, a generator's: the others take minutes, and are of .ci/run."""
SITES = tuple(path for path in recorded_sites() if THOROUGH or path.name in QUICK)
NAMES: list[Any] = [
    pytest.param(path.name, marks=() if path in SITES else pytest.mark.engine) for path in recorded_sites()
] or ["no recorded site here"]  # fmt: skip


def in_a_forked_process(folder: Path, *arguments: str, seconds: float = 240) -> str:
    """Run a command as benchmarks.quality_zoo does, without beginning by importing everything."""
    return traam_in(folder, clean_environment(folder))(*arguments, timeout=seconds).out


@pytest.fixture(scope="module")
def zoo(shared: Path) -> Mapping[str, SiteScore]:
    """The sites, harvested twice."""
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(quality_zoo, "run_traam", in_a_forked_process)
            return {score.name: score for score in measure_zoo(SITES)}
    except ZooMissingError as missing:
        pytest.skip(f"the recorded sites are not in the reference folder: {missing}")


@pytest.mark.parametrize("name", NAMES)
def test_every_article_of_a_site_is_kept_and_hardly_anything_else(zoo: Mapping[str, SiteScore], name: str):
    score = zoo[name]
    kept = [fault for fault in score.faults if fault.field in {"gardé", "sans article"}]
    assert held_ratio(score) >= HELD_GOAL, kept
    assert score.invented <= MOST_INVENTED, kept


@pytest.mark.parametrize("name", NAMES)
def test_a_second_harvest_of_a_site_that_has_not_changed_says_so(zoo: Mapping[str, SiteScore], name: str):
    assert zoo[name].again == ""


def test_the_goals_are_reached_on_all_sites_together(zoo: Mapping[str, SiteScore]):
    assert shortfalls(list(zoo.values())) == []


@pytest.mark.parametrize(
    ("address", "plain"),
    [
        ("/", "/"),
        ("/index.html", "/"),
        ("/spip.php?article3", "?article3"),
        ("/a/?b=2&a=1#suite", "/a?a=1&b=2"),
        ("/d%C3%A9part/", "/départ"),
        ("/#/atelier/page?id=titre", "#/atelier/page"),
    ],
)
def test_an_address_is_matched_by_its_page_whatever_its_form(address: str, plain: str):
    assert bare(address) == plain

"""A real SPIP under layouts nobody has seen: articles are read from the shapes of pages, not from class names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.real.articles import plain
from tests.real.life import Life, check_changes, check_reading, live
from tests.real.local_daemon import skip_without
from tests.real.reading import Harvested
from tests.real.spip_apache import ApacheSpip, apache_spip, php_module
from tests.real.spip_layouts import LAYOUTS, LaidOutSpip

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def engine(spip: Any) -> Iterator[ApacheSpip]:
    skip_without(("apache2", "curl", "php"), "SPIP behind Apache")
    if php_module() is None:
        pytest.skip("SPIP behind Apache needs libapache2-mod-php")
    with apache_spip(spip) as running:
        yield running


@pytest.fixture(scope="module", params=LAYOUTS)
def life(engine: ApacheSpip, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Life:
    return live(tmp_path_factory.mktemp("moisson"), LaidOutSpip(engine, request.param))


def test_each_article_is_held_once_as_it_was_written(life: Life) -> None:
    check_reading(life)


def test_an_edit_and_a_deletion_change_those_two_only(life: Life) -> None:
    check_changes(life)


def test_a_redesign_withdraws_nothing_and_the_new_pages_are_read(engine: ApacheSpip, tmp_path: Path) -> None:
    site = LaidOutSpip(engine, "bandeau")
    harvested = Harvested(tmp_path, site)
    first = harvested.harvest()
    before = harvested.by_key(site.articles)
    assert (first["status"], len(before)) == ("complete", len(site.articles)), first

    site.lay_out("grille")
    for _ in range(2):
        report = harvested.harvest()
        assert (report["new"], report["deleted"]) == (0, 0), report
        after = harvested.by_key(site.articles)
        assert {key: _said(record) for key, record in after.items()} == {
            key: _said(record) for key, record in before.items()
        }
    harvested.reading(report, site.articles).must_be_right()


def _said(record: dict[str, Any]) -> tuple[Any, ...]:
    """What no redesign changes, in the same typography."""
    names = sorted(plain(name) for name in record["auteurs"])
    return plain(record["titre"]), record["date_publication"], names

"""A real SPIP under layouts nobody has seen: articles are read from the shapes of pages, not from class names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.real.life import check_changes, check_reading
from tests.real.local_daemon import skip_without
from tests.real.reading import Harvested
from tests.real.spip_apache import ApacheSpip, apache_spip, php_module
from tests.real.spip_layouts import LAYOUTS, LaidOutSpip
from tests.real.test_spip import plain


@pytest.fixture(scope="module")
def engine(spip: Any) -> Iterator[ApacheSpip]:
    skip_without(("apache2", "curl", "php"), "SPIP behind Apache")
    if php_module() is None:
        pytest.skip("SPIP behind Apache needs libapache2-mod-php")
    with apache_spip(spip) as running:
        yield running


@pytest.fixture(params=LAYOUTS)
def site(engine: ApacheSpip, request: pytest.FixtureRequest) -> LaidOutSpip:
    return LaidOutSpip(engine, request.param)


def test_each_article_is_held_once_as_it_was_written(
    traam: Any, configure: Callable[..., Path], site: LaidOutSpip
) -> None:
    check_reading(traam, configure, site)


def test_an_edit_and_a_deletion_change_those_two_only(
    traam: Any, configure: Callable[..., Path], site: LaidOutSpip
) -> None:
    check_changes(traam, configure, site)


def test_a_redesign_withdraws_nothing_and_the_new_pages_are_read(
    traam: Any, configure: Callable[..., Path], engine: ApacheSpip
) -> None:
    site = LaidOutSpip(engine, "bandeau")
    harvested = Harvested(traam, configure, site)
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
    """Give what no redesign changes, in the same typography."""
    names = sorted(plain(name) for name in record["auteurs"])
    return plain(record["titre"]), record["date_publication"], names

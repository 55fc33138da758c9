"""A host is asked by one machine at a time, whatever the number of its sources there."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.ground.leasing import HostLeasing, Leasing
from store.database import Database
from store.leases import Lease
from tests.small_site import SmallSite, article, listing
from tests.test_site_harvest import configure

SVT, OTHER, MATH = "https://svt.example.org/spip", "https://SVT.example.org/autre", "https://math.example.org/x"


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[tuple[Leasing, Leasing]]:
    url = f"sqlite:///{tmp_path / 'base.sqlite'}"
    databases = [Database(url), Database(url)]
    with Leasing(databases[0]) as one, Leasing(databases[1]) as other:
        yield one, other
    for database in databases:
        database.close()


def is_free(hosts: HostLeasing, url: str) -> bool:
    with hosts.holding(url) as found:
        return isinstance(found, Lease)


def test_a_host_is_left_to_the_machine_that_asks_it_until_its_last_source_ends(machines) -> None:
    one, other = HostLeasing(machines[0], [SVT, OTHER, MATH]), HostLeasing(machines[1], [SVT, OTHER, MATH])
    with one.holding(SVT) as first, one.holding(OTHER) as second:
        assert isinstance(first, Lease)
        assert second == first
        assert not is_free(other, SVT)
        assert is_free(other, MATH)
        assert is_free(one, MATH)
    assert is_free(other, OTHER)


def test_between_two_sources_of_a_host_no_other_machine_comes(machines) -> None:
    one, other = HostLeasing(machines[0], [SVT, OTHER]), HostLeasing(machines[1], [SVT, OTHER])
    assert is_free(one, SVT)
    assert not is_free(other, SVT)
    assert is_free(one, OTHER)
    assert is_free(other, OTHER)


def test_hosts_are_given_back_when_a_run_fails(machines) -> None:
    with pytest.raises(ZeroDivisionError), HostLeasing(machines[0], [SVT, OTHER]) as one, one.holding(SVT):
        _ = 1 / 0
    assert is_free(HostLeasing(machines[1], [SVT]), SVT)


def test_a_source_whose_host_another_machine_asks_is_left_and_that_is_no_failure(traam, tmp_path) -> None:
    with SmallSite() as site:
        site.pages |= {"/": listing("/a/"), "/a/": article("TraAM : le labyrinthe")}
        configure(tmp_path, essai=f'url = "{site.url}"\n')
        traam("harvest").expect(0)
        asked = len(site.asked)
        database = Database(f"sqlite:///{tmp_path / 'data' / 'traam.sqlite'}")
        with (
            contextlib.closing(database),
            Leasing(database) as leasing,
            HostLeasing(leasing, [site.url]) as hosts,
            hosts.holding(site.url),
        ):
            left = traam("harvest").expect(0)
            report = traam("harvest", "--json").expect(0).json()["sources"][0]
        assert left.out.splitlines()[0] == "essai : laissée."
        assert "Erreur" not in left.err
        assert report["status"] == "left"
        assert len(site.asked) == asked

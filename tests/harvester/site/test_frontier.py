"""Addresses are asked once, the most trusted first, and a stopped crawl has what it needs to go on."""

from hypothesis import given
from hypothesis import strategies as st

from harvester.site.frontier import Frontier
from schemas.runs.frontier import TRUST, AddressKey, Fate, Waypoint
from schemas.types.origin import FoundBy


def drained(frontier: Frontier) -> list[str]:
    asked = []
    while (waypoint := frontier.next()) is not None:
        frontier.settle(waypoint.key, Fate.HELD)
        asked.append(str(waypoint.key))
    return asked


def test_the_most_trusted_way_goes_first_then_the_oldest():
    frontier = Frontier()
    for key, found_by in (("a", "lien"), ("b", "sitemap"), ("c", "lien"), ("d", "bilan"), ("e", "lien TraAM")):
        assert frontier.add(Waypoint(AddressKey(key), key, FoundBy(found_by)))
    assert drained(frontier) == ["d", "b", "e", "a", "c"]


def test_a_more_trusted_way_moves_an_address_up_and_never_asks_it_twice():
    frontier = Frontier()
    frontier.add(Waypoint(AddressKey("a"), "a", FoundBy.LINK))
    frontier.add(Waypoint(AddressKey("b"), "b", FoundBy.SITEMAP))
    assert not frontier.add(Waypoint(AddressKey("a"), "a", FoundBy.BILAN))
    assert not frontier.add(Waypoint(AddressKey("b"), "b", FoundBy.LINK))
    assert len(frontier) == 2
    assert drained(frontier) == ["a", "b"]
    assert not frontier.add(Waypoint(AddressKey("a"), "a", FoundBy.BILAN))
    assert len(frontier) == 0


ADDED = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from(sorted(TRUST))), max_size=40)


@given(ADDED, st.integers(0, 8))
def test_a_crawl_stopped_anywhere_asks_the_rest_once(added: list[tuple[str, str]], before: int):
    frontier = Frontier()
    for key, found_by in added:
        frontier.add(Waypoint(AddressKey(key), key, FoundBy(found_by)))
    first = []
    for _ in range(before):
        waypoint = frontier.next()
        if waypoint is not None:
            frontier.settle(waypoint.key, Fate.HELD)
            first.append(str(waypoint.key))
    again = Frontier(frontier.take_changes())
    assert len(again) == len(frontier)
    assert sorted(first + drained(again)) == sorted({key for key, _ in added})


def test_an_address_that_is_hastened_goes_before_all_others_once():
    frontier = Frontier(late={AddressKey("late")})
    for name, way in (("bilan", FoundBy.BILAN), ("late", FoundBy.LINK), ("link", FoundBy.LINK)):
        frontier.add(Waypoint(AddressKey(name), name, way))
    for name in ("late", "unknown"):
        frontier.hasten(AddressKey(name))

    assert drained(frontier) == ["late", "bilan", "link"]

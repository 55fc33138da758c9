"""Addresses keep their last fate from one crawl to the next, and a stopped crawl finds where it was."""

from datetime import UTC, datetime, timedelta

import pytest

from schemas.runs.frontier import AddressKey, Fate, Waypoint
from schemas.types.origin import FoundBy
from store.database import Database

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


@pytest.fixture
def waypoints(store_url: str):
    opened = Database(store_url)
    with opened.transaction() as transaction:
        yield transaction.waypoints
    opened.close()


def one(waypoints, key="k"):
    (found,) = waypoints.met(["s"], [AddressKey(key)])
    return found


def test_a_stopped_crawl_finds_its_addresses_in_their_order(waypoints):
    first, second, third = (Waypoint(AddressKey(key), f"https://a.fr/{key}", FoundBy.LINK) for key in "cab")
    waypoints.save("s", [first, second, third], 1, NOW)
    waypoints.save("s", [first.settled(Fate.LIST, "mène à deux pages"), second.met_by(FoundBy.FEED)], 2, LATER)

    found = list(waypoints.of("s", 1))

    assert [one.key for one in found] == ["c", "a", "b"]
    assert [one.done for one in found] == [True, False, False]
    assert found[0].fate is Fate.LIST
    assert found[1].ways == (FoundBy.FEED, FoundBy.LINK)
    assert list(waypoints.of("autre", 1)) == []


def test_an_address_that_waits_in_a_new_crawl_keeps_its_last_fate(waypoints):
    seen = Waypoint(AddressKey("k"), "https://a.fr/k", FoundBy.FEED)
    waypoints.save("s", [seen.settled(Fate.CLOSED, "réponse HTTP 403")], 1, NOW)
    waypoints.save("s", [seen], 2, LATER)

    met = one(waypoints)
    assert (met.waypoint.fate, met.waypoint.reason) == (Fate.CLOSED, "réponse HTTP 403")
    assert (met.run, met.said_run, met.said_at, met.waits) == (2, 1, NOW, True)
    (resumed,) = waypoints.of("s", 2)
    assert (resumed.fate, resumed.done) == (Fate.WAITING, False), "for the crawl under way it is to be asked"

    waypoints.save("s", [seen.settled(Fate.GONE, "réponse HTTP 404")], 2, LATER)
    assert (one(waypoints).waypoint.fate, one(waypoints).said_run, one(waypoints).waits) == (Fate.GONE, 2, False)


def test_addresses_of_former_crawls_are_not_those_of_the_one_under_way(waypoints):
    waypoints.save(
        "s", [Waypoint(AddressKey("vieille"), "u", FoundBy.LINK).settled(Fate.HELD, leads_to="vieille")], 1, NOW
    )
    waypoints.save("s", [Waypoint(AddressKey("neuve"), "u", FoundBy.LINK)], 2, LATER)
    assert [one.key for one in waypoints.of("s", 2)] == ["neuve"]


def test_being_met_another_way_does_not_unsay_a_fate(waypoints):
    held = Waypoint(AddressKey("k"), "u", FoundBy.LINK).settled(Fate.HELD, leads_to="k")
    waypoints.save("s", [held], 1, NOW)
    waypoints.settle("s", "k", Fate.LIST, "jugée liste après coup")
    waypoints.save("s", [held.met_by(FoundBy.SITEMAP).with_only_its_ways()], 1, NOW)

    (found,) = waypoints.of("s", 1)
    assert (found.fate, found.done, found.ways) == (Fate.LIST, True, (FoundBy.SITEMAP, FoundBy.LINK))


def test_a_page_judged_afterwards_is_settled_and_what_leads_to_it_still_leads_there(waypoints):
    waypoints.save("s", [
        Waypoint(AddressKey("k"), "u", FoundBy.FEED).settled(Fate.HELD, leads_to="page"),
        Waypoint(AddressKey("l"), "u", FoundBy.FEED).settled(Fate.REDIRECTED, "mène à page", "page"),
        Waypoint(AddressKey("m"), "u", FoundBy.FEED).settled(Fate.HELD, leads_to="autre"),
    ], 1, NOW)  # fmt: skip
    waypoints.settle("s", "page", Fate.UNREADABLE, "sans titre")

    fates = {one.key: (one.fate, one.reason) for one in waypoints.of("s", 1)}
    assert fates["k"] == (Fate.UNREADABLE, "sans titre")
    assert (fates["l"][0], fates["m"][0]) == (Fate.REDIRECTED, Fate.HELD)
    assert [met.waypoint.key for met in waypoints.leading_to("s", "page")] == ["k", "l"]


def test_addresses_unmet_for_the_longest_time_are_forgotten_first(waypoints):
    for run in range(1, 6):
        some = [Waypoint(AddressKey(f"{run}-{number}"), "u", FoundBy.LINK).settled(Fate.GONE) for number in range(3)]
        waypoints.save("s", some, run, NOW)
    waypoints.save("t", [Waypoint(AddressKey("à un autre"), "u", FoundBy.LINK)], 1, NOW)

    waypoints.forget_unmet("s", 5, most=6)

    assert {one.key[0] for one in waypoints.of("s", 1)} == {"3", "4", "5"}
    assert len(list(waypoints.of("t", 1))) == 1


def test_addresses_under_a_folder_are_found(waypoints):
    names = ("https://a.fr/b/1", "https://a.fr/b/2", "https://a.fr/c/1", "https://a.fr/b")
    waypoints.save("s", [Waypoint(AddressKey(name), name, FoundBy.LINK) for name in names], 1, NOW)
    assert waypoints.under("s", "https://a.fr/b/", 10) == names[:2]
    assert waypoints.under("s", "https://a.fr/", 1) == names[3:]

"""The rules of every host are read, each once, and obeyed (RFC 9309)."""

import pytest

from harvester.fetch import Fetcher, Limits
from harvester.site.robots import ROBOTS_BYTES, Robots
from schemas.types.errors import FetchError
from tests.small_site import Reply, SmallSite

RULES = "User-agent: *\nDisallow: /prive\n"


@pytest.fixture
def sites():
    with SmallSite() as one, SmallSite() as other:
        yield one, other


def robots_of(*sites):
    fetcher = Fetcher(tuple(site.url for site in sites), "TraamBot", limits=Limits(attempts=1))
    try:
        robots = Robots(sites[0].url, fetcher)
        before = [len(site.asked) for site in sites]
        assert not any(robots.allows(site.url) for site in sites[1:] if site is not sites[0])
        assert [len(site.asked) for site in sites] == before, "what decides asks nothing"
        robots.learn(*(site.url for site in sites))
        return {site.url: robots.allows(f"{site.url}prive") for site in sites}
    finally:
        fetcher.close()


@pytest.mark.parametrize(
    ("reply", "allowed"),
    [
        (Reply(RULES, content_type="text/plain"), False),
        (Reply(RULES, content_type="text/html"), False),
        (Reply("\ufeff" + RULES, content_type="text/html"), False),
        (Reply(RULES + "# " + "x" * 2 * ROBOTS_BYTES, content_type="text/plain"), False),
        (Reply("<!DOCTYPE html><p>Disallow: /prive", content_type="text/plain"), True),
        (Reply("", 404), True),
    ],
)
def test_rules_are_known_by_what_they_hold(sites, reply, allowed):
    sites[0].pages["/robots.txt"] = reply
    assert robots_of(sites[0]) == {sites[0].url: allowed}


def test_each_host_has_its_own_rules_read_once(sites):
    one, other = sites
    one.pages["/robots.txt"] = Reply("", 404)
    other.pages["/robots.txt"] = Reply(RULES, content_type="text/plain")

    assert robots_of(one, other, other) == {one.url: True, other.url: False}
    assert other.asked == ["/robots.txt"]


def test_nothing_is_allowed_on_a_host_whose_rules_cannot_be_known(sites):
    one, other = sites
    other.pages["/robots.txt"] = Reply("", 503)
    assert robots_of(one, other) == {one.url: True, other.url: False}
    with pytest.raises(FetchError):
        robots_of(other)

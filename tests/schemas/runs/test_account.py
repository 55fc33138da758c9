"""The account of a crawl adds up, and says which announced addresses are not held."""

import json

from hypothesis import given
from hypothesis import strategies as st

from schemas.runs.account import MOST_SHOWN, Account, account_of
from schemas.runs.frontier import AddressKey, Fate, Waypoint
from schemas.types.origin import FoundBy


def met(number, fate, *ways, leads_to=""):
    first, *others = ways
    waypoint = Waypoint(AddressKey(f"k{number}"), f"https://a.fr/{number}", FoundBy(first))
    for way in others:
        waypoint = waypoint.met_by(FoundBy(way))
    return waypoint.settled(fate, f"raison {number}", leads_to) if fate is not Fate.WAITING else waypoint


SOME = [
    met(0, Fate.LIST, "carte", "sitemap"),
    met(1, Fate.HELD, "flux", "sitemap", leads_to="k1"),
    met(2, Fate.REDIRECTED, "flux", leads_to="k1"),
    met(3, Fate.REDIRECTED, "flux", leads_to="https://ailleurs.fr/"),
    met(4, Fate.LIST, "flux"),
    met(5, Fate.UNREADABLE, "sitemap"),
    met(6, Fate.OUT_OF_SCOPE, "sitemap"),
    met(7, Fate.REFUSED, "lien"),
    met(8, Fate.HELD, "lien", leads_to="k8"),
    met(9, Fate.HELD, "connu", leads_to="k9"),
    met(10, Fate.DOUBLE, "bilan", leads_to="k8"),
    met(11, Fate.GONE, "bilan"),
]


def test_what_is_announced_is_counted_with_what_it_leads_to():
    account = account_of(SOME)
    assert account.met == len(SOME)
    assert account.found == 8, "neither the home page, nor what a rule leaves, nor what was held before"
    assert (account.announced, account.announced_held) == (8, 3)
    assert (account.articles, account.articles_held, account.contradicted) == (4, 2, 1)
    assert account.unexplained == 1
    assert account.count(Fate.HELD) == 3
    assert {way.found_by: (way.named, way.held) for way in account.ways}["flux"] == (4, 2)
    assert [one.fate for one in account.unheld] == ["illisible", "liste", "absente", "redirigee", "hors_domaine"]


def test_the_home_page_announced_by_its_own_sitemap_is_no_article_that_lacks():
    assert account_of([met(0, Fate.LIST, "carte", "sitemap", "flux")]).announced == 0


def test_an_account_is_read_back_from_its_json():
    account = account_of(SOME)
    assert Account.from_dict(json.loads(json.dumps(account.as_dict()))) == account


@given(st.lists(st.tuples(st.sampled_from(Fate), st.sets(st.sampled_from(FoundBy), min_size=1)), max_size=80))
def test_every_address_is_counted_once_by_its_fate(drawn):
    account = account_of(met(number, fate, *sorted(ways)) for number, (fate, ways) in enumerate(drawn))
    assert sum(count for _, count in account.fates) == account.met == len(drawn)
    assert account.announced_held <= account.announced <= account.met
    assert account.articles_held + account.contradicted <= account.articles <= account.announced
    assert len(account.unheld) <= MOST_SHOWN
    assert account.unheld or account.announced == account.announced_held

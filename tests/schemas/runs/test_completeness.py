"""« Complete » is said only of a crawl whose announced addresses are held or explained, and that is not 0 of N."""

import pytest

from schemas.runs.account import account_of
from schemas.runs.completeness import remarks, shortfalls
from schemas.runs.frontier import Fate
from tests.schemas.runs.test_account import met

HOME = (Fate.LIST, "carte")


def told(*fates, many=0):
    waypoints = [met(number, fate, *ways) for number, (fate, *ways) in enumerate([HOME, *fates])]
    waypoints += [met(1_000 + number, Fate.HELD, "flux", leads_to=f"h{number}") for number in range(many)]
    account = account_of(waypoints)
    return " ; ".join(shortfalls(account)), " ; ".join(remarks(account))


HELD = (Fate.HELD, "flux")


@pytest.mark.parametrize("fates", [
    [HELD],
    [(Fate.HELD, "lien")],
    [HELD, (Fate.LIST, "sitemap")],
    [HELD, (Fate.GONE, "sitemap")],
    [HELD, (Fate.GONE, "bilan")],
    [HELD, (Fate.CLOSED, "sitemap")],
    [HELD, (Fate.OUT_OF_SCOPE, "sitemap"), (Fate.OUT_OF_SCOPE, "flux")],
    [HELD, (Fate.REFUSED, "flux")],
    [HELD, (Fate.REDIRECTED, "flux")],
    [(Fate.HELD, "lien"), (Fate.UNREADABLE, "lien")],
], ids=str)  # fmt: skip
def test_a_crawl_whose_announced_addresses_are_held_or_explained_is_complete(fates):
    assert told(*fates)[0] == ""


@pytest.mark.parametrize(("fates", "words"), [
    ([], "aucune page trouvée au-delà de l'accueil"),
    ([(Fate.HELD, "connu")], "aucune page trouvée au-delà de l'accueil"),
    ([(Fate.REFUSED, "lien"), (Fate.OUT_OF_SCOPE, "sitemap")], "aucune page trouvée au-delà de l'accueil"),
    ([(Fate.LIST, "flux"), (Fate.LIST, "flux")], "aucun article lu sur 2 adresse(s) annoncée(s) par le site"),
    ([(Fate.UNREADABLE, "api"), (Fate.HELD, "lien")], "aucun article lu sur 1 adresse(s) annoncée(s) par le site"),
    ([(Fate.REDIRECTED, "flux")], "aucun article lu sur 1"),
    ([(Fate.LIST, "sitemap"), (Fate.LIST, "sitemap"), (Fate.GONE, "sitemap")], "aucun article lu sur 3 adresse(s)"),
    ([(Fate.GONE, "bilan"), (Fate.LIST, "lien")], "aucun article lu sur 1"),
    ([(Fate.LIST, "lien"), (Fate.CLOSED, "lien")], "aucun article lu sur 2 adresse(s) vue(s)"),
    ([HELD, (Fate.UNREADABLE, "sitemap")], "1 adresse(s) annoncée(s) par le site, ou de la"),
    ([HELD, (Fate.UNREADABLE, "lien")], "de la forme de ses articles, non lue(s), dont https://a.fr/2"),
    ([HELD, (Fate.FAILED, "bilan")], "non lue(s), dont https://a.fr/2 (sans réponse : raison 2)"),
    ([HELD, (Fate.LIST, "flux")], "1 adresse(s) sur 2 annoncée(s) comme articles"),
    ([HELD, *[(Fate.OUT_OF_SCOPE, "flux")] * 2], "2 article(s) annoncé(s) par le site sur 3 sont hors de la carte"),
    ([HELD, (Fate.CLOSED, "api")], "lue(s) autrement, dont https://a.fr/2 (fermée : raison 2)"),
], ids=str)  # fmt: skip
def test_a_crawl_that_understood_less_than_the_site_announces_is_not_complete(fates, words):
    assert words in told(*fates)[0]


def test_of_many_addresses_one_left_unread_is_told_and_no_more():
    for fate, way, words in (
        (Fate.UNREADABLE, "sitemap", "non lue(s)"), (Fate.LIST, "flux", "lue(s) autrement"),
    ):  # fmt: skip
        short, remark = told((fate, way), many=60)
        assert (short, words in remark) == ("", True)


def test_a_declared_address_read_as_a_list_is_told():
    short, remark = told(HELD, (Fate.LIST, "bilan"))
    assert (short, "déclarée au bilan" in remark, "https://a.fr/2" in remark) == ("", True, True)


def test_nothing_more_is_said_of_a_crawl_that_is_not_over():
    assert told((Fate.LIST, "flux"), (Fate.WAITING, "lien"))[0] == ""

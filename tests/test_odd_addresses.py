"""Addresses made of words other programs use for actions, lists or calendars: the works behind them are held."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.small_site import WORDS, Reply, SmallSite, article, listing
from tests.test_site_harvest import configure, harvest

OTHERS = ("des plaques", "du climat", "des sols", "des roches", "de la cellule", "du vivant")


def work(number: int) -> str:
    subject = OTHERS[number % len(OTHERS)]
    return article(f"Séance {number} : étude {subject}", f"{WORDS} La classe travaille l'étude {subject}, n° {number}.")


def feed(site: SmallSite, addresses: list[str]) -> Reply:
    items = "".join(f"<item><title>T</title><link>{site.url}{one[1:]}</link></item>" for one in addresses)
    return Reply(f"<rss><channel><title>S</title>{items}</channel></rss>".replace("&", "&amp;"), 200, "text/xml")


@pytest.fixture
def site() -> Iterator[SmallSite]:
    with SmallSite() as site:
        yield site


SHAPES = {
    "action": "/x?action=voir&id={}",
    "vue": "/atelier.php?view=detail&id={}",
    "écrire": "/lettres/ecrire/nouvelle-{}.html",
    "année": "/fiche.php?annee=2024&num={}",
    "spip": "/spip.php?page=article&id_rubrique=5&id_article={}",
}


@pytest.mark.parametrize("announced", [True, False])
@pytest.mark.parametrize("shape", SHAPES)
def test_works_are_held_whatever_words_their_addresses_are_made_of(traam, tmp_path, site, shape, announced):
    addresses = [SHAPES[shape].format(number) for number in range(1, 40 if shape == "année" else 7)]
    site.pages = {one: work(number) for number, one in enumerate(addresses, 1)}
    head = '<link rel="alternate" type="application/rss+xml" href="/flux.xml">' if announced else ""
    site.pages["/"] = listing(*(one.replace("&", "&amp;") for one in addresses), head=head)
    site.pages["/flux.xml"] = feed(site, addresses)
    configure(tmp_path, s=f'url = "{site.url}"\n')

    report = harvest(traam)["s"]

    assert (report["status"], report["new"]) == ("complete", len(addresses))


def test_an_icon_beside_a_link_does_not_take_the_page_of_the_link(traam, tmp_path, site):
    works = [f"/spip.php?article{number}" for number in range(10, 14)]
    icons = [f"/spip.php?page=imprimer&amp;id_article={number}" for number in range(10, 14)]
    site.pages = {one: work(number) for number, one in enumerate(works)}
    site.pages["/"] = listing("/spip.php?page=backend&amp;id_rubrique=1", "/spip.php?rubrique1")
    site.pages["/spip.php?page=backend&id_rubrique=1"] = feed(site, works[:1])
    site.pages["/spip.php?rubrique1"] = listing(*(link for pair in zip(icons, works, strict=True) for link in pair))
    configure(tmp_path, s=f'url = "{site.url}"\n')

    report = harvest(traam)["s"]

    assert (report["status"], report["new"]) == ("complete", 4)


def test_four_pages_that_differ_by_their_level_alone_are_four(traam, tmp_path, site):
    pages = {
        f"/progression-{level}/": article("Progression annuelle", f"{WORDS} Niveau : {level}.")
        for level in ("6e", "5e", "4e", "3e")
    }
    site.pages = {**pages, "/": listing(*pages)}
    configure(tmp_path, s=f'url = "{site.url}"\n')

    assert harvest(traam)["s"]["new"] == 4


@pytest.mark.parametrize("said", ["Trop de requêtes", "Bientôt de retour", ""])
def test_what_is_not_understood_withdraws_nothing(traam, tmp_path, site, said):
    """A host's « too many requests » with a status of success, at two harvests."""
    addresses = [f"/seance-{number}/" for number in range(1, 13)]
    site.pages = {one: work(number) for number, one in enumerate(addresses, 1)} | {"/": listing(*addresses)}
    configure(tmp_path, s=f'url = "{site.url}"\n')
    assert harvest(traam)["s"]["new"] == 12
    site.pages[addresses[3]] = f"<html><body><h1>{said}</h1><p>Réessayez.</p></body></html>"

    for _ in range(2):
        (report,) = traam("harvest", "--json").json()["sources"]
        assert report["deleted"] == 0
    assert traam("show", f"{site.url}seance-4/", "--json").expect(0).json()["deleted"] is False


def test_a_double_is_known_across_a_crawl_that_was_cut(traam, tmp_path, site):
    """One page at two addresses, each asked by a run of its own: the second still shows what the first showed."""
    same = article("Séance : étude des sols", f"{WORDS} La classe travaille l'étude des sols.")
    site.pages = {"/a/": same, "/b/": same, "/c/": work(2), "/": listing("/a/", "/c/", "/b/")}
    configure(tmp_path, s=f'url = "{site.url}"\nmax_pages = 3\n')

    reports = [traam("harvest", "--json").json()["sources"][0] for _ in range(2)]

    assert [report["status"] for report in reports] == ["incomplete", "complete"]
    assert len(traam("export", "jsonl", "--all").expect(0).json_lines()) == 2


@pytest.mark.parametrize(
    ("done", "page"),
    [
        ("/index.php?view=article&amp;id=12&amp;format=pdf&amp;option=com_content",
         "/index.php?option=com_content&view=article&id=12"),
        ("/2024/05/etude/?replytocom=7", "/2024/05/etude/"),
        ("/2024/05/etude/feed/", "/2024/05/etude/"),
    ],
)  # fmt: skip
def test_what_is_done_with_a_page_never_hides_it(traam, tmp_path, site, done, page):
    """A PDF icon, a form of reply, the feed of its comments, each met before the page it is of."""
    site.pages = {page: work(3), "/": listing(done, page.replace("&", "&amp;"))}
    configure(tmp_path, s=f'url = "{site.url}"\n')

    report = harvest(traam)["s"]

    assert (report["status"], report["new"]) == ("complete", 1)

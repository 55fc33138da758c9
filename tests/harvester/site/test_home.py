"""Where the home page of a site is, and what is remembered of it by a crawl that is stopped."""

import pytest

from harvester.site.home import Home
from schemas.files.source import Source
from schemas.formats.page import page_of

CARD = "http://svt.example.org/"


def home_found_at(url: str) -> Home:
    home = Home(Source("x", "X", "site", CARD, scope=(CARD,)))
    home.found_at(url)
    return home


@pytest.mark.parametrize(
    ("answered", "url", "where"),
    [
        (CARD, "http://svt.example.org/a", "http://svt.example.org/a"),
        ("https://svt.example.org/", "http://svt.example.org/a?b=1", "https://svt.example.org/a?b=1"),
        ("https://www.svt.example.org/spip/", "http://svt.example.org/a", "https://www.svt.example.org/a"),
        ("https://www.svt.example.org/", "http://autre.example.org/a", "http://autre.example.org/a"),
    ],
)
def test_pages_are_asked_on_the_host_the_home_page_answered_on(answered, url, where):
    assert home_found_at(answered).where_it_answers(url) == where


def test_a_page_that_leads_home_is_told_from_a_page_of_its_list():
    home = home_found_at("https://www.svt.example.org/spip/")

    assert home.identifier == "http://svt.example.org/spip/"
    assert home.is_at("https://svt.example.org/spip/#haut")
    assert not home.is_at("https://svt.example.org/spip/?debut_articles=10")
    assert not home.is_at(CARD)


def test_a_crawl_that_goes_on_knows_its_home_page():
    page = page_of("<title>Accueil - SVT</title><p>Bienvenue sur le site de la discipline.</p>", CARD)
    home = home_found_at("https://www.svt.example.org/spip/")
    home.see(page, is_closed=False)
    again = Home(Source("x", "X", "site", CARD, scope=(CARD,)))

    again.go_on_from(home.as_dict())

    assert again.as_dict() == home.as_dict()
    assert again.shown.is_shown_by(page)
    assert again.shown.titles == {"accueil", "svt"}


def test_what_a_login_shows_does_not_take_the_place_of_the_titles_of_the_site():
    home = home_found_at(CARD)
    home.see(page_of("<title>Accueil - SVT</title><p>Bienvenue.</p>", CARD), is_closed=False)
    titles = home.shown.titles

    home.see(page_of("<title>Connexion</title><p>Identifiant.</p>", CARD), is_closed=True)

    assert (home.shown.title, home.shown.titles) == ("connexion", titles)

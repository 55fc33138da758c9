"""A place is said in CSS, and only a selector that finds the same elements on all pages is given."""

from __future__ import annotations

import pytest

from schemas.formats.page import page_of
from schemas.formats.structure import structure_of
from schemas.learning.places import css_of, selector_of
from schemas.parsing.selectors import xpath_of
from tests.schemas.formats.site_of_templates import ARTICLES, TEMPLATES


@pytest.mark.parametrize(
    ("place", "css"),
    [
        ("body>div>h1", "body > div > h1"),
        ("body>div#page>main.contenu.large>h1#titre", "body > div#page > main.contenu.large > h1#titre"),
        ("body>a>b>c>d>e", "b > c > d > e"),
        ("body>article#post-N.post-N.hentry>h1", "body > article.hentry > h1"),
        ("body>div.col-md-N>p", "body > div > p"),
        ("body>div.md:flex.fiche>p", "body > div.fiche > p"),
        ("body>div#a b>p", "body > div > p"),
        ("body>svg:rect>p", ""),
        ("", ""),
    ],
)
def test_a_place_is_written_in_css_without_its_numbers(place, css):
    assert css_of(place) == css
    if css:
        xpath_of(css)


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_selector_given_finds_the_elements_of_its_place_on_all_pages(template):
    pages = [page_of(template(article), article.address) for article in ARTICLES]
    given = 0
    for place in list(structure_of(pages[0]).at_place):
        css = selector_of(place, pages)
        given += bool(css)
        for page in pages if css else ():
            assert page.root.xpath(xpath_of(css)) == structure_of(page).at_place.get(place, [])
    assert given >= 5


def page(body: str):
    return page_of(f"<html><body>{body}</body></html>", "https://x.example/a")


def test_no_selector_is_given_where_numbers_alone_tell_two_places_apart():
    two = "<div class='col-3'><p>{}</p></div><section class='m'><div class='col-9'><p>{}</p></div></section>"
    pages = [page(two.format(word, word * 2)) for word in ("un", "deux")]
    assert selector_of("body>section.m>div.col-N>p", pages) == "section.m > div > p"
    hidden = [page("<div><i hidden>non</i><i>oui</i></div>"), page("<div><i>oui</i></div>")]
    assert selector_of("body>div>i", hidden) == ""


def test_no_selector_is_given_for_a_place_no_page_has():
    assert selector_of("body>div.absent", [page("<p>rien</p>")]) == ""

"""Addresses of the vitrine: one for each search, the same served or laid in files."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.vitrine.links import PARAMETERS, Links, View, search_query

CHOSEN = st.dictionaries(st.sampled_from(list(PARAMETERS)), st.lists(st.text(min_size=1), max_size=3).map(tuple))


def test_pages_are_relative_to_where_they_are_named():
    served, laid = Links("../"), Links("../", ".html", searches=False)

    assert served.groupe("svt-2024-2025") == "../groupe/svt-2024-2025"
    assert laid.academie("Orléans-Tours") == "../academie/orleans-tours.html"
    assert (Links().home, served.home, laid.home) == ("./", "../", "../index.html")
    assert served.production("urn:uuid:12e20167") == "../production/12e20167"


def test_a_search_has_one_address_whatever_the_order_of_its_choices():
    view = View(2, 20, by_date=True)
    one = search_query({"academie": ("Lille", "Nice", "Lille"), "discipline": ("SVT",)}, "esprit critique", view)
    other = search_query({"discipline": ("SVT",), "academie": ("Lille", "Nice")}, "esprit critique", view)

    assert one == other == "mots=esprit+critique&discipline=SVT&academie=Lille&academie=Nice&tri=date&par=20&page=2"
    assert search_query({}) == ""
    assert Links().search({}) == "recherche"


@given(CHOSEN, st.text())
def test_an_address_says_the_whole_search(chosen, words):
    pairs = parse_qsl(search_query(chosen, words), keep_blank_values=True)
    said = {name: tuple(value for key, value in pairs if key == name) for name in chosen}

    plain = {
        name: tuple(dict.fromkeys(v.encode("utf-8", "replace").decode() for v in values))
        for name, values in chosen.items()
    }
    assert {name: tuple(dict.fromkeys(values)) for name, values in said.items()} == plain


@pytest.mark.parametrize(
    ("links", "folder", "found"),
    [
        (Links("", ".html"), "", ["productions.atom", "productions.json", "nouveautes.rss", "sitemap.xml"]),
        (Links("../", ".html", fragments=False), "", ["../productions.atom", "../productions.json"]),
        (Links("../"), "flux/", ["../oai?verb=Identify", "../flux/productions.atom", "../flux/productions.json"]),
        (Links(), "", ["oai?verb=Identify", "recherche.atom"]),
    ],
)
def test_programs_find_by_themselves_what_is_there(links, folder, found):
    assert [address for *_, address in links.discovered(folder, has_address=False)] == found

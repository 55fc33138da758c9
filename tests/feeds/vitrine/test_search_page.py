"""Facets and chips: what is chosen can be left, what would find nothing cannot be chosen."""

from __future__ import annotations

import pytest

from feeds.vitrine.links import Links, View
from feeds.vitrine.search_page import MOST_VALUES, SHOWN_VALUES, SearchPage, chips_of, facets_of

COUNTS = {"academie": {f"Académie {number}": 20 - number for number in range(10)}, "groupe": {"svt": 3, "maths": 2}}


def test_a_chip_leads_to_the_search_without_it():
    chosen = {"academie": ("Lille", "Nice"), "groupe": ("svt",)}
    chips = chips_of("robot", chosen, Links(), {"svt": "SVT 2024-2025"})

    assert [(chip.label, chip.address) for chip in chips] == [
        ("« robot »", "recherche?academie=Lille&academie=Nice&groupe=svt"),
        ("Académie : Lille", "recherche?mots=robot&academie=Nice&groupe=svt"),
        ("Académie : Nice", "recherche?mots=robot&academie=Lille&groupe=svt"),
        ("Groupe : SVT 2024-2025", "recherche?mots=robot&academie=Lille&academie=Nice"),
    ]


def test_what_is_chosen_comes_first_then_the_most_frequent():
    academie, groupe = facets_of(COUNTS, {"academie": ("Académie 9", "Inconnue")}, {"svt": "SVT 2024-2025"})
    ((_, shown),) = academie.lists

    assert [one.value for one in shown][:3] == ["Académie 9", "Inconnue", "Académie 0"]
    assert [(one.chosen, one.count) for one in shown][:3] == [(True, 11), (True, 0), (False, 20)]
    assert (len(shown), academie.rest) == (11, ())
    assert [one.label for one in groupe.lists[0][1]] == ["SVT 2024-2025", "maths"]


def test_a_facet_that_gives_no_choice_is_not_shown():
    assert facets_of({"academie": {"Lille": 3}, "type": {}}, {}, {}) == ()


def test_the_values_of_a_long_facet_are_proposed_by_their_beginning():
    chosen = {"outil": ("outil 199",)}
    (facet,) = facets_of({"outil": {f"outil {number}": 200 - number for number in range(200)}}, chosen, {})

    assert facet.lists[0][1][0].value == "outil 199"
    assert (len(facet.lists[0][1]), len(facet.rest)) == (SHOWN_VALUES, MOST_VALUES - SHOWN_VALUES)


def test_levels_are_a_tree_in_the_order_of_classes():
    held = {"3e": 4, "cycle 4": 5, "collège": 6, "CP": 1, "terminale professionnelle": 2, "BTS": 1, "Inventé": 1}
    (facet,) = facets_of({"niveau": held}, {"niveau": ("3e",)}, {})
    shown = [(titre, [(one.value, one.depth) for one in values]) for titre, values in facet.lists]

    assert shown == [
        ("École", [("CP", 0)]),
        ("Collège", [("collège", 0), ("3e", 1), ("cycle 4", 0)]),
        ("Lycée professionnel", [("terminale professionnelle", 0)]),
        ("Après le bac", [("BTS", 0)]),
        ("Autres", [("Inventé", 0)]),
    ]


@pytest.mark.parametrize(
    ("page", "pages", "numbers"),
    [(1, 1, [1]), (1, 5, [1, 2, 3, 0, 5]), (50, 500, [1, 0, 48, 49, 50, 51, 52, 0, 500]), (4, 4, [1, 2, 3, 4])],
)
def test_the_pages_around_the_first_and_the_last_are_led_to(page, pages, numbers):
    assert list(SearchPage("", {}, 1, pages, (), (), (), view=View(page)).numbers) == numbers

"""Facets and chips: what is chosen can be left, what would find nothing cannot be chosen."""

from __future__ import annotations

from feeds.vitrine.links import Links
from feeds.vitrine.search_page import SHOWN_VALUES, chips_of, facets_of

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

    assert [one.value for one in academie.first][:3] == ["Académie 9", "Inconnue", "Académie 0"]
    assert [(one.chosen, one.count) for one in academie.first][:3] == [(True, 11), (True, 0), (False, 20)]
    assert len(academie.first) == SHOWN_VALUES
    assert len(academie.first) + len(academie.rest) == 11
    assert [one.label for one in groupe.first] == ["SVT 2024-2025", "maths"]


def test_a_facet_that_gives_no_choice_is_not_shown():
    assert facets_of({"academie": {"Lille": 3}, "type": {}}, {}, {}) == ()


def test_a_facet_of_too_many_values_says_how_many_it_leaves_out():
    chosen = {"outil": ("outil 99",)}
    (facet,) = facets_of({"outil": {f"outil {number}": 100 - number for number in range(100)}}, chosen, {})

    assert facet.first[0].value == "outil 99"
    assert (len(facet.first), len(facet.rest), facet.left_out) == (6, 54, 40)

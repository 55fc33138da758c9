"""An address has one fate, its most trusted way first, and what was said of it is not unsaid by meeting it again."""

import pytest

from schemas.runs.fate_advice import Refusal, advice_on
from schemas.runs.frontier import FATE_LABELS, TRUST, AddressKey, Fate, Waypoint
from schemas.types.origin import FoundBy


def test_every_way_has_its_trust_and_every_fate_its_words():
    assert set(TRUST) == set(FoundBy)
    assert set(FATE_LABELS) == set(Fate)
    assert [TRUST[way] for way in FoundBy] == sorted(TRUST.values()), "the ways stand in the order of their trust"


def test_an_address_met_again_keeps_every_way_and_the_most_trusted_gives_its_turn():
    met = Waypoint(AddressKey("k"), "u", FoundBy.LINK).met_by(FoundBy.SITEMAP).met_by(FoundBy.FEED).met_by(FoundBy.LINK)
    assert met.ways == (FoundBy.FEED, FoundBy.SITEMAP, FoundBy.LINK)
    assert (met.found_by, met.is_announced) == ("flux", True)


def test_of_two_ways_of_one_trust_the_first_stays():
    assert Waypoint(AddressKey("k"), "u", FoundBy.SITEMAP).met_by(FoundBy.TRAAM_LINK).found_by == "sitemap"
    assert Waypoint(AddressKey("k"), "u", FoundBy.TRAAM_LINK).met_by(FoundBy.SITEMAP).found_by == "lien TraAM"


@pytest.mark.parametrize("way", ["lien", "plan", "carte", "connu", "lien TraAM"])
def test_what_is_only_linked_to_is_not_announced(way):
    assert not Waypoint(AddressKey("k"), "u", FoundBy(way)).is_announced


def test_a_note_of_its_ways_alone_does_not_unsay_its_fate():
    settled = Waypoint(AddressKey("k"), "u", FoundBy.LINK).settled(Fate.LIST, "mène à 12 pages")
    noted = settled.met_by(FoundBy.FEED).with_only_its_ways().after(settled)
    assert (noted.fate, noted.reason, noted.found_by) == (Fate.LIST, "mène à 12 pages", "flux")


def test_only_what_gave_no_answer_is_asked_again():
    assert [fate for fate in Fate if not Waypoint(AddressKey("k"), "u", FoundBy.LINK).settled(fate).done] == [
        Fate.FAILED
    ]


@pytest.mark.parametrize("fate", [fate for fate in Fate if fate is not Fate.HELD])
def test_a_person_is_told_what_to_do_about_each_fate(fate):
    assert advice_on(fate, "")


@pytest.mark.parametrize(("reason", "word"), [
    (Refusal.ROBOTS, "robots.txt"), (Refusal.NOINDEX, "noindex"), (Refusal.DELAYED, "indexdelay"),
    (Refusal.IGNORED, "ignore"),
    (f"{Refusal.NO_PAGE} (application/pdf)", "bilan"), (f"{Refusal.TRAP} : calendrier", "bilan"), ("autre", "bilan"),
])  # fmt: skip
def test_advice_on_a_refusal_speaks_of_the_rule_that_refused(reason, word):
    assert word in advice_on(Fate.REFUSED, reason)

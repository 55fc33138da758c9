"""What is learnt of a site depends on its pages, not on the order they come in."""

from __future__ import annotations

import random
from datetime import UTC, datetime

from pipeline.describing.read import Described
from pipeline.describing.site_learning import SAMPLE, SiteLearning, kept_profile
from schemas.files.source import Source
from schemas.learning.traits import LineTrait, PageTraits
from schemas.types.record import RawRecord
from store.payloads import Payloads

SOURCE = Source(id="essai", titre="Essai", kind="site", url="https://labo.example.org/")
NOW = datetime(2026, 11, 29, tzinfo=UTC)


def described(number: int) -> Described:
    address = f"https://labo.example.org/{number}"
    lines = tuple(
        LineTrait(place, text, own, linked, is_prose=own > 40, is_heading=False, apart=False)
        for place, text, own, linked in (
            ("body>div.t", f"un texte propre à la page {number}", 300, 0),
            ("body>div.m", "accueil", 0, 7),
        )
    )
    traits = PageTraits(address, f"Page {number}", lines, frozenset({"body>h1"}), (), frozenset())
    return Described(RawRecord("essai", address, "html", b""), None, (), traits=traits)


def learnt(folder, numbers: list[int]) -> SiteLearning:
    learning = SiteLearning(SOURCE, Payloads(folder))
    for number in numbers:
        item = described(number)
        wanted = learning.wanted([item.raw])
        learning.take([item if wanted else Described(item.raw, None, ())])
    learning.end(NOW)
    return learning


def test_the_order_pages_come_in_changes_nothing_of_what_is_learnt(tmp_path):
    numbers = list(range(3 * SAMPLE))
    shuffled = random.Random(4).sample(numbers, len(numbers))
    one, other = learnt(tmp_path / "a", numbers), learnt(tmp_path / "b", shuffled)
    assert one.profile.container == other.profile.container == "body>div.t"
    assert one._sample == other._sample


def test_what_was_learnt_is_kept_and_read_back(tmp_path):
    learning = learnt(tmp_path, list(range(10)))
    assert not learning.profile.is_empty
    assert kept_profile(SOURCE, Payloads(tmp_path)) == learning.profile


def addresses(numbers) -> frozenset[str]:
    return frozenset(f"https://labo.example.org/{number}" for number in numbers)


def test_the_first_pages_of_a_new_site_are_to_be_read_again(tmp_path):
    pages = addresses(range(10))
    assert learnt(tmp_path, list(range(10))).to_read_again(pages) == pages


def test_a_site_that_stays_the_same_is_learnt_once(tmp_path):
    learnt(tmp_path, list(range(10)))
    assert not learnt(tmp_path, list(range(10))).to_read_again(addresses(range(10)))


def test_a_site_twice_as_large_is_learnt_again(tmp_path):
    learnt(tmp_path, list(range(10)))
    again = learnt(tmp_path, list(range(25)))
    assert again.profile.pages == 25
    assert again.to_read_again(addresses(range(40))) == addresses(range(40))


def test_pages_kept_by_a_killed_run_teach_the_one_that_goes_on_from_it_and_are_read_again_by_it(tmp_path):
    numbers = list(range(SAMPLE + 40))
    whole = learnt(tmp_path / "whole", numbers)
    learning = SiteLearning(SOURCE, Payloads(tmp_path / "cut"))
    for number in numbers[50:]:
        item = described(number)
        wanted = learning.wanted([item.raw])
        learning.take([item if wanted else Described(item.raw, None, ())])
    looked_at = learning.earlier_to_look_at(addresses(numbers))
    learning.take_earlier(described(int(name.rpartition("/")[2])) for name in looked_at)
    learning.end(NOW)

    assert set(looked_at) <= addresses(range(50))
    assert learning.profile == whole.profile
    assert learning.to_read_again(addresses(numbers)) >= addresses(range(50))


def test_too_few_pages_teach_nothing(tmp_path):
    assert learnt(tmp_path, [1, 2]).profile.is_empty
    assert kept_profile(SOURCE, Payloads(tmp_path)).is_empty

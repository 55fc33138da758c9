"""What may take the place of the last publication."""

import pytest

from feeds.folder.manifest import Manifest, ManifestEntry
from feeds.publishing.not_worse import SourceHolding, fewer_outputs, reasons_to_refuse
from feeds.publishing.publication import publish
from schemas.files.source import Expect
from schemas.types.errors import NothingToDoError


def reasons(before, now, held=None):
    last = Manifest(1, before) if before is not None else None
    return list(reasons_to_refuse(last, now, held or {}))


@pytest.mark.parametrize(
    ("before", "now", "refused"),
    [
        (None, {}, 0),
        ({}, {"a": 1}, 0),
        ({"a": 100}, {"a": 100}, 0),
        ({"a": 100}, {"a": 90}, 0),
        ({"a": 100}, {"a": 89}, 2),
        ({"a": 8}, {"a": 4}, 0),
        ({"a": 8}, {"a": 3}, 2),
        ({"a": 1}, {}, 2),
        ({"a": 20, "b": 1_000}, {"b": 1_000}, 1),
        ({"a": 20, "b": 20}, {"a": 40}, 1),
    ],
)
def test_a_mass_disappearance_is_a_reason_for_the_source_and_for_the_whole(before, now, refused):
    assert len(reasons(before, now)) == refused


def test_a_work_given_twice_before_and_once_now_has_not_disappeared():
    last = Manifest(1, {"a": 18, "b": 10})

    assert list(reasons_to_refuse(last, {"a": 9, "b": 10}, {}, {"a": 9})) == []
    assert len(list(reasons_to_refuse(last, {"a": 9, "b": 10}, {}, {"b": 9}))) == 1
    assert list(reasons_to_refuse(last, {"a": 1, "b": 10}, {}, {"a": 9})) == [
        "source a : 1 production, 9 à la dernière publication",
        "en tout : 11 productions, 19 à la dernière publication",
    ]


def test_less_than_the_card_expects_is_a_reason_when_it_is_less_than_before():
    held = {"a": SourceHolding(99, Expect(min=100))}

    assert reasons({"a": 99}, {"a": 98}, held) == ["source a : 99 notices, 100 attendues au moins (expect.min)"]
    assert reasons({"a": 98}, {"a": 98}, held) == []
    assert reasons({"a": 98}, {"a": 99}, held) == []


def test_more_than_the_card_expects_is_a_reason_when_it_is_more_than_before():
    held = {"a": SourceHolding(101, Expect(max=100))}

    assert reasons({"a": 99}, {"a": 101}, held) == ["source a : 101 notices, 100 attendues au plus (expect.max)"]
    assert reasons({"a": 101}, {"a": 101}, held) == []
    assert reasons(None, {"a": 101}, held) == []


def test_what_melted_away_is_said_source_by_source_in_their_order_then_as_a_whole():
    assert reasons({"b": 20, "a": 20, "c": 5}, {"b": 1, "c": 5}) == [
        "source a : 0 production, 20 à la dernière publication",
        "source b : 1 production, 20 à la dernière publication",
        "en tout : 6 productions, 45 à la dernière publication",
    ]


@pytest.mark.parametrize(
    ("before", "now", "refused"),
    [
        ({"a": 50}, {"a": 45}, []),  # five are not more than five, nor more than a tenth
        ({"a": 59}, {"a": 53}, ["source a", "en tout"]),  # six of 59: more than a tenth
        ({"a": 60}, {"a": 54}, []),  # six of 60: a tenth
        ({"a": 11}, {"a": 6}, []),  # five of eleven: less than half
        ({"a": 10}, {"a": 5}, []),  # five of ten: half
        ({"a": 9}, {"a": 4}, ["source a", "en tout"]),  # five of nine: more than half
        ({"a": 10}, {"a": 4}, ["source a", "en tout"]),
        ({"a": 5}, {"a": 9}, []),
    ],
)
def test_a_mass_is_more_than_a_tenth_and_more_than_five_or_than_half(before, now, refused):
    assert [reason.partition(" :")[0] for reason in reasons(before, now)] == refused


@pytest.mark.parametrize(("living", "gained"), [(100, -1), (101, -1), (99, 0), (99, 1)])
def test_the_least_a_card_expects_is_no_reason_when_it_is_there_or_nothing_was_lost(living, gained):
    assert reasons({"a": 99}, {"a": 99 + gained}, {"a": SourceHolding(living, Expect(min=100))}) == []


@pytest.mark.parametrize(("living", "gained"), [(100, 1), (99, 1), (101, 0), (101, -1)])
def test_the_most_a_card_expects_is_no_reason_when_it_is_kept_to_or_nothing_was_gained(living, gained):
    assert reasons({"a": 99}, {"a": 99 + gained}, {"a": SourceHolding(living, Expect(max=100))}) == []


def test_a_source_that_was_never_published_and_gives_none_is_judged_by_its_card_from_zero():
    assert reasons({"a": 9}, {"a": 9}, {"b": SourceHolding(0, Expect(min=10))}) == []
    assert reasons({"a": 9}, {"a": 9, "b": 1}, {"b": SourceHolding(12, Expect(max=10))}) == [
        "source b : 12 notices, 10 attendues au plus (expect.max)"
    ]
    assert reasons({"a": 9, "b": 1}, {"a": 9}, {"b": SourceHolding(1, Expect(min=10))}) == [
        "source b : 0 production, 1 à la dernière publication",
        "source b : 1 notice, 10 attendues au moins (expect.min)",
    ]


def test_a_card_that_expects_nothing_gives_no_reason():
    assert reasons({"a": 9}, {"a": 8}, {"a": SourceHolding(8, Expect())}) == []
    assert reasons({"a": 8}, {"a": 9}, {"a": SourceHolding(9, Expect())}) == []


def test_one_record_is_said_in_the_singular():
    assert reasons({}, {"a": 1}, {"a": SourceHolding(1, Expect(max=0))}) == [
        "source a : 1 notice, 0 attendues au plus (expect.max)"
    ]


def entries(**counts):
    """So many files of each family, and folders of so many pages (« groupe_ »)."""
    return tuple(
        one for name, count in counts.items()
        for one in (
            [ManifestEntry(f"{name[:-1]}/", "text/html", count, "")] if name.endswith("_")
            else [ManifestEntry(f"{name}-{number}.atom", "application/atom+xml", 1, "") for number in range(count)]
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    ("before", "now", "refused"),
    [
        ({"groupe": 9}, {"groupe": 9}, []),
        ({"groupe": 9}, {}, ["sorties « groupe-… » : 0, 9 à la dernière publication"]),
        ({"groupe": 9}, {"groupe": 6}, []),
        ({"groupe_": 4, "bilan_": 2}, {"groupe_": 4}, ["sorties « bilan/ » : 0, 2 à la dernière publication"]),
        ({"academie": 9}, {"academie": 3}, []),
        ({"theme": 9, "fiches_": 8}, {"theme": 9}, ["sorties « fiches/ » : 0, 8 à la dernière publication"]),
        ({"theme": 3, "discipline": 9}, {"discipline": 1}, []),
        ({"fragment_": 9, "sitemap": 1}, {}, []),
    ],
)
def test_groups_that_melted_away_are_a_reason_though_every_production_is_there(before, now, refused):
    assert list(fewer_outputs(Manifest(1, {}, entries(**before)), entries(**now))) == refused
    assert list(fewer_outputs(None, entries(**now))) == []


def test_another_naming_authority_is_refused_once_published_unless_forced(tmp_path, make_publication):
    publish(tmp_path, make_publication())
    other = make_publication(authority="urn:edubases:")
    with pytest.raises(NothingToDoError, match=r"« urn:edubases: », et non plus « urn:x-traam: »"):
        publish(tmp_path, other)
    publish(tmp_path, make_publication(authority="urn:edubases:", force=True))
    publish(tmp_path, other)

    said = (tmp_path / "productions.atom").read_text("utf-8")
    assert 'scheme="urn:edubases:niveau"' in said
    assert 'scheme="urn:x-traam:' not in said

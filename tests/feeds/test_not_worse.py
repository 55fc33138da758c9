"""What may take the place of the last publication."""

import pytest

from feeds.manifest import Manifest
from feeds.not_worse import Holding, reasons_to_refuse
from schemas.source import Expect


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


def test_less_than_the_card_expects_is_a_reason_when_it_is_less_than_before():
    held = {"a": Holding(99, Expect(min=100))}

    assert reasons({"a": 99}, {"a": 98}, held) == ["source a : 99 notices, 100 attendues au moins (expect.min)"]
    assert reasons({"a": 98}, {"a": 98}, held) == []
    assert reasons({"a": 98}, {"a": 99}, held) == []


def test_more_than_the_card_expects_is_a_reason_when_it_is_more_than_before():
    held = {"a": Holding(101, Expect(max=100))}

    assert reasons({"a": 99}, {"a": 101}, held) == ["source a : 101 notices, 100 attendues au plus (expect.max)"]
    assert reasons({"a": 101}, {"a": 101}, held) == []
    assert reasons(None, {"a": 101}, held) == []

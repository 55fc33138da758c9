"""So many times within so long, for each name."""

from pipeline.referent import allowance
from pipeline.referent.allowance import Allowance


def test_so_many_times_and_again_once_the_first_are_past():
    now = 0.0
    allowed = Allowance(2, 10, clock=lambda: now)
    assert [allowed.take("a") for _ in range(4)] == [True, True, False, False]
    assert allowed.take("b")
    now = 9.9
    assert not allowed.take("a")
    now = 10.0
    assert [allowed.take("a") for _ in range(3)] == [True, True, False]


def test_names_are_bounded(monkeypatch):
    monkeypatch.setattr(allowance, "_MOST_NAMES", 3)
    allowed = Allowance(1, 10, clock=lambda: 0.0)
    assert [allowed.take(name) for name in "abcd"] == [True] * 4
    assert not allowed.take("d")
    assert allowed.take("a")

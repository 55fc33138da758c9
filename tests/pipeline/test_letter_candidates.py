"""The order in which works are proposed to a letter: each group in turn, each académie before a second time."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from pipeline.letter_candidates import Candidate, in_turn
from schemas.record import Record

CANDIDATES = st.lists(
    st.tuples(
        st.sampled_from(["svt", "maths", "doc", None]), st.sampled_from(["Lille", "Nice", "Lyon", ""]),
        st.dates(date(2024, 1, 1), date(2026, 1, 1)), st.sampled_from([0.25, 0.5, 1.0]),
    ),
    max_size=25,
).map(
    lambda rows: [
        Candidate(
            Record(f"oai:{number}", "s", titre="t", groupe=groupe, academies=(academie,) if academie else ()),
            day, completeness, "SVT", "", "",
        )
        for number, (groupe, academie, day, completeness) in enumerate(rows)
    ]
)  # fmt: skip


def group_of(candidate: Candidate) -> str:
    return candidate.record.groupe or candidate.rubrique


@given(CANDIDATES)
def test_every_work_is_proposed_once_whatever_the_order_they_came_in(found: list[Candidate]) -> None:
    ordered = in_turn(found)
    assert Counter(one.record.identifier for one in ordered) == Counter(one.record.identifier for one in found)
    shuffled = random.Random(1).sample(found, len(found))
    assert in_turn(shuffled) == ordered


@given(CANDIDATES)
def test_no_group_is_two_works_ahead_of_one_that_still_has_some(found: list[Candidate]) -> None:
    ordered = in_turn(found)
    left = Counter(group_of(one) for one in found)
    taken: Counter[str] = Counter(dict.fromkeys(left, 0))
    for one in ordered:
        taken[group_of(one)] += 1
        left[group_of(one)] -= 1
        waiting = [taken[name] for name in left if left[name]]
        assert max(taken.values()) - min(waiting, default=max(taken.values())) <= 1


@given(CANDIDATES)
def test_in_a_group_each_academie_goes_before_a_second_work_of_any(found: list[Candidate]) -> None:
    for name in {group_of(one) for one in found}:
        own = [one for one in in_turn(found) if group_of(one) == name]
        academies = ["".join(one.record.academies) for one in own]
        assert len(set(academies[: len(set(academies))])) == len(set(academies))
        best = max(one.completeness for one in own)
        assert own[0].completeness == best
        assert own[0].day == max(one.day for one in own if one.completeness == best)

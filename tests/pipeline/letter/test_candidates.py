"""The order in which works are proposed to a letter: each group in turn, each académie before a second time."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from feeds.wording.safe_text import safe_identifier, safe_link
from pipeline.ground.settings import Settings
from pipeline.letter.candidates import Candidate, LetterWish, candidates, in_turn
from schemas.parsing.page_address import canonical_address
from schemas.types.payload_name import PayloadName
from schemas.types.record import Record, Traam
from store.database import Database
from store.rows import Saving

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


NASTY = "<script> \x1b anne.dubosc@exemple.fr"
MOMENT = datetime(2026, 3, 1, tzinfo=UTC)


def settings_over(folder: Path, records: list[Record]) -> Settings:
    url = f"sqlite:///{folder / 'traam.sqlite'}"
    database = Database(url)
    with database.transaction() as transaction:
        transaction.records.save(
            [Saving(record, MOMENT, MOMENT, MOMENT, PayloadName("s"), format="oai_dc") for record in records]
        )
    database.close()
    return Settings(config=None, contact="", data=folder, store_url=url, index=folder / "index")


def test_candidates_are_safe_and_those_without_a_title_left_give_their_place(tmp_path: Path) -> None:
    production = Traam(0.9, (), "production")
    settings = settings_over(tmp_path, [
        Record("oai:1", "s", titre="\x1b\x08", url="https://a.example/1", description="d", niveaux=("3e",),
               traam=production),
        Record(f"oai:2 {NASTY}", "s", titre=NASTY, url='https://a.example/2"x', description=NASTY, groupe=NASTY,
               disciplines=(NASTY,), traam=production),
        Record("oai:3", "s", titre="t", url="javascript:alert(1)", traam=production),
    ])  # fmt: skip
    (found,) = candidates(settings, LetterWish(1), frozenset())
    said = f"{found}"
    assert found.record.titre
    assert found.record.url == safe_link('https://a.example/2"x')
    assert "dubosc" not in said
    assert "\\x1b" not in said
    # What the file of an issue says of it is enough to know it again.
    for shown in (safe_identifier(f"oai:2 {NASTY}"), canonical_address(found.record.url or "")):
        assert candidates(settings, LetterWish(9), frozenset({shown})) == ()

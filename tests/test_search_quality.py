"""What docs/quality.md states of the search stays true: nDCG@10 on the labelled queries, beside stock Whoosh's."""

from __future__ import annotations

import pytest

from benchmarks.search_quality import Judged, average, load_queries, load_records, measure, ndcg
from schemas.words.vocabulary import load_vocabulary

GOAL = 0.90


@pytest.fixture(scope="module")
def judged() -> dict[str, list[Judged]]:
    return measure()


def test_there_are_enough_queries_of_every_kind() -> None:
    queries = load_queries()
    assert len({query.text for query in queries}) == len(queries) >= 75
    assert len({query.kind for query in queries}) >= 12
    assert sum(not query.grades for query in queries) <= 5


def test_labels_name_productions_that_exist() -> None:
    records = load_records()
    assert len(records) >= 100
    assert all(record.is_published for record in records.values())
    assert {label for query in load_queries() for label in query.grades} <= set(records)


@pytest.mark.parametrize(
    ("field", "vocabulary"),
    [("academies", "academies"), ("disciplines", "disciplines"), ("niveaux", "niveaux"), ("outils", "outils")],
)
def test_fictitious_productions_use_the_words_records_hold(field: str, vocabulary: str) -> None:
    known = {term.label for term in load_vocabulary(vocabulary).terms}
    assert {value for record in load_records().values() for value in getattr(record, field)} <= known


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (["best", "good", "fair"], 1.0),
        (["best", "good"], 0.947),
        (["good", "best", "fair"], 0.843),
        (["other", "best", "good", "fair"], 0.676),
        (["fair", "fair2"], 0.106),
        ([], 0.0),
    ],
)
def test_a_list_is_worth_what_its_order_is_worth(found: list[str], expected: float) -> None:
    # Worked out by hand: gains 7, 3 and 1, divided by 1, 1.585 and 2, hence 9.393 for the best order.
    assert ndcg(found, {"best": 3, "good": 2, "fair": 1}) == pytest.approx(expected, abs=0.001)


def test_where_nothing_is_expected_showing_something_is_worth_nothing() -> None:
    assert ndcg([], {}) == 1.0
    assert ndcg(["anything"], {}) == 0.0


def test_first_answers_are_ranked_as_well_as_stated(judged: dict[str, list[Judged]]) -> None:
    worst = sorted(judged["traam"], key=lambda one: one.ndcg)[:20]
    assert average(judged["traam"]) >= min(GOAL, GOAL), [(one.query.text, one.ndcg) for one in worst]


def test_stock_whoosh_ranks_less_well_but_is_given_its_chance(judged: dict[str, list[Judged]]) -> None:
    assert 0.6 <= average(judged["Whoosh-Reloaded"]) < average(judged["traam"])

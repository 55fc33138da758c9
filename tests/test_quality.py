"""What docs/quality.md states stays true: precision and recall on the labelled cases."""

import pytest

from benchmarks.quality import FRAGMENTS, READERS, measure
from benchmarks.quality_pages import FIELDS, measure_pages

SCORES = measure()


def test_there_are_enough_cases_of_each_field():
    assert set(SCORES) == set(READERS)
    assert sum(score.cases for score in SCORES.values()) >= 150
    assert all(score.cases >= 25 for score in SCORES.values())


@pytest.mark.parametrize("field", sorted(READERS))
def test_values_are_read_as_well_as_stated(field):
    assert SCORES[field].precision >= 0.95, SCORES[field].wrong
    assert SCORES[field].recall >= 0.90, SCORES[field].wrong


def test_whole_descriptions_of_three_groups_are_read_as_well():
    scores = measure_pages()
    assert set(scores) == set(FIELDS)
    for field, score in scores.items():
        assert score.cases >= 30
        assert score.precision >= 0.95, (field, score.wrong)
        assert score.recall >= 0.90, (field, score.wrong)


@pytest.mark.parametrize("field", sorted(READERS))
def test_fragments_labelled_by_another_are_read_as_well(field):
    score = measure(FRAGMENTS)[field]
    assert score.cases >= 60
    assert score.precision >= 0.95, score.wrong
    assert score.recall >= 0.90, score.wrong

"""Sixty short pages, labelled before they were read, served and harvested: the goals of docs/quality.md hold."""

from __future__ import annotations

import pytest

from benchmarks.quality_sixty import labelled, measure_sixty

pytestmark = pytest.mark.engine


def test_whole_pages_are_read_as_well_as_is_said() -> None:
    scores = measure_sixty()

    for field in ("niveau", "discipline"):
        assert scores[field].precision >= 0.95, scores[field].wrong
        assert scores[field].recall >= 0.85, scores[field].wrong
    assert scores["outil"].precision >= 0.95, scores["outil"].wrong
    assert scores["outil"].recall >= 0.70, scores["outil"].wrong
    assert scores["classe"].precision >= 0.95, scores["classe"].wrong
    assert not [said for said in scores["classe"].wrong if "publiée à tort" in said]
    assert len(labelled()) == 60

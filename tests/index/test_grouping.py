"""Rows are given back grouped by key in the order they came, however few of them memory may hold."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.building import build
from index.engine import open_index
from index.grouping import Grouping
from index.query import Query
from schemas.types.record import Record, Traam


@given(
    rows=st.lists(st.tuples(st.integers(0, 6), st.integers(-9, 9)), max_size=60),
    block=st.integers(1, 20),
    order=st.permutations(range(7)),
)
def test_rows_are_grouped_whatever_the_block(rows: list[tuple[int, int]], block: int, order: list[int]) -> None:
    ranks = np.array(order, np.int32)
    with tempfile.TemporaryDirectory() as folder:
        taken = Grouping(Path(folder), 2, block)
        for number, (key, value) in enumerate(rows):
            taken.keys.append(key)
            taken.columns[0].append(value)
            taken.columns[1].append(number)
            taken.taken()
        counts = taken.counts(ranks)
        both = [[np.zeros(0, int), *taken.grouped(column, ranks, counts)] for column in (0, 1)]
        found = [np.concatenate(one).tolist() for one in both]
        pieces = [len(piece) for piece in taken.grouped(0, ranks, counts)]
        taken.close()
        assert list(Path(folder).iterdir()) == []
    expected = sorted(((order[key], number, value) for number, (key, value) in enumerate(rows)))
    assert found == [[value for _, _, value in expected], [number for _, number, _ in expected]]
    assert counts.tolist() == [sum(order[key] == rank for key, _ in rows) for rank in range(7)]
    most = max(counts, default=0)
    assert all(size <= max(block, most) for size in pieces), "no more is sorted at once than a block, or one key"


def test_an_index_built_by_small_blocks_answers_as_one_built_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = [
        Record(f"n{number}", "essai", titre=f"Fiche {number % 7}", traam=Traam(1.0, (), "production"),
               texte="\n".join(f"ligne {line} du texte {number % (line + 2)} avec des mots" for line in range(9)))
        for number in range(60)
    ]  # fmt: skip
    asked = ("ligne", "texte 3", '"du texte 4 avec"', "mot*", "fiche -texte", "ligne texte fiche")

    def answers(name: str) -> list[object]:
        build(tmp_path / name, records, version="1")
        with open_index(tmp_path / name) as index:
            return [
                (hit.record.identifier, hit.score, hit.extrait)
                for words in asked
                for hit in index.search(Query(words, snippets=True)).hits
            ]

    at_once = answers("entier")
    monkeypatch.setattr(Grouping.__init__, "__defaults__", (50,))
    assert answers("morceaux") == at_once
    assert len(at_once) > 60

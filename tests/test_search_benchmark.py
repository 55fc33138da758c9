"""The search benchmark compares like with like: same records every time, and engines that answer the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.search_engines import OurIndex
from benchmarks.search_other_engines import Fts5, StockWhoosh
from benchmarks.search_records import FACETS, OURS, REAL, ROWS, questions, record, records
from benchmarks.search_words import vocabulary
from schemas.types.record import Record

COUNT = 200


@pytest.fixture(scope="module")
def made() -> list[Record]:
    return list(records(COUNT))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, made: list[Record]) -> Path:
    place = tmp_path_factory.mktemp("engines")
    for name, engine in (("ours", OurIndex), ("fts5", Fts5), ("whoosh", StockWhoosh)):
        (place / name).mkdir(mode=0o700)
        engine.build(place / name, made)
    return place


def test_records_are_the_same_each_time_and_change_with_their_edition(made: list[Record]) -> None:
    assert made == list(records(COUNT))
    assert record(7, edition=1).identifier == record(7).identifier
    assert record(7, edition=1).description != record(7).description


def test_records_look_like_descriptions(made: list[Record]) -> None:
    lengths = [len((one.description or "").split()) for one in made]
    assert min(lengths) >= 40
    assert max(lengths) <= 120
    assert len(vocabulary()) > 3_000
    assert all(getattr(one, name) for one in made for name in FACETS)


def test_real_texts_have_real_lengths_and_words_that_keep_coming() -> None:
    texts = [one.texte or "" for one in records(40, length=REAL)]
    lengths = [len(text.split()) for text in texts]
    assert 300 <= min(lengths) < 500 < 1_000 < max(lengths) <= 3_000
    few, many = ({word for text in texts[:count] for word in text.split()} for count in (10, 40))
    assert 2_000 < len(few) < len(many) / 1.8


def test_our_index_finds_what_fts5_finds_with_the_same_stems(folder: Path) -> None:
    ours, other = OurIndex(folder / "ours"), Fts5(folder / "fts5")
    asked = questions(5, COUNT)
    assert set(asked) == set(ROWS)
    try:
        for question in (question for row in ROWS if row not in OURS for question in asked[row]):
            mine, theirs = ours.ask(question), other.ask(question)
            assert mine.total > 0 or question.filter
            if question.kind in ("and", "or"):  # phrases and beginnings are over stems for FTS5, whole forms for us
                assert mine.total >= theirs.total, question  # synonyms may add to ours
            if question.facets:
                assert sum(mine.facets["disciplines"].values()) == mine.total
                assert sum(theirs.facets["disciplines"].values()) == theirs.total
    finally:
        ours.close()


def test_stock_whoosh_answers_every_row(folder: Path) -> None:
    engine = StockWhoosh(folder / "whoosh")
    for row, asked in ((row, asked) for row, asked in questions(2, COUNT).items() if row not in engine.lacks):
        for question in asked:
            answered = engine.ask(question)
            assert len(answered.identifiers) == min(answered.total, question.limit), (row, question)
            assert len(answered.facets) == question.facets
            assert bool(answered.snippets) == question.snippets


def test_an_update_replaces_records_and_adds_none(tmp_path: Path, made: list[Record]) -> None:
    changed = list(records(5, start=50, edition=1))
    every = [*made[:50], *changed, *made[55:]]
    for name, engine in (("ours", OurIndex), ("fts5", Fts5)):
        updated, whole = tmp_path / f"{name}-updated", tmp_path / name
        for place, first in ((updated, made), (whole, every)):
            place.mkdir(mode=0o700)
            engine.build(place, first)
        engine.update(updated, changed, every)
        assert totals(engine(updated)) == totals(engine(whole))


def totals(opened: OurIndex | Fts5) -> list[int]:
    return [opened.ask(question).total for row in questions(3, COUNT).values() for question in row]

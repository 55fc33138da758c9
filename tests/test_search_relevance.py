"""The relevance set is whole, and what judges engines on it counts as it says; the recorded sites, where they are."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from benchmarks.quality_sixty import SITE, labelled_texts
from benchmarks.quality_zoo import ZOO, recorded_sites
from benchmarks.search_relevance import LABELLED, OPTIONS, PAGES, Asked, Score, load_asked, score
from benchmarks.search_relevance_peers import Typed, peers, typed
from benchmarks.search_true_texts import missing_phrases, true_articles

SIZES = {"": (157, 13), "quatrieme": (98, 13), "cinquieme": (49, 12), "sixieme": (81, 12)}
"""Queries and kinds of each set; the sites of the last two have no joined document."""


@pytest.fixture(scope="module", params=SIZES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def asked(name: str) -> tuple[Asked, ...]:
    return load_asked(LABELLED / name)


def test_there_are_enough_queries_of_every_kind(name: str, asked: tuple[Asked, ...]) -> None:
    kinds = Counter(one.kind for one in asked)
    assert len({one.name for one in asked}) == len({one.shown for one in asked}) == len(asked)
    assert (len(asked), len(kinds)) == SIZES[name]
    assert min(kinds.values()) >= 3


def test_only_where_nothing_answers_is_there_no_judgement(asked: tuple[Asked, ...]) -> None:
    assert {one.kind for one in asked if not one.grades} == {"rien"}
    assert not any(one.grades for one in asked if one.kind == "rien")
    assert {grade for one in asked for grade in one.grades.values()} == {1, 2, 3}
    assert all(max(one.grades.values()) >= 2 for one in asked if one.grades)
    assert {option for one in asked for option, _ in one.options} <= set(OPTIONS)


def test_judgements_name_articles_that_are_there() -> None:
    sites = recorded_sites()
    if not sites:
        pytest.skip(f"pas de sites enregistrés sous {ZOO}")
    articles = {one.site + one.address for site in sites for one in true_articles(site)}
    assert {label for one in load_asked() for label in one.grades} <= articles


@pytest.mark.parametrize(("name", "pages"), PAGES.items())
def test_judgements_on_pages_name_pages_that_are_there(name: str, pages: Path) -> None:
    there = {f"{SITE}{path}" for path in labelled_texts(pages)}
    assert {label for one in load_asked(LABELLED / name) for label in one.grades} <= there


def test_true_texts_hold_what_the_databases_have() -> None:
    sites = recorded_sites()
    if not sites:
        pytest.skip(f"pas de sites enregistrés sous {ZOO}")
    assert [said for site in sites for said in missing_phrases(site)] == []


def about(value: float) -> Any:
    return pytest.approx(value, abs=0.001)


@pytest.mark.parametrize(
    ("found", "grades", "expected"),
    [
        (["a", "b"], {"a": 3, "b": 2}, Score(("a", "b"), 1.0, 1.0, 1.0)),
        (["x", "a"], {"a": 3, "b": 2, "c": 1}, Score(("x", "a"), about(0.470), 0.5, 0.5)),
        (["c"], {"a": 3, "c": 1}, Score(("c",), about(0.131), 0.0, 0.0)),
        (["a", "a"], {"a": 3, "b": 3}, Score(("a", "a"), about(0.613), 1.0, 0.5)),
        ([], {"a": 3}, Score((), 0.0, 0.0, 0.0)),
        (["x", "y"], {}, Score(("x", "y"), 1.0, None, None)),
        (["x", "y", "z"], {}, Score(("x", "y", "z"), 0.0, None, None)),
    ],
)
def test_answers_are_worth_what_they_are_worth(found: list[str], grades: dict[str, int], expected: Score) -> None:
    # Worked out by hand: gains 7, 3 and 1, divided by 1, 1.585 and 2.
    assert score(found, grades) == expected


@pytest.mark.parametrize(
    ("text", "options", "expected"),
    [
        ("l'eau des mers", (), Typed(("l", "eau", "des", "mers"), ())),
        ("« l'eau douce » -mer", (), Typed(("l eau douce",), ("mer",))),
        ('"eau douce" -"eau de mer"', ("4e",), Typed(("4e", "eau douce"), ("eau de mer",))),
        ("niveau:4e eau annee:2024-2025", (), Typed(("4e", "eau", "2024 2025"), ())),
    ],
)
def test_peers_are_asked_what_was_typed(text: str, options: tuple[str, ...], expected: Typed) -> None:
    assert typed(text, options) == expected


def test_fts5_finds_any_word_or_every_word_the_title_first() -> None:
    texts = {"a": ("Le vent", "souffle sur l'étang"), "b": ("Un étang", "calme"), "c": ("Un bois", "calme, sans vent")}
    made = peers(texts)
    either, every = made["FTS5, OU"], made["FTS5, ET"]
    assert not isinstance(either, str)
    assert not isinstance(every, str)
    assert either(typed("etang", ())) == ["b", "a"]
    assert set(either(typed("étang calme", ()))) == {"a", "b", "c"}
    assert every(typed("étang calme", ())) == ["b"]
    assert every(typed("vent -étang", ())) == ["c"]

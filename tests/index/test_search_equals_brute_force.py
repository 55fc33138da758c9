"""The index's sets, counts, scores, order and facets equal those of a plain evaluation over the records."""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.analysis import folded_words
from index.building import build, update
from index.engine import Index, open_index
from index.synonyms import NO_SYNONYMS
from schemas.types.record import JoinedText, Record, Traam
from tests.conftest import cases
from tests.index.brute_force import COMPARED, LABELS, NIVEAUX, SINGLE, THEMES, WORDS, Asked, Reference, held_values


def texts(most: int) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(WORDS), max_size=most).map(" ".join)


def long_texts() -> st.SearchStrategy[str]:
    return st.lists(texts(9).filter(bool), min_size=1, max_size=3).map("\n".join)


def some(name: str) -> st.SearchStrategy:
    if name in SINGLE:
        return st.none() | st.sampled_from(LABELS[name])
    return st.lists(st.sampled_from(LABELS[name]), max_size=2, unique=True).map(tuple)


def records() -> st.SearchStrategy[Record]:
    several = st.lists(st.sampled_from(WORDS), max_size=2).map(tuple)
    return st.builds(
        Record,
        identifier=st.sampled_from("abcdefgh"),
        source=st.sampled_from(("un", "deux")),
        titre=texts(4) | st.none(),
        description=texts(8) | st.none(),
        elements=st.dictionaries(st.sampled_from(("objectif", "usages")), several, max_size=2),
        mots_cles=several,
        auteurs=several,
        date_publication=st.none() | st.sampled_from(("2023", "2023-05", "2023-05-04", "2024-01-01")),
        traam=st.sampled_from((Traam(1, (), "production"), Traam(1, (), "synthese"), Traam(0.3, (), "mention"))),
        deleted=st.sampled_from((False, False, False, True)),
        texte=st.none() | long_texts(),
        textes_joints=st.lists(
            st.builds(JoinedText, st.just("https://a.example/x.pdf"), texts(2), long_texts()), max_size=2
        ).map(tuple),
        **{name: some(name) for name in LABELS},
    )


def atoms() -> st.SearchStrategy[tuple[str, str]]:
    phrase = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
    prefixes = st.sampled_from(("al", "algo", "ELEV", "élè", "ti", "so", "im", "3e", "zz"))
    return st.one_of(
        st.tuples(st.just("word"), st.sampled_from(WORDS)),
        st.tuples(st.just("phrase"), phrase),
        st.tuples(st.just("prefix"), prefixes),
    )


def asked() -> st.SearchStrategy[Asked]:
    clause = st.lists(atoms(), min_size=1, max_size=3).map(tuple)
    names = st.lists(st.sampled_from(tuple(LABELS)), max_size=2, unique=True)

    def with_values(chosen: list[str]) -> st.SearchStrategy:
        folded = {name: (*LABELS[name], *map(folded_words, LABELS[name]), "inconnu") for name in chosen}
        values = [st.lists(st.sampled_from(folded[name]), min_size=1, max_size=2).map(tuple) for name in chosen]
        return st.tuples(*(st.tuples(st.just(name), value) for name, value in zip(chosen, values, strict=True)))

    return st.builds(
        Asked,
        clauses=st.lists(clause, max_size=3).map(tuple),
        excluded=st.lists(atoms(), max_size=2).map(tuple),
        filters=names.flatmap(with_values),
        everything=st.booleans(),
        limit=st.sampled_from((0, 1, 3, 100_000)),
        offset=st.sampled_from((0, 0, 1, 4)),
        typed_filters=st.booleans(),
        refused=st.sampled_from((*((),) * 8, *(((name, LABELS[name][0]),) for name in LABELS))),
        years=st.sampled_from((*((),) * 8, *(((sign, year),) for sign in COMPARED for year in (2022, 2023)))),
    )


def check(index: Index, reference: Reference, question: Asked) -> None:
    query = question.as_query()
    result = index.search(query)
    request = index.understood(query)
    expected = reference.answer(question, request)
    told = reference.by_text(question, request)
    assert all("aucune production n'a cette valeur" in sentence for sentence in result.ignored)
    assert (result.total, result.by_text) == (len(expected) + len(told), len(told))
    assert result.complete == sum(is_complete for is_complete, _, _ in expected)
    scored = [*((score, record) for _, score, record in expected), *told]
    scores = {(record.source, record.identifier): score for score, record in scored}
    for hit in result.hits:
        assert hit.score == pytest.approx(scores[hit.record.source, hit.record.identifier], abs=1e-5)
        assert hit.record in reference.given
    every_hit = index.search(replace(query, limit=100_000, offset=0)).hits
    assert {(hit.record.source, hit.record.identifier) for hit in every_hit} == set(scores)
    keys = [(not hit.told, not hit.missing, hit.score, hit.record.date_publication or "") for hit in every_hit]
    assert keys == sorted(keys, reverse=True)
    for one, two in pairwise(every_hit):
        same = (one.score, one.record.date_publication) == (two.score, two.record.date_publication)
        if same and (bool(one.missing), bool(one.told)) == (bool(two.missing), bool(two.told)):
            assert (one.record.identifier, one.record.source) < (two.record.identifier, two.record.source)
    assert result.hits == every_hit[question.offset : question.offset + question.limit]
    for name in LABELS:
        free = reference.answer(question, request, free=name)
        counts = Counter(value for _, _, record in free for value in held_values(record, name))
        assert dict(result.facets[name]) == counts
        assert list(result.facets[name].values()) == sorted(counts.values(), reverse=True)


def above(label: str) -> tuple[str, ...]:
    return NIVEAUX[label]


@settings(max_examples=cases(8, 16), deadline=None, suppress_health_check=list(HealthCheck))
@given(
    first=st.lists(records(), max_size=10),
    changes=st.lists(st.lists(records(), max_size=4), min_size=1, max_size=3),
    questions=st.lists(asked(), min_size=1, max_size=4),
)
def test_an_index_brought_up_to_date_answers_as_one_built_whole(
    first: list[Record], changes: list[list[Record]], questions: list[Asked]
) -> None:
    """Changed, new and deleted records, in one to three updates, by parts or whole where parts are no more worth it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "index"
        build(folder, first, version="0", expand_niveaux=above, themes=THEMES)
        held = {(record.source, record.identifier): record for record in first}
        for number, changed in enumerate(changes, 1):
            held |= {(record.source, record.identifier): record for record in changed}
            gone = [(one.source, one.identifier) for one in changed if one.deleted]
            if update(folder, changed, gone, version=str(number), expand_niveaux=above, themes=THEMES) is None:
                build(folder, held.values(), version=str(number), expand_niveaux=above, themes=THEMES)
            reference = Reference(list(held.values()))
            with open_index(folder, synonyms=NO_SYNONYMS) as index:
                assert (index.version, index.count) == (str(number), len(reference.records))
                living = {(one.source, one.identifier): one.fingerprint for one in reference.records}
                assert dict(index.fingerprints()) == living
                for question in questions:
                    check(index, reference, question)


@settings(
    max_examples=cases(40, 60), deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(corpus=st.lists(records(), max_size=12), questions=st.lists(asked(), min_size=1, max_size=8))
def test_small_corpora_are_searched_exactly(corpus: list[Record], questions: list[Asked]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        count = build(Path(folder) / "index", corpus, version="1", expand_niveaux=above, themes=THEMES)
        reference = Reference(corpus)
        assert count == len(reference.records)
        with open_index(Path(folder) / "index", synonyms=NO_SYNONYMS) as index:
            for question in questions:
                check(index, reference, question)


def drawn(seed: random.Random, number: int) -> Record:
    def text(most: int) -> str:
        return " ".join(seed.choices(WORDS, k=seed.randint(0, most)))

    def one(name: str) -> str | None:
        return seed.choice((None, *LABELS[name]))

    def several(name: str) -> tuple[str, ...]:
        return tuple(seed.sample(LABELS[name], k=seed.randint(0, 2)))

    return Record(
        f"fiche-{seed.randint(0, number * 4)}",
        seed.choice(("un", "deux")),
        titre=text(4),
        description=text(9),
        disciplines=several("disciplines"),
        academies=several("academies"),
        niveaux=several("niveaux"),
        annee_scolaire=one("annee_scolaire"),
        groupe=one("groupe"),
        type=one("type"),
        date_publication=seed.choice((None, "2023", "2023-05-04", "2024-01-01")),
        texte=seed.choice((None, f"{text(30)}\n{text(9)}")),
        textes_joints=seed.choice(((), (JoinedText("https://a.example/x.pdf", text(2), text(20)),))),
        traam=Traam(1, (), seed.choice(("production", "mention"))),
    )


@pytest.fixture(scope="module")
def large() -> Iterator[tuple[Index, Reference]]:
    """More records than the engine keeps postings in one block (128) or scores in one array (2,048)."""
    seed = random.Random(20)
    corpus = [drawn(seed, 2600) for _ in range(2200)]
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder) / "index", corpus, version="1", expand_niveaux=above, themes=THEMES)
        with open_index(Path(folder) / "index", synonyms=NO_SYNONYMS) as index:
            yield index, Reference(corpus)


@settings(max_examples=cases(8, 16), deadline=None, suppress_health_check=list(HealthCheck))
@given(question=asked())
def test_thousands_of_records_are_searched_exactly(large: tuple[Index, Reference], question: Asked) -> None:
    check(*large, question)

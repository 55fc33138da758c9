"""The vocabularies are sound: every label, identifier and spelling leads to one term, every ancestor exists."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from schemas.words.phrases import key_of, phrase_table, split_words
from schemas.words.vocabulary import SCOLOMFR_VERSIONS, VOCABULARY_NAMES, load_vocabulary


@pytest.mark.parametrize("name", VOCABULARY_NAMES)
def test_each_vocabulary_has_a_version_and_terms(name: str) -> None:
    vocabulary = load_vocabulary(name)
    assert re.fullmatch(r"\d{4}-\d+", vocabulary.version)
    assert len(vocabulary.terms) >= 16


@pytest.mark.parametrize("name", VOCABULARY_NAMES)
def test_labels_and_identifiers_are_unique(name: str) -> None:
    terms = load_vocabulary(name).terms
    labels = Counter(term.label for term in terms)
    identifiers = Counter(
        one for term in terms for one in (term.id, *term.former_ids, *term.narrower_ids) if one is not None
    )
    assert [label for label, count in labels.items() if count > 1] == []
    assert [one for one, count in identifiers.items() if count > 1] == []


@pytest.mark.parametrize("name", VOCABULARY_NAMES)
def test_each_spelling_leads_to_one_term(name: str) -> None:
    """Two terms that share a spelling would make the first of the file win without a word."""
    vocabulary = load_vocabulary(name)
    table = phrase_table(name)
    owners: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for term in vocabulary.terms:
        for text in (term.label, *term.variants):
            owners.setdefault(table.keys(split_words(text)), set()).add((term.shown_label,))
    for text, labels in vocabulary.combined.items():
        owners.setdefault(table.keys(split_words(text)), set()).add(labels)
    assert {key: found for key, found in owners.items() if len(found) > 1} == {}


@pytest.mark.parametrize("name", VOCABULARY_NAMES)
def test_ancestors_successors_and_combined_labels_exist(name: str) -> None:
    vocabulary = load_vocabulary(name)
    known = set(vocabulary.labels)
    named = {one for term in vocabulary.terms for one in term.ancestors}
    named |= {term.successor for term in vocabulary.terms if term.successor is not None}
    named |= {label for labels in vocabulary.combined.values() for label in labels}
    assert named <= known


@pytest.mark.parametrize("name", VOCABULARY_NAMES)
def test_ancestors_of_an_ancestor_are_ancestors_too(name: str) -> None:
    vocabulary = load_vocabulary(name)
    for term in vocabulary.terms:
        assert term.label not in term.ancestors
        for label in term.ancestors:
            wider = vocabulary.term(label)
            assert wider is not None
            assert set(wider.ancestors) <= set(term.ancestors), term.label


@pytest.mark.parametrize("name", VOCABULARY_NAMES)
def test_each_spelling_says_something(name: str) -> None:
    vocabulary = load_vocabulary(name)
    texts = [text for term in vocabulary.terms for text in (term.label, *term.variants)]
    assert [text for text in texts if not key_of(text)] == []


def test_there_are_thirty_academies_and_the_services_overseas() -> None:
    vocabulary = load_vocabulary("academies")
    merged = [term for term in vocabulary.terms if term.successor is not None]
    codes = [term.code for term in vocabulary.terms]
    assert {term.label: term.successor for term in merged} == {"Caen": "Normandie", "Rouen": "Normandie"}
    assert len(vocabulary.terms) - len(merged) == 30 + 4
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"\d\d", code or "") for code in codes)
    assert all(term.hosts for term in vocabulary.terms)


def test_crcn_has_five_domains_and_sixteen_competences() -> None:
    terms = load_vocabulary("crcn").terms
    domains = [term for term in terms if not term.ancestors]
    assert [term.code for term in domains] == ["1", "2", "3", "4", "5"]
    assert len(terms) - len(domains) == 16
    for term in terms:
        assert term.code is not None
        assert term.label.startswith(f"{term.code} ")
        assert term.ancestors == () or term.ancestors[0].startswith(term.code[0])


def test_sequences_of_levels_are_levels() -> None:
    vocabulary = load_vocabulary("niveaux")
    assert set(vocabulary.lists["sequence"]) | set(vocabulary.lists["cycles"]) <= set(vocabulary.labels)


def test_identifier_is_found_short_long_or_withdrawn() -> None:
    vocabulary = load_vocabulary("niveaux")
    found = [
        vocabulary.term_of_id(text)
        for text in (
            "scolomfr-voc-022-num-201",
            " http://data.education.fr/voc/scolomfr/concept/scolomfr-voc-022-num-201\n",
            "scolomfr-voc-022-num-041",
        )
    ]
    assert [term.label for term in found if term is not None] == ["terminale générale"] * 3
    assert vocabulary.term_of_id("scolomfr-voc-022-num-999") is None


def test_a_vocabulary_is_loaded_as_a_release_of_scolomfr_had_it() -> None:
    whole, old, new = (load_vocabulary("disciplines", version) for version in ("", *SCOLOMFR_VERSIONS))
    assert [term.label for term in old.terms] == [term.label for term in whole.terms]
    later = [term for term in whole.terms if term.since]
    assert later
    for term in later:
        assert term.id is not None
        assert (old.term_of_id(term.id), new.term_of_id(term.id)) == (None, term)
    assert all(old.term(term.label) == term for term in whole.terms if not term.since)

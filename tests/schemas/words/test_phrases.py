"""What a text names is the same whether it is looked through first, or cut at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.words.phrases import phrase_table, split_words
from schemas.words.vocabulary import load_vocabulary

_NAMES = ("academies", "disciplines", "niveaux", "outils")
_WORDS = sorted({
    word for name in _NAMES for term in load_vocabulary(name).terms for text in (term.label, *term.variants)
    for word in text.split()
} | {form for name in _NAMES for form in load_vocabulary(name).words})  # fmt: skip


@pytest.mark.parametrize("name", _NAMES)
@given(words=st.lists(st.sampled_from(_WORDS), max_size=12))
def test_labels_are_those_of_the_text_cut(name: str, words: list[str]) -> None:
    table = phrase_table(name)
    text = " ".join(words)
    cut = tuple(label for match in table.scan(table.keys(split_words(text))) for label in match.labels)
    assert table.labels_in(text) == cut


@pytest.mark.parametrize("name", _NAMES)
def test_each_spelling_names_its_label(name: str) -> None:
    table = phrase_table(name)
    for term in load_vocabulary(name).terms:
        for text in (term.label, *term.variants):
            assert table.labels_in(f"Voici : {text}."), text

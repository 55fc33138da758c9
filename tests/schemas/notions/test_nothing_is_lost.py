"""What a reader of labelled values gives and what it leaves are the whole text, whatever words are joined in it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.notions.academies import place_academies
from schemas.notions.competences import read_competences
from schemas.notions.disciplines import read_disciplines
from schemas.notions.niveaux import read_niveaux
from schemas.notions.outils import read_outils
from schemas.words.phrases import key_of
from schemas.words.vocabulary import load_vocabulary

READERS: dict[str, Any] = {
    "niveaux": read_niveaux, "disciplines": read_disciplines, "academies": place_academies, "outils": read_outils,
    "crcn": read_competences,
}  # fmt: skip
SPELLINGS = {
    name: sorted({text for term in load_vocabulary(name).terms for text in (term.label, *term.variants)})
    for name in READERS
}
KNOWN = {key for name in SPELLINGS for text in SPELLINGS[name] for key in key_of(text)}
SYLLABLES = ["zor", "glu", "vran", "quo", "bim", "dral", "plo", "xan", "frou", "tchi"]
noise = st.lists(st.sampled_from(SYLLABLES), min_size=2, max_size=4).map("".join).filter(lambda one: one not in KNOWN)
joints = st.sampled_from([", ", " ; ", " / ", " et ", " – "])


@pytest.mark.parametrize("name", READERS)
@given(data=st.data())
def test_every_word_is_read_or_left(name, data):
    known = data.draw(st.lists(st.sampled_from(SPELLINGS[name]), min_size=1, max_size=3))
    strange = data.draw(st.lists(noise, max_size=2))
    text = data.draw(joints).join(data.draw(st.permutations([*known, *strange])))

    read = READERS[name](text)

    left = set(key_of(read.leftover))
    assert left <= set(key_of(text))
    assert {key for one in strange for key in key_of(one)} <= left
    for one in known:
        alone = READERS[name](one)
        assert not alone.values or set(key_of(one)) & left or related(name, alone.values, read.values), one


def related(name, alone, values):
    """Say whether what a spelling says alone is said by the values: itself, a narrower one, or one of its words."""
    words = {key for value in alone for key in key_of(value)}
    found = [term for value in values if (term := load_vocabulary(name).term(value)) is not None]
    wider = {*values, *(one for term in found for one in term.ancestors)}
    return bool(set(alone) & wider) or any(words & set(key_of(value)) for value in values)

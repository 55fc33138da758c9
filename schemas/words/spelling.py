"""What was perhaps meant by a name no vocabulary has: « Orlean » → « Orléans-Tours », « svet » → SVT."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache, lru_cache

from schemas.words.remembering import remembered
from schemas.words.text import fold
from schemas.words.vocabulary import load_vocabulary

_NEAR = 0.74
"""Share of the letters two spellings have in common from which one may be meant by the other."""
_MOST_LETTERS = 3
"""Letters one may have more than the other: « CRDP Versailles » is another body."""
_SHORTEST = 3
_LONGEST = 60
_SAYS_ACADEMIE = re.compile(r"\b(?:academies?|rectorats?|vice-rectorat|region academique|ac-[a-z]{3})", re.IGNORECASE)
_INTRODUCED = re.compile(r"\A(?:l'|la |le )?(?:academie|rectorat|region academique)(?: de la | de | d'| du | des )?")
_VOCABULARIES: Mapping[str, str] = {
    "academies": "academies", "academie": "academies", "disciplines": "disciplines", "discipline": "disciplines",
    "niveaux": "niveaux", "niveau": "niveaux", "outils": "outils", "outil": "outils", "type": "types",
}  # fmt: skip


@remembered
def may_be_academie(text: str) -> bool:
    """Say whether a body may be an académie nobody recognized: it says so, or its name is nearly one's."""
    return bool(_SAYS_ACADEMIE.search(fold(text[:200]))) or bool(nearest_label("academies", text))


def nearest_label(field: str, text: str) -> str:
    """The label of the vocabulary of a field a text is nearly written as; empty when none is near."""
    name = _VOCABULARIES.get(field)
    return _nearest(name, text[: 4 * _LONGEST]) if name is not None else ""


@lru_cache(maxsize=2_048)
def _nearest(name: str, text: str) -> str:
    folded = _INTRODUCED.sub("", fold(text.strip()))
    if not _SHORTEST <= len(folded) <= _LONGEST:
        return ""
    spellings = _spellings(name)
    # Whoever mistypes seldom mistypes the first letter: « Alchimie » is no « Chimie ».
    alike = [one for one in spellings if one[0] == folded[0] and abs(len(one) - len(folded)) <= _MOST_LETTERS]
    near = get_close_matches(folded, alike, n=1, cutoff=_NEAR)
    return spellings[near[0]] if near else ""


@cache
def _spellings(name: str) -> Mapping[str, str]:
    """Every spelling of a vocabulary, folded, with its label; short names are no less likely than long ones."""
    vocabulary = load_vocabulary(name)
    found: dict[str, str] = {}
    forms: dict[str, str] = {}
    for term in vocabulary.terms:
        for text in (term.label, *term.variants, *term.label.split("-")[:1]):
            forms.setdefault(fold(text), term.shown_label)
            if len(folded := fold(text)) >= _SHORTEST:
                found.setdefault(folded, term.shown_label)
    # « troisième » is the word « 3e » written otherwise: it names what « 3e » names.
    for text, word in vocabulary.words.items():
        if len(folded := fold(text)) >= _SHORTEST and fold(word) in forms:
            found.setdefault(folded, forms[fold(word)])
    return found

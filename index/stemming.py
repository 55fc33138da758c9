"""A light stemmer for French nouns and adjectives: plural and feminine forms meet, verbs stay apart.

After the idea of J. Savoy's light stemmers: inflections only, no derivation. Works on accented lower case;
folding the accents comes after (measured better than before).
"""

from __future__ import annotations

from functools import lru_cache

# Ending → what replaces it, tried in order on words of at least the given length; the first that fits is applied.
_PLURALS = (
    ("eaux", "eau", 5),
    ("aux", "al", 5),  # journaux, travaux; noyau and travail come to the same in _SINGULARS
    ("eux", "eu", 4),
    ("oux", "ou", 4),
)
_FEMININES = (
    ("trice", "teu", 7),  # lectrice and lecteur → lecteu
    ("euse", "eu", 6),  # chercheuse and chercheur → chercheu
    ("eur", "eu", 6),
    ("ive", "if", 5),
    ("oise", "oi", 6),
    ("ois", "oi", 6),
    ("aise", "ai", 7),
    ("ais", "ai", 7),
    ("que", "c", 5),  # publique and public, laïque and laïc
)
_SINGULARS = (
    ("eau", "eau", 3),
    ("ail", "al", 6),
    ("au", "al", 5),
)
_KEPT = frozenset({"balle", "base", "cape", "code", "colle", "face", "porte", "poste", "rame", "traite", "trame"})
"""Words that would come to another: « trame » and « tram », « code » and « COD », « base » and « bas »."""
_SHORTEST = 3
"""No rule leaves fewer letters."""
_ORDINAL_ENDINGS = ("ième", "ieme", "ème", "eme", "èm", "em", "nde", "ère", "ere", "nd", "de", "er", "re", "e")


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The common form of a word's plural, feminine and masculine, or of an ordinal (3e, 3ème)."""
    if word[:1].isdigit():
        return _ordinal(word)
    word = _without_plural(word)
    feminine = _replaced(word, _FEMININES)
    if feminine is not None:
        return feminine
    singular = _replaced(word, _SINGULARS)
    return singular if singular is not None else _without_final_e(word)


def _ordinal(word: str) -> str:
    for ending in _ORDINAL_ENDINGS:
        number = word.removesuffix(ending)
        if number != word and number.isdigit():
            return f"{number}e"
    return word


def _replaced(word: str, rules: tuple[tuple[str, str, int], ...]) -> str | None:
    for ending, replacement, shortest in rules:
        if len(word) >= shortest and word.endswith(ending):
            return word.removesuffix(ending) + replacement
    return None


def _without_plural(word: str) -> str:
    replaced = _replaced(word, _PLURALS)
    if replaced is not None:
        return replaced
    if len(word) > _SHORTEST and word.endswith("s") and not word.endswith(("ss", "ois", "ais")):
        return word[:-1]
    return word


def _without_final_e(word: str) -> str:
    if word in _KEPT:
        return word
    while len(word) > _SHORTEST and word.endswith(("e", "é")):
        word = word[:-1]
    if len(word) > _SHORTEST + 1 and word[-1] == word[-2]:
        word = word[:-1]
    return word

"""Expressions that stand for each other in a search, as data (synonymes.toml)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

from index.analysis import folded_words, words
from index.query_language import Wanted, word_wanted
from index.small_words import STOP_WORDS

SYNONYMS = Path(__file__).with_name("synonymes.toml")
WEIGHT = 0.5
"""What the finding of a synonym is worth, beside that of what was typed."""
EVERYWHERE = "commun"
_NARROWER = "plus_precis"
"""General words → precise ones, looked for too; never the other way."""
_WITHOUT = "sans"
_LONGEST = 6
"""Words of an expression that are compared."""

Key = tuple[str, ...]
"""The stems of an expression's telling words."""
Synonyms = Mapping[str, Mapping[Key, tuple[str, ...]]]
"""Discipline, or « commun » → expression → what else to look for, as it is written."""

NO_SYNONYMS: Synonyms = {}


@cache
def load_synonyms() -> Synonyms:
    """Read the project's synonyms, once."""
    import tomllib  # imported when needed only: a search reads what was made ready (index.lexicon)

    table = tomllib.loads(SYNONYMS.read_text(encoding="utf-8"))
    narrower = table.pop(_NARROWER)
    found = {name: _others(lists) for name, lists in table.items()}
    everywhere = found[EVERYWHERE]
    for general, precise in narrower.items():
        key = expression_key(general)
        everywhere[key] = (*everywhere.get(key, ()), *precise)
    return found


def with_synonyms(
    clauses: Sequence[tuple[Wanted, ...]], synonyms: Synonyms, disciplines: Collection[str]
) -> tuple[tuple[Wanted, ...], ...]:
    """Add to each clause what else would do: where some words make an expression, its synonym does for each of them.

    `disciplines` are those the search chose: their expressions are used, or those of all where none was chosen.
    """
    chosen = {folded_words(one) for one in disciplines}
    tables = [
        table for name, table in synonyms.items() if name == EVERYWHERE or not chosen or folded_words(name) in chosen
    ]
    found: list[dict[Wanted, None]] = [{} for _ in clauses]
    stems = [_stem_of(clause) for clause in clauses]
    for first in range(len(clauses)):
        for last in range(first + 1, min(first + _LONGEST, len(clauses)) + 1):
            key = tuple(sorted(stems[first:last]))
            for expression in (one for table in tables for one in table.get(key, ())):
                other = _wanted(expression, len(key))
                for added in found[first:last]:
                    added.setdefault(other)
    return tuple((*clause, *added) for clause, added in zip(clauses, found, strict=True))


def _stem_of(clause: tuple[Wanted, ...]) -> str:
    """The stem a word is known by; an acronym is searched without one, and has synonyms as others do."""
    if len(clause) != 1 or clause[0].kind != "word":
        return ""
    stem = clause[0].stem or next((word.joined_stem for word in words(clause[0].joined)), "")
    return f"{_WITHOUT}+{stem}" if stem and clause[0].is_after_without else stem


def _others(lists: Sequence[Sequence[str]]) -> dict[Key, tuple[str, ...]]:
    found: dict[Key, tuple[str, ...]] = {}
    for expressions in lists:
        keys = [expression_key(one) for one in expressions]
        for key in dict.fromkeys(keys):
            others = (one for one, other in zip(expressions, keys, strict=True) if other != key)
            found[key] = (*found.get(key, ()), *others)
    return found


def expression_key(expression: str) -> Key:
    """What an expression is known by; « sans écran » is the contrary of « écran »: what follows « sans » keeps it."""
    every = list(words(expression))
    before = ["", *(word.joined for word in every)]
    telling = [
        f"{_WITHOUT}+{word.joined_stem}" if previous == _WITHOUT else word.joined_stem
        for previous, word in zip(before, every, strict=False)
        if word.joined not in STOP_WORDS
    ]
    return tuple(sorted(telling or (word.joined_stem for word in every)))


@lru_cache(maxsize=4_096)
def _wanted(expression: str, length: int) -> Wanted:
    """What to look for of an expression that stands for one of so many words: its words close together.

    An acronym is looked for as it is written: « RA » is no inflection of « ras ».
    """
    weight = WEIGHT / length
    every = list(words(expression))
    found = [
        word for word in every if word.joined not in STOP_WORDS
    ] or every  # « son » is a noun where it stands alone
    if len(found) == 1 and every[0].joined != _WITHOUT:
        one = word_wanted(found[0])
        stem = "" if expression.isupper() else one.stem
        return Wanted(one.kind, one.exact, one.joined, stem, weight)
    # « cycle 1 » is no « cycle 3 », whatever else is numbered beside it; nor is « sans écran » a screen.
    if any(map(str.isdigit, expression)) or any(word.joined == _WITHOUT for word in every):
        return Wanted("phrase", tuple(part for word in words(expression) for part in word.parts), weight=weight)
    return Wanted("near", tuple(word.joined_stem for word in found), joined=expression, weight=weight)

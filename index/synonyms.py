"""Expressions that stand for each other in a search, as data (synonymes.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from importlib.resources import files

from index.analysis import fold, words
from index.query_language import STOP_WORDS, Wanted, word_wanted

WEIGHT = 0.5
"""What the finding of a synonym is worth, beside that of what was typed."""
_EVERYWHERE = "commun"
_NARROWER = "plus_precis"
"""General words → precise ones, looked for too; never the other way."""
_LONGEST = 6
"""Words of an expression that are compared."""

Key = tuple[str, ...]
"""The stems of an expression's telling words."""
Synonyms = Mapping[str, Mapping[Key, tuple[Wanted, ...]]]
"""Discipline, or « commun » → expression → what else to look for."""

NO_SYNONYMS: Synonyms = {}


@cache
def load_synonyms() -> Synonyms:
    """Read the project's synonyms, once."""
    table = tomllib.loads((files("index") / "synonymes.toml").read_text(encoding="utf-8"))
    narrower = table.pop(_NARROWER)
    found = {name: _others(lists) for name, lists in table.items()}
    for general, precise in narrower.items():
        key = _key(general)
        found[_EVERYWHERE][key] = (*found[_EVERYWHERE].get(key, ()), *(_wanted(one, key) for one in precise))
    return found


def with_synonyms(
    clauses: Sequence[tuple[Wanted, ...]], synonyms: Synonyms, disciplines: Collection[str]
) -> tuple[tuple[Wanted, ...], ...]:
    """Add to each clause what else would do: where some words make an expression, its synonym does for each of them.

    `disciplines` are those the search chose: their expressions are used, or those of all where none was chosen.
    """
    chosen = {fold(one) for one in disciplines}
    tables = [table for name, table in synonyms.items() if name == _EVERYWHERE or not chosen or fold(name) in chosen]
    found: list[dict[Wanted, None]] = [{} for _ in clauses]
    stems = [clause[0].stem if len(clause) == 1 and clause[0].kind == "word" else "" for clause in clauses]
    for first in range(len(clauses)):
        for last in range(first + 1, min(first + _LONGEST, len(clauses)) + 1):
            key = tuple(sorted(stems[first:last]))
            for other in (one for table in tables for one in table.get(key, ())):
                for added in found[first:last]:
                    added.setdefault(other)
    return tuple((*clause, *added) for clause, added in zip(clauses, found, strict=True))


def _others(lists: Sequence[Sequence[str]]) -> dict[Key, tuple[Wanted, ...]]:
    found: dict[Key, tuple[Wanted, ...]] = {}
    for expressions in lists:
        for one in expressions:
            key = _key(one)
            others = tuple(_wanted(other, key) for other in expressions if _key(other) != key)
            found[key] = (*found.get(key, ()), *others)
    return found


def _key(expression: str) -> Key:
    telling = [word for word in words(expression) if word.joined not in STOP_WORDS]
    return tuple(sorted(word.joined_stem for word in telling or words(expression)))


def _wanted(expression: str, of: Key) -> Wanted:
    """Give what to look for of an expression that stands for one of so many words: its words close together.

    An acronym is looked for as it is written: « RA » is no inflection of « ras ».
    """
    weight = WEIGHT / len(of)
    found = [word for word in words(expression) if word.joined not in STOP_WORDS]
    if len(found) == 1:
        one = word_wanted(found[0])
        stem = "" if expression.isupper() else one.stem
        return Wanted(one.kind, one.exact, one.joined, stem, weight)
    if any(map(str.isdigit, expression)):  # « cycle 1 » is no « cycle 3 », whatever else is numbered beside it
        return Wanted("phrase", tuple(part for word in words(expression) for part in word.parts), weight=weight)
    return Wanted("near", tuple(word.joined_stem for word in found), joined=expression, weight=weight)

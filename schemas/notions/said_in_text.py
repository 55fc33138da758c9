"""How a text says a level or a discipline that nothing else says: « nos élèves de cinquième », « en cours de SVT ».

It is a weaker word than what a reading finds, and is for the records whose field is empty: they come after the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from schemas.words.text import fold
from schemas.words.vocabulary import Term, load_vocabulary

_SHORTEST_ACRONYM = 3
_OTHER_NAMES = {"2de": ("seconde",), "1re": ("première", "1ère"), "terminale": ("Tle",)}
"""Of a class, names that are read with the words around them and so stand in no list of spellings."""
_BEFORE_LEVEL = ("en", "au", "niveau", "classe", "classe de", "classes de", "élève de", "élèves de")
_BEFORE_LEVELS = ("les", "des", "aux", "mes", "nos")
_TOLD_BY_PLURAL = frozenset({"6e", "5e", "4e", "3e", "terminale"})
"""Classes whose name in the plural is nothing else: « des sixièmes »; « les secondes » are of a clock."""
_TEACHERS = tuple(
    f"{who}{end}" for who in ("professeur", "professeure", "enseignant", "enseignante") for end in ("", "s")
)
_BEFORE_DISCIPLINE = (
    "en", *(f"{who}{link}" for who in (*_TEACHERS, "cours", "séance", "séances", "programme") for link in ("", " de")),
    "discipline", "disciplines", "spécialité",
)  # fmt: skip


@lru_cache(maxsize=256)
def said_in_text(field: str, label: str) -> tuple[str, ...]:
    """The expressions by which a text says a level, one it holds, or a discipline; none for another field."""
    if field == "niveaux":
        terms = load_vocabulary("niveaux").terms
        held = [term for term in terms if term.label == label or label in term.ancestors]
        return tuple(dict.fromkeys(said for term in held for said in _of_level(term)))
    if field == "disciplines":
        term = load_vocabulary("disciplines").term(label)
        return tuple(dict.fromkeys(_of_discipline(term))) if term is not None else ()
    return ()


def _of_level(term: Term) -> Iterator[str]:
    spellings = load_vocabulary("niveaux").words
    for name in _names(term):
        if " " in name or "-" in name:
            yield name
            continue
        others = (spelt for spelt, word in spellings.items() if word == name)
        for one in (name, *_OTHER_NAMES.get(name, ()), *others):
            yield from (f"{before} {one}" for before in _BEFORE_LEVEL)
            if name in _TOLD_BY_PLURAL:
                yield from (f"{before} {one}{'' if one.endswith('s') else 's'}" for before in _BEFORE_LEVELS)


def _of_discipline(term: Term) -> Iterator[str]:
    for name in _names(term):
        is_acronym = name.isupper() and len(name) >= _SHORTEST_ACRONYM and fold(name) not in {"ses", "lve"}
        if is_acronym or " " in name or "-" in name:
            yield name
        else:
            yield from (f"{before} {name}" for before in _BEFORE_DISCIPLINE)


def _names(term: Term) -> Iterator[str]:
    return (name for name in (term.label, *term.variants) if "(" not in name)

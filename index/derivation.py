"""Words of one family: « programmer » and « programmation », « climat » and « climatique ».

French suffixes taken off a folded form, the longest first; what is left is the family's root. It is rougher than the
stems of the index, hence a weaker likeness, never stored: it is asked of the forms texts hold, when a search is made.
"""

from __future__ import annotations

import re
from functools import lru_cache

SHORTEST = 4
"""Letters of a root: shorter ones make families of words that have nothing in common."""
_MOST_SUFFIXES = 3
_SUFFIXES = (
    "isations", "isation", "ifications", "ification", "ateurs", "atrices", "ateur", "atrice", "ations", "ation",
    "itions", "ition", "utions", "ution", "ements", "ement", "iciens", "icien", "iciennes", "icienne", "iquement",
    "iations", "iation",
    "ologies", "ologie", "ologiques", "ologique", "ivites", "ivite", "abilite", "ibilite", "ications", "ication",
    "iences", "ience", "uctions", "uction", "ucteurs", "ucteur", "uctrice", "uire", "oriques", "orique", "rices",
    "rice", "etes", "ete", "ues", "ue", "antes", "ante", "ants", "ant", "ances", "ance", "ences", "ence", "ments",
    "ment", "ables", "able", "ibles", "ible", "iques", "ique", "ismes", "isme", "istes", "iste", "iser", "isee",
    "isees", "isent", "ifier", "teurs", "teur", "trices", "trice", "eurs", "eur", "euses", "euse", "tions", "tion",
    "sions", "sion", "ages", "age", "aires", "aire", "atifs", "atif", "atives", "ative", "ifs", "if", "ives", "ive",
    "elles", "elle", "els", "el", "ales", "ale", "aux", "al", "ures", "ure", "iers", "ier", "ieres", "iere", "iens",
    "ien", "iennes", "ienne", "oires", "oire", "eux", "ites", "ite", "ies", "ie", "ees", "ee", "es", "er", "ez",
    "ient", "aient", "ent", "ir", "e", "s",
    # Of a noun and a verb beside an adjective: électrique, électricité; scolaire, scolarité; inventaire, inventorier.
    "icites", "icite", "arites", "arite", "alites", "alite", "osites", "osite", "iferes", "ifere", "orier", "oriser",
    "orisation", "arisation", "ariser", "alisation", "aliser", "icisme", "icismes",
    "utifs", "utif", "utives", "utive",
)  # fmt: skip
_BY_LENGTH = tuple(sorted(set(_SUFFIXES), key=lambda one: (-len(one), one)))
_HARD = re.compile(r"(?:qu|q|k)\Z")
_AFTER_HARD_C = frozenset("aou")


APART = frozenset({
    "anim", "vill", "profes", "cour", "person", "numer", "cart", "form", "part", "port", "temp", "pres", "mont", "comp",
    "cont",
    "cons", "inter", "pass", "trait", "point", "fait", "mati", "sala", "cell", "plan", "class", "nati", "opera",
    "orient", "generat", "gener", "gest", "post", "poli", "text", "vers", "tele", "tram",
})  # fmt: skip
"""Roots of words that people tell apart: animal and animation, ville and village, genre and général."""

_SHORT_VERB = re.compile(r"([a-z]{3})(?:ages?|ations?|er|eurs?)")
_VERB_IN_RE = re.compile(r"(\w{3,}(?:[aeo]n|er)d)re")
"""« correspondre » beside « correspondant »; « cylindre » is no verb."""
_LATIN = {
    "gest": "ger", "press": "prim", "miss": "mettr", "script": "scr", "concept": "concevo", "percept": "percevo",
    "recept": "recevo", "rect": "rig", "vers": "vert", "rupt": "rompr", "solut": "soudr",
}  # fmt: skip
"""Latin nouns beside the roots of their verbs: « digestion » and « digérer », « expression » and « exprimer »."""
_LATIN_NOUN = re.compile(rf"(\w*)({'|'.join(_LATIN)})(?:ions?|ifs?|ives?|eurs?|rices?)")


def short_root(form: str) -> str:
    """The three letters a verb and its noun have in common, « doser » and « dosage »; empty for any other form."""
    found = _SHORT_VERB.fullmatch(form)
    return found[1] if found else ""


def beginnings(own: str) -> tuple[str, ...]:
    """How the forms of a root may begin: « musique » is of « musik- », « digestion » of « diger- »."""
    latin = (f"{own.removesuffix(verb)}{noun}" for noun, verb in _LATIN.items() if own.endswith(verb))
    return (own.removesuffix("k"), *latin)


@lru_cache(maxsize=50_000)
def root(form: str) -> str:
    """The root of a folded form; empty where it is too short, or no word of a language."""
    if len(form) < SHORTEST or not form.isalpha():
        return ""
    if (latin := _LATIN_NOUN.fullmatch(form)) and (latin[1] or len(latin[2]) > SHORTEST + 1):
        return f"{latin[1]}{_LATIN[latin[2]]}"
    form = _VERB_IN_RE.sub(r"\1", form)
    for _ in range(_MOST_SUFFIXES):
        found = next((one for one in _BY_LENGTH if form.endswith(one) and len(form) - len(one) >= SHORTEST), None)
        if found is None:
            break
        form = _ending(form[: -len(found)], found)
    found_root = _ending(form, "")
    return "" if found_root in APART else found_root


def _ending(left: str, suffix: str) -> str:
    """Write one way what a suffix changes before it: « musiqu- » and « music-al », not « plac-e »; doubled letters.

    « pollu-er » is of « poll-ution ».
    """
    left = _HARD.sub("k", left)
    if len(left) > SHORTEST and left.endswith("u"):
        left = left[:-1]
    if left.endswith("c") and suffix[:1] in _AFTER_HARD_C:
        left = f"{left[:-1]}k"
    return left[:-1] if len(left) > SHORTEST and left[-1] == left[-2] else left

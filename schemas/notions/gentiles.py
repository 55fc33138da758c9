"""Académies told by an adjective: « le groupe strasbourgeois », « nos collègues de SVT lyonnais »."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from schemas.words.phrases import Word, distinct, split_words
from schemas.words.text import fold, fold_word
from schemas.words.vocabulary import load_vocabulary

_TEAMS = frozenset(map(fold_word, ["groupe", "équipe", "collectif", "académie"]))
_PEOPLE = frozenset(map(fold_word, [
    "collègue", "professeur", "professeure", "prof", "enseignant", "enseignante", "documentaliste", "référent",
    "référente", "participant", "membre", "production", "travail", "travaux", "traam", "contribution", "scénario",
    "projet", "proposition", "séquence", "séance", "ressource", "fiche", "volet",
]))  # fmt: skip
"""Who or what is of an académie too, where the sentence says that it is of the TraAM."""
_BETWEEN = frozenset(map(fold_word, [
    "de", "d", "des", "du", "en", "et", "la", "l", "les", "traam", "académique", "travail", "projet", "pilote",
    "disciplinaire", "interdisciplinaire", "numérique", "professeur", "enseignant", "documentaliste", "recherche",
    "franc", "néo", "prof",
]))  # fmt: skip
"""What may stand between a team and its adjective, with the words of a discipline."""
_NOT_BEFORE = frozenset({"de", "d", "du", "en", "le", "la", "l", "un", "une"})
"""What makes of the word a language or a name: « professeurs de breton », « le Normand »."""
_LINKING = frozenset({"et", "ou"})
_FARTHEST = 8
_SIGN = re.compile(r"groupe|equipe|collectif|academie|collegue|prof|enseignant|document|referent|particip|membre"
                   r"|produ|trava|traam|contrib|scenario|projet|propos|sequence|seance|ressource|fiche"
                   r"|volet")  # fmt: skip


@cache
def _adjectives() -> Mapping[str, str]:
    """Each adjective, masculine and feminine, and its académie."""
    forms: dict[str, str] = {}
    for term in load_vocabulary("academies").terms:
        for masculine in term.gentiles:
            ending = "" if masculine.endswith("e") else "ne" if masculine.endswith(("en", "on")) else "e"
            forms.update(dict.fromkeys(map(fold_word, (masculine, masculine + ending)), term.shown_label))
    return forms


@cache
def _allowed_between() -> frozenset[str]:
    terms = load_vocabulary("disciplines").terms
    return _BETWEEN | frozenset(
        word.key for term in terms for text in (term.label, *term.variants) for word in split_words(text)
    )


def academies_by_adjective(text: str, *, of_teams_only: bool = False) -> tuple[str, ...]:
    """The académies a sentence tells by an adjective of a team: « groupe lillois », « équipes lyonnaise et niçoise ».

    The adjective of a place says nothing (« un quartier lyonnais »). With `of_teams_only`, that of a group or of an
    académie alone counts, and not that of colleagues nor of works.
    """
    if _SIGN.search(fold(text)) is None:
        return ()
    words = split_words(text)
    keys = [word.key for word in words]
    adjectives = _adjectives()
    nouns = _TEAMS if of_teams_only else _TEAMS | _PEOPLE
    found: dict[int, str] = {}
    for position, key in enumerate(keys):
        if key in adjectives and _is_of_team(text, words, keys, position, nouns, found):
            found[position] = adjectives[key]
    return distinct(list(found.values()))


def _is_of_team(
    text: str,
    words: Sequence[Word],
    keys: Sequence[str],
    position: int,
    nouns: frozenset[str],
    found: Mapping[int, str],
) -> bool:
    if position >= 2 and keys[position - 1] in _LINKING and position - 2 in found:
        return True
    if not position or keys[position - 1] in _NOT_BEFORE:
        return False
    if words[position].raw[:1].isupper():  # « professeur Picard » is somebody
        nouns &= _TEAMS
    allowed = _allowed_between()
    for before in range(position - 1, max(-1, position - _FARTHEST), -1):
        if text[words[before].end : words[before + 1].start].strip(" \u00a0-'’"):
            return False
        if keys[before] in nouns:
            return True
        if keys[before] not in allowed and not keys[before].isdigit():
            return False
    return False

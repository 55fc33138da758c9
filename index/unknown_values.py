"""Telling of the values of filters that no record has, and what was perhaps meant by each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from index.analysis import folded_words

_NOUNS: Mapping[str, str] = {
    "disciplines": "discipline", "niveaux": "niveau", "academies": "académie", "annee_scolaire": "année scolaire",
    "groupe": "groupe", "type": "type", "outils": "outil", "competences": "compétence", "langues": "langue",
    "nature": "nature",
}  # fmt: skip
_NEAR = 0.7
"""Share of the letters two spellings have in common from which one may be meant by the other."""


def unknown_values(values: Sequence[str], labels: Sequence[str]) -> Iterator[str]:
    """Each value of a filter that no record has; `labels` are those records have."""
    known = {folded_words(label) for label in labels}
    return (value for value in dict.fromkeys(values) if folded_words(value) not in known)


def said_unknown(field: str, value: str, labels: Sequence[str]) -> str:
    """Say of a value that no record has it, and what was perhaps meant."""
    meant = _meant(field, value, labels)
    perhaps = f" Vouliez-vous dire « {meant} » ?" if meant else ""
    return f"« {value} » : aucune production n'a cette valeur ({_NOUNS[field]}).{perhaps}"


def _meant(field: str, value: str, labels: Sequence[str]) -> str:
    """The label some record has that a value is nearly written as; empty when none is."""
    from difflib import get_close_matches  # imported when needed only: most values are known

    from schemas.words.spelling import nearest_label

    held = {folded_words(label): label for label in labels}
    label = held.get(folded_words(nearest_label(field, value)))
    near = get_close_matches(folded_words(value), held, n=1, cutoff=_NEAR)
    return label or (held[near[0]] if near else "")

"""What a person types for a facet, in the words records hold: « 2nde » → « 2de », « SVT » → its long label."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from schemas.languages import read_languages
from schemas.normalize.academies import read_academies
from schemas.normalize.annee_scolaire import read_annee_scolaire
from schemas.normalize.competences import read_competences
from schemas.normalize.disciplines import read_disciplines
from schemas.normalize.niveaux import read_niveaux
from schemas.normalize.outils import read_outils
from schemas.normalize.types import read_type


def _annees(value: str) -> tuple[str, ...]:
    annee = read_annee_scolaire(value)
    return (annee,) if annee else ()


def _types(value: str) -> tuple[str, ...]:
    found = read_type(value)
    return (found,) if found else ()


_READERS: Mapping[str, Callable[[str], tuple[str, ...]]] = MappingProxyType(
    {
        "academies": read_academies,
        "annee_scolaire": _annees,
        "disciplines": lambda value: tuple(read_disciplines(value).values),
        "niveaux": lambda value: tuple(read_niveaux(value).values),
        "outils": lambda value: tuple(read_outils(value).values),
        "competences": lambda value: tuple(read_competences(value).values),
        "langues": lambda value: read_languages(value).codes,
        "type": _types,
    }
)


def canonical_values(field: str, value: str) -> tuple[str, ...]:
    """Give the labels a value means in a field of Record; the value itself when it means none we know."""
    reader = _READERS.get(field)
    return (reader(value) if reader else ()) or (value,)

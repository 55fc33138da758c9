"""The names people type in cards and groups, checked against the vocabularies: how they are spelt, what was meant."""

from __future__ import annotations

from schemas.notions.academies import read_academies
from schemas.notions.disciplines import read_disciplines
from schemas.notions.niveaux import read_niveaux
from schemas.words.spelling import nearest_label
from schemas.words.vocabulary import load_vocabulary


def academie_fault(name: str) -> str:
    """Say in French what is wrong with the name of an académie; empty when it is written as records write it.

    One merged into another keeps its name: groups of before have it.
    """
    if load_vocabulary("academies").term(name) is not None:
        return ""
    read = read_academies(name)
    if len(read) == 1:
        return f"« {name} » s'écrit « {read[0]} »"
    if read:
        return f"« {name} » nomme plusieurs académies : écrire {', '.join(f'« {one} »' for one in read)}"
    return f"« {name} » n'est pas une académie{_meant('academies', name)}"


def discipline_fault(name: str) -> str:
    """Say in French what is wrong with the name of a discipline; empty when the vocabulary has it, however written."""
    placed = read_disciplines(name)
    if placed.values and placed.leftover and nearest_label("disciplines", placed.leftover):
        return f"« {placed.leftover} » n'est pas du vocabulaire{_meant('disciplines', placed.leftover)}"
    return "" if placed.values else f"« {name} » n'est pas du vocabulaire{_meant('disciplines', name)}"


def niveau_fault(name: str) -> str:
    """Say in French what is wrong with the name of a level; empty when the vocabulary has it, however written."""
    placed = read_niveaux(name)
    unknown = placed.leftover if placed.values else name
    return f"« {unknown} » n'est pas du vocabulaire{_meant('niveaux', unknown)}" if unknown else ""


def is_near_discipline(name: str) -> bool:
    """Say whether a discipline, or a part of it, that the vocabulary has not is nearly written as one it has."""
    placed = read_disciplines(name)
    unknown = placed.leftover if placed.values else name
    return bool(unknown and nearest_label("disciplines", unknown))


def _meant(field: str, name: str) -> str:
    near = nearest_label(field, name)
    return f" ; vouliez-vous dire « {near} » ?" if near else ""

"""The names people type in cards and groups, checked against the vocabularies: how they are spelt, what was meant."""

from __future__ import annotations

from schemas.normalize.academies import read_academies
from schemas.normalize.disciplines import read_disciplines
from schemas.normalize.spelling import nearest_label
from schemas.vocabulary import load_vocabulary


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
    return "" if read_disciplines(name).values else f"« {name} » n'est pas du vocabulaire{_meant('disciplines', name)}"


def is_near_discipline(name: str) -> bool:
    """Say whether a discipline the vocabulary has not is nearly written as one it has."""
    return not read_disciplines(name).values and bool(nearest_label("disciplines", name))


def _meant(field: str, name: str) -> str:
    near = nearest_label(field, name)
    return f" ; vouliez-vous dire « {near} » ?" if near else ""

"""The projects of a group taken from the spreadsheet the answers to the call are kept in.

Only the columns that name what a project holds are read: those that name people are left where they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from itertools import islice
from types import MappingProxyType
from typing import Any

from schemas.files.group import Group
from schemas.files.group_year import Projet
from schemas.files.sheet import MAX_ROWS, sheet_rows
from schemas.files.toml_file import with_keys
from schemas.files.typed_names import academie_fault, niveau_fault
from schemas.notions.academies import read_academies
from schemas.notions.niveaux import read_niveaux
from schemas.words.text import fold

_HEADINGS: Mapping[str, str] = MappingProxyType(
    {
        heading: key
        for key, headings in {
            "groupe": ("groupe", "groupe national"),
            "academie": ("academie", "academies", "academie porteuse"),
            "titre": ("titre", "titre du projet", "projet", "intitule", "intitule du projet"),
            "resume": ("resume", "resume du projet", "description", "description du projet", "presentation"),
            "niveaux": ("niveau", "niveaux", "niveaux vises", "niveaux concernes", "classes", "public"),
            "binome": ("binome", "academie partenaire", "academies partenaires", "en binome avec"),
            "adresse": ("adresse", "adresse de la page", "url", "lien", "page"),
        }.items()
        for heading in headings
    }
)
"""What a column is called, folded, and the key it fills."""
_LOOKED_AT = 10
"""Rows among which the headings are: a title may stand above them."""


@dataclass(frozen=True, slots=True)
class ImportedProjets:
    """What was read of a spreadsheet."""

    projets: tuple[Projet, ...]
    left: tuple[str, ...]
    """French: each line, or part of one, that could not be taken, with its place."""
    unread: tuple[str, ...]
    """The columns that were left."""


def read_projets(content: bytes, group: Group) -> ImportedProjets:
    """Read the projects of a group's académies; raises ValueError where nothing can be read."""
    rows = list(islice(sheet_rows(content), MAX_ROWS))
    for rank, (_, cells) in enumerate(rows[:_LOOKED_AT]):
        keys = [_HEADINGS.get(_heading(cell), "") for cell in cells]
        if {"academie", "titre"} <= set(keys):
            unread = tuple(cell.strip() for cell, key in zip(cells, keys, strict=True) if cell.strip() and not key)
            return _taken(rows[rank + 1 :], keys, group, unread)
    shown = " ; ".join(rows[0][1])[:100] if rows else ""
    raise ValueError(f"colonnes « académie » et « titre » attendues, « {shown} » lu")


def _heading(cell: str) -> str:
    return re.sub(r"\(.*?\)|[^a-z ]", "", fold(cell)).strip()


def _taken(
    rows: Sequence[tuple[int, list[str]]], keys: Sequence[str], group: Group, unread: tuple[str, ...]
) -> ImportedProjets:
    found: dict[str, Projet] = {}
    left: list[str] = []
    for number, row in rows:
        cells: dict[str, str] = {}
        for key, cell in zip(keys, row, strict=False):
            if key and not cells.get(key):
                cells[key] = cell.strip()
        faults: list[str] = []
        projet = _projet(cells, group, found, faults) if any(cells.values()) else None
        if projet is not None:
            found[projet.academie] = projet
        left += [f"ligne {number} : {fault}" for fault in faults]
    lacking = {one.name for one in fields(Projet)} - set(keys)
    return ImportedProjets(tuple(_completed(one, group, lacking) for one in found.values()), tuple(left), unread)


def _completed(projet: Projet, group: Group, lacking: Iterable[str]) -> Projet:
    """A project with what the group's file says of it already, of what the spreadsheet has no column for."""
    held = group.projet_of(projet.academie)
    return projet if held is None else replace(projet, **{key: getattr(held, key) for key in lacking})


def _projet(cells: Mapping[str, str], group: Group, found: Iterable[str], faults: list[str]) -> Projet | None:
    """One line; None, with a fault or for another group, when it is not one of the group's projects."""
    if cells.get("groupe") and fold(cells["groupe"]) != fold(group.id):
        return None
    named = read_academies(cells["academie"])
    if len(named) != 1:
        faults.append(academie_fault(cells["academie"]) if cells["academie"] else "aucune académie")
        return None
    academie = _own_name(named[0], group)
    if group.academies and academie not in group.academies:
        faults.append(f"« {academie} » n'est pas du groupe « {group.id} » : la ligne est laissée")
    elif academie in found:
        faults.append(f"« {academie} » a déjà un projet plus haut : la ligne est laissée")
    elif not cells["titre"]:
        faults.append(f"« {academie} » n'a pas de titre : la ligne est laissée")
    else:
        projet = Projet(
            academie, " ".join(cells["titre"].split()), cells.get("resume", ""), _niveaux(cells, faults),
            _binome(cells, academie, group, faults), cells.get("adresse", ""),
        )  # fmt: skip
        return _without_faults(projet, faults)
    return None


def _niveaux(cells: Mapping[str, str], faults: list[str]) -> tuple[str, ...]:
    placed = read_niveaux(cells.get("niveaux", ""))
    if placed.leftover or (cells.get("niveaux") and not placed.values):
        faults.append(niveau_fault(cells["niveaux"]))
    return placed.values


def _binome(cells: Mapping[str, str], academie: str, group: Group, faults: list[str]) -> tuple[str, ...]:
    written = cells.get("binome", "")
    names = [_own_name(name, group) for name in read_academies(written)]
    if written and not names:
        faults.append(f"binôme : {academie_fault(written)}")
    outside = [name for name in names if group.academies and name not in group.academies]
    faults += [f"binôme : « {name} » n'est pas du groupe « {group.id} »" for name in outside]
    return tuple(name for name in names if name != academie and name not in outside)


def _own_name(name: str, group: Group) -> str:
    """An académie as the group's file has it: one of before a merger keeps its name there."""
    return next((own for own in group.academies if read_academies(own) == (name,)), name)


def _without_faults(projet: Projet, faults: list[str]) -> Projet | None:
    """The project without the values that cannot be; None when it cannot be without them."""
    for key, fault in projet.faults():
        faults.append(f"{key} : {fault}")
        if key in {"academie", "titre"}:
            return None
        projet = replace(projet, **{key: type(getattr(projet, key))()})
    return projet


def with_projets(text: str, projets: Iterable[Projet], academies: Sequence[str]) -> str:
    """The text of a group file with these projects, each in the place of its académie's; all else stays as written.

    `academies` is written where the file names none.
    """
    import tomlkit  # imported when needed only: nothing but importing needs it

    document = tomlkit.parse(text)
    if academies:
        document["academies"] = list(academies)
    if "projet" not in document:
        document["projet"] = tomlkit.aot()
    written: Any = document["projet"]
    for projet in projets:
        values = {key: one for key, one in asdict(projet).items() if one}
        own = next((table for table in written if table.get("academie") == projet.academie), None)
        if own is None:
            if len(written):
                written[-1].add(tomlkit.nl())
            written.append(with_keys(tomlkit.table(), **values))
            continue
        for key in [key for key in own if key not in values]:
            del own[key]
        listed = {key: list(one) if isinstance(one, tuple) else one for key, one in values.items()}
        own.update({key: one for key, one in listed.items() if own.get(key) != one})
    return tomlkit.dumps(document)

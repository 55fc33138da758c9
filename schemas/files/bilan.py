"""The référents' bilan: the addresses each académie declares at the year's end, a CSV file a person fills in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from schemas.files.group import Group
from schemas.files.sheet import MAX_ROWS, csv_rows
from schemas.files.typed_names import academie_fault
from schemas.notions.academies import read_academies
from schemas.parsing.web_address import is_web_address
from schemas.types.errors import reason_of

COLUMNS = ("groupe", "academie", "url", "remarque")


@dataclass(frozen=True, slots=True)
class Declared:
    """One address a référent declares."""

    url: str
    groupe: str = ""
    """The group's id; empty when the référent did not say."""
    academie: str = ""
    remarque: str = ""
    place: str = ""
    """File and line, for a person."""


def load_bilan(path: Path, faults: list[str]) -> tuple[Declared, ...]:
    """Read one file (« ; », « , » or tab, UTF-8, UTF-16 or windows-1252, as spreadsheets write them).

    Adds every fault found, a French sentence: what is wrong in one bilan is left out of it, and stops nothing.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        faults.append(f"{path} : lecture impossible ({reason_of(error)})")
        return ()
    return read_bilan(content, str(path), path.name, faults)


def read_bilan(content: bytes, shown_path: str, name: str, faults: list[str]) -> tuple[Declared, ...]:
    """Read the content of one file; an empty line is left out, an address twice is kept once."""
    found: dict[tuple[str, str, str], Declared] = {}
    rows = csv_rows(content)
    try:
        header = [cell.strip().lower().replace("é", "e") for cell in next(rows, (0, []))[1]]
        missing = [column for column in COLUMNS[:3] if column not in header]
        if missing:
            shown = ", ".join(header)[:100]
            faults.append(f"{shown_path} : ligne 1 : colonne(s) {', '.join(missing)} absente(s), « {shown} » lu")
            return ()
        for number, row in rows:
            if number > MAX_ROWS:
                faults.append(f"{shown_path} : plus de {MAX_ROWS} lignes")
                break
            declared = _declared(dict(zip(header, row, strict=False)), f"{name}, ligne {number}")
            if declared is None:
                continue
            if not is_web_address(declared.url):
                wrong = f"« {declared.url[:100]} » n'est pas une adresse http" if declared.url else "aucune adresse"
                faults.append(f"{shown_path} : ligne {number} : {wrong}, la ligne est laissée")
                continue
            if declared.academie and not read_academies(declared.academie):
                faults.append(f"{shown_path} : ligne {number} : {academie_fault(declared.academie)}")
            found.setdefault((declared.url, declared.groupe, declared.academie), declared)
    except ValueError as error:
        faults.append(f"{shown_path} : {error}")
        return ()
    return tuple(found.values())


def academies_outside(declared: Iterable[Declared], groups: Iterable[Group]) -> Iterator[str]:
    """Say in French which lines name a group there is not, or an académie that is none of their group's."""
    known = {group.id.casefold(): group for group in groups}
    told: set[str] = set()
    for one in declared:
        group = known.get(one.groupe.casefold())
        if group is None and one.groupe and one.groupe.casefold() not in told:
            from difflib import get_close_matches  # imported when needed only: most bilans have no fault

            told.add(one.groupe.casefold())
            near = get_close_matches(one.groupe.casefold(), known, n=1)
            ask = f" ; vouliez-vous dire « {known[near[0]].id} » ?" if near else ""
            yield f"{one.place} : « {one.groupe[:80]} » n'est le groupe d'aucun fichier de groups/{ask}"
        if group is None or not one.academie:
            continue
        named = read_academies(one.academie)
        own = {academie for name in group.academies for academie in read_academies(name)}
        if own and named and own.isdisjoint(named):
            yield (
                f"{one.place} : « {one.academie} » ({', '.join(named)}) n'est pas du groupe « {group.id} » "
                f"({', '.join(group.academies)}) : corriger le bilan, ou le fichier du groupe"
            )


def _declared(cells: dict[str, str], place: str) -> Declared | None:
    values = {column: cells.get(column, "").strip() for column in COLUMNS}
    return Declared(**values, place=place) if any(values.values()) else None

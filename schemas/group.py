"""A group file: one national group, its theme, its académies and the elements its descriptions agree on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from schemas.source import is_web_address
from schemas.toml_table import TomlTable, load_toml

ElementType = Literal["texte", "niveau", "discipline", "competence", "outil", "type", "date"]
ELEMENT_TYPES: tuple[ElementType, ...] = (
    "texte", "niveau", "discipline", "competence", "outil", "type", "date",
)  # fmt: skip
Cardinality = Literal["1", "0..1", "1..n", "0..n"]
CARDINALITIES: tuple[Cardinality, ...] = ("1", "0..1", "1..n", "0..n")

MAX_ACADEMIES = 8
"""A national group has at most eight académies (cahier des charges)."""
_ANNEE = re.compile(r"(\d{4})-(\d{4})\Z")
_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")


@dataclass(frozen=True, slots=True)
class Element:
    """One element of the description field the group agreed on."""

    name: str
    label: str
    """As people write it before the colon: « Niveau », « Compétences CRCN pour l'élève »."""
    variants: tuple[str, ...] = ()
    cardinality: Cardinality = "0..n"
    type: ElementType = "texte"

    def __hash__(self) -> int:
        """Hash by what tells elements apart: they are looked up once a record."""
        return hash((self.name, self.label))

    @property
    def is_required(self) -> bool:
        """Say whether a description without this element is incomplete."""
        return self.cardinality in {"1", "1..n"}

    @property
    def is_single(self) -> bool:
        """Say whether the element holds one value at most."""
        return self.cardinality in {"1", "0..1"}


@dataclass(frozen=True, slots=True)
class Group:
    """One group file, checked."""

    id: str
    discipline: str
    annees: tuple[str, ...]
    theme: str
    academies: tuple[str, ...] = ()
    vitrine: str | None = None
    elements: tuple[Element, ...] = ()

    def __hash__(self) -> int:
        """Hash by the id, which tells groups apart: they are looked up once a record."""
        return hash(self.id)


def load_group(path: Path, faults: list[str]) -> Group:
    """Read one group file; every fault is added to the list, and the group is then not to be used."""
    before = len(faults)
    table = TomlTable(path, load_toml(path, faults), faults)
    if len(faults) > before:
        return Group(path.stem, "", (), "")
    group = Group(
        id=table.text("id"),
        discipline=table.text("discipline"),
        annees=table.texts("annees"),
        theme=table.text("theme"),
        academies=table.texts("academies"),
        vitrine=table.text("vitrine", "") or None,
        elements=tuple(_read_element(item) for item in table.tables("element")),
    )
    _check(group, table)
    table.finish()
    return group


def _read_element(table: TomlTable) -> Element:
    element = Element(
        name=table.text("name"),
        label=table.text("label"),
        variants=table.texts("variants"),
        cardinality=cast("Cardinality", table.text("cardinality", "0..n", choices=CARDINALITIES)),
        type=cast("ElementType", table.text("type", "texte", choices=ELEMENT_TYPES)),
    )
    if element.name and not _NAME.match(element.name):
        table.fault("name", f"« {element.name} » : minuscules sans accent, chiffres et « _ » seulement")
    table.finish()
    return element


def _check(group: Group, table: TomlTable) -> None:
    if not 1 <= len(group.annees) <= 2:
        table.fault("annees", 'une ou deux années scolaires attendues, par exemple ["2024-2025"]')
    for annee in group.annees:
        match = _ANNEE.match(annee)
        if match is None or int(match[2]) != int(match[1]) + 1:
            table.fault("annees", f"« {annee} » n'est pas une année scolaire (« 2024-2025 »)")
    if len(group.academies) > MAX_ACADEMIES:
        table.fault("academies", f"{len(group.academies)} académies, {MAX_ACADEMIES} au plus par groupe")
    if group.vitrine is not None and not is_web_address(group.vitrine):
        table.fault("vitrine", f"« {group.vitrine} » n'est pas une adresse http ou https")
    names = [element.name for element in group.elements]
    for name in sorted({name for name in names if names.count(name) > 1}):
        table.fault("element", f"« {name} » est défini deux fois")

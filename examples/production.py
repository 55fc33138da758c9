"""The fictitious productions the example servers hold, read from the TOML files beside this module."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, TypeAlias

FOLDER = Path(__file__).parent / "productions"

Block: TypeAlias = tuple[str, tuple[str, ...]]
"""One labelled block of a description: its label as the page writes it, and its values."""
Document: TypeAlias = tuple[str, str, int]
"""One joined document: title, file name, size in bytes."""


@dataclass(frozen=True, slots=True)
class Production:
    """One description as a source holds it: the site gives it a number, the repository an identifier."""

    titre: str
    number: int = 0
    """SPIP's article number; 0 when the production is not on the site."""
    identifier: str = ""
    """OAI identifier; empty when the production is not in the repository."""
    traam_class: str = ""
    """What it is to the TraAM (« production », « bilan »…); empty when it has nothing to do with them."""
    groupe: str = ""
    academie: str = ""
    discipline: str = ""
    surtitre: str = ""
    soustitre: str = ""
    titre_html: str = ""
    """The title with markup, where the page shows more than plain text."""
    auteurs: tuple[str, ...] = ()
    courriel: str = ""
    """An address a careless source gives away (in a vCard); it must never come out of a harvest."""
    date: str = "2025-01-15T08:00:00Z"
    datestamp: str = ""
    """When the source last changed it; fixed data, so that two runs see the same world."""
    deleted: bool = False
    statut: str = "publie"
    """« publie », or « prepa » for a draft nobody outside may see."""
    rubrique: int = 1
    hors_plan: bool = False
    """Linked from nowhere but its own rubrique's list."""
    presentation: str = ""
    """The paragraph all the pages of a group share."""
    chapo: str = ""
    texte: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    shape: str = "gras"
    """How blocks are laid out: « gras », « titre » or « ligne »."""
    ps: str = ""
    mots_cles: tuple[str, ...] = ()
    niveaux: tuple[str, ...] = ()
    """Levels a LOM record classifies by, in ScoLOMFR's words."""
    type: str = ""
    url: str = ""
    relation: str = ""
    documents: tuple[Document, ...] = ()

    @property
    def key(self) -> int | str:
        """What tests call it by: the article's number, or the OAI identifier."""
        return self.number or self.identifier


def load_productions() -> tuple[Production, ...]:
    """Read every production of the example files, traps included, in file order."""
    return tuple(production for path in sorted(FOLDER.glob("*.toml")) for production in _read(path))


def _read(path: Path) -> Iterator[Production]:
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    defaults: dict[str, Any] = content.get("defaults", {})
    for table in content["production"]:
        yield changed(Production(titre=table["titre"]), {**defaults, **table})


def changed(production: Production, changes: Mapping[str, Any]) -> Production:
    """The same production with some fields changed; lists may stand for tuples. Raises TypeError on others."""
    known = {field.name for field in fields(Production)}
    if unknown := sorted(set(changes) - known):
        message = f"{production.titre} : champ inconnu {', '.join(unknown)} (connus : {', '.join(sorted(known))})"
        raise TypeError(message)
    return replace(production, **{name: _frozen(name, value) for name, value in changes.items()})


def _frozen(name: str, value: Any) -> Any:  # noqa: ANN401 - TOML values are of any type
    if name == "blocks":
        return tuple((label, (found,) if isinstance(found, str) else tuple(found)) for label, found in value)
    if name == "documents":
        return tuple((titre, file, size) for titre, file, size in value)
    return tuple(value) if isinstance(value, list) else value

"""A group file: one national group, its theme, its académies and the elements its descriptions agree on."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from schemas.files.group_labels import label_faults
from schemas.files.toml_table import TomlTable, load_toml
from schemas.files.typed_names import academie_fault, discipline_fault, is_near_discipline
from schemas.parsing.web_address import is_web_address
from schemas.words.text import fold
from schemas.words.vocabulary import SCOLOMFR_VERSIONS, VOCABULARY_NAMES, load_vocabulary

ElementType = Literal[
    "texte", "niveau", "discipline", "competence", "socle", "outil", "type", "date", "terme", "vocabulaire"
]  # fmt: skip
ELEMENT_TYPES: tuple[ElementType, ...] = (
    "texte", "niveau", "discipline", "competence", "socle", "outil", "type", "date", "terme", "vocabulaire",
)  # fmt: skip
Cardinality = Literal["1", "0..1", "1..n", "0..n"]
CARDINALITIES: tuple[Cardinality, ...] = ("1", "0..1", "1..n", "0..n")
PLACES = ("fiche", "flux", "vitrine")
"""Where an element may show: the Édubase description, the feeds, the vitrine."""

MAX_ACADEMIES = 8
"""A national group has at most eight académies (cahier des charges)."""
LONGUEUR = 4_000
"""Characters a description may have, when the group says nothing."""
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_ANNEE = re.compile(r"(\d{4})-(\d{4})\Z")
_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_PERSONAL = re.compile(r"\S@\S|\b0\d(?:[ .]?\d\d){4}\b")
_MAX_BASES = 5
_SYNONYMES = 'synonymes = { "en classe" = ["présentiel"] }'


@dataclass(frozen=True, slots=True)
class Element:
    """One element of the description field the group agreed on."""

    name: str
    label: str
    """As people write it before the colon: « Niveau », « Compétences CRCN pour l'élève »."""
    variants: tuple[str, ...] = ()
    cardinality: Cardinality = "0..n"
    type: ElementType = "texte"
    requis: bool = False
    """True when a description without it is incomplete; follows the cardinality where the file says nothing."""
    vocabulaire: str = ""
    """Of an element of that type: the vocabulary its values are of (a name of schemas.words.vocabulary)."""
    version: str = ""
    """The version of the vocabulary the group agreed on."""
    valeurs: tuple[str, ...] = ()
    """Of a « terme »: the values allowed."""
    synonymes: tuple[tuple[str, str], ...] = ()
    """Of a « terme »: other spellings, each with the value it stands for."""
    affichage: tuple[str, ...] = PLACES
    """Where the element shows (PLACES)."""

    def __hash__(self) -> int:
        """Hash by what tells elements apart: they are looked up once a record."""
        return hash((self.name, self.label))

    @property
    def is_required(self) -> bool:
        """Say whether a description without this element is incomplete."""
        return self.requis or self.cardinality in {"1", "1..n"}

    @property
    def is_single(self) -> bool:
        """Say whether the element holds one value at most."""
        return self.cardinality in {"1", "0..1"}


ACADEMIE = "academie"
"""The page of a group puts productions under their académies, unless its file says otherwise."""


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
    extends: str | None = None
    """The group of the year before, whose file this one changes."""
    binomes: tuple[tuple[str, ...], ...] = ()
    """The académies that work together inside the group."""
    referents: str = ""
    """What the référents are (« IAN de SVT »), never who."""
    edubase_discipline: str = ""
    """The discipline's label in Édubase."""
    edubase_mot_cle: str = ""
    """The keyword the group's fiches carry in Édubase."""
    jetons: tuple[str, ...] = ()
    """Texts each description must hold exactly once, by which Édubase finds the group's fiches."""
    longueur: int = LONGUEUR
    """Characters a description may have."""
    presentation: str = ""
    """What the group says of its work, on its page; an empty line begins a paragraph."""
    classement: str = ACADEMIE
    """What its page puts productions under: their académie, or the name of an element."""

    def __hash__(self) -> int:
        """Hash by the id, which tells groups apart: they are looked up once a record."""
        return hash(self.id)

    def element(self, name: str) -> Element | None:
        """The element of that name."""
        return next((element for element in self.elements if element.name == name), None)


def load_group(path: Path, faults: list[str]) -> Group:
    """Read one group file; every fault is added to the list, and the group is then not to be used.

    What the file does not say is taken from the group it extends, looked for beside it.
    """
    before = len(faults)
    content = load_toml(path, faults)
    if len(faults) > before:
        return Group(path.stem, "", (), "")
    content = _with_base(path, content, faults, ())
    if len(faults) > before:  # what the base would have said is not known: only what is written here is checked
        _check_names(content, TomlTable(path, content, faults))
        return Group(path.stem, "", (), "")
    table = TomlTable(path, content, faults)
    group = Group(
        id=table.text("id"),
        discipline=table.text("discipline"),
        annees=table.texts("annees"),
        theme=table.text("theme"),
        academies=table.texts("academies"),
        vitrine=table.text("vitrine", "") or None,
        elements=tuple(_read_element(item) for item in table.tables("element")),
        extends=table.text("extends", "") or None,
        binomes=tuple(pair.texts("academies") for pair in table.tables("binome")),
        referents=table.text("referents", ""),
        edubase_discipline=table.text("edubase_discipline", ""),
        edubase_mot_cle=table.text("edubase_mot_cle", ""),
        jetons=table.texts("jetons"),
        longueur=table.integer("longueur", minimum=200) or LONGUEUR,
        presentation=table.text("presentation", ""),
        classement=table.text("classement", ACADEMIE),
    )
    table.texts("retire")
    _check(group, table)
    table.finish()
    return group


def _check_names(content: Mapping[str, Any], table: TomlTable) -> None:
    """Check the names a file types, where the rest of it cannot be."""
    typed = content.get("academies")
    for name in typed if isinstance(typed, list) else ():
        if isinstance(name, str) and (fault := academie_fault(name)):
            table.fault("academies", fault)
    discipline = content.get("discipline")
    if isinstance(discipline, str) and is_near_discipline(discipline):
        table.fault("discipline", discipline_fault(discipline))


def _with_base(path: Path, content: Mapping[str, Any], faults: list[str], seen: tuple[str, ...]) -> dict[str, Any]:
    """Lay a file over the one it extends: keys replace keys, elements of one name are merged, « retire » drops."""
    base_id = content.get("extends")
    if base_id is None:
        return dict(content)
    if not isinstance(base_id, str) or base_id in seen or len(seen) >= _MAX_BASES:
        faults.append(f"{path} : extends : « {base_id} » revient sur lui-même, ou va trop loin")
        return dict(content)
    base = _file_of(base_id, path)
    if base is None:
        faults.append(f"{path} : extends : {_no_base(base_id, path)}")
        return dict(content)
    own_id = str(content.get("id", ""))
    under = _with_base(path, base, faults, (*seen, own_id, base_id))
    dropped = set(content.get("retire", []) if isinstance(content.get("retire"), list) else [])
    merged = {**{key: value for key, value in under.items() if key not in {"extends", "retire"}}, **content}
    merged["element"] = _merged(_tables(under), _tables(content), dropped)
    return merged


def _tables(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = content.get("element", [])
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _merged(under: list[dict[str, Any]], own: list[dict[str, Any]], dropped: set[str]) -> list[dict[str, Any]]:
    changes = {item.get("name"): item for item in own}
    kept = [{**item, **changes.pop(item.get("name"), {})} for item in under if item.get("name") not in dropped]
    return [*kept, *(item for item in own if item.get("name") in changes)]


def _no_base(base_id: str, path: Path) -> str:
    """Say that the group a file extends is missing, and what to do."""
    known = sorted({str(load_toml(other, []).get("id", "")) for other in path.parent.glob("*.toml") if other != path})
    near = difflib.get_close_matches(base_id, known, n=1)
    if near:
        return f"aucun groupe « {base_id} » ; vouliez-vous dire « {near[0]} » ?"
    return (
        f"aucun groupe « {base_id} » dans {path.parent} : y déposer son fichier, ou ôter « extends » et "
        "écrire ici tout ce qu'il disait"
    )


def _file_of(group_id: str, path: Path) -> dict[str, Any] | None:
    for other in sorted(path.parent.glob("*.toml")):
        content = load_toml(other, [])
        if content.get("id") == group_id and other != path:
            return content
    return None


def _read_element(table: TomlTable) -> Element:
    cardinality = cast("Cardinality", table.text("cardinality", "0..n", choices=CARDINALITIES))
    element = Element(
        name=table.text("name"),
        label=table.text("label"),
        variants=table.texts("variants"),
        cardinality=cardinality,
        type=cast("ElementType", table.text("type", "texte", choices=ELEMENT_TYPES)),
        requis=table.boolean("requis", default=cardinality in {"1", "1..n"}),
        vocabulaire=table.text("vocabulaire", "", choices=VOCABULARY_NAMES),
        version=table.text("version", ""),
        valeurs=table.texts("valeurs"),
        synonymes=_read_synonymes(table),
        affichage=table.texts("affichage", choices=PLACES) or PLACES,
    )
    _check_element(element, table)
    table.finish()
    return element


def _read_synonymes(element: TomlTable) -> tuple[tuple[str, str], ...]:
    """Read « valeur = ["autre graphie", …] » as pairs of a spelling and its value."""
    if not element.is_table("synonymes"):
        element.drop("synonymes")
        element.fault("synonymes", f"s'écrit {_SYNONYMES} : la valeur permise, puis ses autres graphies")
        return ()
    table = element.table("synonymes")
    return tuple((spelling, value) for value in table.keys() for spelling in table.texts(value))  # noqa: SIM118


def _check_element(element: Element, table: TomlTable) -> None:
    if element.name and not _NAME.match(element.name):
        table.fault("name", f"« {element.name} » : minuscules sans accent, chiffres et « _ » seulement")
    if (element.type == "vocabulaire") != bool(element.vocabulaire):
        table.fault("vocabulaire", "se donne avec type = « vocabulaire », et seulement avec lui")
    if element.vocabulaire in VOCABULARY_NAMES and element.version:
        known = (load_vocabulary(element.vocabulaire).version, *SCOLOMFR_VERSIONS)
        if element.version not in known:
            table.fault("version", f"« {element.version} » : {element.vocabulaire} existe en {', '.join(known)}")
    if element.type == "terme" and not element.valeurs:
        said = 'un élément de type « terme » donne ses valeurs permises : valeurs = ["en classe", "à distance"]'
        table.fault("valeurs", f'{said} ; sans liste fermée, écrire type = "texte"')
    if element.type != "terme" and element.valeurs:
        table.fault(
            "valeurs", f"ne vaut qu'avec type = \"terme\" (ici « {element.type} ») : l'écrire, ou ôter « valeurs »"
        )
    _check_synonymes(element, table)


def _check_synonymes(element: Element, table: TomlTable) -> None:
    """Ask that each value other spellings stand for be allowed."""
    if element.synonymes and element.type != "terme":
        table.fault(
            "synonymes", 'ne vaut qu\'avec type = "terme" et ses « valeurs » : les écrire, ou ôter « synonymes »'
        )
        return
    unknown: dict[str, list[str]] = {}
    for spelling, value in element.synonymes:
        if value not in element.valeurs:
            unknown.setdefault(value, []).append(spelling)
    for value, spellings in unknown.items() if element.valeurs else ():
        turned = next((one for one in spellings if one in element.valeurs), "")
        near = difflib.get_close_matches(value, element.valeurs, n=1)
        if turned:
            hint = f'à l\'envers : écrire synonymes = {{ "{turned}" = ["{value}"] }}'
        elif near:
            hint = f"vouliez-vous dire « {near[0]} » ?"
        else:
            hint = f"l'ajouter à « valeurs », ou écrire {_SYNONYMES}, la valeur permise d'abord"
        table.fault("synonymes", f"« {value} » n'est pas dans « valeurs » ; {hint}")


def _check(group: Group, table: TomlTable) -> None:
    if not 1 <= len(group.annees) <= 2:
        table.fault("annees", 'une ou deux années scolaires attendues, par exemple ["2024-2025"]')
    if group.id and not _ID.match(group.id):
        table.fault("id", f"« {group.id} » : minuscules sans accent, chiffres et tirets seulement")
    begins = [int(annee[:4]) for annee in group.annees if _ANNEE.match(annee)]
    if len(begins) == 2 and begins[1] != begins[0] + 1:
        table.fault("annees", "deux années d'un groupe se suivent")
    for annee in group.annees:
        match = _ANNEE.match(annee)
        if match is None or int(match[2]) != int(match[1]) + 1:
            table.fault("annees", f"« {annee} » n'est pas une année scolaire (« 2024-2025 »)")
    if len(group.academies) > MAX_ACADEMIES:
        table.fault("academies", f"{len(group.academies)} académies, {MAX_ACADEMIES} au plus par groupe")
    if group.vitrine is not None and not is_web_address(group.vitrine):
        table.fault("vitrine", f"« {group.vitrine} » n'est pas une adresse http ou https")
    for name in group.academies:
        if fault := academie_fault(name):
            table.fault("academies", fault)
    if is_near_discipline(group.discipline):
        table.fault("discipline", discipline_fault(group.discipline))
    for name in sorted({name for name in group.academies if group.academies.count(name) > 1}):
        table.fault("academies", f"« {name} » est nommée deux fois")
    for pair in group.binomes:
        if len(set(pair)) < len(pair):
            table.fault("binome", f"une académie y est nommée deux fois : {', '.join(pair)}")
    for name in sorted({academie for pair in group.binomes for academie in pair if academie not in group.academies}):
        table.fault("binome", academie_fault(name) or f"« {name} » n'est pas parmi les académies du groupe")
    if _PERSONAL.search(group.referents):
        table.fault("referents", "donner la fonction, sans adresse ni numéro de téléphone")
    for name, message in label_faults(group.elements):
        table.fault(f"element « {name} »", message)
    for jeton in group.jetons:
        if len(jeton) < 4 or "\n" in jeton:
            table.fault("jetons", f"« {jeton} » : un texte d'une ligne, de quatre signes au moins")
    for one in group.jetons:
        for other in group.jetons:
            if one != other and one.lower() in other.lower():
                table.fault("jetons", f"« {one} » est contenu dans « {other} » : il serait compté deux fois")
    if _PERSONAL.search(group.presentation):
        table.fault("presentation", "sans adresse électronique ni numéro de téléphone : elle est publique")
    names = [element.name for element in group.elements]
    if group.classement not in {ACADEMIE, *names}:
        table.fault("classement", f"« {group.classement} » n'est ni « {ACADEMIE} », ni le nom d'un élément")
    for name in sorted({name for name in names if names.count(name) > 1}):
        table.fault("element", f"« {name} » est défini deux fois")
    _check_spellings(group, table)


def _check_spellings(group: Group, table: TomlTable) -> None:
    """Refuse what would be read as two things: a label of two elements, a spelling of two values."""
    owners: dict[str, str] = {}
    for element in group.elements:
        for label in dict.fromkeys(fold(text) for text in (element.label, *element.variants)):
            if owners.setdefault(label, element.name) != element.name:
                table.fault("element", f"« {label} » est le label de « {owners[label]} » et de « {element.name} »")
        meant: dict[str, str] = {}
        for spelling, value in element.synonymes:
            if meant.setdefault(fold(spelling), value) != value:
                table.fault("synonymes", f"« {spelling} » dit « {meant[fold(spelling)]} » et « {value} »")

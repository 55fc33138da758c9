"""A group file: one national group, its theme, its académies and the elements its descriptions agree on."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import permutations
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

from msgspec import Meta

from schemas.files.description import Text, one_of, said, schema_of, written_as
from schemas.files.group_base import never_there, with_base
from schemas.files.group_labels import label_faults
from schemas.files.group_year import NOTHING_DUE, PERSONAL, Calendrier, Projet, Reunion, year_faults
from schemas.files.reading import FaultList, read_table
from schemas.files.toml_file import load_toml
from schemas.files.typed_names import academie_fault, discipline_fault, is_near_discipline
from schemas.notions.annee_scolaire import read_annee_scolaire
from schemas.parsing.web_address import is_web_address
from schemas.words.text import fold
from schemas.words.vocabulary import SCOLOMFR_VERSIONS, VOCABULARY_NAMES, load_vocabulary

ElementType = Literal[
    "texte", "niveau", "discipline", "competence", "socle", "outil", "type", "date", "terme", "vocabulaire"
]  # fmt: skip
Cardinality = Literal["1", "0..1", "1..n", "0..n"]
PLACES = ("fiche", "flux", "vitrine")
"""Where an element may show: the Édubase description, the feeds, the vitrine."""
Names: TypeAlias = tuple[Text, ...]

MAX_ACADEMIES = 8
"""A national group has at most eight académies (cahier des charges)."""
LONGUEUR = 4_000
"""Characters a description may have, when the group says nothing."""
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_ANNEE = re.compile(r"(\d{4})-(\d{4})\Z")
_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_WITH_OTHERS = frozenset({"valeurs", "synonymes", "vocabulaire", "version", "classement", "binome"})
"""Keys that are right or wrong by others, which a file that extends another may leave to it."""
_SYNONYMES = 'synonymes = { "en classe" = ["présentiel"] }'
_FIRST = "la valeur permise, puis ses autres graphies"


def _pairs(written: dict[str, Names]) -> tuple[tuple[str, str], ...]:
    """« valeur = ["autre graphie", …] » as pairs of a spelling and its value."""
    return tuple((spelling, value) for value, spellings in written.items() for spelling in spellings)


@dataclass(frozen=True, slots=True)
class Element:
    """One element of the description field the group agreed on."""

    name: Annotated[str, Meta(pattern="^[a-z][a-z0-9_]*$"), said("Nom court : minuscules sans accent")]
    label: Annotated[Text, said("Libellé, tel qu'on l'écrit avant les deux-points")]
    variants: Annotated[Names, said("Autres libellés du même élément")] = ()
    cardinality: Annotated[Cardinality, said("Combien de valeurs")] = "0..n"
    type: Annotated[ElementType, said("Nature des valeurs")] = "texte"
    requis: Annotated[bool, said("Une description qui ne l'a pas est incomplète")] = False
    """Follows the cardinality where the file says nothing."""
    vocabulaire: Annotated[str, one_of(VOCABULARY_NAMES), said("Vocabulaire des valeurs")] = ""
    version: Annotated[Text, said("Version du vocabulaire")] = ""
    valeurs: Annotated[Names, said("Valeurs permises d'un « terme »")] = ()
    synonymes: Annotated[
        tuple[tuple[str, str], ...],
        said("Autres graphies de chaque valeur d'un « terme »"),
        written_as(Annotated[dict[str, Names], Meta(extra={"expected": f"s'écrit {_SYNONYMES} : {_FIRST}"})], _pairs),
    ] = ()
    """Other spellings, each with the value it stands for."""
    affichage: Annotated[tuple[Annotated[str, one_of(PLACES)], ...], said("Où l'élément se montre")] = PLACES

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

    def completed(self, given: Collection[str]) -> Element:
        """The element with what its file leaves to others of its keys."""
        requis = self.requis if "requis" in given else self.is_required
        return replace(self, requis=requis, affichage=self.affichage or PLACES)

    def faults(self) -> Iterator[tuple[str, str]]:
        """What is wrong between its keys, each key with a French sentence."""
        if self.name and not _NAME.match(self.name):
            yield "name", f"« {self.name} » : minuscules sans accent, chiffres et « _ » seulement"
        if (self.type == "vocabulaire") != bool(self.vocabulaire):
            yield "vocabulaire", "se donne avec type = « vocabulaire », et seulement avec lui"
        if self.vocabulaire in VOCABULARY_NAMES and self.version:
            known = (load_vocabulary(self.vocabulaire).version, *SCOLOMFR_VERSIONS)
            if self.version not in known:
                yield "version", f"« {self.version} » : {self.vocabulaire} existe en {', '.join(known)}"
        yield from self._value_faults()

    def _value_faults(self) -> Iterator[tuple[str, str]]:
        """What is wrong in the values of a « terme », or in another that has some."""
        if self.type == "terme":
            if not self.valeurs:
                example = (
                    'un élément de type « terme » donne ses valeurs permises : valeurs = ["en classe", "à distance"]'
                )
                yield "valeurs", f'{example} ; sans liste fermée, écrire type = "texte"'
            yield from self._synonym_faults() if self.valeurs else ()
            return
        if self.valeurs:
            yield "valeurs", f"ne vaut qu'avec type = \"terme\" (ici « {self.type} ») : l'écrire, ou ôter « valeurs »"
        if self.synonymes:
            yield "synonymes", 'ne vaut qu\'avec type = "terme" et ses « valeurs » : les écrire, ou ôter « synonymes »'

    def _synonym_faults(self) -> Iterator[tuple[str, str]]:
        """Each value other spellings stand for that is not allowed."""
        unknown: dict[str, list[str]] = {}
        for spelling, value in self.synonymes:
            if value not in self.valeurs:
                unknown.setdefault(value, []).append(spelling)
        for value, spellings in unknown.items():
            turned = next((one for one in spellings if one in self.valeurs), "")
            near = get_close_matches(value, self.valeurs, n=1)
            if turned:
                hint = f'à l\'envers : écrire synonymes = {{ "{turned}" = ["{value}"] }}'
            elif near:
                hint = f"vouliez-vous dire « {near[0]} » ?"
            else:
                hint = f"l'ajouter à « valeurs », ou écrire {_SYNONYMES}, la valeur permise d'abord"
            yield "synonymes", f"« {value} » n'est pas dans « valeurs » ; {hint}"


ACADEMIE = "academie"
"""The page of a group puts productions under their académies, unless its file says otherwise."""


@dataclass(frozen=True, slots=True)
class Binome:
    """Some académies that work together, as the file has them."""

    academies: Annotated[Names, said("Académies du binôme")] = ()


def _members(written: tuple[Binome, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(pair.academies for pair in written)


@dataclass(frozen=True, slots=True)
class Group:
    """One group file, checked."""

    id: Annotated[Text, said("Nom court du groupe, par exemple « svt-2024-2025 »")]
    discipline: Annotated[Text, said("Discipline du groupe")]
    annees: Annotated[
        tuple[Annotated[str, Meta(pattern=r"^\d{4}-\d{4}$")], ...],
        Meta(min_length=1, max_length=2),
        said("Une ou deux années scolaires"),
    ]
    theme: Annotated[Text, said("Thème national")]
    academies: Annotated[Names, Meta(max_length=MAX_ACADEMIES), said("Académies du groupe")] = ()
    vitrine: Annotated[Text | None, said("Adresse de la page nationale"), Meta(extra_json_schema={"format": "uri"})] = (
        None
    )
    elements: Annotated[tuple[Element, ...], said("Éléments du champ description", key="element")] = ()
    extends: Annotated[
        Text | None, said("Identifiant du groupe que ce fichier prolonge : on n'écrit que ce qui change")
    ] = None
    """The group of the year before, whose file this one changes."""
    binomes: Annotated[
        tuple[tuple[str, ...], ...],
        said("Académies qui travaillent ensemble", key="binome"),
        written_as(tuple[Binome, ...], _members),
    ] = ()
    referents: Annotated[Text, said("Fonction des référents, sans nom ni adresse")] = ""
    """What the référents are (« IAN de SVT »), never who."""
    edubase_discipline: Annotated[Text, said("Libellé de la discipline dans Édubase")] = ""
    edubase_mot_cle: Annotated[Text, said("Mot-clé des fiches du groupe dans Édubase")] = ""
    jetons: Annotated[Names, said("Textes que chaque description porte une fois, et une seule")] = ()
    """By which Édubase finds the group's fiches."""
    longueur: Annotated[int, Meta(ge=200), said("Longueur permise d'une description, en signes")] = LONGUEUR
    presentation: Annotated[Text, said("Ce que le groupe dit de son travail, sur sa page")] = ""
    """An empty line begins a paragraph."""
    classement: Annotated[Text, said("Ce sous quoi sa page range les productions : « academie », ou un élément")] = (
        ACADEMIE
    )
    retire: Annotated[Names, said("Noms des éléments du groupe prolongé qui n'ont plus cours")] = ()
    projets: Annotated[tuple[Projet, ...], said("Projet de chaque académie", key="projet")] = ()
    reunions: Annotated[tuple[Reunion, ...], said("Réunions du groupe", key="reunion")] = ()
    calendrier: Annotated[Calendrier, said("Ce qui est attendu, et quand")] = NOTHING_DUE

    def __hash__(self) -> int:
        """Hash by the id, which tells groups apart: they are looked up once a record."""
        return hash(self.id)

    def element(self, name: str) -> Element | None:
        """The element of that name."""
        return next((element for element in self.elements if element.name == name), None)

    def projet_of(self, academie: str) -> Projet | None:
        """The project of an académie."""
        return next((one for one in self.projets if one.academie == academie), None)

    def mates_of(self, academie: str) -> tuple[str, ...]:
        """The académies one works with: those of its pairs, those its project or theirs name."""
        named = [(one.academie, *one.binome) for one in self.projets]
        mates = (name for pair in (*self.binomes, *named) if academie in pair for name in pair)
        return tuple(name for name in dict.fromkeys(mates) if name != academie)

    def faults(self) -> Iterator[tuple[str, str]]:
        """What is wrong between its keys, each key with a French sentence."""
        if self.id and not _ID.match(self.id):
            yield "id", f"« {self.id} » : minuscules sans accent, chiffres et tirets seulement"
        if self.vitrine is not None and not is_web_address(self.vitrine):
            yield "vitrine", f"« {self.vitrine} » n'est pas une adresse http ou https"
        if is_near_discipline(self.discipline):
            yield "discipline", discipline_fault(self.discipline)
        if PERSONAL.search(self.referents):
            yield "referents", "donner la fonction, sans adresse ni numéro de téléphone"
        if PERSONAL.search(self.presentation):
            yield "presentation", "sans adresse électronique ni numéro de téléphone : elle est publique"
        for part in (_year_faults, _academie_faults, _jeton_faults, _element_faults, _spelling_faults):
            yield from part(self)
        yield from year_faults(self.academies, self.annees, self.projets, self.reunions, self.calendrier)


def _year_faults(group: Group) -> Iterator[tuple[str, str]]:
    if not 1 <= len(group.annees) <= 2:
        yield "annees", 'une ou deux années scolaires attendues, par exemple ["2024-2025"]'
    begins = [int(annee[:4]) for annee in group.annees if _ANNEE.match(annee)]
    if len(begins) == 2 and begins[1] != begins[0] + 1:
        yield "annees", "deux années d'un groupe se suivent"
    for annee in group.annees:
        match = _ANNEE.match(annee)
        if match is None or int(match[2]) != int(match[1]) + 1:
            near = read_annee_scolaire(annee)
            meant = f" : vouliez-vous dire « {near} » ?" if near else " (« 2024-2025 »)"
            yield "annees", f"« {annee} » n'est pas une année scolaire{meant}"


def _academie_faults(group: Group) -> Iterator[tuple[str, str]]:
    if len(group.academies) > MAX_ACADEMIES:
        yield "academies", f"{len(group.academies)} académies, {MAX_ACADEMIES} au plus par groupe"
    yield from (("academies", fault) for name in group.academies if (fault := academie_fault(name)))
    for name in _twice(group.academies):
        yield "academies", f"« {name} » est nommée deux fois"
    for pair in group.binomes:
        if len(pair) < 2:
            yield "binome", f"deux académies qui travaillent ensemble attendues, {', '.join(pair) or 'aucune'} lu"
        if _twice(pair):
            yield "binome", f"une académie y est nommée deux fois : {', '.join(pair)}"
    for name in sorted({academie for pair in group.binomes for academie in pair} - set(group.academies)):
        yield "binome", academie_fault(name) or f"« {name} » n'est pas parmi les académies du groupe"


def _jeton_faults(group: Group) -> Iterator[tuple[str, str]]:
    for jeton in group.jetons:
        if len(jeton) < 4 or "\n" in jeton:
            yield "jetons", f"« {jeton} » : un texte d'une ligne, de quatre signes au moins"
    for one, other in permutations(group.jetons, 2):
        if one != other and one.lower() in other.lower():
            yield "jetons", f"« {one} » est contenu dans « {other} » : il serait compté deux fois"


def _element_faults(group: Group) -> Iterator[tuple[str, str]]:
    for name, message in label_faults(group.elements):
        yield f"element « {name} »", message
    names = [element.name for element in group.elements]
    if group.classement not in {ACADEMIE, *names}:
        yield "classement", f"« {group.classement} » n'est ni « {ACADEMIE} », ni le nom d'un élément"
    for name in _twice(names):
        yield "element", f"« {name} » est défini deux fois"


def _spelling_faults(group: Group) -> Iterator[tuple[str, str]]:
    """What would be read as two things: a spelling of two values."""
    for element in group.elements:
        meant: dict[str, str] = {}
        for spelling, value in element.synonymes:
            if meant.setdefault(fold(spelling), value) != value:
                yield "synonymes", f"« {spelling} » dit « {meant[fold(spelling)]} » et « {value} »"


def _twice(names: Collection[str]) -> list[str]:
    """Those of some names that are there more than once."""
    listed = list(names)
    return sorted({name for name in listed if listed.count(name) > 1})


def load_group(path: Path, faults: list[str]) -> Group:
    """Read one group file; every fault is added to the list, and the group is then not to be used.

    What the file does not say is taken from the group it extends, looked for beside it.
    """
    before = len(faults)
    told = FaultList(path, faults)
    content = load_toml(path, faults)
    if len(faults) > before:
        return Group(path.stem, "", (), "")
    own, content = content, with_base(path, content, faults, ())
    if len(faults) > before:
        _check_alone(content, told)
        return Group(path.stem, "", (), "")
    group = read_table(Group, content, told)
    if group.retire and not group.extends:
        told.fault("retire", "ne vaut qu'avec « extends », le groupe dont on ôte des éléments")
    for name in never_there(path, own) if group.extends else ():
        told.fault("retire", f"« {name} » n'est pas un élément du groupe « {group.extends} »")
    return group


def _check_alone(content: dict[str, Any], told: FaultList) -> None:
    """Check what a file writes, where what the group it extends would have said is not known."""
    found: list[str] = []
    read_table(Group, content, replace(told, faults=found))
    told.faults.extend(one for one in found if not _may_be_of_base(one, content, told))


def _may_be_of_base(fault: str, content: dict[str, Any], told: FaultList) -> bool:
    """Say whether what the missing group says could mend a fault: a key left out, or one that goes with another."""
    key, _, message = fault.removeprefix(f"{told.path} : ").partition(" : ")
    is_of_element = key.startswith("element")
    return (
        message.startswith("clé obligatoire")
        or key.rpartition(".")[2] in _WITH_OTHERS
        or key.startswith("element «")
        or not (is_of_element or key in content)
    )


def group_schema() -> dict[str, Any]:
    """The JSON Schema of group files; one that extends another may leave anything out but its id."""
    schema = schema_of(Group, title="Groupe national TraAM", required=["id"])
    schema["properties"]["element"]["items"]["required"] = ["name"]
    return schema

"""What is to be mended on a page of a group: the easiest first, each with where it stands and what to write there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from feeds.referent.blocks import WrittenLine, as_text, examples_of, to_fill, vitrine_line
from feeds.wording.production import group_titre
from feeds.wording.safe_text import safe_text
from schemas.files.field_labels import field_label, said_of_field
from schemas.files.group import Group
from schemas.types.issue import Issue
from schemas.types.page_check import Mending
from schemas.types.record import Record
from schemas.words.text import cut

EFFORTS: Mapping[str, int] = MappingProxyType(
    {
        "vitrine_absente": 1, "jeton_absent": 1, "jeton_double": 1, "non_declaree": 1, "vitrine_sans_retour": 1,
        "hors_vocabulaire": 2, "lien_deplace": 2, "academie_inconnue": 2,
        "crcn_desaccord": 3, "socle_desaccord": 3, "trop_de_valeurs": 3, "conflit": 3,
        "element_manquant": 4,
        "pas_production": 5, "sans_groupe": 5, "autre_groupe": 5,
        "introuvable": 6, "lien_mort": 6, "lien_muet": 6, "pas_lue": 6,
    }
)  # fmt: skip
GESTURES: Mapping[int, str] = MappingProxyType(
    {
        1: "une ligne à coller ou à ôter", 2: "un mot à changer", 3: "un choix à faire", 4: "une ligne à écrire",
        5: "le titre à changer", 6: "l’adresse ou la page à rétablir",
    }
)  # fmt: skip
_OTHERWISE = 3
_PLACE = re.compile(r"\((bloc « .{1,200}? »[^()]*|titre|mot-clé|rubrique[^()]*)\)")
_NEAR = re.compile(r"vouliez-vous dire « (.{1,120}?) » \?")
_AT_END = "à la fin du texte"
_SHOWN = 60


def mendings_of(issues: Iterable[Issue], record: Record, group: Group) -> tuple[Mending, ...]:
    """What the issues of a page of the group ask for."""
    return in_order(
        mending(one.code, safe_text(said_of_field(one.field, one.message, group)), _where(one, record, group),
                _write(one, group))
        for one in issues
        if one.code in EFFORTS
    )  # fmt: skip


def mending(code: str, message: str, where: str = "", write: str = "") -> Mending:
    """One thing to mend, with what it takes."""
    effort = EFFORTS.get(code, _OTHERWISE)
    return Mending(code, effort, GESTURES[effort], f"{message[:1].upper()}{message[1:]}", where, write)


def in_order(mendings: Iterable[Mending]) -> tuple[Mending, ...]:
    """Each thing once, the easiest first."""
    return tuple(sorted(dict.fromkeys(mendings), key=lambda one: one.effort))


def sound_values(record: Record, issues: Iterable[Issue]) -> Mapping[str, tuple[str, ...]]:
    """The elements of a page, without the values its group does not have: their place is left to be filled in."""
    unknown = {one.value for one in issues if one.code == "hors_vocabulaire"}
    return {name: tuple(one for one in found if one not in unknown) for name, found in record.elements.items()}


def title_to_write(group: Group, titre: str) -> str:
    """A title that says the TraAM and their year, which is what a page is taken for a work by."""
    return f"TraAM {group_titre(group)} : {safe_text(titre) or 'titre de la production'}"


def _where(issue: Issue, record: Record, group: Group) -> str:
    match issue.code:
        case "element_manquant":
            return _after(issue.field, record, group)
        case "jeton_absent" | "vitrine_absente":
            return _AT_END
        case "jeton_double":
            return f"là où « {safe_text(issue.value)} » est écrit pour la seconde fois"
        case "sans_groupe":
            return "dans le titre"
        case _:
            place = _PLACE.search(issue.message)
            written = f"là où est écrit « {cut(safe_text(issue.value), _SHOWN)} »" if issue.value else ""
            return " ".join(filter(None, [written, f"({place[1]})" if place else ""]))


def _after(name: str, record: Record, group: Group) -> str:
    """Where a line that lacks belongs: under the last of those before it that the page has."""
    names = [element.name for element in group.elements]
    before = names[: names.index(name)] if name in names else []
    there = next((one for one in reversed(before) if record.elements.get(one)), None)
    if there is None:
        return "au début du texte, sous le chapeau"
    value = cut(safe_text(record.elements[there][0]), _SHOWN)
    return f"sous la ligne « {field_label(there, group)} : {value} »"


def _write(issue: Issue, group: Group) -> str:
    return next(_written(issue, group), "")


def _written(issue: Issue, group: Group) -> Iterator[str]:
    element = group.element(issue.field)
    match issue.code:
        case "element_manquant" if element is not None:
            yield as_text([WrittenLine(element.label, to_fill(element, group))]).strip()
        case "jeton_absent":
            yield safe_text(issue.value)
        case "vitrine_absente":
            yield as_text([vitrine_line(group)]).strip()
        case "sans_groupe":
            yield title_to_write(group, "")
        case "hors_vocabulaire":
            near = _NEAR.search(issue.message)
            if near is not None:
                yield near[1]
            elif element is not None and (examples := examples_of(element, group)):
                yield " ou ".join(f"« {one} »" for one in examples)

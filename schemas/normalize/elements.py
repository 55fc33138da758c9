"""The group's agreed elements: their values, and what is missing or too many."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from schemas.files.group import Element, Group
from schemas.normalize.blocks import MAX_LINES, Block, blocks_of_clean
from schemas.normalize.common_labels import COMMON_ELEMENTS
from schemas.normalize.findings import MAX_VALUES, Findings, first_values, safe_value
from schemas.notions.academies import read_academies
from schemas.notions.competences import read_competences
from schemas.notions.crcn_edu import read_crcn_edu
from schemas.notions.disciplines import covers, read_disciplines
from schemas.notions.niveaux import read_niveaux
from schemas.notions.outils import read_outils
from schemas.notions.socle import read_socle
from schemas.notions.types import read_type
from schemas.types.record import NO_ELEMENTS, Found, Line, Values
from schemas.words.text import fold
from schemas.words.vocabulary import SCOLOMFR_VERSIONS, load_vocabulary

# Labels that say to what a page belongs: read before its group is known.
_BELONGING_SIGNS = ("acad", "année", "annee", "session", "rectorat", "traam")
"""One of these is in each of the labels below; looking for them is quicker."""
_MAX_SIGN = 60
BELONGING_ELEMENTS = (
    Element(
        "academies", "Académie",
        ("Académies", "Académie d'origine", "Académie porteuse", "Académie concernée", "Académies concernées",
         "Académies participantes", "Académies partenaires", "Académie de publication", "Rectorat"),
        type="vocabulaire", vocabulaire="academies",
    ),
    Element(
        "annee_scolaire", "Année scolaire",
        ("Année", "Année du TraAM", "Année TraAM", "Année des TraAM", "Année scolaire concernée", "Session",
         "Année de réalisation", "Année scolaire de réalisation", "TraAM"),
    ),
)  # fmt: skip


_VOCABULARY_READERS: Mapping[str, Callable[[str], tuple[str, ...]]] = {
    "niveaux": lambda text: tuple(read_niveaux(text).values),
    "disciplines": lambda text: tuple(read_disciplines(text).values),
    "academies": read_academies,
    "types": lambda text: tuple(filter(None, [read_type(text)])),
    "crcn": lambda text: tuple(read.values) if not (read := read_competences(text)).disagreeing else (),
    "crcn_edu": lambda text: read_crcn_edu(text, expected=True).values,
    "outils": lambda text: tuple(read_outils(text).values),
    "socle": lambda text: tuple(read.values) if not (read := read_socle(text, expected=True)).disagreeing else (),
}


@lru_cache(maxsize=1_024)
def elements_to_read(groups: tuple[Group, ...]) -> tuple[Element, ...]:
    """The elements whose labels are looked for: the groups' first, then the common ones."""
    return tuple(dict.fromkeys((*(element for group in groups for element in group.elements), *COMMON_ELEMENTS)))


def groups_of(disciplines: Sequence[str], groups: Sequence[Group]) -> tuple[Group, ...]:
    """The groups of the disciplines; all of them when none is known."""
    found = tuple(group for group in groups if any(covers(group.discipline, discipline) for discipline in disciplines))
    return found if disciplines else tuple(groups)


def said_belonging(lines: Sequence[Line], name: str) -> Values:
    """What the labels about belonging say of one field, « academies » or « annee_scolaire »."""
    blocks = _belonging_blocks(tuple(lines[:MAX_LINES]))
    return tuple(Found(value, block.place) for block in blocks if block.element.name == name for value in block.values)


@lru_cache(maxsize=4)
def _belonging_blocks(lines: tuple[Line, ...]) -> tuple[Block, ...]:
    if not any(sign in line.text[:_MAX_SIGN].lower() for line in lines for sign in _BELONGING_SIGNS):
        return ()
    return blocks_of_clean(lines, BELONGING_ELEMENTS)


def read_elements(lines: Sequence[Line], groups: Sequence[Group]) -> tuple[Block, ...]:
    """Read the labelled blocks of a text's clean lines with the labels of some groups."""
    return blocks_of_clean(lines, elements_to_read(tuple(groups))) if lines else ()


def element_values(group: Group, blocks: Iterable[Block], findings: Findings) -> Mapping[str, tuple[str, ...]]:
    """The group's elements that have values, in the group's order."""
    found: dict[str, list[str]] = {element.name: [] for element in group.elements}
    own = set(group.elements)
    for block in blocks:
        if block.element not in own:
            continue
        for value in block.values[:MAX_VALUES]:
            kept = safe_value(value)
            if kept:
                found[block.element.name].append(_kept(block, value, kept, findings))
    for element in group.elements:
        if element.is_single and len(set(found[element.name])) > 1:
            message = (
                f"« {element.label} » ne devrait avoir qu'une valeur dans le groupe {group.id} : toutes sont gardées"
            )
            findings.note("warning", element.name, " ; ".join(found[element.name]), message, "trop_de_valeurs")
    values = {name: first_values(kept) for name, kept in found.items() if kept}
    return MappingProxyType(values) if values else NO_ELEMENTS


def _kept(block: Block, written: str, value: str, findings: Findings) -> str:
    """Keep one value of an element; of a « terme », as the group spells it, or with a remark when it is none of its."""
    element, place = block.element, Found(written, block.place)
    if element.type not in {"terme", "vocabulaire"}:
        return findings.keep(element.name, value, place, "element/libelle", 1.0)
    if decided := findings.decided(element.name, place):
        return findings.keep(element.name, decided[0], place, "element/decision", 1.0)
    term = read_term(element, value)
    if term is None:
        findings.unplaced(element.name, place)
        return findings.keep(element.name, value, place, "element/hors-valeurs", 0.3)
    return findings.keep(element.name, term, place, "element/terme", 1.0)


def read_term(element: Element, text: str) -> str | None:
    """The value a text means, by the group's own spellings or its vocabulary's; None when it means none."""
    if element.type == "vocabulaire":
        # One label for one value: a text that names several is left to a person.
        found = _VOCABULARY_READERS[element.vocabulaire](text)
        return found[0] if len(found) == 1 and _is_of_version(element, found[0]) else None
    spellings = {fold(value): value for value in element.valeurs}
    spellings |= {fold(spelling): value for spelling, value in element.synonymes}
    return spellings.get(fold(text).strip(" .;,:"))


def _is_of_version(element: Element, label: str) -> bool:
    """Say whether a term is of the release of ScoLOMFR the group agreed on, if it named one."""
    if element.version not in SCOLOMFR_VERSIONS:
        return True
    term = load_vocabulary(element.vocabulaire, element.version).term(label)
    return term is not None and term.id is not None


def note_missing(group: Group, values: Mapping[str, Sequence[str]], findings: Findings) -> None:
    """Note each element the group requires and the description lacks."""
    for element in group.elements:
        if element.is_required and not values.get(element.name):
            message = f"« {element.label} » manque, que le groupe {group.id} demande : l'ajouter à la description"
            findings.note("warning", element.name, "", message, "element_manquant")


def note_tokens(group: Group, text: str, findings: Findings) -> None:
    """Note each agreed token a description lacks, or holds more than once."""
    lowered = text.lower()
    for jeton in group.jetons:
        count = lowered.count(jeton.lower())
        if count == 0:
            message = f"le jeton du groupe {group.id} manque : l'écrire une fois dans la description"
            findings.note("warning", "jetons", jeton, message, "jeton_absent")
        elif count > 1:
            message = f"le jeton du groupe {group.id} est écrit {count} fois : n'en garder qu'un"
            findings.note("warning", "jetons", jeton, message, "jeton_double")


def note_vitrine(group: Group, links: Iterable[str], findings: Findings) -> None:
    """Note a page of the group that does not lead to its vitrine."""
    vitrine = group.vitrine
    if vitrine is not None and vitrine.rstrip("/") not in {link.rstrip("/") for link in links}:
        message = f"la page ne mène pas à la vitrine du groupe {group.id} : y ajouter un lien"
        findings.note("notice", "vitrine", vitrine, message, "vitrine_absente")

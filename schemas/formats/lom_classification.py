"""Section 9 of LOM: which field each classified term belongs to (ScoLOMFR purposes and vocabularies)."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from lxml import etree

from schemas.formats.assembly import one_line, reading_of
from schemas.formats.lom_tree import all_strings, at, children, name_of, strings, term, term_value, text_of
from schemas.record import Found, Reading
from schemas.vocabulary import load_vocabulary

_PURPOSE_FIELDS: Mapping[str, str] = {
    "discipline": "disciplines",
    "champ disciplinaire": "disciplines",
    "domaine d'enseignement": "disciplines",
    "enseignement": "disciplines",
    "scolomfr-voc-028-num-003": "disciplines",
    "scolomfr-voc-028-num-004": "disciplines",
    "educational_level": "niveaux",
    "educational level": "niveaux",
    "niveau éducatif détaillé": "niveaux",
    "niveau éducatif": "niveaux",
    "competency": "competences",
    "compétence": "competences",
    "compétences du socle": "competences",
    "socle commun": "competences",
    "cadre de référence des compétences numériques": "competences",
    "scolomfr-voc-028-num-019": "competences",
    "scolomfr-voc-028-num-021": "competences",
    "scolomfr-voc-028-num-037": "competences",
    "idea": "mots_cles",
    "idée": "mots_cles",
}
_VOCABULARY_FIELDS: Mapping[str, str] = {
    "014": "disciplines", "015": "disciplines", "016": "competences", "022": "niveaux", "038": "competences",
    "042": "competences",
}  # fmt: skip
_SOURCE_FIELDS = (
    (re.compile(r"niveaux?\b.{0,20}\bédu.?bases?", re.IGNORECASE), "niveaux"),
    (re.compile(r"(?:dis?c?iplines|domaines)\b.{0,20}\bédu.?bases?", re.IGNORECASE), "disciplines"),
    (re.compile(r"compétences?(?: .{0,20})? socle", re.IGNORECASE), "competences"),
)
_EDUBASES = re.compile(r"édu.?bases?", re.IGNORECASE)
_VOCABULARY = re.compile(r"scolomfr-voc-(\d{3})|vocabulaire ?(\d{2})", re.IGNORECASE)
_FIELD_NAMES = {"disciplines": "discipline", "niveaux": "niveau", "competences": "compétence", "mots_cles": "mot-clé"}


@dataclass(frozen=True, slots=True)
class Taxon:
    """One term of a classification; either its id or its label may be empty."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Classified:
    """One term with the field it goes to, None when we have no field for it."""

    field: str | None
    value: Found
    defect: str = ""


def read_classifications(lom: etree._Element) -> Reading:
    """Read every classification; the vocabulary of a term, when it is known, is believed before the purpose."""
    values: dict[str, list[Found]] = {}
    unread: dict[str, None] = {}
    defects: dict[str, None] = {}
    for classification in children(lom, "classification"):
        for one in _classified(classification, defects):
            if one.field is None:
                unread.setdefault(one.value.place.split(" (", 1)[0])
            else:
                values.setdefault(one.field, []).append(one.value)
            if one.defect:
                defects.setdefault(one.defect)
    fields = {field: tuple(found) for field, found in values.items()}
    return reading_of(fields, tuple(unread), tuple(defects))


def _classified(classification: etree._Element, defects: dict[str, None]) -> Iterator[Classified]:
    purposes = children(classification, "purpose")
    name = term(purposes[0]) if purposes else ""
    value = term_value(purposes[0]) if purposes else ""
    purpose_field = _PURPOSE_FIELDS.get(name.lower()) or _PURPOSE_FIELDS.get(value)
    for path in children(classification, "taxonpath"):
        source = _source(path, defects)
        if value == "discipline" and (_EDUBASES.search(_folded(source)) or _vocabulary(source) == "015"):
            defects.setdefault("objectif « discipline » au lieu de « domaine d'enseignement » : lu comme discipline")
        for taxon in _taxons(path, defects):
            one = _classify(taxon, name or "sans objectif", purpose_field, source)
            _note_old_terms(one, taxon, source, defects)
            yield one
    for keyword in all_strings(children(classification, "keyword")):
        yield Classified("mots_cles", Found(keyword, "classification / descripteur"))


def _classify(taxon: Taxon, purpose: str, purpose_field: str | None, source: str) -> Classified:
    field = _VOCABULARY_FIELDS.get(_vocabulary(taxon.id) or _vocabulary(source))
    if field is None:
        field = next((name for pattern, name in _SOURCE_FIELDS if pattern.search(_folded(source))), purpose_field)
    short_id = taxon.id.rpartition("/concept/")[2]
    place = f"classification / {purpose}" + (f" ({short_id})" if short_id and taxon.label else "")
    defect = ""
    if field and purpose_field and field != purpose_field:
        defect = f"classement « {purpose} » qui contient un terme de {_FIELD_NAMES[field]} : lu comme tel"
    return Classified(field, Found(taxon.label or taxon.id, place), defect)


def _note_old_terms(one: Classified, taxon: Taxon, source: str, defects: dict[str, None]) -> None:
    """Say which terms of an old EDU'bases list have lost their label, or are not written as they are now."""
    if not _EDUBASES.search(_folded(source)):
        return
    if not taxon.label:
        defects.setdefault(f"terme donné par son seul identifiant « {taxon.id[:60]} », sans libellé : gardé tel quel")
    elif one.field == "niveaux" and taxon.label.lower() not in _levels_now():
        defects.setdefault(f"libellé de niveau ancien « {taxon.label[:60]} » : lu selon le vocabulaire actuel")


@cache
def _levels_now() -> frozenset[str]:
    return frozenset(label.lower() for label in load_vocabulary("niveaux").labels)


def _source(path: etree._Element, defects: dict[str, None]) -> str:
    texts = [text for source in children(path, "source") for text in strings(source)]
    source = one_line(texts[0]) if texts else ""
    if source.startswith("#"):
        defects.setdefault(f"nomenclature nommée « {source[:60]} » : le « # » est ôté")
    return source.lstrip("# ")


def _taxons(path: etree._Element, defects: dict[str, None]) -> list[Taxon]:
    """Read the taxons of a path, joining an id and a label that were written in two neighbours."""
    left = deque(taxon for element in _nested(path) if (taxon := _taxon(element)).id or taxon.label)
    taxons: list[Taxon] = []
    while left:
        taxon = left.popleft()
        if not taxon.label and left and not left[0].id:
            taxon = Taxon(taxon.id, left.popleft().label)
            defects.setdefault("identifiant et libellé d'un même terme séparés en deux « taxon » : réunis")
        taxons.append(taxon)
    return taxons


def _nested(path: etree._Element) -> list[etree._Element]:
    return [element for element in path.iter() if name_of(element) == "taxon"]


def _taxon(element: etree._Element) -> Taxon:
    ids = [text_of(one) for one in children(element, "id")]
    labels = [text for one in at(element, "entry") for text in strings(one)]
    return Taxon("".join(ids[:1]).lstrip("#"), one_line(labels[0]) if labels else "")


def _vocabulary(text: str) -> str:
    match = _VOCABULARY.search(text)
    return (match[1] or f"0{match[2]}") if match else ""


def _folded(source: str) -> str:
    return source.replace("É", "é").replace("EDU", "édu").replace("Edu", "édu").replace("edu", "édu")

"""Section 9 of LOM: which field each classified term belongs to (ScoLOMFR purposes and vocabularies)."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from schemas.formats.assembly import Gathering, one_line
from schemas.formats.lom_tree import Node, all_strings, children, strings, term, term_value, text_of
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
_WITHOUT_FIELD = frozenset({
    "prerequisite", "educational objective", "accessibility restrictions", "skill level", "security level",
    "public cible détaillé", "public cible", "label", "prérequis", "objectif pédagogique",
    "restriction d'accessibilité",
    "niveau de compétence", "niveau de sécurité", "type de diffusion", "mode d'enseignement",
})  # fmt: skip
"""Purposes of LOM 1.0 (9.1) and of its French profiles that a record has no field for: left on purpose."""
_OURS = re.compile(r"scolomfr|LOMv1|vocabulaire ?\d{2}|compétence|socle|niveau|édu.?bases?", re.IGNORECASE)
_CEFR = "/cefr/"
SOCLE = "nomenclature du socle"
"""Ends the place of a competence whose source says it is the socle's: « Compétence 4 » alone does not."""
_OF_THE_SOCLE = re.compile(r"(?:compétences?|domaines?)(?: .{0,20})? socle", re.IGNORECASE)
_SOURCE_FIELDS = (
    (re.compile(r"niveaux?\b.{0,20}\bédu.?bases?", re.IGNORECASE), "niveaux"),
    (re.compile(r"(?:dis?c?iplines|domaines)\b.{0,20}\bédu.?bases?", re.IGNORECASE), "disciplines"),
    (_OF_THE_SOCLE, "competences"),
)
_EDUBASES = re.compile(r"édu.?bases?", re.IGNORECASE)
_VOCABULARY = re.compile(r"scolomfr-voc-(\d{3})|vocabulaire ?(\d{2})", re.IGNORECASE)
_FIELD_NAMES = {"disciplines": "discipline", "niveaux": "niveau", "competences": "compétence", "mots_cles": "mot-clé"}


@dataclass(frozen=True, slots=True)
class Taxon:
    """One term of a classification; either its id or its label may be empty."""

    id: str
    label: str


def read_classifications(lom: Node, gathering: Gathering) -> None:
    """Read every classification; the vocabulary of a term, when it is known, is believed before the purpose."""
    for order, classification in enumerate(children(lom, "classification"), 1):
        _read_classification(classification, order, gathering)


def _read_classification(classification: Node, order: int, gathering: Gathering) -> None:
    purposes = children(classification, "purpose")
    name = term(purposes[0]) if purposes else ""
    value = term_value(purposes[0]) if purposes else ""
    purpose_field = _PURPOSE_FIELDS.get(name.lower()) or _PURPOSE_FIELDS.get(value)
    for number, path in enumerate(children(classification, "taxonpath"), 1):
        source = _source(path, gathering)
        if value == "discipline" and (_EDUBASES.search(_folded(source)) or _vocabulary(source) == "015"):
            said = "objectif « discipline » au lieu de « domaine d'enseignement » : lu comme discipline"
            gathering.name("repaired", [said])
        taxons = _taxons(path, gathering)
        for taxon in taxons:
            _place(
                taxon, name or "sans objectif", purpose_field, source, gathering,
                path=f"{order}.{number}", is_last=taxon is taxons[-1],
            )  # fmt: skip
    keywords = all_strings(children(classification, "keyword"))
    gathering.add("mots_cles", keywords, "classification / descripteur")


def _place(
    taxon: Taxon,
    purpose: str,
    purpose_field: str | None,
    source: str,
    gathering: Gathering,
    *,
    path: str,
    is_last: bool,
) -> None:
    """Give a term to the field it belongs to, or name its classification when there is none.

    Of another scheme than those we know (Dewey, programmes of a publisher), the last term is a keyword too.
    """
    own = _field_of(taxon.id, source)
    field = own or purpose_field
    if field is None:
        if not _is_known(purpose, taxon):
            gathering.name("unread", [f"classification / {purpose}"])
        return
    is_foreign = own is None and bool(source) and not _OURS.search(f"{taxon.id} {source}")
    if (is_foreign or _vocabulary(taxon.id) == "042" or _CEFR in taxon.id) and field != "mots_cles":
        is_foreign = True
        if is_last and any(map(str.isalpha, taxon.label)):
            gathering.add("mots_cles", [taxon.label], f"classification / {purpose} ({source[:80]})")
    short_id = taxon.id.rpartition("/concept/")[2]
    place = f"classification / {purpose}" + (f" ({short_id})" if short_id and taxon.label else "")
    # The same label (« lire ») names several competences of the socle.
    said = taxon.id if _vocabulary(taxon.id) == "016" else taxon.label or taxon.id
    if field == "competences" and _OF_THE_SOCLE.search(source):
        place += f", {SOCLE}"
    gathering.add(field, [said], place, path=path, optional=is_foreign)
    if purpose_field and field != purpose_field:
        said = f"classement « {purpose} » qui contient un terme de {_FIELD_NAMES[field]} : lu comme tel"
        gathering.name("defects", [said])
    _note_old_terms(field, taxon, source, gathering)


def _is_known(purpose: str, taxon: Taxon) -> bool:
    """Say whether a classification is one the standards have, for which a record has no field."""
    return purpose.lower() in _WITHOUT_FIELD or purpose.startswith("scolomfr-voc-028") or bool(_vocabulary(taxon.id))


@lru_cache(maxsize=1_024)
def _field_of(identifier: str, source: str) -> str | None:
    """Give the field of a term's vocabulary; None when its identifier and source name none we know."""
    field = _VOCABULARY_FIELDS.get(_vocabulary(identifier) or _vocabulary(source))
    if field is None and source:
        folded = _folded(source)
        field = next((name for pattern, name in _SOURCE_FIELDS if pattern.search(folded)), None)
    return field


def _note_old_terms(field: str, taxon: Taxon, source: str, gathering: Gathering) -> None:
    """Say which terms of an old EDU'bases list have lost their label, or are not written as they are now."""
    if not _EDUBASES.search(_folded(source)):
        return
    if not taxon.label:
        said = f"terme donné par son seul identifiant « {taxon.id[:60]} », sans libellé : gardé tel quel"
    elif field == "niveaux" and taxon.label.lower() not in _levels_now():
        said = f"libellé de niveau ancien « {taxon.label[:60]} » : lu selon le vocabulaire actuel"
    else:
        return
    gathering.name("repaired", [said])


@cache
def _levels_now() -> frozenset[str]:
    return frozenset(label.lower() for label in load_vocabulary("niveaux").labels)


def _source(path: Node, gathering: Gathering) -> str:
    texts = [text for source in children(path, "source") for text in strings(source)]
    source = one_line(texts[0]) if texts else ""
    if source.startswith("#"):
        gathering.name("repaired", [f"nomenclature nommée « {source[:60]} » : le « # » est ôté"])
    return source.lstrip("# ")


def _taxons(path: Node, gathering: Gathering) -> list[Taxon]:
    """Read the taxons of a path, joining an id and a label that were written in two neighbours."""
    left = deque(taxon for node in _nested(path) if (taxon := _taxon(node)).id or taxon.label)
    taxons: list[Taxon] = []
    while left:
        taxon = left.popleft()
        if not taxon.label and left and not left[0].id:
            taxon = Taxon(taxon.id, left.popleft().label)
            said = "identifiant et libellé d'un même terme séparés en deux « taxon » : réunis"
            gathering.name("repaired", [said])
        taxons.append(taxon)
    return taxons


def _nested(node: Node) -> Iterator[Node]:
    """Give the taxons under a node, each before those under it."""
    for taxon in children(node, "taxon"):
        yield taxon
        yield from _nested(taxon)


def _taxon(node: Node) -> Taxon:
    ids = [text_of(one) for one in children(node, "id")]
    labels = [text for one in children(node, "entry") for text in strings(one)]
    return Taxon("".join(ids[:1]).lstrip("#"), one_line(labels[0]) if labels else "")


def _vocabulary(text: str) -> str:
    match = _VOCABULARY.search(text)
    return (match[1] or f"0{match[2]}") if match else ""


def _folded(source: str) -> str:
    return source.replace("É", "é").replace("EDU", "édu").replace("Edu", "édu").replace("edu", "édu")

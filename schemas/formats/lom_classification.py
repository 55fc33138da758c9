"""Section 9 of LOM: which field each classified term belongs to (ScoLOMFR purposes and vocabularies)."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from schemas.formats.assembly import Gathering, one_line
from schemas.formats.lom_tree import Node, all_strings, children, strings, term, term_value, text_of
from schemas.words.concepts import concept_of, is_under, term_of_concept
from schemas.words.vocabulary import load_vocabulary

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
PATH = " > "
"""Stands between the terms of a path of disciplines, widest first."""
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


@dataclass(frozen=True, slots=True)
class _Path:
    """What is known of a path of terms."""

    purpose: str
    purpose_field: str | None
    source: str
    number: str
    """« 2.1 »: the first path of the second classification."""

    def field_of(self, taxon: Taxon) -> str | None:
        """The field of a term: that of its vocabulary, else that of the purpose."""
        return _field_of(taxon.id, self.source) or self.purpose_field

    def is_foreign(self, taxon: Taxon) -> bool:
        """Say whether a term is of another scheme than those we know."""
        is_own = _field_of(taxon.id, self.source) is not None
        return not is_own and bool(self.source) and not _OURS.search(f"{taxon.id} {self.source}")


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
        known = _Path(name or "sans objectif", purpose_field, source, f"{order}.{number}")
        _read_path(_taxons(path, gathering), known, gathering)
    keywords = all_strings(children(classification, "keyword"))
    gathering.add("mots_cles", keywords, "classification / descripteur")


def _read_path(taxons: Sequence[Taxon], path: _Path, gathering: Gathering) -> None:
    """Read the terms of a path: disciplines that stand one in another as one value, the others one by one."""
    chain: list[Taxon] = []
    for place, taxon in enumerate(taxons):
        field = path.field_of(taxon)
        following = taxons[place + 1] if place + 1 < len(taxons) else None
        if field is None:
            if not _is_known(path.purpose, taxon):
                gathering.name("unread", [f"classification / {path.purpose}"])
        elif field == "disciplines" and following is not None and _stands_in(following, taxon):
            chain.append(taxon)
            _note_old_terms(field, taxon, path.source, gathering)
        elif not _is_heading(taxon, field) or following is None:
            _place(taxon, chain, field, path, gathering, is_last=following is None)
            chain = []


def _stands_in(taxon: Taxon, wider: Taxon) -> bool:
    """Say whether a term stands in the one before it; some sources give in one path terms that stand side by side."""
    one, other = concept_of(taxon.id), concept_of(wider.id)
    if one is not None and other is not None:
        is_top = not other.broader and term_of_concept("disciplines", other.id) is None
        return is_top or is_under(one.id, other.id)
    return bool(wider.id) and taxon.id.startswith((f"{wider.id}.", f"{wider.id}_", f"{wider.id}/"))


def _is_heading(taxon: Taxon, field: str) -> bool:
    """Say whether a term only gathers those after it: « Niveau éducatif détaillé (2015-) »."""
    concept = concept_of(taxon.id) if field == "niveaux" else None
    if concept is None or term_of_concept(field, taxon.id) is not None:
        return False
    return taxon.label.casefold() in {"", concept.label.casefold()}


def _said(taxon: Taxon, field: str) -> str:
    """What a term says: its label, with the identifier of a discipline's concept, since labels may mislead.

    The label of a level is believed before its identifier: sources choose it from a list, and leave the identifier.
    """
    if field == "competences" and _vocabulary(taxon.id) == "016":
        return taxon.id  # the same label (« lire ») names several competences of the socle
    concept = concept_of(taxon.id) if field in {"disciplines", "niveaux"} else None
    if concept is None or (taxon.label and field != "disciplines"):
        return taxon.label or taxon.id
    term = term_of_concept(field, taxon.id)
    is_plain = term is not None and term.casefold() == taxon.label.casefold()
    return taxon.label if is_plain else f"{taxon.label or concept.label} ({concept.id})"


def _place(
    taxon: Taxon, chain: Sequence[Taxon], field: str, path: _Path, gathering: Gathering, *, is_last: bool
) -> None:
    """Add a term to the field it belongs to, with those it stands in.

    Of another scheme than those we know (Dewey, programmes of a publisher), the last term is a keyword too.
    """
    is_foreign = path.is_foreign(taxon) or _vocabulary(taxon.id) == "042" or _CEFR in taxon.id
    is_foreign = is_foreign and field != "mots_cles"
    if is_foreign and is_last and any(map(str.isalpha, taxon.label)):
        gathering.add("mots_cles", [taxon.label], f"classification / {path.purpose} ({path.source[:80]})")
    short_id = taxon.id.rpartition("/concept/")[2]
    place = f"classification / {path.purpose}" + (f" ({short_id})" if short_id and taxon.label else "")
    said = PATH.join(_said(one, field) for one in (*chain, taxon))
    if field == "competences" and _OF_THE_SOCLE.search(path.source):
        place += f", {SOCLE}"
    gathering.add(field, [said], place, path=path.number, optional=is_foreign)
    if path.purpose_field and field != path.purpose_field:
        said = f"classement « {path.purpose} » qui contient un terme de {_FIELD_NAMES[field]} : lu comme tel"
        gathering.name("defects", [said])
    _note_old_terms(field, taxon, path.source, gathering)


def _is_known(purpose: str, taxon: Taxon) -> bool:
    """Say whether a classification is one the standards have, for which a record has no field."""
    return purpose.lower() in _WITHOUT_FIELD or purpose.startswith("scolomfr-voc-028") or bool(_vocabulary(taxon.id))


@lru_cache(maxsize=1_024)
def _field_of(identifier: str, source: str) -> str | None:
    """The field of a term's vocabulary; None when its identifier and source name none we know."""
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
    """The taxons under a node, each before those under it."""
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

"""A record as ScoLOMFR 3.2 XML (LOM, LOMFR and ScoLOMFR bindings), as catalogues and repositories take it in.

Vocabulary values are concept addresses with their own labels; what ScoLOMFR 3.2 has no concept for is written as text.
"""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from feeds.wording.production import Production
from schemas.files.group import Group
from schemas.words.languages import library_code
from schemas.words.vocabulary import Term, load_vocabulary

LOM = "http://ltsc.ieee.org/xsd/LOM"
LOMFR = "http://www.lom-fr.fr/xsd/LOMFR"
SCOLOMFR = "http://www.lom-fr.fr/xsd/SCOLOMFR"
VERSION = "SCOLOMFRv3.2"
CONCEPT = "http://data.education.fr/voc/scolomfr/concept/"
MARK = "TraAM"
"""There is no ScoLOMFR term for the TraAM: a keyword, and the link to the vitrine, say it."""

_LEVEL = "educational_level"
_DOMAIN = "scolomfr-voc-028-num-003"
_RELEASE = "3.2"
_CRCN = "Cadre de référence des compétences numériques (CRCN)"
_CRCN_EDU = "Cadre de référence des compétences numériques pour l'éducation (CRCN-Édu)"
_SOURCES = {
    "voc-022": f"{VERSION} ; scolomfr-voc-022 ; Niveau éducatif détaillé",
    "voc-015": f"{VERSION} ; scolomfr-voc-015 ; Domaine d'enseignement",
    "voc-016": f"{VERSION} ; scolomfr-voc-016 ; Socle commun",
}
_NAMESPACES = {"lom": LOM, "lomfr": LOMFR, "scolomfr": SCOLOMFR}


def scolomfr_element(production: Production, group: Group | None = None) -> etree._Element:
    """Build the LOM element of a production; the group gives its vitrine, its tokens and its Édubase keyword."""
    record = production.record
    root = etree.Element(f"{{{LOM}}}lom", nsmap=_NAMESPACES)
    _general(root, production, group)
    _life_cycle(root, production)
    metadata = _sub(root, "metaMetadata")
    _identifier(metadata, "URI", production.id)
    _sub(metadata, "metadataSchema", VERSION)
    _sub(metadata, "language", "fre")
    if record.url:
        technical = _sub(root, "technical")
        _sub(technical, "format", "text/html")
        _sub(technical, "location", record.url)
    _educational(root, production)
    if group is not None and group.vitrine:
        _relation(root, group.vitrine)
    _classify(root, "niveaux", record.niveaux, _LEVEL, "niveau éducatif détaillé", "voc-022")
    _classify(root, "disciplines", record.disciplines, _DOMAIN, "domaine d'enseignement", "voc-015")
    _competences(root, record.competences)
    return root


def scolomfr_bytes(production: Production, group: Group | None = None) -> bytes:
    """The XML document of a production, UTF-8, indented."""
    root = scolomfr_element(production, group)
    etree.indent(root)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _general(root: etree._Element, production: Production, group: Group | None) -> None:
    record = production.record
    general = _sub(root, "general")
    _identifier(general, "URI", record.identifier)
    _text(general, "title", record.titre or record.identifier)
    # Mandatory (1.3): the académies write in French where they say nothing.
    for langue in record.langues or ("fr",):
        _sub(general, "language", library_code(langue))
    if record.description:
        _text(general, "description", record.description)
    said = (record.description or "").lower()
    missing = [jeton for jeton in group.jetons if jeton.lower() not in said] if group is not None else []
    if missing:  # a description of their own: the académie's text stays as it is, and each token is there once
        _text(general, "description", "\n".join(missing))
    marks = [MARK, *([group.edubase_mot_cle] if group is not None and group.edubase_mot_cle else [])]
    year = [f"{MARK} {record.annee_scolaire}"] if record.annee_scolaire else []
    for word in dict.fromkeys([*record.mots_cles, *record.outils, *marks, *year]):
        _text(general, "keyword", word)


def _life_cycle(root: etree._Element, production: Production) -> None:
    record = production.record
    if not (record.auteurs or record.academies):
        return
    cycle = _sub(root, "lifeCycle")
    for name in record.auteurs:
        _contribution(cycle, "author", "auteur", _person_card(name), record.date_publication)
    for academie in record.academies:
        _contribution(cycle, "publisher", "éditeur", _organisation_card(f"Académie de {academie}"),
                      record.date_publication)  # fmt: skip


def _contribution(cycle: etree._Element, role: str, label: str, card: str, date: str | None) -> None:
    contribute = _sub(cycle, "contribute")
    _concept(contribute, "role", role, label)
    _sub(contribute, "entity", card)
    if date:
        _sub(_sub(contribute, "date"), "dateTime", date)


def _person_card(name: str) -> str:
    """Write a vCard 3.0 (RFC 2426) that says a name and nothing else."""
    return f"BEGIN:VCARD\nVERSION:3.0\nFN:{_escaped(name)}\nN:{_escaped(name)};;;;\nEND:VCARD"


def _organisation_card(name: str) -> str:
    return f"BEGIN:VCARD\nVERSION:3.0\nFN:{_escaped(name)}\nN:;;;;\nORG:{_escaped(name)}\nEND:VCARD"


def _escaped(text: str) -> str:
    """Escape a vCard value (RFC 2426, 5)."""
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", " ")


def _educational(root: etree._Element, production: Production) -> None:
    record = production.record
    term = load_vocabulary("types", _RELEASE).term(record.type) if record.type else None
    educational = _sub(root, "educational")
    if term is not None and term.id:
        _concept(educational, "learningResourceType", term.id, term.scolomfr_label or term.label)
    _concept(educational, "intendedEndUserRole", "teacher", "enseignant")


def _relation(root: etree._Element, vitrine: str) -> None:
    """Link the production to the national page it is part of (LOM 7)."""
    relation = _sub(root, "relation")
    _concept(relation, "kind", "http://purl.org/dc/terms/isPartOf", "est une partie de")
    _identifier(_sub(relation, "resource"), "URI", vitrine)


def _classify(
    root: etree._Element, vocabulary: str, labels: Iterable[str], purpose: str, purpose_label: str, source: str
) -> None:
    """Write one classification, a path a label: its wider terms first, as the vocabulary nests them."""
    held = load_vocabulary(vocabulary, _RELEASE)
    paths = [(label, held.term(label)) for label in labels]
    if not paths:
        return
    classification = _sub(root, "classification")
    _concept(classification, "purpose", purpose, purpose_label)
    for label, term in paths:
        path = _sub(classification, "taxonPath")
        _text(path, "source", _SOURCES[source])
        _taxon(path, label, term)


def _taxon(path: etree._Element, label: str, term: Term | None) -> None:
    taxon = _sub(path, "taxon")
    if term is not None and term.id:
        _sub(taxon, "id", CONCEPT + term.id)
        _text(taxon, "entry", term.scolomfr_label or term.label)
    else:
        _text(taxon, "entry", label)


def _competences(root: etree._Element, competences: Iterable[str]) -> None:
    """Write the socle's by their concepts, and those of the CRCN, which has some from version 8 on, as text."""
    values = list(competences)
    socle = [value for value in values if load_vocabulary("socle").term(value) is not None]
    others = [value for value in values if value not in socle]
    if others:
        classification = _sub(root, "classification")
        _concept(classification, "purpose", "competency", "compétence")
        for value in others:
            path = _sub(classification, "taxonPath")
            is_of_teachers = load_vocabulary("crcn_edu").term(value) is not None
            _text(path, "source", _CRCN_EDU if is_of_teachers else _CRCN)
            _text(_sub(path, "taxon"), "entry", value)
    _classify(root, "socle", socle, "scolomfr-voc-028-num-021", "socle commun", "voc-016")


def _sub(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    element = etree.SubElement(parent, f"{{{LOM}}}{name}")
    element.text = text
    return element


def _text(parent: etree._Element, name: str, text: str) -> None:
    """Write a LangString in French."""
    string = _sub(_sub(parent, name), "string", text)
    string.set("language", "fre")


def _identifier(parent: etree._Element, catalog: str, entry: str) -> None:
    identifier = _sub(parent, "identifier")
    _sub(identifier, "catalog", catalog)
    _sub(identifier, "entry", entry)


def _concept(parent: etree._Element, name: str, concept: str, label: str) -> None:
    """Write a vocabulary value by its address, with its label beside it; a concept of another scheme comes whole."""
    element = _sub(parent, name)
    _sub(element, "source", VERSION)
    _sub(element, "label", label)
    _sub(element, "value", concept if concept.startswith("http") else CONCEPT + concept)

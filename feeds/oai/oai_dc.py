"""A production as unqualified Dublin Core (oai_dc), the format every repository has (OAI-PMH 2.0, 3.4)."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from feeds.notices.scolomfr import MARK
from feeds.wording.production import Production
from schemas.files.group import Group

OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"


def oai_dc_element(production: Production, group: Group | None = None) -> etree._Element:
    """Build the « oai_dc:dc » element of a production."""
    root = etree.Element(f"{{{OAI_DC}}}dc", nsmap={"oai_dc": OAI_DC, "dc": DC, "xsi": XSI})
    root.set(f"{{{XSI}}}schemaLocation", f"{OAI_DC} {SCHEMA}")
    for name, value in _values(production, group):
        etree.SubElement(root, f"{{{DC}}}{name}").text = value
    return root


def _values(production: Production, group: Group | None) -> Iterator[tuple[str, str]]:
    """Each element's name and text; the academic page is the first identifier, as readers of oai_dc expect."""
    record = production.record
    yield "title", record.titre or record.identifier
    for auteur in record.auteurs:
        yield "creator", auteur
    year = [f"{MARK} {record.annee_scolaire}"] if record.annee_scolaire else []
    subjects = (*record.disciplines, *record.niveaux, *record.mots_cles, *record.outils, *record.competences)
    for subject in dict.fromkeys([*subjects, MARK, *year]):
        yield "subject", subject
    if record.description:
        yield "description", record.description
    for academie in record.academies:
        yield "publisher", f"Académie de {academie}"
    if record.date_publication:
        yield "date", record.date_publication
    if record.type:
        yield "type", record.type
    if record.url:
        yield "format", "text/html"
        yield "identifier", record.url
    yield "identifier", production.id
    for langue in record.langues:
        yield "language", langue
    if group is not None and group.vitrine:
        yield "relation", group.vitrine

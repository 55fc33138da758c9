"""Reading a SKOS vocabulary (RDF/XML, as ScoLOMFR is released): labels, hierarchy, replacements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml import etree

from schemas.xml import parse_xml

SKOS = "{http://www.w3.org/2004/02/skos/core#}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
DCTERMS = "{http://purl.org/dc/terms/}"
_LABELS = (f"{SKOS}prefLabel", f"{SKOS}altLabel", f"{SKOS}hiddenLabel")


@dataclass(slots=True)
class Concept:
    """One concept."""

    uri: str
    label: str = ""
    """The preferred one, in French where there is one."""
    labels: set[str] = field(default_factory=set)
    """Every label, French or not."""
    broader: set[str] = field(default_factory=set)
    replaced_by: str = ""
    schemes: set[str] = field(default_factory=set)


def read_skos(contents: Iterable[bytes]) -> dict[str, Concept]:
    """Read the files of one release, by concept address; raises ValueError when one is no RDF/XML."""
    found: dict[str, Concept] = {}
    for content in contents:
        root = parse_xml(content)
        if not root.tag.startswith(RDF):
            raise ValueError("RDF/XML attendu")
        for element in root:
            uri = element.get(f"{RDF}about")
            if uri:
                _add(found, uri, element)
    for concept in list(found.values()):
        for parent in concept.broader:
            found.setdefault(parent, Concept(parent))
    return found


def _add(found: dict[str, Concept], uri: str, element: etree._Element) -> None:
    concept = found.setdefault(uri, Concept(uri))
    for child in element:
        target = child.get(f"{RDF}resource") or ""
        text = (child.text or "").strip()
        if child.tag in _LABELS or str(child.tag).endswith("labelEquivalentExact"):
            concept.labels.add(text)
            is_french = (child.get("{http://www.w3.org/XML/1998/namespace}lang") or "fr").startswith("fr")
            if child.tag == _LABELS[0] and (is_french or not concept.label):
                concept.label = text
        elif child.tag == f"{SKOS}broader":
            concept.broader.add(target)
        elif child.tag == f"{SKOS}narrower":
            found.setdefault(target, Concept(target)).broader.add(uri)
        elif child.tag == f"{DCTERMS}isReplacedBy":
            concept.replaced_by = target
        elif child.tag in {f"{SKOS}inScheme", f"{SKOS}topConceptOf", f"{SKOS}memberOf"}:
            concept.schemes.add(target)

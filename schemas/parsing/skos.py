"""Reading a release of vocabularies (SKOS in RDF/XML, or JSON): labels, hierarchy, replacements."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from schemas.parsing.xml import parse_xml

SKOS = "{http://www.w3.org/2004/02/skos/core#}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
DCTERMS = "{http://purl.org/dc/terms/}"
CONCEPT = "http://data.education.fr/voc/scolomfr/concept/"
_MOST_NESTED = 20
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
    """Read the files of one release, by concept address; raises ValueError when one is neither RDF/XML nor JSON.

    JSON is either JSON-LD (objects with « @id » and « prefLabel ») or identifiers with their labels, however nested.
    """
    found: dict[str, Concept] = {}
    for content in contents:
        if content.lstrip()[:1] in {b"{", b"["}:
            _add_json(found, _json_of(content), 0)
            continue
        root = parse_xml(content)
        if not root.tag.startswith(RDF):
            raise ValueError("RDF/XML ou JSON attendu")
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


def _json_of(content: bytes) -> Any:  # noqa: ANN401 - whatever JSON holds
    try:
        return json.loads(content)
    except RecursionError as error:
        raise ValueError("JSON trop imbriqué") from error


def _add_json(found: dict[str, Concept], value: Any, depth: int) -> None:  # noqa: ANN401
    """Take the concepts of a JSON value, and of what it holds."""
    if depth > _MOST_NESTED:
        raise ValueError("JSON trop imbriqué")
    if isinstance(value, list):
        for one in value:
            _add_json(found, one, depth + 1)
    elif isinstance(value, dict):
        uri = next((value[key] for key in ("@id", "uri", "id") if isinstance(value.get(key), str)), "")
        if uri:
            _add_json_concept(found, _full(uri), value)
        # Some concepts are words (« exercise »): where the others' identifiers are, such a key is one too.
        is_list = not uri and any(_is_identifier(key) for key in value)
        for key, inner in value.items():
            if isinstance(inner, str) and (is_list or _is_identifier(key)):
                concept = found.setdefault(_full(key), Concept(_full(key)))
                concept.label = concept.label or inner.strip()
                concept.labels.add(inner.strip())
            elif isinstance(inner, dict | list):
                _add_json(found, inner, depth + 1)


def _add_json_concept(found: dict[str, Concept], uri: str, value: dict[str, Any]) -> None:
    for key, inner in value.items():
        name = key.rpartition("#")[2].rpartition(":")[2]
        if name not in {"prefLabel", "altLabel", "hiddenLabel", "broader", "isReplacedBy"}:
            continue
        concept = found.setdefault(uri, Concept(uri))
        texts = list(_texts(inner))
        if name == "broader":
            concept.broader |= {_full(text) for text, _ in texts}
        elif name == "isReplacedBy":
            concept.replaced_by = _full(texts[0][0]) if texts else ""
        else:
            concept.labels |= {text for text, _ in texts}
            french = [text for text, language in texts if language.startswith("fr") or not language]
            if name == "prefLabel" and texts:
                concept.label = (french or [texts[0][0]])[0]


def _texts(value: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    """The texts of a JSON-LD value, each with its language, empty when it says none."""
    if isinstance(value, str):
        yield value.strip(), ""
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, dict):
        text = next((value[key] for key in ("@value", "value", "@id", "uri") if isinstance(value.get(key), str)), None)
        language = value.get("@language", value.get("lang", ""))
        if text is not None:
            yield text.strip(), language if isinstance(language, str) else ""
        else:
            yield from ((inner.strip(), key) for key, inner in value.items() if isinstance(inner, str))


def _is_identifier(key: str) -> bool:
    return "voc" in key and "-num-" in key


def _full(identifier: str) -> str:
    return identifier if "://" in identifier else CONCEPT + identifier.rpartition(":")[2]

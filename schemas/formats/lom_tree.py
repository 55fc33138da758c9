"""Moving through a LOM record by local names in lower case, so that namespaces and spellings do not matter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml import etree

from schemas.formats.assembly import one_line, whole_text
from schemas.xml import local_name, parse_xml

_PREFIX = re.compile(rb"</?([A-Za-z_][\w.-]{0,30}):[A-Za-z_]|\s([A-Za-z_][\w.-]{0,30}):[A-Za-z_][\w.-]{0,60}\s*=")
_ROOT = re.compile(rb"<([A-Za-z_][\w.:-]{0,60})(?=[\s/>])")
_NAMESPACES = frozenset(
    {
        "http://ltsc.ieee.org/xsd/LOM",
        "http://ltsc.ieee.org/xsd/LOMv1p0",
        "http://ltsc.ieee.org/xsd/lomv1.0",
        "http://www.imsglobal.org/xsd/imsmd_v1p2",
        "http://www.imsglobal.org/xsd/imsmd_rootv1p2p1",
    }
)
"""Those of LOM 1.0 (IEEE 1484.12.3) and of the IMS bindings before it."""
_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_FRENCH = frozenset({"fr", "fre", "fra"})
_NO_LANGUAGE = frozenset({"", "x-none", "none", "zxx", "und"})


def parse_lom(content: bytes) -> tuple[etree._Element, tuple[str, ...]]:
    """Find the LOM record in a document, alone or wrapped, and say what had to be repaired.

    Raises ValueError when the XML is broken beyond missing namespaces, or holds no LOM record.
    """
    defects: list[str] = []
    try:
        root = parse_xml(content)
    except ValueError:
        declared = _with_declared_prefixes(content)
        if declared == content:
            raise
        root = parse_xml(declared)
        defects.append("des espaces de noms XML n'étaient pas déclarés : ajoutés")
    records = [element for element in root.iter() if name_of(element) == "lom"]
    if not records:
        raise ValueError(f"pas de notice LOM dans « {local_name(root)[:60]} »")
    if len(records) > 1:
        defects.append(f"{len(records)} notices LOM dans le même document : seule la première est lue")
    namespace = etree.QName(records[0]).namespace or ""
    if namespace not in _NAMESPACES:
        said = f"« {namespace[:80]} » n'est pas celui de LOM" if namespace else "la notice n'en a pas"
        defects.append(f"espace de noms : {said} ; lue quand même")
    return records[0], tuple(defects)


def _with_declared_prefixes(content: bytes) -> bytes:
    """Declare on the root the prefixes used without a declaration (EDU'bases records of 2007-2012)."""
    used = {match[1] or match[2] for match in _PREFIX.finditer(content)} - {b"xml", b"xmlns"}
    missing = sorted(prefix for prefix in used if b"xmlns:" + prefix not in content)[:20]
    root = _ROOT.search(content)
    if not missing or root is None:
        return content
    declarations = b"".join(b' xmlns:%b="urn:x-undeclared:%b"' % (prefix, prefix) for prefix in missing)
    return content[: root.end()] + declarations + content[root.end() :]


def name_of(element: etree._Element) -> str:
    """Give the local name in lower case: « lifecycle » for lifeCycle as for lifecycle."""
    return local_name(element).lower()


def children(element: etree._Element, *names: str) -> list[etree._Element]:
    """Give the children with one of these lower-case names, in their order."""
    return [child for child in element if name_of(child) in names]


def at(element: etree._Element, path: str) -> list[etree._Element]:
    """Give the elements at a path of lower-case names, « contribute/role »; « a|b » stands for either name."""
    reached = [element]
    for step in path.split("/"):
        reached = [child for parent in reached for child in children(parent, *step.split("|"))]
    return reached


def text_of(element: etree._Element) -> str:
    """Give all the text of an element, on one line."""
    return one_line(whole_text(element))


def strings(element: etree._Element) -> list[str]:
    """Give the texts of a LangString in the best language present: French, then none said, then the first."""
    ranked: dict[int, list[str]] = {}
    for string in children(element, "string", "langstring"):
        if text := whole_text(string).strip():
            ranked.setdefault(_language_rank(string), []).append(text)
    if ranked:
        return ranked[min(ranked)]
    own = whole_text(element).strip()
    return [own] if own and not len(element) else []


def all_strings(elements: Iterable[etree._Element]) -> Iterator[str]:
    """Give the texts of several LangStrings."""
    return (text for element in elements for text in strings(element))


def term(element: etree._Element) -> str:
    """Give a vocabulary term: its label when there is one, else its value (or what a bare element says)."""
    for name in ("label", "value"):
        for child in children(element, name):
            if texts := strings(child):
                return one_line(texts[0])
    return "" if len(element) else text_of(element)


def term_value(element: etree._Element) -> str:
    """Give a vocabulary term's value without its address: « author » for « http://…/concept/author »."""
    value = next((texts[0] for child in children(element, "value") if (texts := strings(child))), "") or term(element)
    return one_line(value).rpartition("/concept/")[2].lower()


def _language_rank(string: etree._Element) -> int:
    written = str(string.get("language") or string.get(_XML_LANGUAGE) or "").strip().lower()
    language = re.split(r"[-_]", written.rpartition("/")[2], maxsplit=1)[0] if written != "x-none" else ""
    if language in _FRENCH:
        return 0
    return 1 if language in _NO_LANGUAGE else 2

"""A LOM record as a light tree, read by local names in lower case: namespaces and spellings do not matter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType

from lxml import etree

from schemas.formats.assembly import one_line, whole_text
from schemas.formats.lom_structure import KINDS, Kind
from schemas.parsing.xml import local_name, parse_xml

MAX_UNKNOWN = 50
"""Unknown elements named in one record at most."""
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
_PREFIX = re.compile(rb"</?([A-Za-z_][\w.-]{0,30}):[A-Za-z_]|\s([A-Za-z_][\w.-]{0,30}):[A-Za-z_][\w.-]{0,60}\s*=")
_ROOT = re.compile(rb"<([A-Za-z_][\w.:-]{0,60})(?=[\s/>])")
_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_FRENCH = frozenset({"fr", "fre", "fra"})
_NO_LANGUAGE = frozenset({"", "x-none", "none", "zxx", "und"})
_REMEMBERED_TAGS = 2_000


class Node:
    """One element: its name in lower case, and its children by name."""

    __slots__ = ("below", "element", "name")

    def __init__(self, name: str, element: etree._Element, below: Mapping[str, list[Node]]) -> None:
        self.name = name
        self.element = element
        self.below = below


_LEAF: Mapping[str, list[Node]] = MappingProxyType({})
_KNOWN_TAGS: dict[Kind, dict[str, tuple[str, Kind | None]]] = {kind: {} for kind in KINDS}
"""For each kind of element, what its children's tags are called and what they are: a record has few different ones."""


def parse_lom(content: bytes, ignore: frozenset[str]) -> tuple[Node, tuple[str, ...], tuple[str, ...]]:
    """The LOM record in a document, alone or wrapped, what the standards do not have in it, and what was repaired.

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
    found = _find(root, defects)
    unknown: dict[str, None] = {}
    tree = Node("lom", found, _grown(found, "lom", unknown))
    if ignore:
        _remove_ignored(tree, ignore, unknown)
    return tree, tuple(unknown)[:MAX_UNKNOWN], tuple(defects)


def _find(root: etree._Element, defects: list[str]) -> etree._Element:
    """Find the record: the document itself, or the first in it."""
    found = root
    if local_name(root).lower() != "lom":
        records = [element for element in root.iter() if local_name(element).lower() == "lom"]
        if not records:
            raise ValueError(f"pas de notice LOM dans « {local_name(root)[:60]} »")
        if len(records) > 1:
            defects.append(f"{len(records)} notices LOM dans le même document : seule la première est lue")
        found = records[0]
    namespace = etree.QName(found).namespace or ""
    if namespace not in _NAMESPACES:
        said = f"« {namespace[:80]} » n'est pas celui de LOM" if namespace else "la notice n'en a pas"
        defects.append(f"espace de noms : {said} ; lue quand même")
    return found


def _grown(element: etree._Element, kind: Kind | None, unknown: dict[str, None]) -> Mapping[str, list[Node]]:
    """An element's children by name; those the standards do not have there are named, and grow all the same."""
    below: dict[str, list[Node]] = {}
    tags = _KNOWN_TAGS[kind] if kind is not None else {}
    for child in element:
        tag = child.tag
        name, child_kind = tags.get(tag) or _learn(tag, kind, tags)
        if child_kind is None and kind is not None and len(unknown) < MAX_UNKNOWN:
            unknown.setdefault(_path(child))
        node = Node(name, child, _grown(child, child_kind, unknown) if len(child) else _LEAF)
        if name in below:
            below[name].append(node)
        else:
            below[name] = [node]
    return below


def _path(element: etree._Element) -> str:
    """Where an element stands in its record, « general/title/gras »."""
    names = [local_name(element)]
    while (element := element.getparent()) is not None and local_name(element).lower() != "lom":  # type: ignore[assignment]
        names.append(local_name(element))
    return "/".join(reversed(names))


def _learn(tag: str, kind: Kind | None, tags: dict[str, tuple[str, Kind | None]]) -> tuple[str, Kind | None]:
    name = tag.rpartition("}")[2].lower()
    learnt = name, KINDS[kind].get(name) if kind is not None else None
    if kind is not None and len(tags) < _REMEMBERED_TAGS:
        tags[tag] = learnt
    return learnt


def _remove_ignored(lom: Node, ignore: frozenset[str], unknown: dict[str, None]) -> None:
    """Take away the elements the card says to leave: « rights », « general/coverage »."""
    assert isinstance(lom.below, dict)
    for section, nodes in lom.below.items():
        for node in nodes:
            if isinstance(node.below, dict):
                for name in [name for name in node.below if name in ignore or f"{section}/{name}" in ignore]:
                    del node.below[name]
    for section in [section for section in lom.below if section in ignore]:
        del lom.below[section]
    for path in list(unknown):
        parts = path.lower().split("/")
        if ignore & {*parts[:2], "/".join(parts[:2])}:
            del unknown[path]


def _with_declared_prefixes(content: bytes) -> bytes:
    """Declare on the root the prefixes used without a declaration (EDU'bases records of 2007-2012)."""
    used = {match[1] or match[2] for match in _PREFIX.finditer(content)} - {b"xml", b"xmlns"}
    missing = sorted(prefix for prefix in used if b"xmlns:" + prefix not in content)[:20]
    root = _ROOT.search(content)
    if not missing or root is None:
        return content
    declarations = b"".join(b' xmlns:%b="urn:x-undeclared:%b"' % (prefix, prefix) for prefix in missing)
    return content[: root.end()] + declarations + content[root.end() :]


def children(node: Node, name: str) -> list[Node]:
    """The children with this lower-case name, in their order."""
    return node.below.get(name, [])


def at(node: Node, path: str) -> list[Node]:
    """The elements at a path of lower-case names, « contribute/role »; « a|b » stands for either name."""
    reached = [node]
    for names in _steps(path):
        reached = [child for parent in reached for name in names for child in parent.below.get(name, ())]
    return reached


@cache
def _steps(path: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(step.split("|")) for step in path.split("/"))


def text_of(node: Node) -> str:
    """All the text of an element, on one line."""
    return one_line(written_in(node))


def written_in(node: Node) -> str:
    """All the text of an element as it is written."""
    return whole_text(node.element) if node.below else node.element.text or ""


def strings(node: Node) -> list[str]:
    """The texts of a LangString in the best language present: French, then none said, then the first."""
    found = node.below.get("string") or node.below.get("langstring")
    if found is None:
        own = "" if node.below else (node.element.text or "").strip()
        return [own] if own else []
    if len(found) == 1:
        text = written_in(found[0]).strip()
        return [text] if text else []
    ranked: dict[int, list[str]] = {}
    for string in found:
        if text := written_in(string).strip():
            ranked.setdefault(_language_rank(string.element), []).append(text)
    return ranked[min(ranked)] if ranked else []


def all_strings(nodes: Iterable[Node]) -> Iterator[str]:
    """The texts of several LangStrings."""
    return (text for node in nodes for text in strings(node))


def term(node: Node) -> str:
    """A vocabulary term: its label when there is one, else its value (or what a bare element says)."""
    for name in ("label", "value"):
        for child in node.below.get(name, ()):
            if texts := strings(child):
                return one_line(texts[0])
    return "" if node.below else text_of(node)


def term_value(node: Node) -> str:
    """A vocabulary term's value without its address: « author » for « http://…/concept/author »."""
    value = next((texts[0] for child in node.below.get("value", ()) if (texts := strings(child))), "") or term(node)
    return one_line(value).rpartition("/concept/")[2].lower()


def written_language(node: Node) -> str:
    """The language the best text of a LangString is marked with; empty when it is marked with none."""
    found = node.below.get("string") or node.below.get("langstring") or ()
    elements = [one.element for one in found if written_in(one).strip()]
    best = min(elements, key=_language_rank, default=None)
    return "" if best is None else str(best.get("language") or best.get(_XML_LANGUAGE) or "").strip()


def _language_rank(string: etree._Element) -> int:
    written = str(string.get("language") or string.get(_XML_LANGUAGE) or "").strip().lower()
    language = re.split(r"[-_]", written.rpartition("/")[2], maxsplit=1)[0] if written != "x-none" else ""
    if language in _FRENCH:
        return 0
    return 1 if language in _NO_LANGUAGE else 2

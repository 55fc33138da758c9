"""The only XML and HTML parsers of the project: no entity, no network, no DTD, bounded depth and size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from types import MappingProxyType

from lxml import etree, html

from schemas.parsing.frames import close_frames

MAX_TAG_CHARS = 20_000
"""One tag with 100,000 attributes costs 15 s in libxml2: a longer tag than this is cut out of a page first."""
_LONG_TAG = re.compile(rf"<[^<>]{{{MAX_TAG_CHARS},}}>?")
DOCTYPE_REFUSED = "XML avec DOCTYPE, refusé"
_REASONS = MappingProxyType(
    {
        "ERR_TAG_NAME_MISMATCH": "une balise en ferme une autre",
        "ERR_TAG_NOT_FINISHED": "une balise n'est jamais fermée",
        "ERR_GT_REQUIRED": "une balise n'est pas finie",
        "ERR_DOCUMENT_EMPTY": "le document est vide",
        "ERR_DOCUMENT_END": "du texte suit la fin",
        "ERR_INVALID_CHAR": "un caractère interdit",
        "ERR_INVALID_CHARREF": "une référence à un caractère interdit",
        "ERR_INVALID_ENCODING": "des octets qui ne sont pas du codage annoncé",
        "ERR_UNSUPPORTED_ENCODING": "codage inconnu",
        "ERR_UNDECLARED_ENTITY": "une entité inconnue",
        "WAR_UNDECLARED_ENTITY": "une entité inconnue",
        "ERR_ENTITYREF_SEMICOL_MISSING": "« & » non échappé",
        "ERR_NAME_REQUIRED": "« & » ou « < » non échappé",
        "ERR_LT_IN_ATTRIBUTE": "« < » dans un attribut",
        "ERR_ATTRIBUTE_REDEFINED": "un attribut donné deux fois",
        "ERR_CDATA_NOT_FINISHED": "une section CDATA n'est jamais fermée",
        "ERR_COMMENT_NOT_FINISHED": "un commentaire n'est jamais fermé",
        "ERR_RESERVED_XML_NAME": "une déclaration XML au milieu",
        "ERR_MISPLACED_CDATA_END": "« ]]> » hors d'une section CDATA",
        "ERR_NAME_TOO_LONG": "un nom trop long",
        "NS_ERR_UNDEFINED_NAMESPACE": "un espace de noms non déclaré",
    }
)
_REASONS_BY_CODE = MappingProxyType({getattr(etree.ErrorTypes, name): said for name, said in _REASONS.items()})
_TOO_MUCH = 114
"""What libxml2 gives past one of its limits, for which lxml has no name."""
_ROOT_NAME = re.compile(rb"<(?:[A-Za-z_][\w.-]{0,60}:)?([A-Za-z_][\w.-]{0,60})[\s/>]")
_C0 = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def strict_parser() -> etree.XMLParser:
    """A parser that refuses broken XML, entities, DTDs and the network."""
    return etree.XMLParser(
        recover=False, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip


def parse_xml(content: bytes) -> etree._Element:
    """Parse a whole XML document; raises ValueError when it is broken or carries a DOCTYPE."""
    try:
        root = etree.fromstring(content, strict_parser())
    except etree.XMLSyntaxError as error:
        raise ValueError(_malformed(error)) from error
    _refuse_doctype(root)
    return root


def _malformed(error: etree.XMLSyntaxError) -> str:
    """Say in French what is wrong with a document, and where."""
    code = getattr(error, "code", 0)
    reason = _REASONS_BY_CODE.get(code, f"faute {code} de l'analyseur")
    if code == _TOO_MUCH:
        reason = "trop profond ou trop long"
    return f"XML mal formé ({reason}, ligne {error.lineno})" if error.lineno else f"XML mal formé ({reason})"


def _refuse_doctype(element: etree._Element) -> None:
    if element.getroottree().docinfo.internalDTD is not None:
        raise ValueError(DOCTYPE_REFUSED)


def iterate_xml(content: bytes, tag: str) -> Iterator[etree._Element]:
    """The elements with this tag (« {*}name ») as they end, then the root; raises ValueError as parse_xml does.

    The document is read step by step: an element that was used may be cleared, so that memory stays flat.
    """
    steps = etree.iterparse(
        BytesIO(content), events=("end",), tag=tag, recover=False, resolve_entities=False, no_network=True,
        load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        for number, (_, element) in enumerate(steps):
            if number == 0:
                _refuse_doctype(element)
            yield element
    except etree.XMLSyntaxError as error:
        raise ValueError(_malformed(error)) from error
    root: etree._Element = steps.root
    _refuse_doctype(root)
    yield root


def root_name(content: bytes) -> str:
    """The local name of a document's first element without parsing it; empty when there is none near."""
    match = _ROOT_NAME.search(content[:2_000])
    return match[1].decode("ascii") if match else ""


def parse_html(text: str) -> etree._Element:
    """Parse a page that was decoded already; it is repaired where needed. Raises ValueError when it is empty."""
    cleaned = close_frames(_C0.sub("", _LONG_TAG.sub("", text)))
    if not cleaned.strip():
        raise ValueError("page vide")
    parser = html.HTMLParser(no_network=True, huge_tree=False, encoding="utf-8", remove_comments=True)
    try:
        return html.document_fromstring(cleaned.encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise ValueError(f"page illisible ({error})") from error


def legal_text(text: str) -> str:
    """Drop the characters XML 1.0 (2.2) forbids, so that what is written can be read back."""
    return _C0.sub("", text)


def local_name(element: etree._Element) -> str:
    """The element's name without its namespace."""
    tag = str(element.tag)
    return tag[tag.rfind("}") + 1 :]


def namespace_of(element: etree._Element) -> str:
    """The namespace of an element's name; empty when it has none."""
    name, mark, _ = str(element.tag).rpartition("}")
    return name[1:] if mark else ""

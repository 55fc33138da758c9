"""Reader of Dublin Core records (oai_dc, DCMES 1.1, and the DCMI terms that refine it)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from lxml import etree

from schemas.formats.addresses import pages_first, said_addresses
from schemas.formats.assembly import found, joined, reading_of, unreadable, whole_text
from schemas.formats.page_text import read_prose
from schemas.formats.person import person_name
from schemas.parsing.xml import local_name, parse_xml
from schemas.types.record import Found, RawRecord, Reading, Values

_FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "titre": ("title", "alternative"),
        "description": ("description", "abstract", "tableofcontents"),
        "auteurs": ("creator", "contributor"),
        "mots_cles": ("subject",),
        "niveaux": ("educationlevel", "audience", "coverage"),
        "academies": ("publisher",),
        "types": ("type",),
        "langues": ("language",),
        "dates_publication": ("issued", "date", "available", "created"),
        "dates_modification": ("modified",),
    }
)
_ADDRESSES = ("identifier", "source", "relation")
_REFINED_RELATIONS = (
    "isversionof", "hasversion", "isformatof", "hasformat", "ispartof", "haspart", "references", "isreferencedby",
    "requires", "isrequiredby", "replaces", "isreplacedby", "conformsto",
)  # fmt: skip
_WITHOUT_FIELD = frozenset({"format", "rights", "accessrights", "license", "rightsholder", "extent", "medium"})
"""Elements of the standard that a Record has no field for: left on purpose, hence never reported as unread."""
_TERMS = "http://purl.org/dc/terms/"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def read_oai_dc(raw: RawRecord, ignore: frozenset[str]) -> Reading:
    """Read a Dublin Core record whatever its namespaces; raises UnreadableError when it is no XML."""
    try:
        container = _container(parse_xml(raw.metadata))
    except ValueError as error:
        raise unreadable(raw, str(error)) from error
    elements = _elements(container, ignore)
    values: dict[str, Values] = {
        field: tuple(value for name in names for value in elements.pop(name, ())) for field, names in _FIELDS.items()
    }
    values["auteurs"] = tuple(Found(name, at.place) for at in values["auteurs"] if (name := person_name(at.value)))
    values["langues"] = values["langues"] or _language_of_title(container)
    values["urls"], defects = _addresses(elements)
    unread = tuple(
        dict.fromkeys(at.place for name, rest in elements.items() if name not in _WITHOUT_FIELD for at in rest)
    )
    proses = [(at.place, read_prose(at.value)) for at in values.pop("description")]
    descriptions = (
        Reading(description=found([prose.text], place), lines=prose.lines, links=prose.links) for place, prose in proses
    )
    return joined(replace(reading_of(values, unread), defects=defects), *descriptions)


def _container(root: etree._Element) -> etree._Element:
    """Find the element whose children are the record's, whether a whole OAI record or only its core was given."""
    for element in root.iter():
        if local_name(element) == "metadata" and len(element):
            root = element
            break
    while len(root) == 1 and len(root[0]):
        root = root[0]
    return root


def _elements(container: etree._Element, ignore: frozenset[str]) -> dict[str, Values]:
    """Group the non-empty elements by lower-case local name, the French ones first."""
    elements: dict[str, list[Found]] = {}
    for child in sorted(container, key=_language_rank):
        name = local_name(child)
        place = f"{'dcterms' if etree.QName(child).namespace == _TERMS else 'dc'}:{name}"
        if name.lower() in ignore or place.lower() in ignore:
            continue
        if values := found([whole_text(child)], place):
            elements.setdefault(name.lower(), []).extend(values)
    return {name: tuple(values) for name, values in elements.items()}


def _language_of_title(container: etree._Element) -> Values:
    """The language the title is marked with, where the record says none."""
    titles = (child for child in container if local_name(child).lower() == "title")
    written = next((text for title in titles if (text := str(title.get(_LANGUAGE) or ""))), "")
    return found([written], "xml:lang de dc:title")


def _language_rank(element: etree._Element) -> int:
    language = str(element.get(_LANGUAGE, "")).lower()
    if language.startswith("fr"):
        return 0
    return 1 if not language else 2


def _addresses(elements: dict[str, Values]) -> tuple[Values, tuple[str, ...]]:
    """The web addresses: pages, then files, then what the record is only a part or a version of; and what to say.

    A DOI or a handle serves only where no address is written.
    """
    own = [(at, said) for name in _ADDRESSES for at in elements.pop(name, ()) for said in said_addresses(at.value)]
    refined = [
        (at, said) for name in _REFINED_RELATIONS for at in elements.pop(name, ()) for said in said_addresses(at.value)
    ]
    places: dict[str, str] = {}
    for at, said in (*own, *refined):
        if not said.deduced_from:
            places.setdefault(said.address, at.place)
    first = pages_first(said.address for _, said in own if not said.deduced_from)
    if not first:
        # In a relation, they are another resource's.
        for at, said in own:
            if said.deduced_from and at.place == "dc:identifier":
                defect = f"adresse déduite de l'identifiant pérenne « {said.deduced_from} »"
                rest = tuple(Found(address, place) for address, place in places.items())
                return (Found(said.address, at.place), *rest), (defect,)
    ordered = dict.fromkeys([*first, *places])
    return tuple(Found(address, places[address]) for address in ordered), ()

"""Reader of LOM records and their French profiles (LOMFR, ScoLOMFR, SupLOMFR), old EDU'bases records included."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from schemas.formats.addresses import absolute_address, pages_first, usable_address
from schemas.formats.assembly import found, joined, one_line, unreadable
from schemas.formats.lom_classification import read_classifications
from schemas.formats.lom_people import read_contributions
from schemas.formats.lom_structure import unknown_elements
from schemas.formats.lom_tree import all_strings, at, children, name_of, parse_lom, strings, term, text_of
from schemas.formats.page_text import read_prose
from schemas.record import Found, RawRecord, Reading, Values

_SINGLE_SECTIONS = {
    "general": "general",
    "lifecycle": "lifeCycle",
    "technical": "technical",
    "educational": "educational",
}


def read_lom(raw: RawRecord, ignore: frozenset[str]) -> Reading:
    """Read a LOM record by the local names of its elements; raises UnreadableError when there is none."""
    try:
        lom, defects = parse_lom(raw.metadata)
    except ValueError as error:
        raise unreadable(raw, str(error)) from error
    _remove_ignored(lom, ignore)
    return joined(
        _read_general(lom),
        _read_technical(lom),
        read_classifications(lom),
        _read_educational(lom),
        read_contributions(lom),
        Reading(links=tuple(_related(lom)), unread=unknown_elements(lom), defects=(*defects, *_repeated(lom))),
    )


def _remove_ignored(lom: etree._Element, ignore: frozenset[str]) -> None:
    for section in list(lom):
        for element in list(section):
            if name_of(element) in ignore or f"{name_of(section)}/{name_of(element)}" in ignore:
                section.remove(element)
        if name_of(section) in ignore:
            lom.remove(section)


def _read_general(lom: etree._Element) -> Reading:
    own = Reading(
        titre=found((one_line(title) for title in all_strings(at(lom, "general/title"))), "general / title"),
        urls=_addresses(lom),
        mots_cles=_found_strings(lom, "general/keyword") + _coverage(lom),
    )
    return joined(own, *_descriptions(lom, "general"))


def _found_strings(lom: etree._Element, path: str) -> Values:
    return found((one_line(text) for text in all_strings(at(lom, path))), path.replace("/", " / "))


def _coverage(lom: etree._Element) -> Values:
    """Give the periods and places, without those in a machine's notation (an address, « name=Paris; east=… »)."""
    values = _found_strings(lom, "general/coverage")
    return tuple(value for value in values if "://" not in value.value and "=" not in value.value)


def _addresses(lom: etree._Element) -> Values:
    """Give the addresses of the resource: where it is, then what identifies it; pages before files."""
    places: dict[str, str] = {}
    for path in (
        "technical/location",
        "technical/extendedlocation/location",
        "general/identifier/entry",
        "general/catalogentry/entry",
    ):
        for element in at(lom, path):
            if address := usable_address(text_of(element)):
                places.setdefault(address, path.replace("/", " / "))
    return tuple(Found(address, places[address]) for address in pages_first(places))


def _read_technical(lom: etree._Element) -> Reading:
    locations = [text_of(one) for one in at(lom, "technical/location")]
    refused = [text for text in locations if text and usable_address(text) is None]
    return Reading(defects=tuple(f"adresse inutilisable « {text[:100]} » : laissée de côté" for text in refused))


def _read_educational(lom: etree._Element) -> Reading:
    own = Reading(
        types=_found_terms(lom, "educational/learningresourcetype", "educational / learningResourceType"),
        niveaux=_found_terms(lom, "educational/context", "educational / context")
        + found(all_strings(at(lom, "educational/typicalagerange")), "educational / typicalAgeRange"),
        outils=_found_terms(lom, "educational/tool", "educational / tool"),
    )
    return joined(own, *_descriptions(lom, "educational"))


def _found_terms(lom: etree._Element, path: str, place: str) -> Values:
    return found((term(element) for element in at(lom, path)), place)


def _descriptions(lom: etree._Element, section: str) -> Iterator[Reading]:
    for written in all_strings(at(lom, f"{section}/description")):
        prose = read_prose(written)
        yield Reading(description=found([prose.text], f"{section} / description"), lines=prose.lines, links=prose.links)


def _related(lom: etree._Element) -> Iterator[str]:
    entries = at(lom, "relation/resource/identifier|catalogentry/entry") + at(lom, "relation/resource/entry")
    for entry in entries:
        texts = strings(entry) or [text_of(entry)]
        if address := absolute_address("", texts[0]):
            yield address


def _repeated(lom: etree._Element) -> Iterator[str]:
    for name, shown in _SINGLE_SECTIONS.items():
        count = len(children(lom, name))
        if count > 1:
            yield f"{count} blocs « {shown} » dans la notice : réunis"

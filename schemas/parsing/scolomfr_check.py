"""Checking a ScoLOMFR record as the official tools do: sections, purposes and vocabularies, labels, paths, vCards."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from lxml import etree

from schemas.parsing.skos import Concept
from schemas.parsing.xml import local_name, parse_xml

Level = Literal["error", "warning"]
Check = Literal["sections", "objectifs", "vocabulaires", "chemins", "libelles", "vcards", "lecture"]
CHECKS: tuple[Check, ...] = ("sections", "objectifs", "vocabulaires", "chemins", "libelles", "vcards", "lecture")
"""What is looked at: sections that come twice, purposes and their vocabularies, taxons of one vocabulary, taxons each
under the one before it, labels of their concepts, vCards; and what a harvest would remark."""
CONCEPT = "http://data.education.fr/voc/scolomfr/concept/"
PURPOSES: Mapping[str, str] = {
    "scolomfr-voc-028-num-003": "015", "scolomfr-voc-028-num-021": "016", "scolomfr-voc-028-num-011": "021",
    "educational_level": "022", "discipline": "014", "scolomfr-voc-028-num-013": "045",
    "scolomfr-voc-028-num-014": "046", "scolomfr-voc-028-num-016": "029", "scolomfr-voc-028-num-017": "041",
    "scolomfr-voc-028-num-019": "042", "scolomfr-voc-028-num-023": "043", "scolomfr-voc-028-num-037": "038",
}  # fmt: skip
"""The vocabulary each classification purpose takes its taxons from (ScoLOMFR, voc-028)."""
_ONCE = ("general", "lifeCycle", "metaMetadata", "technical", "rights")
_VOCABULARY = re.compile(r"scolomfr-voc-(\d{3})\b")
_NUMBERED = re.compile(r"scolomfr-voc-(\d{3})-num-")
_CARD = re.compile(r"\A\s*BEGIN:VCARD\s.*?\bVERSION:\S+.*?\bEND:VCARD\s*\Z", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that is wrong with a record."""

    check: Check
    level: Level
    line: int
    element: str
    message: str
    """French."""


def check_scolomfr(content: bytes, concepts: Mapping[str, Concept]) -> tuple[Remark, ...]:
    """What is wrong with a record; `concepts` are those of a release, without which labels are not checked."""
    try:
        root = parse_xml(content)
    except ValueError as error:
        return (Remark("sections", "error", 1, "notice", str(error)),)
    lom = root if local_name(root) == "lom" else next((one for one in root.iter() if local_name(one) == "lom"), None)
    if lom is None:
        return (Remark("sections", "error", 1, local_name(root), "pas de notice LOM"),)
    found = [*_sections(lom), *_labels(lom, concepts), *_cards(lom)]
    for classification in _named(lom, "classification"):
        found += _classification(classification, concepts)
    return tuple(sorted(found, key=lambda remark: remark.line))


def faults_of_harvest(lom: etree._Element, *, placed: bool = False) -> tuple[str, ...]:
    """What a harvest says of a record with the words of the check, where reading it says nothing else of it.

    `placed` is true where the reader says already that terms are of another vocabulary than their purpose.
    """
    found = [*_cards(lom, begun=True)]  # a name without any vCard is said by the reader
    for classification in _named(lom, "classification"):
        found += [
            one
            for one in _classification(classification, {})
            if one.level == "warning" or (one.check in {"objectifs", "vocabulaires"} and not placed)
        ]
    causes: dict[str, str] = {}
    for remark in found:  # every taxon of a path is of the wrong vocabulary: the first is enough
        causes.setdefault(remark.message.partition(" n'est pas ")[2] or remark.message, remark.message)
    return tuple(causes.values())


def _named(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    return parent.iterchildren(f"{{*}}{name}")


def _descend(parent: etree._Element, *names: str) -> list[etree._Element]:
    found = [parent]
    for name in names:
        found = [child for one in found for child in _named(one, name)]
    return found


def _written(element: etree._Element) -> str:
    text = "".join(str(text) for text in element.itertext()) if len(element) else element.text or ""
    return text.strip()


def _remark(check: Check, level: Level, element: etree._Element, message: str) -> Remark:
    return Remark(check, level, getattr(element, "sourceline", 0) or 0, local_name(element), message)


def _sections(lom: etree._Element) -> Iterator[Remark]:
    for name in _ONCE:
        for again in list(_named(lom, name))[1:]:
            yield _remark("sections", "error", again, f"« {name} » ne peut venir qu'une fois")


def _labels(lom: etree._Element, concepts: Mapping[str, Concept]) -> Iterator[Remark]:
    """Compare each label with those of the concept beside it."""
    for value in lom.iter():
        uri = _written(value) if local_name(value) == "value" else ""
        parent = value.getparent()
        if not uri.startswith("http") or parent is None:
            continue
        known = concepts.get(uri)
        for label in _named(parent, "label"):
            text = _written(label)
            if known is not None and known.labels and text not in known.labels:
                yield _remark("libelles", "error", label, f"« {text} » n'est aucun libellé de {uri}")


def _cards(lom: etree._Element, *, begun: bool = False) -> Iterator[Remark]:
    """The vCards that are not whole; only those that are empty or begin as one, where `begun` is told."""
    for entity in lom.iter("{*}entity"):
        if _CARD.match(text := _written(entity)):
            continue
        if not begun or not text or "begin:vcard" in text.lower():
            yield _remark("vcards", "error", entity, "vCard incomplète : BEGIN, VERSION et END attendus")


def _classification(classification: etree._Element, concepts: Mapping[str, Concept]) -> Iterator[Remark]:
    values = _descend(classification, "purpose", "value")
    if not values:
        yield _remark("objectifs", "warning", classification, "classification sans objectif (purpose)")
    wanted = next((PURPOSES.get(_written(value).removeprefix(CONCEPT)) for value in values), None)
    for path in _named(classification, "taxonPath"):
        yield from _path(path, wanted, concepts)


def _path(path: etree._Element, wanted: str | None, concepts: Mapping[str, Concept]) -> Iterator[Remark]:
    sources = _descend(path, "source", "string")
    named = [match[1] for source in sources if (match := _VOCABULARY.search(_written(source)))]
    for source in sources:
        if _NUMBERED.search(_written(source)):
            yield _remark("vocabulaires", "error", source, f"« {_written(source)} » n'est pas un vocabulaire")
            return
    taxons = [(taxon, _id_of(taxon)) for taxon in _named(path, "taxon")]
    found = named[0] if named else _vocabulary_of([uri for _, uri in taxons], wanted, concepts)
    if wanted is not None and found is not None and found != wanted:
        message = f"l'objectif veut le vocabulaire {wanted}, ces taxons sont du {found}"
        yield _remark("objectifs", "error", path, message)
    for taxon, uri in taxons:
        number = _NUMBERED.search(uri)
        if found is not None and number is not None and number[1] != found:
            yield _remark("vocabulaires", "error", taxon, f"{uri} n'est pas du vocabulaire {found}")
    yield from _hierarchy(taxons, concepts)


def _id_of(taxon: etree._Element) -> str:
    return next((_written(one) for one in _named(taxon, "id")), "")


def _vocabulary_of(uris: list[str], wanted: str | None, concepts: Mapping[str, Concept]) -> str | None:
    """Tell the vocabulary most taxons are of, when no source says it."""
    numbers = [match[1] for uri in uris if (match := _NUMBERED.search(uri)) and (not concepts or uri in concepts)]
    # Where as many are of each, the one the purpose asks for: a set has no order of its own.
    return max(dict.fromkeys(numbers), key=lambda one: (numbers.count(one), one == wanted)) if numbers else None


def _hierarchy(taxons: list[tuple[etree._Element, str]], concepts: Mapping[str, Concept]) -> Iterator[Remark]:
    """Ask that each taxon lie under the one before it; the tops of a vocabulary change with its releases, and pass."""
    for (_, wider), (taxon, uri) in pairwise(taxons):
        above = concepts.get(wider)
        if uri in concepts and above is not None and above.broader and wider not in _ancestors(uri, concepts):
            yield _remark("chemins", "error", taxon, f"{uri} n'est pas sous {wider}")


def _ancestors(uri: str, concepts: Mapping[str, Concept]) -> set[str]:
    found: set[str] = set()
    waiting = [uri]
    while waiting:
        held = concepts.get(waiting.pop())
        new = (held.broader if held is not None else set()) - found
        found |= new
        waiting += new
    return found

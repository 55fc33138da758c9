"""The concepts of ScoLOMFR's releases, kept as data: their labels, and the terms of ours they come under."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from schemas.words.text import fold
from schemas.words.vocabulary import load_vocabulary

_FILE = "concepts.tsv"
_PREFIX = "scolomfr-voc-"
_CONCEPT = "http://data.education.fr/voc/scolomfr/concept/"
_NUMBERS = {"disciplines": ("014", "015"), "niveaux": ("022",), "types": ("010",), "socle": ("016",), "crcn": ("038",)}
_MOST_STEPS = 12


@dataclass(frozen=True, slots=True)
class KnownConcept:
    """One concept of a release."""

    id: str
    label: str
    broader: tuple[str, ...] = ()
    replaced_by: str = ""
    since: str = ""
    """The first release that has it, when it is not the oldest we hold."""


def read_concepts(lines: Iterable[str]) -> dict[str, KnownConcept]:
    """Read lines « identifier, label, wider ones, replacement, release », tab separated; « # » begins a comment."""
    found = {}
    for line in lines:
        if line.startswith("#") or not line.strip():
            continue
        short, label, broader, replaced_by, since = line.rstrip("\n").split("\t")
        concept = KnownConcept(
            _long(short), label, tuple(map(_long, broader.split())), _long(replaced_by) if replaced_by else "", since
        )
        found[concept.id] = concept
    return found


def concept_lines(concepts: Iterable[KnownConcept]) -> Iterable[str]:
    """Concepts as the lines read_concepts reads."""
    for one in concepts:
        fields = (_short(one.id), one.label, " ".join(map(_short, one.broader)), _short(one.replaced_by), one.since)
        yield "\t".join(fields)


def _short(identifier: str) -> str:
    return identifier.removeprefix(_PREFIX).replace("-num-", "-")


def _long(short: str) -> str:
    vocabulary, _, number = short.partition("-")
    return f"{_PREFIX}{vocabulary}-num-{number}" if vocabulary.isdigit() else short


@cache
def known_concepts() -> Mapping[str, KnownConcept]:
    """The concepts of the package, by identifier; read once, when first asked for."""
    text = (files("schemas") / "vocabularies" / _FILE).read_text(encoding="utf-8")
    return read_concepts(text.splitlines())


def concept_of(identifier: str) -> KnownConcept | None:
    """The concept of an identifier, written short or as an address."""
    return known_concepts().get(identifier.strip().removeprefix(_CONCEPT))


@lru_cache(maxsize=4_096)
def term_of_concept(name: str, identifier: str) -> str | None:
    """The label of our term a concept is or comes under: its own, its replacement's, its nearest wider one's."""
    vocabulary = load_vocabulary(name)
    left = [identifier.strip().removeprefix(_CONCEPT)]
    for _ in range(_MOST_STEPS):
        following: list[str] = []
        for one in left:
            term = vocabulary.term_of_id(one)
            if term is not None:
                return term.shown_label
            concept = known_concepts().get(one) if _is_of(name, one) else None
            if concept is not None:
                following += [concept.replaced_by] if concept.replaced_by else concept.broader
        if not following:
            return None
        left = following
    return None


def _is_of(name: str, identifier: str) -> bool:
    return identifier.removeprefix(_PREFIX)[:3] in _NUMBERS.get(name, ())


def is_under(identifier: str, wider: str) -> bool:
    """Say whether a concept lies under another."""
    left, seen = {identifier}, set[str]()
    while left:
        seen |= left
        left = {up for one in left if (held := known_concepts().get(one)) is not None for up in held.broader} - seen
    return wider in seen and wider != identifier


def term_of_label(name: str, label: str) -> str | None:
    """The label of our term all concepts of that label come under; None when they come under several, or none."""
    found = _by_label(name).get(_key(label), ())
    terms = {term for one in found if (term := term_of_concept(name, one)) is not None}
    return terms.pop() if len(terms) == 1 else None


@cache
def _by_label(name: str) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for concept in known_concepts().values():
        if _is_of(name, concept.id):
            found[_key(concept.label)] = (*found.get(_key(concept.label), ()), concept.id)
    return found


def _key(label: str) -> str:
    return " ".join(fold(label).split())

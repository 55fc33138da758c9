"""Comparing our vocabularies with a release of ScoLOMFR: what is renamed, replaced or gone, and whom it touches."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from schemas.files.group import Group
from schemas.parsing.skos import CONCEPT, Concept, read_skos
from schemas.types.errors import NothingToDoError, reason_of
from schemas.words.concepts import KnownConcept
from schemas.words.vocabulary import Term, load_vocabulary

_SUFFIXES = (".rdf", ".json", ".jsonld")
_COMPARED = ("niveaux", "disciplines", "types", "crcn", "socle")
_TYPES = {"niveaux": "niveau", "disciplines": "discipline", "types": "type", "crcn": "competence", "socle": "socle"}
_MOST_STEPS = 10
_NUMBERED = re.compile(r"scolomfr-voc-\d{3}-num-\d{1,6}")


@dataclass(frozen=True, slots=True)
class TermChange:
    """What a release says otherwise than our vocabulary."""

    vocabulary: str
    id: str
    label: str
    change: str
    """« libelle », « remplace », « absent »."""
    now: str
    """The label, or the concept, that stands in its place; empty when it is gone."""
    groupes: tuple[str, ...]
    """The groups whose elements take values of this vocabulary."""


def read_release(path: Path) -> dict[str, Concept]:
    """Read one file (SKOS or JSON), or every one of a folder; raises NothingToDoError when it cannot be read."""
    files = sorted(file for file in path.iterdir() if file.suffix in _SUFFIXES) if path.is_dir() else [path]
    if not files:
        raise NothingToDoError(f"{path} : aucun fichier {', '.join(_SUFFIXES)}")
    contents = []
    for file in files:
        try:
            contents.append(file.read_bytes())
        except OSError as error:
            raise NothingToDoError(f"{file} : lecture impossible ({reason_of(error)})") from error
    try:
        return read_skos(contents)
    except ValueError as error:
        raise NothingToDoError(f"{path} : vocabulaire illisible ({error})") from error


def concept_tree(releases: Sequence[tuple[str, Mapping[str, Concept]]]) -> tuple[KnownConcept, ...]:
    """The concepts of releases, the oldest first; what a newer one says takes the place of what the older said."""
    found: dict[str, KnownConcept] = {}
    for version, concepts in releases:
        for concept in concepts.values():
            identifier = concept.uri.removeprefix(CONCEPT)
            if not concept.label or not _NUMBERED.fullmatch(identifier):
                continue
            before = found.get(identifier)
            broader = tuple(sorted(one.removeprefix(CONCEPT) for one in concept.broader if one.startswith(CONCEPT)))
            found[identifier] = KnownConcept(
                identifier,
                " ".join(concept.label.split()),
                tuple(one for one in broader if _NUMBERED.fullmatch(one)) or (before.broader if before else ()),
                concept.replaced_by.removeprefix(CONCEPT) or (before.replaced_by if before else ""),
                before.since if before else ("" if version == releases[0][0] else version),
            )
    return tuple(found[identifier] for identifier in sorted(found))


def compare_release(concepts: Mapping[str, Concept], groups: Sequence[Group]) -> tuple[TermChange, ...]:
    """What a release changes of the vocabularies it holds; those it says nothing of are left."""
    found: list[TermChange] = []
    for name in _COMPARED:
        terms = [term for term in load_vocabulary(name).terms if term.id]
        if not any(_is_held(term, concepts) for term in terms):
            continue
        is_older = not any(_is_held(term, concepts) for term in terms if term.since)
        touched = tuple(group.id for group in groups if _uses(group, name))
        for term in terms:
            concept = concepts.get(f"{CONCEPT}{term.id}")
            label = term.scolomfr_label or term.label
            if is_older and term.since:
                continue
            if concept is None or not concept.labels:
                found.append(TermChange(name, str(term.id), label, "absent", "", touched))
            elif concept.replaced_by:
                found.append(TermChange(name, str(term.id), label, "remplace", _last(concept, concepts), touched))
            elif label not in concept.labels:
                found.append(TermChange(name, str(term.id), label, "libelle", concept.label, touched))
    return tuple(found)


def _is_held(term: Term, concepts: Mapping[str, Concept]) -> bool:
    concept = concepts.get(f"{CONCEPT}{term.id}")
    return concept is not None and bool(concept.label)


def _uses(group: Group, vocabulary: str) -> bool:
    return any(
        element.type == _TYPES[vocabulary] or element.vocabulaire == vocabulary for element in group.elements
    )  # fmt: skip


def _last(concept: Concept, concepts: Mapping[str, Concept]) -> str:
    """Follow replacements to their end; gives its label, or its address where the release has no label for it."""
    seen = {concept.uri}
    target = concept.replaced_by
    for _ in range(_MOST_STEPS):
        held = concepts.get(target)
        if held is None or not held.replaced_by or held.replaced_by in seen:
            return held.label if held is not None and held.label else target
        seen.add(target)
        target = held.replaced_by
    return target

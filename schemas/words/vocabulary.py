"""The project's vocabularies: labels, identifiers and spellings, kept as TOML data in schemas/vocabularies."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

VocabularyName: TypeAlias = Literal[
    "niveaux", "disciplines", "academies", "types", "crcn", "crcn_edu", "outils", "socle"
]  # fmt: skip
VOCABULARY_NAMES: tuple[VocabularyName, ...] = (
    "niveaux",
    "disciplines",
    "academies",
    "types",
    "crcn",
    "crcn_edu",
    "outils",
    "socle",
)
SCOLOMFR_VERSIONS = ("3.2", "8.0")
"""The releases of ScoLOMFR our terms were compared with."""
_CONCEPT = "http://data.education.fr/voc/scolomfr/concept/"


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of a vocabulary."""

    label: str
    """The one spelling records carry."""
    id: str | None = None
    """ScoLOMFR identifier, when its concept is equivalent."""
    scolomfr_label: str = ""
    """The concept's own label, when it is not ours."""
    since: str = ""
    """The first version of ScoLOMFR that has the concept, when 3.2 has not."""
    former_ids: tuple[str, ...] = ()
    """Identifiers withdrawn in favour of this one, in every release we know."""
    narrower_ids: tuple[str, ...] = ()
    """Narrower or older concepts, still in a release, that records carry as this term."""
    variants: tuple[str, ...] = ()
    """Other spellings people use; matched without accents, case, plural nor punctuation."""
    ancestors: tuple[str, ...] = ()
    """Labels of the wider terms, nearest first."""
    code: str | None = None
    hosts: tuple[str, ...] = ()
    """Domains whose pages belong to the term (académies)."""
    gentiles: tuple[str, ...] = ()
    """Adjectives that say where a team is from (académies): « lyonnais »; the feminine is theirs to make."""
    successor: str | None = None
    """Label to use instead of this one (an académie merged into another)."""

    @property
    def shown_label(self) -> str:
        """The label records carry for this term."""
        return self.successor or self.label


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One vocabulary file, read."""

    name: str
    version: str
    terms: tuple[Term, ...]
    lists: Mapping[str, tuple[str, ...]]
    """The file's other lists of texts: ignored values, orders, stop words."""
    combined: Mapping[str, tuple[str, ...]]
    """Spellings that name several terms at once → their labels."""
    words: Mapping[str, str]
    """Spellings of one word → the word the variants are written with."""
    streams: Mapping[str, str]
    """Spellings of what tells a class's stream → the stream as labels write it (« GATL » → « professionnelle »)."""
    sources: tuple[str, ...] = ()
    """Where the identifiers and labels come from, as people read it."""
    scolomfr: str = ""
    """The release whose concepts the terms have; empty for all that are known."""

    @property
    def labels(self) -> tuple[str, ...]:
        """Every label records may carry, in file order."""
        return tuple(term.label for term in self.terms if term.successor is None)

    def term(self, label: str) -> Term | None:
        """The term of that exact label."""
        return _by_label(self.name, self.scolomfr).get(label)

    def term_of_id(self, identifier: str) -> Term | None:
        """The term of a ScoLOMFR identifier, written short or as a concept address, current or withdrawn."""
        return _by_id(self.name, self.scolomfr).get(identifier.strip().removeprefix(_CONCEPT))


@cache
def load_vocabulary(name: str, scolomfr: str = "") -> Vocabulary:
    """Read a vocabulary of the package, once; raises KeyError when the file lacks a mandatory key.

    With a version of SCOLOMFR_VERSIONS, terms whose concept came later have no identifier: they are our own words.
    """
    if scolomfr:
        whole = load_vocabulary(name)
        return replace(whole, scolomfr=scolomfr, terms=tuple(_as_of(term, scolomfr) for term in whole.terms))
    table = tomllib.loads((files("schemas") / "vocabularies" / f"{name}.toml").read_text(encoding="utf-8"))
    return Vocabulary(
        name=name,
        version=table.pop("version"),
        terms=tuple(_term(entry) for entry in table.pop("term")),
        combined=MappingProxyType({text: tuple(labels) for text, labels in table.pop("combined", {}).items()}),
        words=_one_for_many(table.pop("words", {})),
        streams=_one_for_many(table.pop("streams", {})),
        sources=tuple(table.pop("source", ())),
        lists=MappingProxyType({key: tuple(value) for key, value in table.items()}),
    )


def vocabulary_versions() -> dict[str, str]:
    """The version of every vocabulary records carry terms of, by its name."""
    return {name: load_vocabulary(name).version for name in VOCABULARY_NAMES}


def _one_for_many(table: Mapping[str, Sequence[str]]) -> Mapping[str, str]:
    """Turn « word = spellings » about, so that each spelling leads to its word."""
    return MappingProxyType({form: word for word, forms in table.items() for form in forms})


def _as_of(term: Term, scolomfr: str) -> Term:
    is_later = bool(term.since) and _release(term.since) > _release(scolomfr)
    return replace(term, id=None, scolomfr_label="", former_ids=(), narrower_ids=()) if is_later else term


def _release(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _term(entry: Mapping[str, Any]) -> Term:
    fields: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    return Term(**fields)


@cache
def _by_label(name: str, scolomfr: str) -> Mapping[str, Term]:
    return {term.label: term for term in load_vocabulary(name, scolomfr).terms}


@cache
def _by_id(name: str, scolomfr: str) -> Mapping[str, Term]:
    terms = load_vocabulary(name, scolomfr).terms
    former = {identifier: term for term in terms for identifier in (*term.former_ids, *term.narrower_ids)}
    return former | {term.id: term for term in terms if term.id is not None}

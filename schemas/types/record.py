"""The stages of one record, in the order it goes through them; each is frozen.

Payload (an answer, kept raw) → RawRecord (one record cut out of it) → Reading (what its format says, untouched)
→ Record (normalized, with evidence) → Change (what became of it).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from types import MappingProxyType
from typing import Any, Literal, TypeAlias, get_args

from schemas.types.origin import Origin, OtherOrigin

ExactlyOne: TypeAlias = str
ZeroOrOne: TypeAlias = str | None
ZeroOrMore: TypeAlias = tuple[str, ...]

TraamClass = Literal[
    "production", "synthese", "bilan", "presentation", "rubrique", "compte_rendu", "appel", "mention", "a_classer"
]  # fmt: skip
TRAAM_CLASSES: tuple[TraamClass, ...] = get_args(TraamClass)
PUBLISHED_CLASSES: frozenset[str] = frozenset({"production", "synthese"})
"""The classes that are works of a group, hence searched, exported and published by default."""


@dataclass(frozen=True, slots=True)
class Attached:
    """The text read in one document joined to a page."""

    url: str
    text: str
    """Plain text, one paragraph a line."""
    only_searched: bool = False
    """True when no value is read in it: the page says enough by itself."""


@dataclass(frozen=True, slots=True)
class Document:
    """One file joined to a page, as the page shows it."""

    url: str
    titre: str
    media_type: str
    size: int | None = None
    """Bytes, as the page says; None when it does not."""

    def as_dict(self) -> dict[str, Any]:
        """The JSON values."""
        return {"url": self.url, "titre": self.titre, "media_type": self.media_type, "size": self.size}


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One record as the source wrote it, cut out of a payload."""

    source: str
    identifier: str
    """OAI identifier, or the canonical address of the page."""
    format: str
    """A key of schemas.formats.FORMATS (« oai_dc », « lom », « html », « feed »), or the repository's own prefix."""
    metadata: bytes
    """UTF-8; empty when deleted."""
    url: ZeroOrOne = None
    """The page's own address when the record is a page."""
    datestamp: ZeroOrOne = None
    """As the source gives it (OAI-PMH 2.0, 2.5); None when it gives none."""
    sets: ZeroOrMore = ()
    deleted: bool = False
    found_by: Origin = OtherOrigin.UNKNOWN
    about: tuple[bytes, ...] = ()
    """What the repository says about the record itself: each « about » container (OAI-PMH 2.0, 2.5), UTF-8."""
    defects: ZeroOrMore = ()
    """What had to be repaired to cut the record out, each a French sentence; becomes an Issue."""
    attached: tuple[Attached, ...] = ()
    """What was read in the documents joined to the page."""
    said: tuple[bytes, ...] = ()
    """What the feeds of its site say of the page, each entry as schemas.formats.feed_entry reads it."""
    latest_day: str = ""
    """ISO 8601; a date of a page after the day it was asked is that of an event, or false. Empty when not known."""


@dataclass(frozen=True, slots=True)
class Found:
    """One value as a source wrote it, with the place it was found at."""

    value: str
    place: str
    """Readable, for a référent: « dc:subject », « mot-clé », « bloc « Niveau : » », « titre »."""
    path: str = ""
    """Of a step of a classification: names its path, of which one step understood is enough."""
    optional: bool = False
    """True where nothing need be understood: a term of another scheme, kept as a keyword too."""


LineShape: TypeAlias = Literal["text", "item", "cell", "definition"]
"""What a line stands in: the running text, a list, a table, the definition of a term."""


@dataclass(frozen=True, slots=True)
class Line:
    """One block of text of a description, in reading order."""

    text: str
    heading: bool = False
    """True when the source shows it as a heading or wholly in bold."""
    document: str = ""
    """Title of the joined document it was read in; empty for the page's own text."""
    shape: LineShape = "text"
    level: int = 0
    """Depth of a heading, 1 to 6; 0 for a line that is none, or is only bold."""


Values: TypeAlias = tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a format reader found in a raw record: values untouched, each with its place, best first."""

    titre: Values = ()
    surtitre: Values = ()
    urls: Values = ()
    description: Values = ()
    """Candidates for the description (dc:description, meta description, chapô…)."""
    lines: tuple[Line, ...] = ()
    """The text in reading order, from which labelled blocks are read."""
    auteurs: Values = ()
    mots_cles: Values = ()
    rubriques: Values = ()
    """The path of the page in its site, outermost first."""
    site: Values = ()
    """The names the page gives to its whole site: « SVT – académie de Dijon »."""
    disciplines: Values = ()
    niveaux: Values = ()
    academies: Values = ()
    competences: Values = ()
    outils: Values = ()
    langues: Values = ()
    """Codes or names of languages, as written: those of the most precise place that says any."""
    types: Values = ()
    dates_publication: Values = ()
    dates_modification: Values = ()
    links: ZeroOrMore = ()
    """Absolute addresses the text links to."""
    documents: tuple[Document, ...] = ()
    attached_lines: tuple[Line, ...] = ()
    """What the joined documents say, in their order."""
    unread: ZeroOrMore = ()
    """Names of the elements present that no rule reads; reported, never dropped silently."""
    defects: ZeroOrMore = ()
    """What the reader had to repair and may have lost, each a French sentence; becomes an Issue."""
    repaired: ZeroOrMore = ()
    """What is ill written and was read all the same, each a French sentence; becomes an Issue, of the least level."""

    def __hash__(self) -> int:
        """A hash that does not go through every line: readings are remembered while one record is made of them."""
        return hash((self.titre[0].value if self.titre else "", len(self.urls), len(self.lines)))


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where one value of a record comes from, so that a référent can check it."""

    field: str
    value: str
    raw: str
    place: str
    rule: str
    """A stable short name, e.g. « niveau/libelle »; documented in docs/glossaire.md's sense of « règle »."""
    confidence: float
    """From 0 to 1; 1 is « written so by the source »."""


@dataclass(frozen=True, slots=True)
class Traam:
    """Whether, and as what, a record belongs to the TraAM."""

    score: float = 0.0
    """From 0 (no sign) to 1 (said in the title or by the group's own marks)."""
    reasons: ZeroOrMore = ()
    """French, one per sign found."""
    traam_class: TraamClass | None = None
    """None when no sign was found; « class » in JSON."""


@dataclass(frozen=True, slots=True)
class JoinedText:
    """What one joined document says, kept to be searched and never published."""

    url: str
    titre: str
    texte: str
    """Plain text, one paragraph a line."""


NO_ELEMENTS: Mapping[str, ZeroOrMore] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Record:
    """One normalized description, as it is stored, indexed and published."""

    identifier: ExactlyOne
    source: ExactlyOne
    titre: ZeroOrOne = None
    url: ZeroOrOne = None
    """The page to go to, http or https only: the académie's own page."""
    description: ZeroOrOne = None
    elements: Mapping[str, ZeroOrMore] = field(default_factory=lambda: NO_ELEMENTS)
    """The group's agreed elements: name → values, in the group's order."""
    academies: ZeroOrMore = ()
    disciplines: ZeroOrMore = ()
    niveaux: ZeroOrMore = ()
    annee_scolaire: ZeroOrOne = None
    """« 2024-2025 »."""
    groupe: ZeroOrOne = None
    type: ZeroOrOne = None
    auteurs: ZeroOrMore = ()
    mots_cles: ZeroOrMore = ()
    outils: ZeroOrMore = ()
    competences: ZeroOrMore = ()
    langues: ZeroOrMore = ()
    """The languages of the resource: « fr », three letters where ISO 639 has not two."""
    date_publication: ZeroOrOne = None
    """ISO 8601 date; a year or a year-month when the source says no more."""
    date_modification: ZeroOrOne = None
    documents: tuple[Document, ...] = ()
    """The files joined to the page."""
    traam: Traam = field(default_factory=Traam)
    deleted: bool = False
    evidence: tuple[Evidence, ...] = ()
    texte: ZeroOrOne = None
    """What the page says, one block a line: searched, never published, absent from as_dict().

    None where the description says it all, and where a record is read without its texts.
    """
    textes_joints: tuple[JoinedText, ...] = ()
    """What its joined documents say, as « texte » is."""

    @property
    def is_published(self) -> bool:
        """Say whether the record is a living work of a group, shown without asking for everything."""
        return not self.deleted and self.traam.traam_class in PUBLISHED_CLASSES

    @property
    def has_texts(self) -> bool:
        """Say whether there is more to be searched than what the fields say."""
        return self.texte is not None or bool(self.textes_joints)

    @property
    def canonical(self) -> str:
        """The fields as JSON text, always the same for the same fields."""
        return json.dumps(self.as_dict(), ensure_ascii=False, separators=(",", ":"))

    @property
    def fingerprint(self) -> str:
        """A digest of the fields and texts, evidence left out: it changes only when what we say changes."""
        return fingerprint_of(self.canonical, self.texte, self.textes_joints)

    def as_deleted(self) -> Record:
        """The same record, marked as withdrawn by its source, without the texts that were kept to be searched."""
        return replace(self, deleted=True, texte=None, textes_joints=())

    def as_dict(self) -> dict[str, Any]:
        """The record's fields as JSON values, in their documented order."""
        return {
            "identifier": self.identifier,
            "titre": self.titre,
            "url": self.url,
            "description": self.description,
            "elements": {name: list(values) for name, values in self.elements.items()},
            "academies": list(self.academies),
            "disciplines": list(self.disciplines),
            "niveaux": list(self.niveaux),
            "annee_scolaire": self.annee_scolaire,
            "groupe": self.groupe,
            "type": self.type,
            "auteurs": list(self.auteurs),
            "mots_cles": list(self.mots_cles),
            "outils": list(self.outils),
            "competences": list(self.competences),
            "langues": list(self.langues),
            "date_publication": self.date_publication,
            "date_modification": self.date_modification,
            "documents": [document.as_dict() for document in self.documents],
            "source": self.source,
            "traam": {
                "score": self.traam.score,
                "reasons": list(self.traam.reasons),
                "class": self.traam.traam_class,
            },
            "deleted": self.deleted,
        }


def fingerprint_of(canonical: str, texte: str | None = None, joined: tuple[JoinedText, ...] = ()) -> str:
    """The digest of a record's canonical text, and of its texts where it has any."""
    return fingerprint_of_written(canonical, texts_as_json(texte, joined) if texte is not None or joined else None)


def fingerprint_of_written(canonical: str, texts: str | None) -> str:
    """The same, of the texts as texts_as_json wrote them."""
    whole = canonical if texts is None else f"{canonical}\n{texts}"
    return _sha256(whole.encode("utf-8", "replace"))


def texts_as_json(texte: str | None, joined: tuple[JoinedText, ...]) -> str:
    """Write a record's texts as JSON, always the same for the same texts."""
    rows = [(one.url, one.titre, one.texte) for one in joined]
    return json.dumps([texte, rows], ensure_ascii=False, separators=(",", ":"))


class Change(Enum):
    """What a harvest did to one record."""

    NEW = "new"
    MODIFIED = "modified"
    UNCHANGED = "unchanged"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record as the store holds it, with what only the store knows."""

    record: Record
    first_seen: datetime
    """UTC, our clock."""
    changed_at: datetime
    """UTC, our clock: when what we say of it last changed (deletion included)."""
    updated: datetime
    """UTC: the source's own date of the last change where it gives a believable one, else changed_at."""


def _sha256(content: bytes) -> str:
    import hashlib  # imported when needed only: a search reads records and digests none

    return hashlib.sha256(content).hexdigest()

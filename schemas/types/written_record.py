"""A record read again from what it was written as."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from schemas.types.record import Document, Evidence, JoinedText, Record, Traam


def with_texts(record: Record, written: str | None) -> Record:
    """A record with the texts texts_as_json wrote; as it is where there are none."""
    if written is None:
        return record
    texte, rows = json.loads(written)
    return replace(record, texte=texte, textes_joints=tuple(JoinedText(*row) for row in rows))


_SINGLE = (
    "identifier",
    "source",
    "titre",
    "url",
    "description",
    "annee_scolaire",
    "groupe",
    "type",
    "date_publication",
    "date_modification",
    "deleted",
)


def record_from_dict(fields: Mapping[str, Any], evidence: tuple[Evidence, ...] = ()) -> Record:
    """Build a record again from what Record.as_dict gave."""
    traam = fields["traam"]
    plural = ("academies", "disciplines", "niveaux", "auteurs", "mots_cles", "outils", "competences", "langues")
    values: dict[str, Any] = {name: fields[name] for name in _SINGLE}
    values |= {name: tuple(fields[name]) for name in plural}
    values["elements"] = MappingProxyType({name: tuple(found) for name, found in fields["elements"].items()})
    values["documents"] = tuple(Document(**document) for document in fields["documents"])
    values["traam"] = Traam(traam["score"], tuple(traam["reasons"]), traam["class"])
    return Record(**values, evidence=evidence)

"""The formats records are given out in, and a production written in each of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from lxml import etree

from feeds.notices.scolomfr import LOM, scolomfr_element
from feeds.oai.oai_dc import OAI_DC, SCHEMA, oai_dc_element
from feeds.oai.repository import OaiSet
from feeds.oai.sets import sets_of
from feeds.tables.json_lines import json_line
from feeds.wording.instants import written_rfc3339
from feeds.wording.production import Production
from schemas.files.group import Group

JSON_LINE = "jsonl"
"""The prefix of what mirrors are given beside OAI-PMH, in the same journal."""
FORM = "3"
"""What is written of a production: to be raised whenever the writers below change, so that it is written again."""


@dataclass(frozen=True, slots=True)
class MetadataFormat:
    """One format (OAI-PMH 2.0, 4.4)."""

    schema: str
    namespace: str
    write: Callable[[Production, Group | None], etree._Element]


FORMATS: Mapping[str, MetadataFormat] = MappingProxyType(
    {
        "oai_dc": MetadataFormat(SCHEMA, OAI_DC, oai_dc_element),
        # The address live ScoLOMFR repositories give; its « lax » schema takes in what is valid for 3.2.
        "lom": MetadataFormat("https://www.reseau-canope.fr/scolomfr/xsd/8.0/lax/scolomfr.xsd", LOM, scolomfr_element),
    }
)


@dataclass(frozen=True, slots=True)
class Written:
    """A production in every format, with its sets."""

    identifier: str
    sets: tuple[OaiSet, ...]
    metadata: Mapping[str, bytes]
    """By prefix; UTF-8 without declaration."""


def write_production(production: Production, group: Group | None) -> Written:
    """Write a production in every format; its own elements carry all their namespaces (OAI-PMH 2.0, 3.2)."""
    metadata = {
        prefix: etree.tostring(kind.write(production, group), encoding="UTF-8") for prefix, kind in FORMATS.items()
    }
    metadata[JSON_LINE] = json_line(production).encode()
    return Written(production.id, sets_of(production), MappingProxyType(metadata))


def digest_of(canonical: str, group: Group | None, updated: datetime) -> str:
    """The digest of all that what is written depends on: the same digest means the same bytes."""
    said = f"{FORM}\n{group!r}\n{written_rfc3339(updated)}\n{canonical}"
    return hashlib.sha256(said.encode("utf-8", "backslashreplace")).hexdigest()

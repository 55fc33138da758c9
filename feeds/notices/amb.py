"""AMB (« Allgemeines Metadatenprofil für Bildungsressourcen », 2023-10-19): what OERSI and its like harvest.

Its disciplines, kinds of resource and levels must be of German vocabularies, which ours are not mapped to: our terms
are among the keywords, and these fields are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

from feeds.folder.output import Add
from feeds.syndication.atom_entry import media_type_of, title_of
from feeds.wording.instants import written_rfc3339
from feeds.wording.json_text import json_text
from feeds.wording.production import Production

CONTEXT = ("https://w3id.org/kim/amb/context.jsonld", {"@language": "fr"})


@dataclass(frozen=True, slots=True)
class Amb:
    """One resource a line."""

    name: str = "productions-amb.jsonl"
    media_type: str = "application/jsonl; charset=utf-8"
    limit: int | None = None

    @contextmanager
    def writing(self, stream: BinaryIO) -> Iterator[Add]:
        """Write one line a production."""

        def add(production: Production) -> None:
            stream.write(f"{json_text(amb_resource(production))}\n".encode())

        yield add


def amb_resource(production: Production) -> dict[str, Any]:
    """A production as AMB's schema has it; what is not known is left out."""
    record = production.record
    terms = (*record.disciplines, *record.niveaux, *record.outils, *record.competences, *record.mots_cles)
    published = record.date_publication or ""
    resource = {
        "@context": CONTEXT,
        "id": production.id,
        "type": ["LearningResource"],
        "name": title_of(record),
        "description": record.description,
        "creator": [{"type": "Person", "name": name} for name in record.auteurs],
        "publisher": [{"type": "Organization", "name": f"Académie : {name}"} for name in record.academies],
        "keywords": list(dict.fromkeys(terms)),
        "inLanguage": [code for code in record.langues if len(code) == 2],
        "datePublished": published if len(published) == len("2024-05-13") else None,
        "dateModified": written_rfc3339(production.updated),
        "mainEntityOfPage": [{"id": record.url, "type": "WebContent"}] if record.url else [],
        "encoding": [
            {"type": "MediaObject", "contentUrl": document.url}
            | ({"encodingFormat": kind} if (kind := media_type_of(document)) else {})
            for document in record.documents
        ],
    }
    return {key: value for key, value in resource.items() if value not in (None, [])}

"""JSON-LD: each production as a schema.org LearningResource, as search engines and OERSI-like harvesters read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

from feeds.folder.output import Add
from feeds.syndication.atom_entry import media_type_of, title_of
from feeds.wording.instants import written_rfc3339
from feeds.wording.json_text import writing_list
from feeds.wording.production import Production

CONTEXT = "https://schema.org"


@dataclass(frozen=True, slots=True)
class JsonLd:
    """All productions, in one graph."""

    name: str = "productions.jsonld"
    media_type: str = "application/ld+json; charset=utf-8"
    limit: int | None = None

    @contextmanager
    def writing(self, stream: BinaryIO) -> Iterator[Add]:
        """Write the context, then one node a production."""
        with writing_list(stream, {"@context": CONTEXT}, "@graph") as add:
            yield lambda production: add(learning_resource(production))


def learning_resource(production: Production) -> dict[str, Any]:
    """The node of a production; what is not known is left out."""
    record = production.record
    node = {
        "@type": "LearningResource",
        "@id": production.id,
        "identifier": record.identifier,
        "name": title_of(record),
        "url": record.url,
        "description": record.description,
        "inLanguage": _one_or_all(record.langues),
        "learningResourceType": record.type,
        "educationalLevel": list(record.niveaux),
        "about": [{"@type": "Thing", "name": discipline} for discipline in record.disciplines],
        "keywords": list(record.mots_cles),
        "teaches": list(record.competences),
        "author": [{"@type": "Person", "name": name} for name in record.auteurs],
        "sourceOrganization": [
            {"@type": "EducationalOrganization", "name": f"Académie : {name}"} for name in record.academies
        ],
        "datePublished": record.date_publication,
        "dateModified": written_rfc3339(production.updated),
        "isPartOf": {"@type": "Collection", "name": f"TraAM {production.groupe_titre}"} if record.groupe else None,
        "additionalProperty": [
            {"@type": "PropertyValue", "propertyID": element.name, "name": element.label, "value": value}
            for element in production.elements
            for value in element.values
        ],
        "encoding": [
            {
                "@type": "MediaObject",
                "contentUrl": document.url,
                "name": document.titre or document.url,
                "encodingFormat": media_type_of(document) or "application/octet-stream",
            }
            for document in record.documents
        ],
    }
    return {key: value for key, value in node.items() if value not in (None, [])}


def _one_or_all(values: Sequence[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else list(values)

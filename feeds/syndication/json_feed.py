"""JSON Feed 1.1 (jsonfeed.org): all productions, with the elements of their descriptions under « _traam »."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

from feeds.folder.output import Add
from feeds.syndication.atom_entry import (
    SUMMARY_LENGTH,
    authors_of,
    content_html,
    media_type_of,
    published_instant,
    title_of,
)
from feeds.wording.instants import written_rfc3339
from feeds.wording.json_text import writing_list
from feeds.wording.production import Production
from schemas.words.text import cut

TOLD_ELSEWHERE = frozenset({"id", "titre", "url", "description", "elements", "documents", "updated"})


@dataclass(frozen=True, slots=True)
class JsonFeed:
    """All productions."""

    titre: str
    subtitle: str
    base_url: str | None
    name: str = "productions.json"
    media_type: str = "application/feed+json; charset=utf-8"
    limit: int | None = None

    @contextmanager
    def writing(self, stream: BinaryIO) -> Iterator[Add]:
        """Write the feed's own members, then one item a production."""
        head: dict[str, Any] = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.titre,
            "description": self.subtitle,
            "language": "fr",
        }
        if self.base_url:
            head |= {"home_page_url": self.base_url, "feed_url": self.base_url + self.name}
        with writing_list(stream, head, "items") as add:
            yield lambda production: add(item_of(production))


def item_of(production: Production) -> dict[str, Any]:
    """The item of a production; what is not known is left out."""
    record = production.record
    attachments = [
        {
            "url": document.url,
            "mime_type": media_type_of(document) or "application/octet-stream",
            "title": document.titre or None,
            "size_in_bytes": document.size,
        }
        for document in record.documents
    ]
    item = {
        "id": production.id,
        "url": record.url,
        "title": title_of(record),
        "content_html": content_html(production),
        "summary": cut(record.description, SUMMARY_LENGTH) if record.description else None,
        "date_published": published_instant(record.date_publication),
        "date_modified": written_rfc3339(production.updated),
        "authors": [{"name": name} for name in authors_of(record)],
        "tags": list(dict.fromkeys(filter(None, (*record.disciplines, *record.niveaux, *record.mots_cles)))),
        "language": next(iter(record.langues), None),
        "attachments": [_said(attachment) for attachment in attachments],
        "_traam": own_fields(production),
    }
    return _said(item)


def own_fields(production: Production) -> dict[str, Any]:
    """What no member of JSON Feed tells: the fields of JSON Lines, the elements under their labels."""
    elements = [{"name": one.name, "label": one.label, "values": list(one.values)} for one in production.elements]
    fields = {name: value for name, value in production.as_dict().items() if name not in TOLD_ELSEWHERE}
    return {**fields, "description": elements}


def _said(members: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in members.items() if value not in (None, [])}

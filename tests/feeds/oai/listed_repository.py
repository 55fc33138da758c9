"""A repository of invented items, held in a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from feeds.oai.repository import Identity, Item, OaiSet, RecordsPage, Selection

NOW = "2026-11-23T08:00:00Z"
IDENTITY = Identity("Essai & co", "http://127.0.0.1:8080/oai", "service@example.org")


@dataclass
class ListedRepository:
    """The items, in any order."""

    items: list[Item] = field(default_factory=list)
    key: bytes = b"une clef"

    @property
    def earliest(self) -> str:
        return min((item.datestamp for item in self.items), default=NOW)

    def sets(self) -> Sequence[OaiSet]:
        return [OaiSet(spec, spec) for spec in sorted({spec for item in self.items for spec in item.sets} | {"tout"})]

    def item(self, identifier: str, prefix: str) -> Item | None:
        return next((item for item in self.items if item.identifier == identifier), None)

    def page(self, selection: Selection, prefix: str, size: int) -> RecordsPage:
        asked = [
            item
            for item in sorted(self.items, key=lambda item: (item.datestamp, item.identifier))
            if (item.datestamp, item.identifier) > selection.after
            and (not selection.since or item.datestamp >= selection.since)
            and (not selection.until or item.datestamp <= selection.until)
            and (not selection.set_spec or any(_is_in(spec, selection.set_spec) for spec in item.sets))
        ]
        return RecordsPage(asked[:size], len(asked[size:]))

    def change(self, identifier: str, datestamp: str, **fields: Any) -> None:
        """Date an item anew."""
        place = next(place for place, item in enumerate(self.items) if item.identifier == identifier)
        self.items[place] = replace(self.items[place], datestamp=datestamp, **fields)


def _is_in(spec: str, asked: str) -> bool:
    return spec == asked or spec.startswith(f"{asked}:")


def item(number: int, *, deleted: bool = False, datestamp: str = "") -> Item:
    """An item; a few share each second."""
    stamp = datestamp or f"2026-01-{1 + number // 50:02}T00:00:{number % 50 // 5:02}Z"
    metadata = b'<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"/>'
    sets = ("discipline:svt" if number % 2 else "discipline:maths",)
    return Item(f"urn:uuid:{number:04}", stamp, sets, deleted, b"" if deleted else metadata)

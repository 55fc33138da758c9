"""One record as it leaves: made safe, with its permanent id and its elements under the labels of its group."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from feeds.wording.identity import SCHEMES, entry_id
from feeds.wording.instants import as_utc, written_rfc3339
from feeds.wording.safe_text import safe_record, safe_text
from schemas.files.field_labels import field_label
from schemas.files.group import Group
from schemas.types.record import Record, StoredRecord

FICHES = "fiches/"
NOTICES = "notices/"
PAGES = "production/"
"""The folders of a publication that hold one file a production."""


@dataclass(frozen=True, slots=True)
class LabelledElement:
    """One agreed element of a description, as people read it."""

    name: str
    label: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Production:
    """What every output takes."""

    id: str
    """Of the identifier the store holds: it stays when a value has to be masked."""
    record: Record
    """Safe: see feeds.wording.safe_text."""
    updated: datetime
    """UTC."""
    elements: tuple[LabelledElement, ...]
    groupe_titre: str
    """« Mathématiques 2023-2024 »; empty without a group."""
    changed_at: datetime
    """UTC, our clock: when what we say of it last changed."""
    theme: str = ""
    """Of its group."""
    authority: str = SCHEMES
    """What the schemes of its categories begin with."""
    has_files: bool = False
    """Whether its fiche and its notice are published beside the feeds."""

    def as_dict(self) -> dict[str, Any]:
        """The fields as JSON values, in their documented order (docs/contrat-annexe.md)."""
        return {**self.record.as_dict(), "id": self.id, "updated": written_rfc3339(self.updated)}

    @property
    def fiche_name(self) -> str:
        """The name of its fiche in the published folder."""
        return f"{FICHES}{self.file_name}.html"

    @property
    def page_name(self) -> str:
        """The name of its page in the published folder."""
        return f"{PAGES}{self.file_name}.html"

    @property
    def notice_name(self) -> str:
        """The name of its ScoLOMFR notice in the published folder."""
        return f"{NOTICES}{self.file_name}.xml"

    @property
    def file_name(self) -> str:
        """What the names of its files begin with."""
        return self.id.rpartition(":")[2]


class GroupLabels:
    """How the groups of the configuration call themselves and their elements."""

    def __init__(self, groups: Iterable[Group], authority: str = SCHEMES) -> None:
        self.authority = authority
        self._groups = {group.id: group for group in groups}
        self._labels = {
            (group.id, element.name): safe_text(element.label)
            for group in self._groups.values()
            for element in group.elements
        }

    def group_titre(self, group: str | None) -> str:
        """« Mathématiques 2023-2024 », or the id of a group no file describes."""
        found = self._groups.get(group or "")
        return safe_text(group_titre(found)) if found is not None else safe_text(group or "")

    def theme(self, group: str | None) -> str:
        """The theme of a group, on one line; nothing for a group no file describes."""
        found = self._groups.get(group or "")
        return " ".join(safe_text(found.theme).split()) if found is not None else ""

    def elements(self, record: Record) -> tuple[LabelledElement, ...]:
        """A record's elements with their labels; one the group does not name is labelled by its own name."""
        return tuple(
            LabelledElement(name, self._label(record.groupe, name), values)
            for name, values in record.elements.items()
            if values
        )

    def _label(self, group: str | None, name: str) -> str:
        return self._labels.get((group or "", name)) or field_label(name)


def group_titre(group: Group) -> str:
    """The discipline and the years of a group."""
    return " ".join(part for part in (group.discipline, ", ".join(group.annees)) if part) or group.id


def production_of(stored: StoredRecord, labels: GroupLabels, *, has_files: bool = False) -> Production:
    """Make one record ready to leave."""
    record = safe_record(stored.record)
    return Production(
        id=entry_id(stored.record.identifier),
        record=record,
        updated=as_utc(stored.updated),
        elements=labels.elements(record),
        groupe_titre=labels.group_titre(stored.record.groupe),
        changed_at=as_utc(stored.changed_at),
        theme=labels.theme(stored.record.groupe),
        authority=labels.authority,
        has_files=has_files,
    )

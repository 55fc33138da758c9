"""What the lines of the journal come to, the last word on each thing; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from store.journal.lines import Kind, Line

_LINK = ("identifier", "url", "state", "checked_at", "since", "detail")


@dataclass(frozen=True, slots=True)
class Dates:
    """When a record came, and last changed."""

    first_seen: datetime
    changed_at: datetime
    updated: datetime
    deleted: bool
    fingerprint: str
    """As entries.short gives it."""


@dataclass(frozen=True, slots=True)
class GivenItem:
    """An item as harvesters last had it."""

    record: str
    datestamp: str
    deleted: bool
    content: str
    """The digest of what was said of it."""
    sets: tuple[tuple[str, str], ...]


@dataclass
class Told:
    """All that the journal tells."""

    last: int = 0
    """The place of its last line."""
    dates: dict[str, dict[tuple[str, str], Dates]] = field(default_factory=dict)
    """By source, then by format and identifier."""
    items: dict[str, GivenItem] = field(default_factory=dict)
    links: dict[str, dict[str, Any]] = field(default_factory=dict)
    runs: dict[int, tuple[datetime | None, datetime | None]] = field(default_factory=dict)
    reports: dict[tuple[int, str], dict[str, Any]] = field(default_factory=dict)
    letters: dict[str, dict[str, Any]] = field(default_factory=dict)
    joined: dict[str, dict[str, None]] = field(default_factory=dict)
    """By source, the names of the payloads pages need beside their own."""

    def dates_of(self, source: str) -> Mapping[tuple[str, str], Dates]:
        """The dates of the records of a source, by format and identifier."""
        return self.dates.get(source, {})


def told_by(lines: Iterable[Line]) -> Told:
    """Follow the lines in their order; those of kinds to come are left."""
    told = Told()
    for line in lines:
        told.last = max(told.last, line.place)
        if line.kind in _TAKE:
            _TAKE[line.kind](told, *line.values)
    return told


def _notice(told: Told, source: str, form: str, identifier: str, *said: Any) -> None:  # noqa: ANN401 - JSON values
    first, changed, updated, deleted, fingerprint = said
    dates = Dates(_moment(first), _moment(changed), _moment(updated), bool(deleted), fingerprint)
    told.dates.setdefault(source, {})[form, identifier] = dates


def _given(told: Told, identifier: str, record: str, datestamp: str, *said: Any) -> None:  # noqa: ANN401
    deleted, content, sets = said
    told.items[identifier] = GivenItem(
        record, datestamp, bool(deleted), content, tuple((one, name) for one, name in sets)
    )


def _withdrawn(told: Told, datestamp: str, identifiers: Sequence[str]) -> None:
    for one in identifiers:
        if before := told.items.get(one):
            told.items[one] = GivenItem(before.record, datestamp, deleted=True, content="", sets=before.sets)


def _link(told: Told, *said: Any) -> None:  # noqa: ANN401
    row = dict(zip(_LINK, said, strict=True))
    told.links[row["identifier"]] = row | {name: _moment(row[name]) for name in ("checked_at", "since")}


def _links_forgotten(told: Told, identifiers: Sequence[str]) -> None:
    for one in identifiers:
        told.links.pop(one, None)


def _run(told: Told, number: int, started: str | None, ended: str | None) -> None:
    before = told.runs.get(number, (None, None))
    told.runs[number] = (
        _moment(started) if started else before[0],
        _moment(ended) if ended else None if started else before[1],
    )


def _report(told: Told, row: dict[str, Any]) -> None:
    told.reports[row["run"], row["id"]] = row


def _joined(told: Told, source: str, name: str) -> None:
    told.joined.setdefault(source, {})[name] = None


def _letter(told: Told, digest: str, said: dict[str, Any]) -> None:
    told.letters[digest] = said


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


_TAKE: dict[str, Any] = {
    Kind.NOTICE: _notice, Kind.GIVEN: _given, Kind.WITHDRAWN: _withdrawn, Kind.LINK: _link,
    Kind.LINKS_FORGOTTEN: _links_forgotten, Kind.RUN: _run, Kind.REPORT: _report, Kind.LETTER: _letter,
    Kind.JOINED: _joined,
}  # fmt: skip

"""What the tables of the base tell the journal, as entries, gathered until the transaction ends."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from store.journal.lines import Entry, Kind

Row = Mapping[str, Any] | sa.RowMapping
_DIGEST = 32
"""Characters of a digest that are kept: enough to tell two contents apart."""


class Notes:
    """What one transaction is to tell the journal."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def record(self, row: Row) -> None:
        """Tell the dates of a record, by the values of its row."""
        self.entries.append(record_entry(row))

    def given(self, item: Row, content: str, sets: Iterable[tuple[str, str]]) -> None:
        """Tell an item given to harvesters, by the values of its row, the digest of what it says and its sets."""
        self.entries.append(given_entry(item, content, sets))

    def withdrawn(self, identifiers: Sequence[str], datestamp: str) -> None:
        """Tell items withdrawn from harvesters."""
        self.entries.append((Kind.WITHDRAWN, datestamp, list(identifiers)))

    def link(self, row: Row) -> None:
        """Tell what an address answered, by the values of its row."""
        self.entries.append(link_entry(row))

    def links_forgotten(self, identifiers: Sequence[str]) -> None:
        """Tell addresses of which nothing is noted any more."""
        if identifiers:
            self.entries.append((Kind.LINKS_FORGOTTEN, list(identifiers)))

    def joined(self, source: str, name: str) -> None:
        """Tell a payload that pages need beside their own."""
        self.entries.append((Kind.JOINED, source, name))

    def run(self, number: int, started_at: datetime | None, ended_at: datetime | None) -> None:
        """Tell when a run began, or when it ended."""
        self.entries.append((Kind.RUN, number, _text(started_at), _text(ended_at)))

    def report(self, row: Row) -> None:
        """Tell what a run did with one source, by the values of its row."""
        self.entries.append((Kind.REPORT, dict(row)))


def record_entry(row: Row) -> Entry:
    """The dates of a record."""
    dates = (_text(row[name]) for name in ("first_seen", "changed_at", "updated"))
    key = (row["source"], row["format"], row["identifier"])
    return (Kind.NOTICE, *key, *dates, int(row["deleted"]), row["fingerprint"][:_DIGEST])


def given_entry(item: Row, content: str, sets: Iterable[tuple[str, str]]) -> Entry:
    """An item given to harvesters."""
    head = (item["identifier"], item["record"], item["datestamp"], int(item["deleted"]))
    return (Kind.GIVEN, *head, content, [list(one) for one in sets])


def link_entry(row: Row) -> Entry:
    """What an address answered."""
    head = (row["identifier"], row["url"], row["state"], _text(row["checked_at"]), _text(row["since"]))
    return (Kind.LINK, *head, row["detail"])


def digest_of_given(metadata: Mapping[str, bytes], sets: Iterable[tuple[str, str]]) -> str:
    """The digest of all that harvesters are given of an item."""
    digest = hashlib.sha256()
    for prefix, content in sorted(metadata.items()):
        digest.update(b"%s %d " % (prefix.encode(), len(content)))
        digest.update(content)
    for pair in sorted(sets):
        digest.update("\n".join(pair).encode(errors="replace"))
    return digest.hexdigest()[:_DIGEST]


def short(fingerprint: str) -> str:
    """The part of a record's digest that the journal keeps."""
    return fingerprint[:_DIGEST]


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat()

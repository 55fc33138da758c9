"""The journal that mirrors follow: each item given out at the number of its last change, removals included.

A number is given once and never again: an item that changes takes the next one, and leaves its own empty.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from store import tables

_SOME = 400


class Happened(StrEnum):
    """What became of an item."""

    ADDED = "ajout"
    MODIFIED = "modification"
    REMOVED = "retrait"


@dataclass(frozen=True, slots=True)
class GivenChange:
    """The last change of one item."""

    number: int
    happened: str
    identifier: str
    date: str
    """The second it was given, as OAI-PMH dates it."""
    content: bytes
    """In the form asked; empty when it was removed."""


class Changes:
    """The journal, inside one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def tell(self, changes: Mapping[str, Happened], *, only_new: bool = False) -> None:
        """Give the next numbers to items, in the order of a transaction that dates alone."""
        own = tables.published_changes.c
        known: set[str] = set()
        first = self.last + 1  # before any is taken away: a number is never given twice
        for start in range(0, len(changes), _SOME):
            some = own.identifier.in_(list(changes)[start : start + _SOME])
            if only_new:
                known.update(self._connection.execute(sa.select(own.identifier).where(some)).scalars())
            else:
                self._connection.execute(sa.delete(tables.published_changes).where(some))
        names = [name for name in changes if name not in known]
        rows = [
            {"number": number, "identifier": name, "happened": changes[name]}
            for number, name in enumerate(names, first)
        ]
        if rows:
            self._connection.execute(sa.insert(tables.published_changes), rows)

    @property
    def last(self) -> int:
        """The last number given; 0 before any."""
        wanted = sa.select(sa.func.max(tables.published_changes.c.number))
        return self._connection.execute(wanted).scalar_one() or 0

    def after(self, number: int, size: int, prefix: str) -> tuple[GivenChange, ...]:
        """The changes that follow a number, in order."""
        own, item, written = tables.published_changes.c, tables.published_items.c, tables.published_metadata.c
        is_its_line = (written.identifier == own.identifier) & (written.prefix == prefix)
        wanted = (
            sa.select(own.number, own.happened, own.identifier, item.datestamp, written.content)
            .join(tables.published_items, item.identifier == own.identifier)
            .outerjoin(tables.published_metadata, is_its_line)
            .where(own.number > number)
            .order_by(own.number)
            .limit(size)
        )
        return tuple(
            GivenChange(*row[:4], b"" if row.content is None else zlib.decompress(row.content))
            for row in self._connection.execute(wanted)
        )

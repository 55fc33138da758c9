"""The payloads written beside a transaction: what is done of their files once it is over, whatever happens then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from schemas.types.payload_name import PayloadName
from store import tables
from store.dialect import upsert


@dataclass(frozen=True, slots=True)
class Prepared:
    """One file of a payload, to be given its name or taken away."""

    source: str
    name: PayloadName
    sequence: int
    """Of the payload that was written; 0 for one to be taken away."""


class PreparedPayloads:
    """The prepared_payloads table, inside one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def of(self, source: str) -> tuple[Prepared, ...]:
        """Every file of a source whose fate was written, and may not be done yet."""
        columns = tables.prepared_payloads.c
        wanted = sa.select(columns.source, columns.name, columns.sequence).where(columns.source == source)
        wanted = wanted.order_by(columns.name)
        rows = self._connection.execute(wanted)
        return tuple(Prepared(source, PayloadName(name), sequence) for source, name, sequence in rows)

    def add(self, prepared: Sequence[Prepared]) -> None:
        """Write what is to be done of files; of two words on one, the last counts."""
        last = {(one.source, one.name): one for one in prepared}
        rows = [{"source": one.source, "name": one.name, "sequence": one.sequence} for one in last.values()]
        upsert(self._connection, tables.prepared_payloads, ("source", "name"), rows)

    def forget(self, done: Iterable[Prepared]) -> None:
        """Forget what is done, unless something else is to be done of the same file."""
        columns = tables.prepared_payloads.c
        for one in done:
            same = sa.and_(columns.source == one.source, columns.name == one.name, columns.sequence == one.sequence)
            self._connection.execute(sa.delete(tables.prepared_payloads).where(same))

"""Keeping raw payloads with the records they gave: both are kept, or neither, wherever the process is killed.

A payload is written aside, and the transaction that writes its records says that it is to be given its name; that is
done once the transaction is over, or by the next run when this one was killed between the two.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from schemas.types.payload import Payload
from schemas.types.payload_name import PayloadName
from schemas.types.state_keys import Remembered
from store.database import Database, Transaction
from store.journal.told import Told
from store.payloads import Payloads
from store.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Rooms:
    """Where things are kept."""

    database: Database
    payloads: Payloads
    told: Told = field(default_factory=Told)
    """What the journal tells, where the store is a new one that lacks it."""


class RawKeeping:
    """The payloads of one source, kept in one run."""

    def __init__(self, source: str, rooms: Rooms) -> None:
        self._source = source
        self._rooms = rooms
        self._sequence = 0
        self._prepared: list[Prepared] = []
        self._done: list[Prepared] = []
        self._known: set[PayloadName] = set()
        """The names given in the transaction under way."""

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Open a transaction of the store; the payloads saved in it get their names when it has ended well."""
        self._prepared.clear()
        self._known.clear()
        with self._rooms.database.transaction() as transaction:
            yield transaction
            transaction.prepared.forget(self._done)
            if self._prepared:
                transaction.prepared.add(self._prepared)
                transaction.states.update(self._source, {Remembered.SEQUENCE: str(self._sequence)})
        for one in self._prepared:
            _do(one, self._rooms.payloads)
        self._done = list(self._prepared)

    def save(self, transaction: Transaction, name: PayloadName, payload: Payload) -> None:
        """Keep a payload, in place of the one that had this name."""
        self._sequence = 1 + (self._sequence or self._last_sequence(transaction))
        self._rooms.payloads.prepare(self._source, name, replace(payload, sequence=self._sequence))
        self._prepared.append(Prepared(self._source, name, self._sequence))
        self._known.add(name)

    def _last_sequence(self, transaction: Transaction) -> int:
        known = transaction.states.of(self._source).get(Remembered.SEQUENCE)
        return int(known) if known is not None else self._rooms.payloads.last_sequence(self._source)

    def remove(self, name: PayloadName) -> None:
        """Take a payload away, or what is left of it; nothing happens when there is none of this name."""
        if name in self._known or self._rooms.payloads.has(self._source, name, whole=False):
            self._prepared.append(Prepared(self._source, name, 0))
            self._known.discard(name)

    def has(self, name: PayloadName) -> bool:
        """Say whether a payload of this name is kept whole, or is about to be."""
        return name in self._known or self._rooms.payloads.has(self._source, name)

    def lost(self, names: Iterator[PayloadName]) -> frozenset[PayloadName]:
        """Those of some names under which nothing is kept any more, or nothing sound."""
        return frozenset(name for name in set(names) if not self.has(name))


def recover(rooms: Rooms, source: str) -> None:
    """Do what a run that was killed had written it would do of a source's payloads."""
    with rooms.database.transaction() as transaction:
        waiting = transaction.prepared.of(source)
        for one in waiting:
            _do(one, rooms.payloads)
        transaction.prepared.forget(waiting)


def _do(one: Prepared, payloads: Payloads) -> None:
    if one.sequence:
        payloads.settle(one.source, one.name, one.sequence)
    else:
        payloads.remove(one.source, one.name)

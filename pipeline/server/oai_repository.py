"""The repository of the OAI-PMH answers, over the items the store gave out."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from feeds.oai.answers import answer
from feeds.oai.repository import Identity, Item, OaiSet, RecordsPage, Selection
from feeds.oai.sets import PARENTS
from pipeline.keeping.giving import SecondClock
from store.database import Database, Transaction
from store.published import Header


class OaiProvider:
    """Answers harvesters."""

    def __init__(self, database: Database, clock: SecondClock) -> None:
        self._database = database
        self._clock = clock

    def answer(self, pairs: Sequence[tuple[str, str]], identity: Identity) -> bytes:
        """Answer one request; raises StoreError."""
        with self._database.transaction() as transaction:
            # Inside the transaction: nothing may be given a date before this one and be seen only after.
            now = self._clock.of_answer(transaction)
            return answer(pairs, _StoredRepository(transaction, now), identity, now)


class _StoredRepository:
    """The items, inside one transaction."""

    def __init__(self, transaction: Transaction, now: str) -> None:
        self._transaction = transaction
        self._now = now

    @property
    def key(self) -> bytes:
        """Sign tokens with this."""
        return hashlib.sha256(f"jetons {self._transaction.identity}".encode()).digest()

    @property
    def earliest(self) -> str:
        """The first datestamp there is."""
        return self._transaction.published.bounds()[0] or self._now

    def sets(self) -> Sequence[OaiSet]:
        """Every set, each after the one it is in."""
        found = [OaiSet(spec, name) for spec, name in self._transaction.published.sets()]
        return sorted([*PARENTS, *found], key=lambda one: one.spec)

    def item(self, identifier: str, prefix: str) -> Item | None:
        """One record in a format."""
        found = self._transaction.published.one(identifier, prefix)
        return None if found is None else _item(found)

    def page(self, selection: Selection, prefix: str, size: int) -> RecordsPage:
        """The first records of a selection."""
        headers, remaining = self._transaction.published.page(
            since=selection.since,
            until=selection.until,
            spec=selection.set_spec,
            after=selection.after,
            prefix=prefix,
            size=size,
        )
        return RecordsPage([_item(header) for header in headers], remaining)


def _item(header: Header) -> Item:
    return Item(header.identifier, header.datestamp, header.sets, header.deleted, header.content)

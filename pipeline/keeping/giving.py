"""Bringing what harvesters are given up to date with the store: written once, dated when it is, never dated back.

A harvester that asks what changed since its last harvest must miss nothing: the date of an item and the date answers
bear are read from one clock, the store's, inside transactions that exclude each other, whatever process they are of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC

from feeds.oai.formats import Written, digest_of, write_production
from feeds.wording.identity import entry_id
from feeds.wording.production import GroupLabels, production_of
from pipeline.ground.clock import Clock
from pipeline.ground.settings import Settings
from schemas.files.group import Group
from schemas.types.record import PUBLISHED_CLASSES, StoredRecord
from store.database import Database, Transaction
from store.published import KnownItem, PublishedItem
from store.record_reading import latest_by_identifier

DATING = "dates de l'entrepôt OAI-PMH"
"""The lease under which what harvesters are given is written: one process at a time dates."""
_SLICE = 100
"""Items written in one transaction: harvesters are answered between two."""


class SecondClock:
    """Gives the present second as text (« 2026-11-23T08:00:00Z »); it never goes back, whatever the clock does."""

    def __init__(self, clock: Clock | None = None) -> None:
        """`clock` in place of the one that all who share the store share."""
        self._clock = clock
        self._last = ""

    def of_answer(self, transaction: Transaction) -> str:
        """The date of an answer: nothing will ever be dated before it that this transaction does not see."""
        transaction.await_dating()
        return self._now(transaction)

    def of_change(self, transaction: Transaction) -> str:
        """The date of what this transaction changes: no answer is given until it ends."""
        transaction.date_alone()
        return self._now(transaction)

    def _now(self, transaction: Transaction) -> str:
        instant = self._clock() if self._clock else transaction.instant
        self._last = max(self._last, f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")
        return self._last

    def start_from(self, second: str) -> None:
        """Never give an earlier second than this one."""
        self._last = max(self._last, second)


def refresh_published(
    settings: Settings,
    reading: Database,
    serving: Database,
    clock: SecondClock,
    *,
    is_stopped: Callable[[], bool] = lambda: False,
) -> int:
    """Write what changed since it was last given, and withdraw what is published no more; gives how many items.

    The store is read through one connection and written through another, so that harvesters do not wait.
    """
    with serving.transaction() as transaction:
        known = transaction.published.known()
        clock.start_from(transaction.published.bounds()[1])
    refreshing = _Refreshing(settings, serving, clock, known)
    with reading.transaction() as transaction:
        for stored in _once_each(transaction.records.all(evidence=False), transaction.records.shared()):
            refreshing.take(stored)
            if is_stopped():
                return refreshing.changed  # what was not written yet will be, the next time
    refreshing.finish()
    return refreshing.changed


def _once_each(records: Iterable[StoredRecord], shared: frozenset[str]) -> Iterator[StoredRecord]:
    """One record for each identifier: of those several sources give, the one the feeds publish."""
    held_back: list[StoredRecord] = []
    for stored in records:
        if stored.record.identifier in shared:
            held_back.append(stored)
        else:
            yield stored
    living = latest_by_identifier(stored for stored in held_back if stored.record.is_published)
    named = {stored.record.identifier for stored in living}
    yield from living
    yield from latest_by_identifier(stored for stored in held_back if stored.record.identifier not in named)


@dataclass
class _Refreshing:
    """One refreshing under way."""

    settings: Settings
    serving: Database
    clock: SecondClock
    known: dict[str, KnownItem]
    changed: int = 0
    _seen: set[str] = field(default_factory=set)
    _waiting: list[tuple[StoredRecord, str]] = field(default_factory=list)
    _groups: dict[str, Group] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._groups = {group.id: group for group in self.settings.groups}
        self._labels = GroupLabels(self.settings.groups)

    def take(self, stored: StoredRecord) -> None:
        """Take one record: written again if it changed."""
        record = stored.record
        was_published = record.traam.traam_class in PUBLISHED_CLASSES
        if not was_published:
            return
        identifier = entry_id(record.identifier)
        before = self.known.get(identifier)
        if record.deleted and before is not None:
            return  # what was given is withdrawn at the end, as all that is published no more
        digest = digest_of(record.canonical, self._group(stored), stored.updated)
        self._seen.add(identifier)
        if before is None or before.deleted or before.digest != digest:
            self._waiting.append((stored, digest))
        if len(self._waiting) >= _SLICE:
            self._write()

    def finish(self) -> None:
        """Write what is left, and withdraw what no record gives any more."""
        self._write()
        gone = [name for name, before in self.known.items() if not before.deleted and name not in self._seen]
        for start in range(0, len(gone), _SLICE):
            with self.serving.transaction() as transaction:
                date = self.clock.of_change(transaction)
                transaction.published.withdraw(gone[start : start + _SLICE], date)
        self.changed += len(gone)

    def _write(self) -> None:
        items = [self._item(stored, digest) for stored, digest in self._waiting]
        self._waiting.clear()
        with self.serving.transaction() as transaction:
            before = transaction.published.written([item.identifier for item in items])
            same = {item.identifier for item in items if _is_same(item, before.get(item.identifier))}
            back = [item for item in items if self._is_given_back(item)]
            if back:
                transaction.date_alone()
                transaction.published.give_back(back)
            kept = same.union(item.identifier for item in back)
            changed = [item for item in items if item.identifier not in kept]
            transaction.published.correct_digests(
                {item.identifier: item.digest for item in items if item.identifier in same}
            )
            if changed:
                transaction.published.save(changed, self.clock.of_change(transaction))
        self.changed += len(changed)

    def _item(self, stored: StoredRecord, digest: str) -> PublishedItem:
        written = write_production(production_of(stored, self._labels), self._group(stored))
        deleted = stored.record.deleted
        return PublishedItem(
            identifier=written.identifier,
            record=stored.record.identifier,
            digest=digest,
            deleted=deleted,
            sets=_sets(written),
            metadata={} if deleted else written.metadata,
        )

    def _is_given_back(self, item: PublishedItem) -> bool:
        before = self.known.get(item.identifier)
        return before is not None and before.is_given_back_as(item)

    def _group(self, stored: StoredRecord) -> Group | None:
        return self._groups.get(stored.record.groupe or "")


def _sets(written: Written) -> tuple[tuple[str, str], ...]:
    return tuple((one.spec, one.name) for one in written.sets)


def _is_same(item: PublishedItem, before: PublishedItem | None) -> bool:
    return before is not None and (item.metadata, item.sets) == (before.metadata, before.sets)

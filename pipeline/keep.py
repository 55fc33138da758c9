"""Keeping what one source gives: each batch is decided, then its payload, records and state are kept together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from harvester.batch import Batch
from pipeline.decide import decide, updated_at
from pipeline.read import Described, describe
from schemas.group import Group
from schemas.record import Change, Payload, RawRecord
from schemas.source import Source
from store.database import Database, Transaction
from store.payloads import Payloads
from store.records import Held, Saving

Clock = Callable[[], datetime]

MASS_SHARE = 0.10
MASS_COUNT = 5
"""More than a tenth of a source's records, and more than five of them or than half: a mass disappearance."""
_GONE = 410


@dataclass(frozen=True, slots=True)
class Rooms:
    """Where things are kept."""

    database: Database
    payloads: Payloads


class Keeper:
    """Keeps the batches of one source in one run, and counts."""

    def __init__(self, source: Source, groups: Sequence[Group], rooms: Rooms, run: int, clock: Clock) -> None:
        self._source = source
        self._groups = groups
        self._rooms = rooms
        self._run = run
        self._clock = clock
        self._seen: set[str] = set()
        self._tombstones: set[str] = set()
        self.counts: Counter[Change] = Counter()
        self.issues = 0
        self.to_confirm = 0
        """Pages missed for the first time: withdrawn if the next run misses them too."""

    @property
    def seen(self) -> int:
        """Count the records seen, each once; one already withdrawn, or withdrawn before we held it, is none."""
        return len(self._seen - self._tombstones)

    def keep(self, batch: Batch) -> None:
        """Keep one batch: all of it, or none of it when the process dies meanwhile."""
        described = [describe(raw, self._source, self._groups) for raw in _last_of_each(batch.records)]
        lost = [issue for item in described if item.record is None for issue in item.issues]
        with self._rooms.database.transaction() as transaction:
            savings, changed = self._decide(transaction, batch, described)
            if batch.fresh and batch.records and (changed or lost or batch.issues):
                # The payload first: a payload whose records were not kept is asked for again, and replaced.
                self._rooms.payloads.save(self._source.id, batch.name, batch.payload)
                self._rooms.payloads.remove(self._source.id, f"{batch.name}.gone")
            transaction.records.save(savings)
            transaction.records.replace_issues(self._source.id, [*lost, *batch.issues])
            changed |= self._withdraw_missing(transaction, batch)
            transaction.states.update(self._source.id, batch.state)
            if changed:
                transaction.count_change()
        self.issues += len(batch.issues) + sum(len(item.issues) for item in described)

    def _decide(
        self, transaction: Transaction, batch: Batch, described: Iterable[Described]
    ) -> tuple[list[Saving], bool]:
        held = transaction.records.held(self._source.id, [raw.identifier for raw in batch.records])
        now = self._clock()
        savings: list[Saving] = []
        changed = False
        for item in described:
            is_first_time = item.raw.identifier not in self._seen
            self._seen.add(item.raw.identifier)
            if item.record is None:
                continue
            known = held.get(item.raw.identifier)
            change = decide(item.record, known)
            saving = _saving(item, known, change, batch.name, now)
            if saving.record.deleted and known is not None:
                saving = replace(saving, record=transaction.records.withdrawn(saving.record))
            savings.append(saving)
            changed |= known is None or change is not Change.UNCHANGED
            if item.record.deleted and change is Change.UNCHANGED:
                self._tombstones.add(item.raw.identifier)
            else:
                self.counts[change] += change is not Change.UNCHANGED or is_first_time
        return savings, changed

    def _withdraw_missing(self, transaction: Transaction, batch: Batch) -> bool:
        """Withdraw what is gone for certain or missed by two runs; remember what is missed for the first time."""
        held = transaction.records.held(self._source.id, batch.missing)
        certain = [*batch.gone]
        for identifier, known in held.items():
            if known.deleted:
                continue
            if known.missing_since is None or known.missing_since == self._run:
                transaction.records.mark_missing(self._source.id, identifier, self._run)
                self.to_confirm += 1
            else:
                certain.append(identifier)
        name = f"{batch.name}.gone" if batch.fresh else None
        return self._withdraw(transaction, certain, name, batch.payload.url)

    def _withdraw(self, transaction: Transaction, identifiers: Sequence[str], name: str | None, url: str) -> bool:
        """Withdraw records; the notice of their absence is kept under the name, if any, as payloads are."""
        if not identifiers:
            return False
        now = self._clock()
        held = transaction.records.held(self._source.id, identifiers)
        living = [known for known in held.values() if not known.deleted]
        notice = Payload(
            self._source.id, url, now, _GONE, "", b"", "absence", gone=tuple(known.identifier for known in living)
        )
        if living and name:
            self._rooms.payloads.save(self._source.id, name, notice)
        transaction.records.withdraw(self._source.id, living, now)
        self.counts[Change.DELETED] += len(living)
        return bool(living)

    def withdraw_vanished(self, *, confirmed: bool) -> str:
        """Withdraw the records a whole list did not name any more; gives what to say when it is held back."""
        with self._rooms.database.transaction() as transaction:
            held = transaction.records.all_held(self._source.id)
            vanished = [identifier for identifier in held if identifier not in self._seen]
            if not confirmed and _is_mass(len(vanished), len(held)):
                return (
                    f"{len(vanished)} notices sur {len(held)} ont disparu de la source : rien n'est retiré ; "
                    f"si c'est voulu, « traam harvest {self._source.id} --full --accept-vanished »"
                )
            now = self._clock()
            if self._withdraw(transaction, vanished, f"oai/{now:%Y%m%dT%H%M%S%fZ}-gone", self._source.url):
                transaction.count_change()
        return ""


def _is_mass(vanished: int, held: int) -> bool:
    return vanished > MASS_SHARE * held and (vanished > MASS_COUNT or 2 * vanished > held)


def _last_of_each(records: Iterable[RawRecord]) -> list[RawRecord]:
    """Keep the last of the raw records that share an identifier: it is the latest word of the source."""
    return list({raw.identifier: raw for raw in records}.values())


def _saving(item: Described, known: Held | None, change: Change, name: str, now: datetime) -> Saving:
    assert item.record is not None
    is_unchanged = change is Change.UNCHANGED and known is not None
    return Saving(
        record=item.record,
        first_seen=known.first_seen if known else now,
        changed_at=known.changed_at if is_unchanged and known else now,
        updated=updated_at(change, item.record, known, datestamp=item.raw.datestamp, now=now),
        payload=known.payload if is_unchanged and known else name,
        issues=item.issues,
    )

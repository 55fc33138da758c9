"""Reading kept payloads again, by other rules or other knowledge: nothing is asked, so nothing is seen nor missed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.describing.read import Described
from pipeline.keeping.decide import Intent, Verdict, as_told, is_being_found, updated_at
from pipeline.rereading.standing import Key, Standing
from schemas.files.source import Source
from schemas.types.record import Change, RawRecord
from store.database import Transaction
from store.journal.told import Dates
from store.rows import FORMER_RANK, Held, Saving
from store.traits import Traits


@dataclass(frozen=True, slots=True)
class Rereading:
    """In which run a record is read again, and where it stands."""

    since_run: int
    """The run under way, or the first of the killed ones it goes on from; 0 for a rebuilding, which is no run."""
    standing: Standing
    rank: int
    told: Dates | None = None
    """What the journal tells of it."""


def decide_again(described: Described, held: Held | None, rereading: Rereading, now: datetime) -> Intent:
    """Say what becomes of a record read again; nothing but what is given is looked at.

    One that is withdrawn stays so, unless a payload that came after that gives it living.
    """
    raw, record, standing = described.raw, described.record, rereading.standing
    if record is None:
        return Intent(raw.identifier, Verdict.UNREADABLE)
    if held is not None and held.deleted and (standing.deleted or standing.said_at <= held.changed_at):
        return Intent(raw.identifier, Verdict.STILL_WITHDRAWN)
    if standing.deleted:
        verdict = Verdict.NEVER_HELD if held is None else Verdict.WITHDRAWN
    elif held is None:
        verdict = Verdict.NEW
    else:
        is_same = not held.deleted and held.fingerprint == record.fingerprint
        verdict = Verdict.UNCHANGED if is_same else Verdict.MODIFIED
    return Intent(raw.identifier, verdict, _saving(described, held, rereading, verdict, now))


def _saving(described: Described, held: Held | None, rereading: Rereading, verdict: Verdict, now: datetime) -> Saving:
    assert described.record is not None
    raw, standing = described.raw, rereading.standing
    record = described.record.as_deleted() if standing.deleted else described.record
    saving = Saving(
        record=record,
        first_seen=now,
        changed_at=now,
        updated=updated_at(held, record, datestamp=raw.datestamp, now=now),
        payload=standing.payload,
        issues=() if standing.deleted else described.issues,
        format=raw.format,
        rank=rereading.rank,
        datestamp=standing.datestamp,
        lists=standing.lists,
        is_withdrawal=raw.deleted,
    )
    if (dated := as_told(saving, rereading.told)) is not None and verdict is not Verdict.UNCHANGED:
        seen_run, missing_since = (held.seen_run, held.missing_since) if held is not None else (0, None)
        return replace(dated, seen_run=seen_run, missing_since=missing_since)
    if held is None:
        return replace(saving, first_seen=rereading.told.first_seen) if rereading.told else saving
    saving = replace(saving, first_seen=held.first_seen, seen_run=held.seen_run, missing_since=held.missing_since)
    if verdict is Verdict.UNCHANGED:
        return replace(saving, changed_at=held.changed_at, updated=held.updated, is_unchanged=True)
    if verdict is Verdict.MODIFIED and rereading.told is None and is_being_found(held, rereading.since_run):
        # Nobody has seen yet what the run under way found.
        found_at = held.changed_at
        return replace(
            saving, changed_at=found_at, updated=updated_at(None, record, datestamp=raw.datestamp, now=found_at)
        )
    return saving


class Rereader:
    """Writes what is read again of one source, and counts."""

    def __init__(self, source: Source, since_run: int = 0, told: Mapping[Key, Dates] | None = None) -> None:
        self._source = source
        self._told = told or {}
        self._since_run = since_run
        self.named: defaultdict[Change, set[Key]] = defaultdict(set)
        """The records of which something became, by what did."""
        self.undated = 0
        """New records of which the journal does not tell when they were first seen."""

    def keep(
        self,
        transaction: Transaction,
        described: Sequence[Described],
        standings: Mapping[Key, Standing],
        now: datetime,
    ) -> None:
        """Decide what becomes of some records read again, and do it."""
        held = self._held(transaction, [item.raw for item in described])
        intents = [self._intent(item, held, standings, now) for item in described]
        transaction.records.save([intent.saving for intent in intents if intent.saving is not None])
        for intent, item in zip(intents, described, strict=True):
            if intent.verdict is Verdict.UNREADABLE:
                transaction.records.replace_issues(self._source.id, item.issues)
            elif intent.change is not None:
                self.named[intent.change].add((item.raw.format, item.raw.identifier))
                self.undated += intent.change is Change.NEW and (item.raw.format, item.raw.identifier) not in self._told
        changed = [item for intent, item in zip(intents, described, strict=True) if intent.changes_record]
        if changed:
            transaction.count_change()
        traits = [Traits(item.raw.identifier, item.beginnings, item.sketch) for item in changed]
        if self._source.kind == "site" and (kept := [one for one in traits if one.beginnings or one.sketch]):
            transaction.traits.save(self._source.id, kept)

    def _held(self, transaction: Transaction, raws: Sequence[RawRecord]) -> dict[Key, Held]:
        held: dict[Key, Held] = {}
        for name in sorted({raw.format for raw in raws}):
            named = [raw.identifier for raw in raws if raw.format == name]
            found = transaction.records.held(self._source.id, named, name)
            held |= {(name, identifier): known for identifier, known in found.items()}
        return held

    def _intent(
        self, item: Described, held: Mapping[Key, Held], standings: Mapping[Key, Standing], now: datetime
    ) -> Intent:
        key = item.raw.format, item.raw.identifier
        formats = self._source.metadata_prefix
        former = FORMER_RANK if self._source.kind == "oai" else 0
        rank = formats.index(item.raw.format) if item.raw.format in formats else former
        return decide_again(
            item, held.get(key), Rereading(self._since_run, standings[key], rank, self._told.get(key)), now
        )


def standing_of(known: Held, said_at: datetime) -> Standing:
    """Where a living record stands, as it is held."""
    return Standing(known.payload, said_at, known.datestamp, lists=known.lists, living=known.payload)

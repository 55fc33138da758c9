"""Keeping what one source gives: what is decided of each batch is done, its payload, records and state together."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from harvester.batch import Batch
from pipeline.describing.read import Beside, Described, describe
from pipeline.ground.clock import Clock
from pipeline.keeping.absences import Missed
from pipeline.keeping.decide import EVERYTHING, Intent, Telling, Verdict, decide, latest_of_each, with_told
from pipeline.keeping.leaving import Leaving
from pipeline.keeping.raw_keeping import RawKeeping, Rooms
from pipeline.keeping.renaming import returned_of
from schemas.files.group import Group
from schemas.files.source import Source
from schemas.runs.frontier import Fate, Waypoint, WaypointKey
from schemas.types.issue import Issue
from schemas.types.payload import Payload
from schemas.types.payload_name import PayloadName
from schemas.types.record import Change, RawRecord
from schemas.types.state_keys import Remembered, StateChanges
from store.database import Transaction
from store.rows import Held
from store.traits import Traits

_MOST_FOUND = 20_000
_SLICE = 200
"""Records described at once: memory stays flat whatever the size of a repository's pages."""


@dataclass
class _Kept:
    """What is to be remembered of the intents of one batch, once they are executed."""

    changes: bool = False
    says_new: bool = False
    outdated: set[str] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)

    def add(self, intent: Intent) -> None:
        if intent.changes_record:
            self.changes = True
        if intent.says_new:
            self.says_new = True
        if intent.verdict is Verdict.OUTDATED:
            self.outdated.add(intent.identifier)
        if intent.verdict is Verdict.UNREADABLE:
            self.unread.add(intent.identifier)


class Keeper:
    """Keeps the batches of one source in one run, and counts."""

    def __init__(
        self,
        source: Source,
        groups: Sequence[Group],
        rooms: Rooms,
        run: int,
        clock: Clock,
        beside: Beside | None = None,
    ) -> None:
        self._beside = beside or Beside()
        self._source = source
        self._groups = groups
        self._rooms = rooms
        self._raw = RawKeeping(source.id, rooms)
        self._told = rooms.told.dates_of(source.id)
        self._run = run
        with rooms.database.transaction() as transaction:
            self.since_run = transaction.runs.first_unended(run)
            """The first of the killed runs this one goes on from; this one when there are none."""
        self._clock = clock
        self.unidentified = 0
        """Records that came and could not be told from others."""
        self.lost: set[PayloadName] = set()
        """Names of payloads that were lost or damaged, and whose records came again."""
        self.unread: dict[str, None] = {}
        """Identifiers of the records that came in this run and could not be read, in their order."""
        self._state: StateChanges = {}
        self.found: set[str] = set()
        """Identifiers found by this run, a few thousand at most: a renaming shows in them."""
        self._returned: dict[str, str] | None = None
        self._turned: dict[tuple[str, str], Held] = {}
        """By format and identifier, what was held of the records this run withdrew or brought back."""
        self.counts: Counter[Change] = Counter()
        self.leaving = Leaving(source, self._raw, run, clock, self.counts)
        self.seen = 0
        """Records seen, each once a format; one already withdrawn, or withdrawn before we held it, is none."""
        self.issues = 0
        self.left: dict[str, str] = {}
        """The records withdrawn from a list and living in another one, each with the set of the list it left."""

    def keep(self, batch: Batch) -> None:
        """Keep one batch: all of it, or none of it when the process dies meanwhile."""
        with self._raw.transaction() as transaction:
            kept = _Kept()
            unread: list[Described] = []
            for described in self._described(latest_of_each(batch.records)):
                for intent in self._keep_some(transaction, [(item, batch) for item in described]):
                    kept.add(intent)
                unread += (item for item in described if item.record is None)
            self._keep_rest(transaction, batch, kept)
            self._keep_way(transaction, [batch], unread)
            if kept.changes:
                transaction.count_change()

    def keep_together(self, batches: Sequence[tuple[Batch, Sequence[Described]]]) -> None:
        """Keep small batches, described already, in one transaction; each holds other records than the rest."""
        with self._raw.transaction() as transaction:
            pairs = [(item, batch) for batch, described in batches for item in described]
            kept = {batch.name: _Kept() for batch, _ in batches}
            for intent, (_, batch) in zip(self._keep_some(transaction, pairs), pairs, strict=True):
                kept[batch.name].add(intent)
            for batch, _ in batches:
                self._keep_rest(transaction, batch, kept[batch.name])
            unread = [item for item, _ in pairs if item.record is None]
            self._keep_way(transaction, [batch for batch, _ in batches], unread)
            if any(one.changes for one in kept.values()):
                transaction.count_change()

    def _described(self, raws: Sequence[RawRecord]) -> Iterator[list[Described]]:
        for start in range(0, len(raws), _SLICE):
            some = raws[start : start + _SLICE]
            yield [describe(raw, self._source, self._groups, self._beside) for raw in some]

    def _keep_some(self, transaction: Transaction, pairs: Sequence[tuple[Described, Batch]]) -> list[Intent]:
        """Decide what becomes of some records, and do it; gives what was decided, in their order."""
        if not pairs:
            return []
        held = self._held(transaction, [item.raw for item, _ in pairs])
        lost = self._raw.lost(known.payload for known in held.values())
        self.lost |= lost
        for name in lost - {batch.name for _, batch in pairs}:
            self._raw.remove(name)
        superseded = transaction.successions.noted(self._source.id, [item.raw.identifier for item, _ in pairs])
        now = self._clock()
        intents: list[Intent] = []
        for item, batch in pairs:
            key = item.raw.format, item.raw.identifier
            telling = self._telling(batch, lost, superseded)
            intent = decide(item, held.get(key), telling, now, self._turned.get(key))
            intents.append(intent if key in held else with_told(intent, self._told.get(key)))
            self._note_turned(key, held.get(key), intents[-1])
        self._execute(transaction, intents, held, pairs)
        self._note_come(transaction, intents, superseded)
        return intents

    def _note_turned(self, key: tuple[str, str], known: Held | None, intent: Intent) -> None:
        """Remember what was held of a record before this run turned it, until it turns it back."""
        if intent.undoes is not None:
            del self._turned[key]
        elif known is not None and intent.saving is not None and known.deleted != intent.saving.record.deleted:
            self._turned[key] = known

    def _note_come(self, transaction: Transaction, intents: Sequence[Intent], superseded: Mapping[str, str]) -> None:
        """Remember that records came or came back, until it is known whether others went by their names before."""
        living = {one.identifier for one in intents if one.saving and not one.saving.record.deleted}
        back = {name: superseded[name] for name in sorted(living & superseded.keys())}
        transaction.successions.end(self._source.id, back)
        is_first = self._returned is None and any(one.verdict is Verdict.NEW for one in intents)
        if self._source.kind == "oai" and (back or is_first):
            self._returned = returned_of(transaction.states.of(self._source.id)) | back
            returned = json.dumps(self._returned, ensure_ascii=False)
            transaction.states.update(self._source.id, {Remembered.COME: returned})

    def _held(self, transaction: Transaction, raws: Sequence[RawRecord]) -> dict[tuple[str, str], Held]:
        held: dict[tuple[str, str], Held] = {}
        for name in sorted({raw.format for raw in raws}):  # a site's pages and documents are kept together
            named = [raw.identifier for raw in raws if raw.format == name]
            found = transaction.records.held(self._source.id, named, name)
            held |= {(name, identifier): known for identifier, known in found.items()}
        return held

    def _telling(self, batch: Batch, lost: frozenset[PayloadName], superseded: Mapping[str, str]) -> Telling:
        set_spec = batch.payload.set_spec if batch.payload is not None else EVERYTHING
        sets = frozenset(self._source.sets or (EVERYTHING,))
        formats = self._source.metadata_prefix
        return Telling(self._run, batch.name, set_spec, sets, formats, lost, frozenset(superseded), self.since_run)

    def _execute(
        self,
        transaction: Transaction,
        intents: Sequence[Intent],
        held: Mapping[tuple[str, str], Held],
        pairs: Sequence[tuple[Described, Batch]],
    ) -> None:
        """Do what was decided, and count it."""
        savings = [intent.saving for intent in intents if intent.saving is not None]
        transaction.records.save(savings)
        for intent, (item, batch) in zip(intents, pairs, strict=True):
            self._count(intent, item)
            if intent.verdict is Verdict.NEW and len(self.found) < _MOST_FOUND:
                self.found.add(intent.identifier)
            known = held.get((item.raw.format, item.raw.identifier))
            if intent.lists is not None and known is not None:
                transaction.records.set_lists(known, intent.lists)
                if intent.verdict is Verdict.LEFT_LIST and batch.payload is not None:
                    self.left[intent.identifier] = batch.payload.set_spec
        described = [item for item, _ in pairs]
        if self._source.kind == "site":
            transaction.link_checks.forget([saving.record.identifier for saving in savings])
            changed = {intent.identifier for intent in intents if intent.changes_record}
            self._keep_traits(transaction, [item for item in described if item.raw.identifier in changed])
        self._keep_issues(transaction, [issue for item in described if item.record is None for issue in item.issues])

    def _count(self, intent: Intent, item: Described) -> None:
        if intent.undoes is not None:
            self.counts[intent.undoes] -= 1
        if intent.is_counted_seen:
            self.seen += 1
        if intent.change is not None and (intent.change is not Change.UNCHANGED or intent.first_time):
            self.counts[intent.change] += 1
        if item.record is not None:
            self.issues += len(item.issues)
            self.unread.pop(intent.identifier, None)

    def _keep_traits(self, transaction: Transaction, described: Sequence[Described]) -> None:
        """Keep what the pages of the TraAM are compared by."""
        traits = [
            Traits(item.raw.identifier, item.beginnings, item.sketch)
            for item in described
            if item.beginnings or item.sketch
        ]
        if traits:
            transaction.traits.save(self._source.id, traits)

    def _keep_issues(self, transaction: Transaction, issues: Sequence[Issue]) -> None:
        """Keep the issues of records that were seen and could not be cut out or read."""
        self.issues += len(issues)
        unread = [one.identifier for one in issues if one.level == "error"]
        self.unidentified += unread.count("")
        self.unread.update(dict.fromkeys(filter(None, unread)))
        transaction.records.replace_issues(self._source.id, issues)
        seen = {issue.identifier for issue in issues if issue.identifier}
        transaction.records.mark_seen(self._source.id, seen, self._run)

    def _keep_rest(self, transaction: Transaction, batch: Batch, kept: _Kept) -> None:
        """Keep what comes with records that are kept: the payload where it says something new, documents, absences."""
        self._keep_issues(transaction, batch.issues)
        if batch.payload and batch.records and (kept.says_new or batch.issues):
            if batch.fresh:
                noted = replace(batch.payload, outdated=tuple(sorted(kept.outdated)), unread=tuple(sorted(kept.unread)))
                self._raw.save(transaction, batch.name, noted)
            self._raw.remove(batch.name.notice)
        if batch.payload and batch.payload.left_out:
            # The repository still gives them, if in the wrong list: they have not vanished.
            transaction.records.mark_seen(self._source.id, batch.payload.left_out, self._run)
        for name in {format_name for format_name, _ in batch.seen}:
            named = [identifier for format_name, identifier in batch.seen if format_name == name]
            transaction.records.mark_seen(self._source.id, named, self._run, name)
        for name, payload in batch.joined:
            self._keep_joined(transaction, name, payload)
        url = batch.payload.url if batch.payload else self._source.url
        self.leaving.note(batch.missing, Missed(url, is_certain=False))
        self.leaving.note(batch.gone, Missed(url, is_certain=True))
        self.leaving.renamed.update(batch.renamed)

    def _keep_joined(self, transaction: Transaction, name: PayloadName, payload: Payload) -> None:
        """Keep a joined document, unless it is the one held already."""
        held = self._rooms.payloads.read(self._source.id, name)
        if held is None or held.sha256 != payload.sha256:
            self._raw.save(transaction, name, payload)
            transaction.notes.joined(self._source.id, name)

    def _keep_way(self, transaction: Transaction, batches: Sequence[Batch], unread: Sequence[Described]) -> None:
        """Keep where the harvest stands after some batches, and what it met on its way."""
        state = {key: value for batch in batches for key, value in batch.state.items()}
        if state != self._state:
            transaction.states.update(self._source.id, state)
            self._state = state
        transaction.waypoints.save(self._source.id, _together(batches), self._run, self._clock())
        for item in unread if self._source.kind == "site" else ():
            # That pages could not be read is said once their addresses are kept.
            reason = item.issues[0].message if item.issues else ""
            transaction.waypoints.settle(self._source.id, item.raw.identifier, Fate.UNREADABLE, reason)


def _together(batches: Sequence[Batch]) -> tuple[Waypoint, ...]:
    """The addresses of some batches, each once with the last fate said of it."""
    if len(batches) == 1:
        return batches[0].waypoints
    waypoints: dict[WaypointKey, Waypoint] = {}
    for one in (waypoint for batch in batches for waypoint in batch.waypoints):
        waypoints[one.key] = one.after(waypoints.get(one.key))
    return tuple(waypoints.values())

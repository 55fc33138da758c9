"""Keeping what one source gives: each batch is decided, then its payload, records and state are kept together."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from harvester.batch import Batch
from pipeline.clock import Clock
from pipeline.decide import decide, read_instant, updated_at
from pipeline.read import Beside, Described, describe
from schemas.frontier import Fate, Waypoint
from schemas.group import Group
from schemas.issue import Issue
from schemas.link_check import LinkCheck
from schemas.record import Change, Payload, RawRecord
from schemas.source import Source
from store.database import Database, Transaction
from store.payloads import Payloads
from store.records import FORMER_RANK, Held, Saving
from store.traits import Traits

MASS_SHARE = 0.10
MASS_COUNT = 5
"""More than a tenth of a source's records, and more than five of them or than half: a mass disappearance."""
_GONE = 410
_SLICE = 200
"""Records described at once: memory stays flat whatever the size of a repository's pages."""


@dataclass(frozen=True, slots=True)
class _Missed:
    """One page that did not answer as itself."""

    notice: str | None
    """The name its absence is kept under, if it is kept."""
    url: str
    is_certain: bool
    """True when it said itself that it is gone."""


@dataclass(frozen=True, slots=True)
class Rooms:
    """Where things are kept."""

    database: Database
    payloads: Payloads


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
        self._run = run
        self._clock = clock
        self._unidentified = 0
        self._state: Mapping[str, str | None] = {}
        self._missed: dict[str, _Missed] = {}
        self._unread: list[Described] = []
        self.counts: Counter[Change] = Counter()
        self.seen = 0
        """Records seen, each once a format; one already withdrawn, or withdrawn before we held it, is none."""
        self.issues = 0
        self.to_confirm = 0
        """Pages missed for the first time: withdrawn if the next run misses them too."""

    def keep(self, batch: Batch) -> None:
        """Keep one batch: all of it, or none of it when the process dies meanwhile."""
        with self._rooms.database.transaction() as transaction:
            noted: set[str] = set()
            changed = False
            for described in self._described(latest_of_each(batch.records)):
                of_slice, to_note = self._keep_slice(transaction, described, lambda _: batch.name)
                changed |= of_slice
                noted |= to_note
                self._unread.extend(item for item in described if item.record is None)
            self._keep_rest(transaction, batch, noted, changed=changed)
            self._settle_unread(transaction)

    def keep_together(self, batches: Sequence[tuple[Batch, Sequence[Described]]]) -> None:
        """Keep small batches, described already, in one transaction; each holds other records than the rest."""
        names = {item.raw.identifier: batch.name for batch, described in batches for item in described}
        with self._rooms.database.transaction() as transaction:
            together = [item for _, described in batches for item in described]
            changed, noted = self._keep_slice(transaction, together, names.__getitem__) if together else (False, set())
            for batch, _ in batches[:-1]:
                self._keep_rest(transaction, replace(batch, state={}, waypoints=()), noted)
            last = batches[-1][0]
            waypoints: dict[str, Waypoint] = {}
            for one in itertools.chain.from_iterable(batch.waypoints for batch, _ in batches):
                waypoints[one.key] = one.after(waypoints.get(one.key))
            state = {key: value for batch, _ in batches for key, value in batch.state.items()}
            last = replace(last, state=state, waypoints=tuple(waypoints.values()))
            self._keep_rest(transaction, last, noted, changed=changed)
            self._unread.extend(item for item in together if item.record is None)
            self._settle_unread(transaction)

    def _settle_unread(self, transaction: Transaction) -> None:
        """Say that pages that could not be read are not held; to be done once their addresses are kept."""
        for item in self._unread if self._source.kind == "site" else ():
            reason = item.issues[0].message if item.issues else ""
            transaction.waypoints.settle(self._source.id, item.raw.identifier, Fate.UNREADABLE, reason)
        self._unread.clear()

    def _described(self, raws: Sequence[RawRecord]) -> Iterator[list[Described]]:
        for start in range(0, len(raws), _SLICE):
            some = raws[start : start + _SLICE]
            yield [describe(raw, self._source, self._groups, self._beside) for raw in some]

    def _keep_rest(self, transaction: Transaction, batch: Batch, noted: set[str], *, changed: bool = False) -> None:
        """Keep what comes with records that are kept: the payload where it says something new, absences, the state."""
        self._keep_issues(transaction, batch.issues)
        is_new = bool(batch.issues) or any(raw.identifier in noted for raw in batch.records)
        if batch.payload and batch.fresh and batch.records and is_new:
            # Before the transaction ends: a payload whose records were not kept is asked for again, and replaced.
            self._rooms.payloads.save(self._source.id, batch.name, batch.payload)
            self._rooms.payloads.remove(self._source.id, f"{batch.name}.gone")
        if batch.payload and batch.payload.left_out:
            # The repository still gives them, if in the wrong list: they have not vanished.
            transaction.records.mark_seen(self._source.id, batch.payload.left_out, self._run)
        for name, payload in batch.joined:
            self._keep_joined(name, payload)
        self._note_missed(batch)
        if batch.state != self._state:
            transaction.states.update(self._source.id, batch.state)
            self._state = batch.state
        transaction.waypoints.save(self._source.id, batch.waypoints, self._run, self._clock())
        if changed:
            transaction.count_change()

    def _keep_joined(self, name: str, payload: Payload) -> None:
        """Keep a joined document, unless it is the one held already."""
        held = self._rooms.payloads.read(self._source.id, name)
        if held is None or held.sha256 != payload.sha256:
            self._rooms.payloads.save(self._source.id, name, payload)

    def _keep_traits(self, transaction: Transaction, described: Sequence[Described]) -> None:
        """Keep what the pages of the TraAM are compared by."""
        traits = [
            Traits(item.raw.identifier, item.beginnings, item.sketch)
            for item in described
            if item.beginnings or item.sketch
        ]
        transaction.traits.save(self._source.id, traits)

    def _keep_slice(
        self, transaction: Transaction, described: Sequence[Described], name_of: Callable[[str], str]
    ) -> tuple[bool, set[str]]:
        """Keep some records; gives whether any changed, and which changed or could not be read.

        `name_of` gives the name of the payload an identifier was read from.
        """
        lost = [issue for item in described if item.record is None for issue in item.issues]
        savings, changed = self._decide(transaction, described, name_of)
        transaction.records.save(savings)
        if self._source.kind == "site":
            transaction.link_checks.forget([saving.record.identifier for saving in savings])
        if changed and self._source.kind == "site":
            self._keep_traits(transaction, [item for item in described if item.raw.identifier in changed])
        self._keep_issues(transaction, lost)
        self.issues += sum(len(item.issues) for item in described if item.record is not None)
        return bool(changed), changed | {item.raw.identifier for item in described if item.record is None}

    def _keep_issues(self, transaction: Transaction, issues: Sequence[Issue]) -> None:
        """Keep the issues of records that were seen and could not be cut out or read."""
        self.issues += len(issues)
        self._unidentified += sum(issue.level == "error" and not issue.identifier for issue in issues)
        transaction.records.replace_issues(self._source.id, issues)
        seen = {issue.identifier for issue in issues if issue.identifier}
        transaction.records.mark_seen(self._source.id, seen, self._run)

    def _decide(
        self, transaction: Transaction, described: Iterable[Described], name_of: Callable[[str], str]
    ) -> tuple[list[Saving], set[str]]:
        described = list(described)
        held: dict[str, Held] = {}
        for name in sorted({item.raw.format for item in described}):  # a site's pages and documents are kept together
            named = [item.raw.identifier for item in described if item.raw.format == name]
            held |= transaction.records.held(self._source.id, named, name)
        now = self._clock()
        savings: list[Saving] = []
        changed: set[str] = set()
        for item in described:
            known = held.get(item.raw.identifier)
            is_first_time = known is None or known.seen_run != self._run
            if item.record is None or (not is_first_time and known is not None and _is_older(item.raw, known)):
                self.seen += item.record is None and is_first_time
                continue
            change = decide(item.record, known)
            saving = self._saving(item, known, change, name_of(item.raw.identifier), now)
            if saving.record.deleted and known is not None:
                saving = replace(saving, record=transaction.records.withdrawn(saving.record, saving.format))
            savings.append(saving)
            if known is None or change is not Change.UNCHANGED:
                changed.add(item.raw.identifier)
            if not (item.record.deleted and change is Change.UNCHANGED):
                self.seen += is_first_time
                self.counts[change] += change is not Change.UNCHANGED or is_first_time
        return savings, changed

    def _saving(self, item: Described, known: Held | None, change: Change, name: str, now: datetime) -> Saving:
        assert item.record is not None
        if known is not None and _is_of_this_run(known, self._run) and change is Change.MODIFIED:
            # Read again in the run that found it: nobody has seen it otherwise yet.
            said = updated_at(Change.NEW, item.record, None, datestamp=item.raw.datestamp, now=known.changed_at)
            return self._written(item, known.first_seen, known.changed_at, said, name)
        is_unchanged = change is Change.UNCHANGED and known is not None
        saving = self._written(
            item,
            known.first_seen if known else now,
            known.changed_at if is_unchanged and known else now,
            updated_at(change, item.record, known, datestamp=item.raw.datestamp, now=now),
            known.payload if is_unchanged and known else name,
        )
        return replace(saving, is_unchanged=is_unchanged)

    def _written(
        self, item: Described, first_seen: datetime, changed_at: datetime, updated: datetime, payload: str
    ) -> Saving:
        assert item.record is not None
        formats = self._source.metadata_prefix
        return Saving(
            record=item.record,
            first_seen=first_seen,
            changed_at=changed_at,
            updated=updated,
            payload=payload,
            issues=item.issues,
            format=item.raw.format,
            rank=formats.index(item.raw.format) if item.raw.format in formats else 0,
            datestamp=item.raw.datestamp,
            seen_run=self._run,
        )

    def _note_missed(self, batch: Batch) -> None:
        """Note the pages missed: only the end of the run tells a page gone from a site out of order."""
        notice = f"{batch.name}.gone" if batch.fresh else None
        url = batch.payload.url if batch.payload else self._source.url
        for identifier in (*batch.missing, *batch.gone):
            self._missed[identifier] = _Missed(notice, url, is_certain=identifier in batch.gone)

    def withdraw_missed(self, *, confirmed: bool) -> str:
        """Withdraw the pages gone for certain or missed by two runs, and remember those missed for the first time.

        Nothing is withdrawn nor remembered when they are a mass, unless it is confirmed: gives what to say then.
        """
        if not self._missed:
            return ""
        with self._rooms.database.transaction() as transaction:
            held = transaction.records.held(self._source.id, list(self._missed)).values()
            missed = [known for known in held if not known.deleted and known.seen_run != self._run]
            living = transaction.records.count(self._source.id)
            if not confirmed and _is_mass(len(missed), living):
                return (
                    f"{len(missed)} pages sur {living} introuvables d'un coup : rien n'est retiré ; "
                    f"si c'est voulu, « traam harvest {self._source.id} --accept-vanished »"
                )
            changed = False
            for known in missed:
                seen = self._missed[known.identifier]
                if confirmed or seen.is_certain or known.missing_since not in {None, self._run}:
                    changed |= self._withdraw(transaction, [known], seen.notice, seen.url)
                else:
                    transaction.records.mark_missing(self._source.id, known.identifier, self._run)
                    transaction.link_checks.save([_missed_link(known.identifier, self._clock())])
                    self.to_confirm += 1
            if changed:
                transaction.count_change()
        return ""

    def _withdraw(self, transaction: Transaction, gone: Sequence[Held], name: str | None, url: str) -> bool:
        """Withdraw records; the notice of their absence is kept under the name, if any, as payloads are."""
        if not gone:
            return False
        now = self._clock()
        by_format: dict[str, list[str]] = {}
        for known in gone:
            by_format.setdefault(known.format, []).append(known.identifier)
        for number, (format_name, identifiers) in enumerate(sorted(by_format.items())):
            notice = Payload(
                self._source.id, url, now, _GONE, "", b"", "absence", gone=tuple(identifiers), format=format_name
            )
            if name:
                self._rooms.payloads.save(self._source.id, f"{name}{number or ''}", notice)
        transaction.records.withdraw(self._source.id, gone, now)
        self.counts[Change.DELETED] += len(gone)
        return True

    def withdraw_vanished(self, since_run: int, *, confirmed: bool) -> str:
        """Withdraw the records no run saw since that one; gives what to say when it is held back."""
        with self._rooms.database.transaction() as transaction:
            vanished = transaction.records.unseen_since(self._source.id, since_run)
            living = transaction.records.count(self._source.id)
            if vanished and self._unidentified:
                return (
                    f"{self._unidentified} notices illisibles et sans identifiant : impossible de dire si "
                    f"{len(vanished)} notices ont disparu, rien n'est retiré"
                )
            resources = {known.identifier for known in vanished if known.rank < FORMER_RANK}
            if not confirmed and _is_mass(len(resources), living):
                return (
                    f"{len(resources)} notices sur {living} ont disparu de la source : rien n'est retiré ; "
                    f"si c'est voulu, « traam harvest {self._source.id} --full --accept-vanished »"
                )
            now = self._clock()
            if self._withdraw(transaction, vanished, f"oai/{now:%Y%m%dT%H%M%S%fZ}-gone", self._source.url):
                transaction.count_change()
        return ""


def _missed_link(identifier: str, now: datetime) -> LinkCheck:
    """Note that a page, known by its address, was not there when it was harvested."""
    return LinkCheck(identifier, identifier, "mort", now, now, "absente à la moisson")


def _is_of_this_run(known: Held, run: int) -> bool:
    return known.seen_run == run and known.first_seen == known.changed_at and not known.deleted


def _is_mass(vanished: int, held: int) -> bool:
    return vanished > MASS_SHARE * held and (vanished > MASS_COUNT or 2 * vanished > held)


def latest_of_each(records: Iterable[RawRecord]) -> list[RawRecord]:
    """Keep one of the raw records that share an identifier: the latest stamped, of equals the last."""
    latest: dict[str, RawRecord] = {}
    for raw in records:
        before = latest.get(raw.identifier)
        if before is None or not is_stamped_before(raw.datestamp, before.datestamp):
            latest[raw.identifier] = raw
    return list(latest.values())


def is_stamped_before(one: str | None, other: str | None) -> bool:
    """Say whether one datestamp is surely older than another; dates that cannot be read are not."""
    mine, theirs = read_instant(one), read_instant(other)
    return mine is not None and theirs is not None and mine < theirs


def _is_older(raw: RawRecord, known: Held) -> bool:
    """Say whether the same run already gave this record with a later date: a list may hold both."""
    return is_stamped_before(raw.datestamp, known.datestamp)

"""Saying what becomes of a record when a source tells of it; only processes data.

    what is told (Described) + what is held (Held) + in which run and list (Telling) → Intent

The table of decisions, once a record could be read:

| told                 | nothing held | held living            | held withdrawn       |
|----------------------|--------------|------------------------|----------------------|
| living               | NEW          | MODIFIED or UNCHANGED  | MODIFIED: it is back |
| living, but older    | (NEW)        | OUTDATED               | OUTDATED             |
| withdrawn            | NEVER_HELD   | WITHDRAWN or LEFT_LIST | STILL_WITHDRAWN      |
| withdrawn, but older | (NEVER_HELD) | OUTDATED or LEFT_LIST  | STILL_WITHDRAWN      |

One whose place another took is back too when it is told living: MODIFIED, whatever it says.
« Older » is said of what the same run gave already with a later date: a list may hold both, and lists may differ.
LEFT_LIST is the verdict while another list of the card gives the record living: it is not gone from the source.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum

from pipeline.describing.read import Described
from schemas.types.payload_name import PayloadName
from schemas.types.record import Change, RawRecord, Record
from store.journal.entries import short
from store.journal.told import Dates
from store.rows import Held, Saving

EVERYTHING = ""
"""The name of a list of no set."""


class Verdict(Enum):
    """What a record that is told becomes."""

    NEW = "new"
    MODIFIED = "modified"
    UNCHANGED = "unchanged"
    WITHDRAWN = "withdrawn"
    NEVER_HELD = "never held"
    """Withdrawn before we ever held it: kept, and counted nowhere."""
    STILL_WITHDRAWN = "still withdrawn"
    LEFT_LIST = "left a list"
    """Withdrawn from one list, living in another one of the card."""
    OUTDATED = "outdated"
    """The same run gave a later word on it."""
    UNREADABLE = "unreadable"


_CHANGES = {
    Verdict.NEW: Change.NEW,
    Verdict.MODIFIED: Change.MODIFIED,
    Verdict.UNCHANGED: Change.UNCHANGED,
    Verdict.WITHDRAWN: Change.DELETED,
}
_NEWS = frozenset({Verdict.NEW, Verdict.MODIFIED, Verdict.WITHDRAWN, Verdict.NEVER_HELD, Verdict.UNREADABLE})


@dataclass(frozen=True, slots=True)
class Telling:
    """In which run, list and payload records are told."""

    run: int
    payload: PayloadName
    """Name of the payload they were cut out of."""
    set_spec: str = EVERYTHING
    """The set the list is of."""
    sets: frozenset[str] = frozenset({EVERYTHING})
    """Every set the card asks for."""
    formats: tuple[str, ...] = ()
    """Those the card asks for, the best first."""
    lost: frozenset[PayloadName] = frozenset()
    """Names of payloads that held records were read from, and that are no longer kept."""
    superseded: frozenset[str] = frozenset()
    """Identifiers of held records whose place another one took, when a whole list no longer gave them."""
    since_run: int = 0
    """The first of the runs killed just before this one, which goes on from them; this one when none was."""

    def rank_of(self, format_name: str) -> int:
        """The rank of a format; one the card does not name (a site's own) is the first."""
        return self.formats.index(format_name) if format_name in self.formats else 0


@dataclass(frozen=True, slots=True)
class Intent:
    """What is to be done of one record; whoever executes it decides nothing."""

    identifier: str
    verdict: Verdict
    saving: Saving | None = None
    """What is to be written; None to leave what is held as it is."""
    lists: tuple[str, ...] | None = None
    """The lists that give it from now on, where nothing else of it changes."""
    first_time: bool = True
    """True when no earlier page of the run told of it in this format."""
    says_new: bool = False
    """True when its payload is to be kept: without it, a rebuilding would not come to the same."""
    undoes: Change | None = None
    """What the same run had counted of it, and that is true no more."""

    @property
    def change(self) -> Change | None:
        """What the report counts; None for what it does not."""
        return _CHANGES.get(self.verdict)

    @property
    def changes_record(self) -> bool:
        """Say whether what is said of the record is no longer the same."""
        return self.verdict in _NEWS and self.verdict is not Verdict.UNREADABLE

    @property
    def is_counted_seen(self) -> bool:
        """Say whether the report counts one more record seen."""
        return self.first_time and (self.change is not None or self.verdict is Verdict.UNREADABLE)


def decide(
    described: Described, held: Held | None, telling: Telling, now: datetime, before: Held | None = None
) -> Intent:
    """Say what becomes of a record; nothing but what is given is looked at.

    `before` gives what was held of it when the same run withdrew it, or brought it back: a list that gives it both
    living and deleted, harvest after harvest, changes nothing.
    """
    raw, record = described.raw, described.record
    first_time = held is None or held.seen_run != telling.run
    if record is None:
        return Intent(raw.identifier, Verdict.UNREADABLE, first_time=first_time, says_new=True)
    verdict = _weigh(raw, record, held, telling)
    lists = _lists_after(verdict, held, telling)
    if verdict in {Verdict.OUTDATED, Verdict.LEFT_LIST}:
        assert held is not None
        changed = lists if set(lists) != set(held.lists) else None
        return Intent(raw.identifier, verdict, lists=changed, says_new=changed is not None)
    is_lost = held is not None and held.payload in telling.lost
    joins = held is not None and not record.deleted and not set(lists) <= set(held.lists)
    undoes = _undone(verdict, held, before)
    if undoes is not None and before is not None:
        verdict, held = _weigh_anew(raw, record, before, telling), before
    moves = is_lost or joins or undoes is not None
    saving = _saving(_Weighed(described, record, held, verdict), telling, now, lists, moves=moves)
    if undoes is not None:
        saving = replace(saving, is_unchanged=False)  # what was written meanwhile is to be written over
    return Intent(raw.identifier, verdict, saving, None, first_time, verdict in _NEWS or moves, undoes)


def _undone(verdict: Verdict, held: Held | None, before: Held | None) -> Change | None:
    """What the same run said of a record and now says the contrary of."""
    if held is None or before is None or before.deleted == held.deleted:
        return None
    if held.deleted and verdict is Verdict.MODIFIED:
        return Change.DELETED
    return Change.MODIFIED if before.deleted and verdict is Verdict.WITHDRAWN else None


def _weigh_anew(raw: RawRecord, record: Record, before: Held, telling: Telling) -> Verdict:
    """Weigh a record as if the run had not told the contrary of it."""
    if record.deleted:
        return Verdict.STILL_WITHDRAWN
    is_other = before.fingerprint != record.fingerprint or raw.identifier in telling.superseded
    return Verdict.MODIFIED if is_other else Verdict.UNCHANGED


def _weigh(raw: RawRecord, record: Record, held: Held | None, telling: Telling) -> Verdict:
    if held is None:
        return Verdict.NEVER_HELD if record.deleted else Verdict.NEW
    if record.deleted and held.deleted:
        return Verdict.STILL_WITHDRAWN
    if record.deleted and _others(held, telling):
        return Verdict.LEFT_LIST
    if _is_outdated(raw, held, telling):
        return Verdict.OUTDATED
    if record.deleted:
        return Verdict.WITHDRAWN
    if held.deleted or held.fingerprint != record.fingerprint or raw.identifier in telling.superseded:
        return Verdict.MODIFIED
    return Verdict.UNCHANGED


def _others(held: Held, telling: Telling) -> frozenset[str]:
    """The other lists of the card that gave a record living."""
    return (telling.sets & set(held.lists)) - {telling.set_spec}


def _is_outdated(raw: RawRecord, held: Held, telling: Telling) -> bool:
    """Say whether the same run gave a later word; what another list withdrew is back all the same."""
    if held.seen_run != telling.run or not is_stamped_before(raw.datestamp, held.datestamp):
        return False
    return not held.deleted or telling.set_spec in held.lists


def _lists_after(verdict: Verdict, held: Held | None, telling: Telling) -> tuple[str, ...]:
    """The lists a record is living in, or those that said it is withdrawn."""
    mine = frozenset({telling.set_spec})
    if held is None or verdict is Verdict.WITHDRAWN:
        return tuple(mine)
    if verdict is Verdict.LEFT_LIST:
        return tuple(sorted(_others(held, telling)))
    if held.deleted and verdict is Verdict.MODIFIED:
        return tuple(mine)
    return _with(mine, held, telling)


def _with(mine: frozenset[str], held: Held, telling: Telling) -> tuple[str, ...]:
    return tuple(sorted(mine | (telling.sets & set(held.lists))))


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A record that can be read, what is held of it, and what becomes of it."""

    described: Described
    record: Record
    held: Held | None
    verdict: Verdict


def _saving(weighed: _Weighed, telling: Telling, now: datetime, lists: tuple[str, ...], *, moves: bool) -> Saving:
    """What is to be written, with its dates; the payload it is read from moves when it says more, or is lost."""
    raw, record, held, verdict = weighed.described.raw, weighed.record, weighed.held, weighed.verdict
    same = verdict in {Verdict.UNCHANGED, Verdict.STILL_WITHDRAWN}
    found_at = None
    if verdict is Verdict.MODIFIED and held is not None and is_being_found(held, telling.since_run or telling.run):
        found_at = held.changed_at
    if found_at is not None:
        # Read again by the run that found it, or that goes on from it: nobody has seen it otherwise yet.
        updated = updated_at(None, record, datestamp=raw.datestamp, now=found_at)
    elif same and held is not None:
        updated = held.updated
    else:
        updated = updated_at(held, record, datestamp=raw.datestamp, now=now)
    return Saving(
        record=record,
        first_seen=held.first_seen if held is not None else now,
        changed_at=found_at or (held.changed_at if same and held is not None else now),
        updated=updated,
        payload=held.payload if same and held is not None and not moves else telling.payload,
        issues=weighed.described.issues,
        format=raw.format,
        rank=telling.rank_of(raw.format),
        datestamp=raw.datestamp,
        seen_run=telling.run,
        lists=lists,
        is_unchanged=verdict is Verdict.UNCHANGED,
        is_withdrawal=record.deleted,
    )


def as_told(saving: Saving, told: Dates | None) -> Saving | None:
    """What is to be written with the dates the journal tells of it; None where it tells of another content."""
    record = saving.record
    if told is None or told.deleted != record.deleted:
        return None
    if not record.deleted and told.fingerprint != short(record.fingerprint):
        return None
    return replace(saving, first_seen=told.first_seen, changed_at=told.changed_at, updated=told.updated)


def with_told(intent: Intent, told: Dates | None) -> Intent:
    """What is to be done of a record that is new to the store and that the journal tells of."""
    if intent.saving is None or told is None:
        return intent
    saving = as_told(intent.saving, told) or replace(intent.saving, first_seen=told.first_seen)
    return replace(intent, saving=saving)


def is_being_found(held: Held, since_run: int) -> bool:
    """Say whether what is held was found by a run that has not ended: the one under way, or those it goes on from.

    The first of them is given; a rebuilding, which is no run, is 0.
    """
    is_of_these = held.seen_run >= since_run if since_run else held.seen_run == 0
    return is_of_these and held.first_seen == held.changed_at and not held.deleted


def updated_at(held: Held | None, record: Record, *, datestamp: str | None, now: datetime) -> datetime:
    """The instant feeds show as the last update of a record that changed; it never goes back.

    The source's own date is taken where it is believable: not in the future, and later than the one shown before.
    """
    said = [
        moment
        for moment in map(read_instant, (datestamp, record.date_modification, record.date_publication))
        if moment is not None and moment <= now
    ]
    latest = max(said, default=now)
    if held is None:
        return latest
    return latest if latest > held.updated else max(now, held.updated)


def read_instant(text: str | None) -> datetime | None:
    """Read an ISO 8601 date or instant as UTC; None when it is neither, or only a year or a month."""
    if not text or len(text) < len("2024-01-01"):
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):  # « 0001-01-01T00:00:00+02:00 » is before all that can be told
        return None


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

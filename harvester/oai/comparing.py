"""What the records of a page are beside those its list gave before, and which of them are to be kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from harvester.oai.dates import read_instant
from harvester.oai.met import UNREAD, Mark, Meeting, Met, mark_of, name_of
from harvester.oai.proof import SetWay
from schemas.types.record import RawRecord

_DAY_CHARS = len("2024-05-01")


@dataclass(frozen=True, slots=True)
class Compared:
    """The records of one page, told apart."""

    kept: tuple[RawRecord, ...] = ()
    outside: tuple[RawRecord, ...] = ()
    """Of another set than the one asked for."""
    clashing: tuple[RawRecord, ...] = ()
    """Of another content under an identifier given before: the first is the one held."""
    new: int = 0
    repeated: int = 0
    from_before: int = 0
    """Of the repeated, those an earlier page gave as they are: pages that shift repeat some and leave out others."""
    turned: int = 0
    """Of the repeated, those given both living and deleted, and not because they changed meanwhile: two rows each."""
    older: int = 0
    marks: tuple[Mark, ...] = field(default=())
    """Those to remember."""

    @property
    def has_news(self) -> bool:
        """Say whether the page gave anything its list had not given."""
        return bool(self.marks)


def _never(_raw: RawRecord) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list was asked for."""

    set_spec: str = ""
    set_way: SetWay = SetWay.NOT_SEEN
    since: str = ""
    begun: str = ""
    """The server's clock at the first page; empty on that page."""
    is_another: Callable[[RawRecord], bool] = _never
    """Says of a record that another list of the run gave another resource under its identifier."""


def compare(records: Sequence[RawRecord], met: Met, asked: Asked, lost: Sequence[str] = ()) -> Compared:
    """Tell the records of a page apart; what was met is not changed. `lost` names those that could not be cut out."""
    leaves_out = bool(asked.set_spec) and asked.set_way in {SetWay.KEPT, SetWay.SAME, SetWay.IGNORED}
    kept: list[RawRecord] = []
    outside: list[RawRecord] = []
    clashing: list[RawRecord] = []
    marks: list[Mark] = []
    here = Met()
    new = repeated = from_before = turned = 0
    for raw in records:
        mark = mark_of(raw)
        meeting = met.meet(mark)
        if meeting is Meeting.NEW:
            meeting = here.meet(mark)
        elif meeting is Meeting.TURNED and here.gave(mark):
            meeting = Meeting.AGAIN
        if meeting in {Meeting.NEW, Meeting.OTHER, Meeting.TURNED, Meeting.READ}:
            new += meeting is Meeting.NEW
            marks.append(mark)
            here.add_one(mark)
        if leaves_out and not is_in_set(raw, asked.set_spec):
            outside.append(raw)
        elif asked.is_another(raw):
            clashing.append(raw)
        elif meeting is Meeting.NEW:
            kept.append(raw)
        elif meeting in {Meeting.AGAIN, Meeting.TURNED, Meeting.READ}:
            repeated += 1
            from_before += met.gave(mark)
            turned += meeting is Meeting.TURNED and not changed_meanwhile(raw, asked.begun)
            kept.append(raw)
        elif changed_meanwhile(raw, asked.begun):
            kept.append(raw)
        else:
            clashing.append(raw)
    since = asked.since[:_DAY_CHARS]
    older = sum((raw.datestamp or since)[:_DAY_CHARS] < since for raw in records) if since else 0
    for name in lost:
        mark = (name_of(name), UNREAD)
        if met.meet(mark) is Meeting.NEW and here.meet(mark) is Meeting.NEW:
            new += 1
            marks.append(mark)
            here.add_one(mark)
    return Compared(
        tuple(kept), tuple(outside), tuple(clashing), new, repeated, from_before, turned, older, tuple(marks)
    )


def is_in_set(raw: RawRecord, asked: str) -> bool:
    """Say whether a record is in a set or under it (2.6); one that names no set cannot tell."""
    return not raw.sets or any(name == asked or name.startswith(f"{asked}:") for name in raw.sets)


def changed_meanwhile(raw: RawRecord, begun: str) -> bool:
    """Say whether a record is stamped after its list began: it changed while it was being listed."""
    stamp, start = raw.datestamp or "", read_instant(begun)
    moment = read_instant(stamp)
    if moment is None or start is None:
        return False
    return moment.date() >= start.date() if len(stamp.strip()) <= _DAY_CHARS else moment >= start


def first_of_each(records: Sequence[RawRecord], begun: str) -> tuple[RawRecord, ...]:
    """Leave out, of a page read alone, what comparing would set aside: another content under the same identifier."""
    return compare(records, Met(), Asked(begun=begun)).kept

"""What the records of a page are beside those its list gave before, and which of them are to be kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from harvester.oai.dates import read_instant
from harvester.oai.met import UNREAD, Mark, Meeting, Met, mark_of, name_of
from harvester.oai.proof import SetWay
from schemas.types.record import RawRecord

_DAY_CHARS = len("2024-05-01")
_REPEATED = frozenset({Meeting.AGAIN, Meeting.TURNED, Meeting.READ})
_KNOWN = frozenset({Meeting.AGAIN, Meeting.OTHER_AGAIN})
_LEAVING_OUT = frozenset({SetWay.KEPT, SetWay.SAME, SetWay.IGNORED, SetWay.UNKNOWN})


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
    """Of the repeated, those an earlier page gave as they are, or before they changed meanwhile: pages that shift
    repeat some and leave out others."""
    turned: int = 0
    """Of the repeated, those given both living and deleted, and not because they changed meanwhile: two rows each."""
    older: int = 0
    """Stamped before the date asked for."""
    later: int = 0
    """Stamped after the end asked for."""
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
    until: str = ""
    begun: str = ""
    """The server's clock at the first page; empty on that page."""
    is_another: Callable[[RawRecord], bool] = _never
    """Says of a record that another list of the run gave another resource under its identifier."""


def compare(records: Sequence[RawRecord], met: Met, asked: Asked, lost: Sequence[str] = ()) -> Compared:
    """Tell the records of a page apart; what was met is not changed. `lost` names those that could not be cut out."""
    page = _Page(met, asked)
    for raw in records:
        page.take(raw)
    since = asked.since[:_DAY_CHARS]
    older = sum((raw.datestamp or since)[:_DAY_CHARS] < since for raw in records) if since else 0
    until = asked.until[:_DAY_CHARS]
    later = sum((raw.datestamp or until)[:_DAY_CHARS] > until for raw in records) if until else 0
    for name in lost:
        page.take_unread(name)
    return Compared(
        tuple(page.kept), tuple(page.outside), tuple(page.clashing),
        page.new, page.repeated, page.from_before, page.turned, older, later, tuple(page.marks),
    )  # fmt: skip


class _Page:
    """The records of one page, as they are told apart one by one."""

    def __init__(self, met: Met, asked: Asked) -> None:
        self._met = met
        self._here = Met()
        self._asked = asked
        self._leaves_out = bool(asked.set_spec) and asked.set_way in _LEAVING_OUT
        self.kept: list[RawRecord] = []
        self.outside: list[RawRecord] = []
        self.clashing: list[RawRecord] = []
        self.marks: list[Mark] = []
        self.new = self.repeated = self.from_before = self.turned = 0

    def take(self, raw: RawRecord) -> None:
        """Put a record where it belongs, and remember it."""
        mark = mark_of(raw)
        meeting = self._meet(mark)
        if self._leaves_out and not self._is_inside(raw):
            self.outside.append(raw)
        elif self._asked.is_another(raw):
            self.clashing.append(raw)
        elif meeting is Meeting.NEW:
            self.kept.append(raw)
        elif meeting in _REPEATED or changed_meanwhile(raw, self._asked.begun):
            self._take_again(raw, mark, meeting)
        else:
            self.clashing.append(raw)

    def _is_inside(self, raw: RawRecord) -> bool:
        return self._asked.set_way is not SetWay.UNKNOWN and is_in_set(raw, self._asked.set_spec)

    def _take_again(self, raw: RawRecord, mark: Mark, meeting: Meeting) -> None:
        """Keep a record given before: as it was, or changed since the list began, which may have moved others."""
        is_changed = meeting not in {Meeting.AGAIN, Meeting.READ} and changed_meanwhile(raw, self._asked.begun)
        self.repeated += 1
        self.from_before += self._met.knows(mark) if is_changed else self._met.gave(mark)
        self.turned += meeting is Meeting.TURNED and not is_changed
        self.kept.append(raw)

    def take_unread(self, name: str) -> None:
        """Remember the name of a record that could not be cut out."""
        mark = (name_of(name), UNREAD)
        if self._met.meet(mark) is Meeting.NEW and self._here.meet(mark) is Meeting.NEW:
            self._remember(mark, Meeting.NEW)

    def _meet(self, mark: Mark) -> Meeting:
        """How a record was met before, on an earlier page or on this one."""
        meeting = self._met.meet(mark)
        if meeting is Meeting.NEW:
            meeting = self._here.meet(mark)
        elif meeting is Meeting.TURNED and self._here.gave(mark):
            meeting = Meeting.AGAIN
        if meeting not in _KNOWN:
            self._remember(mark, meeting)
        return meeting

    def _remember(self, mark: Mark, meeting: Meeting) -> None:
        self.new += meeting is Meeting.NEW
        self.marks.append(mark)
        self._here.add_one(mark)


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

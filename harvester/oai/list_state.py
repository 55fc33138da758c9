"""Where one list of a repository stands in one run, as a state machine: (state, what came) → (state, what to do).

Nothing here asks, waits or keeps: `list_harvest` does. Which dates are asked, in how many walks, and what is
remembered of them; all of it that proves anything is in the memory, written with each page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from harvester.oai.asking import is_of_host
from harvester.oai.dates import read_instant, written
from harvester.oai.identifiers_proof import Doubted, Outcome
from harvester.oai.list_memory import Counts, ListMemory, ListName
from harvester.oai.met import Mark, packed
from harvester.oai.proof import SetWay
from harvester.oai.repository import Repository
from harvester.oai.walk import Proven, Stopped, ToDo, Walk
from schemas.files.source import Source
from schemas.types.errors import ProtocolError
from schemas.types.state_keys import StateKey

MAX_FAILED_WINDOWS = 3
"""Windows in a row that may fail before the others are left for another run."""
_FIRST_WINDOW = datetime(2000, 1, 1, tzinfo=UTC)
"""Where windows begin when the repository does not say; what is older comes with the first, which has no beginning."""
_REFUSALS_OF_DATES = frozenset({"badArgument"})


@dataclass(frozen=True, slots=True)
class Terms:
    """What one list is asked under, from its first page to its end."""

    source: Source
    repository: Repository
    name: ListName
    folder: str
    """Folder of the payloads of its first walk."""
    run: int
    asked_since: datetime | None = None
    """A date of the user's: such a list has no place to be remembered, the next one is not to go on from it."""


@dataclass(frozen=True, slots=True)
class Course:
    """What is to be done once a walk has ended."""

    goes_on: bool
    """True when another walk is asked for."""
    fault: Stopped | None = None
    window: str = ""
    """French: which window failed; empty where the list is not cut."""
    notes: tuple[str, ...] = ()
    """French: what is odd and worth a word in the report."""
    is_to_remember: bool = False
    """True when the list ended without a page to remember that with."""


@dataclass(frozen=True, slots=True)
class ListState:
    """One list of a repository in one run: a single walk, or one a window."""

    terms: Terms
    memory: ListMemory
    counts: Counts
    pages_remembered: int = 0
    """Of how many pages what they gave is remembered."""
    walks: int = 0
    asks_dates: bool = True
    heeds_until: bool = True
    after_failure: datetime | None = None
    """Where the window after one that failed begins; None when none failed."""
    failures_in_a_row: int = 0
    has_failed: bool = False
    asked: str = ""
    """From which date the last walk that ended was asked."""
    since_if_proven: str = ""
    """Where the next harvest begins, if the second list does not contradict this one."""

    @property
    def begins(self) -> bool:
        """Say whether the list begins anew: it goes on from no place of its own, nor from a window before."""
        is_between_windows = bool(self.memory.sweep_run and self.memory.since)
        return self.terms.asked_since is None and self.memory.walk is None and not is_between_windows

    @property
    def living(self) -> str:
        """A record it gave living; empty when it gave none yet."""
        return self.counts.living

    @property
    def _is_sweeping(self) -> bool:
        return self.memory.sweep_run > 0 and not self.memory.swept

    def next_walk(self) -> tuple[ListState, Walk]:
        """Decide what the next walk asks for: where the list stands, or its next dates."""
        if self.memory.walk is not None:
            return self, self.memory.walk
        terms, number = self.terms, self.walks + 1
        walk = Walk(terms.folder if number == 1 else f"{terms.folder}-{number:05d}")
        return replace(self, walks=number), self._dated(walk) if self.asks_dates else walk

    def _dated(self, walk: Walk) -> Walk:
        since, granularity = self.after_failure or read_instant(self.memory.since), self.terms.repository.granularity
        if self.terms.asked_since is not None:
            return replace(walk, since=written(self.terms.asked_since, granularity))
        if self._is_sweeping:
            asked = written(since, granularity) if since else ""
            return replace(walk, since=asked, until=self._until(self._end_of_window(since)))
        assert since is not None
        return replace(walk, since=written(since - self.terms.source.overlap, granularity))

    @property
    def _instant(self) -> timedelta:
        """The shortest time the repository tells apart."""
        return timedelta(days=1) if self.terms.repository.granularity == "day" else timedelta(seconds=1)

    def _until(self, end: datetime | None) -> str:
        """What is asked of a window: to an instant after its end, where the next one begins.

        Where « from » and « until » leave out their own instant, what is stamped with it would be in no window.
        """
        return written(end + self._instant, self.terms.repository.granularity) if end else ""

    def _end_of(self, walk: Walk) -> datetime | None:
        """Where the window of a walk ends; None for one that has no end."""
        until = read_instant(walk.until)
        return until - self._instant if until else None

    def _end_of_window(self, since: datetime | None) -> datetime | None:
        """Where this window ends; None when it is the last, or when the list is not cut."""
        window, repository = self.terms.source.window, self.terms.repository
        if window is None or not self.heeds_until:
            return None
        start = since or repository.earliest or _FIRST_WINDOW
        # A period shorter than what the repository tells apart would be asked again without end.
        end = start + max(window, self._instant)
        return end if end < repository.now else None

    def after_page(
        self, walk: Walk, to_do: ToDo, page: int, marks: Sequence[Mark], living: str
    ) -> tuple[ListState, dict[StateKey, str | None]]:
        """Say where the list stands after a page, and what to remember together with it.

        `living` is a record the page gave living, empty when it gave none.
        """
        one = self if self.counts.living else self._counted(replace(self.counts, living=living))
        if isinstance(to_do, Proven):
            one = one._ended(walk, to_do)
        else:
            goes_on = bool(walk.token) and not (isinstance(to_do, Stopped) and to_do.lost_its_place)
            one = replace(one, memory=replace(one.memory, walk=walk if goes_on else None))
        if self.terms.asked_since is not None:
            return one, {}
        state: dict[StateKey, str | None] = {self.terms.name.key: one.memory.written()}
        if page == 1 or one.memory.walk is None:
            one, forgotten = one.forget_pages()
            state |= forgotten
        if one.memory.walk is not None and walk.pages == page:
            state[self.terms.name.page_key(page)] = packed(marks)
            one = replace(one, pages_remembered=page)
        return one, state

    def _counted(self, counts: Counts) -> ListState:
        """Count what the list gave; remembered while it is swept, which may take several runs."""
        memory = replace(self.memory, counts=counts) if self._is_sweeping else self.memory
        return replace(self, counts=counts, memory=memory)

    def forget_pages(self) -> tuple[ListState, dict[StateKey, str | None]]:
        """Forget what the pages of a list that is over gave."""
        keys = map(self.terms.name.page_key, range(1, self.pages_remembered + 1))
        return replace(self, pages_remembered=0), dict.fromkeys(keys)

    def _ended(self, walk: Walk, end: Proven) -> ListState:
        """Say what a proven end changes: the date moves, to the window's end or to the server's clock at its start."""
        memory = self.memory
        if self.terms.asked_since is not None:
            return replace(self, memory=replace(memory, walk=None))
        one = replace(self, asked="" if memory.sweep_run else walk.since)
        doubts = tuple(dict.fromkeys((*memory.doubts, *end.doubts, *end.unproven)))
        # Where all that was announced came, what came again took the place of nothing.
        displaced = 0 if walk.proof.came_as_announced else walk.proof.displaced
        displaced += memory.displaced + len(end.unproven)
        one = replace(one, memory=replace(memory, doubts=doubts, displaced=displaced, walk=None))
        if self._leaves_a_hole(walk):
            return one
        if self._is_sweeping or not memory.sweep_run:
            one = one._counted(self.counts.after(walk.pages, walk.proof.new))
        of_window = self._end_of(walk)
        since = of_window.isoformat() if of_window is not None else walk.begun
        if doubts and not memory.sweep_run:
            # Changes may be missing from it: the date waits for the second list.
            return replace(one, since_if_proven=since)
        swept = memory.swept or (self._is_sweeping and not walk.until)
        return replace(one, memory=replace(one.memory, since=since, swept=swept))

    def _leaves_a_hole(self, walk: Walk) -> bool:
        """Say whether a window does not begin where the date stands: one before it failed, and is to be asked again."""
        if not self._is_sweeping or not self.asks_dates:
            return False
        since = read_instant(self.memory.since)
        return walk.since != (written(since, self.terms.repository.granularity) if since else "")

    def after_walk(self, walk: Walk, ending: Proven | Stopped) -> tuple[ListState, Course]:
        """Say where the list stands once a walk has ended, and what is done then."""
        if isinstance(ending, Stopped):
            return self._after_stop(walk, ending)
        if unproven := self._unproven(walk, ending):
            error = ProtocolError(self.terms.source.url, " ; ".join(unproven))
            return replace(self, has_failed=True), Course(goes_on=False, fault=Stopped(error), window=self._named(walk))
        is_left = self.memory.walk is not None
        one = self._ended(walk, ending) if is_left else self
        notes, heeds_until = self._odd(walk)
        after_failure = self._end_of(walk) if self.after_failure else None
        one = replace(one, failures_in_a_row=0, after_failure=after_failure, heeds_until=heeds_until)
        return one, Course(bool(walk.until), notes=notes, is_to_remember=is_left and self.terms.asked_since is None)

    def _unproven(self, walk: Walk, end: Proven) -> tuple[str, ...]:
        """Say why the end is not to be believed: nothing will verify a list asked from a date of the user's."""
        if self.terms.asked_since is None:
            return ()
        is_displaced = walk.proof.displaced and not walk.proof.came_as_announced
        return (*end.unproven, *end.doubts) if is_displaced else end.unproven

    def _after_stop(self, walk: Walk, ending: Stopped) -> tuple[ListState, Course]:
        """Leave a list that stopped, or go on: with the next window, or without the dates that were refused."""
        code = ending.error.code if isinstance(ending.error, ProtocolError) else ""
        elsewhere = replace(self, memory=replace(self.memory, walk=None))
        if code in _REFUSALS_OF_DATES and (walk.since or walk.until) and not walk.pages and self.asks_dates:
            said = "l'entrepôt refuse les dates demandées : toute la liste est demandée"
            return replace(elsewhere, asks_dates=False), Course(goes_on=True, notes=(said,))
        failures = self.failures_in_a_row + 1
        is_of_list = walk.set_way is SetWay.UNKNOWN or is_of_host(ending.error)
        goes_on = bool(walk.until) and failures < MAX_FAILED_WINDOWS and not is_of_list
        one = elsewhere if ending.lost_its_place or goes_on else self
        after_failure = self._end_of(walk) if goes_on else self.after_failure
        one = replace(one, failures_in_a_row=failures, after_failure=after_failure, has_failed=True)
        return one, Course(goes_on, ending, self._named(walk))

    def _named(self, walk: Walk) -> str:
        """Name the window of a walk in French; empty where the list is not cut."""
        is_window = bool(walk.until or self.after_failure)
        return f"fenêtre du {walk.since or 'début'} au {walk.until or 'moment présent'}" if is_window else ""

    def _odd(self, walk: Walk) -> tuple[tuple[str, ...], bool]:
        """Say what is odd in a list that ended well, and whether « until » is heeded."""
        proof, notes, heeds_until = walk.proof, [], self.heeds_until
        if proof.older and proof.older == proof.received:
            notes.append("l'entrepôt ne tient pas compte de « from » : tout est relu à chaque fois")
        elif proof.older:
            notes.append(
                f"{proof.older} notices datées d'avant « from » sont venues et sont gardées : "
                "« from » semble porter sur une autre date que celle de l'en-tête"
            )
        # A few may be stamped of the future; where it is heeded, most are not.
        if heeds_until and 2 * proof.later > proof.received:
            heeds_until = False
            notes.append("l'entrepôt ne tient pas compte de « until » : le reste est demandé d'une traite")
        if proof.repeated:
            notes.append(f"{proof.repeated} notices répétées dans la liste")
        if walk.set_way is SetWay.SAME:
            notes.append(
                f"l'entrepôt semble ignorer « set » : le lot « {self.terms.name.set_spec} » commence comme l'entrepôt "
                "entier, et aucune notice ne nomme son lot"
            )
        return tuple(notes), heeds_until

    def doubted(self) -> Doubted | None:
        """What is to be checked a second way; None when nothing contradicts the list, or it has no end yet."""
        return self.to_check() if self.memory.doubts else None

    def to_check(self) -> Doubted | None:
        """What may be checked a second way, doubted or not; None when the list has no end yet."""
        memory, counts = self.memory, self.counts
        if self.has_failed or memory.walk is not None or (memory.sweep_run and not memory.swept):
            return None
        since_run, name = memory.sweep_run or self.terms.run, self.terms.name
        gave = counts.pages, counts.received, counts.living
        return Doubted(name, self.asked, since_run, *gave, memory.doubts, memory.displaced)

    def settled(self, outcome: Outcome) -> ListState:
        """Take what the second list says: the date may move, or absences may prove something."""
        memory = self.memory
        if not memory.sweep_run:
            stays = outcome is Outcome.CONTRADICTS or (outcome is Outcome.UNKNOWN and memory.displaced)
            since = memory.since if stays else self.since_if_proven
            memory = replace(memory, since=since, doubts=(), displaced=0)
        elif outcome is Outcome.AGREES:
            memory = replace(memory, doubts=(), displaced=0)
        return replace(self, memory=memory)

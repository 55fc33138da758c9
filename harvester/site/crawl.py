"""Going through one site: find addresses, ask for each once, cut out a record a page of content.

robots.txt → home page → what was declared, feeds, sitemaps, plan → pages, and the links inside the card's scope
→ the pages held and not met again. What was met and asked is handed out with each page, so that a crawl may be stopped
anywhere and goes on where it was.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from harvester.batch import Batch, Ending, Order, Way
from harvester.fetch import Fetcher
from harvester.memory import Memory
from harvester.site.addresses import is_in_scope, on_own_host
from harvester.site.crawl_end import End, said_at_end
from harvester.site.discovery import Link
from harvester.site.entry_points import MAX_FEEDS, MAX_OTHER_FEEDS, EntryPoints
from harvester.site.fates import Fates
from harvester.site.findings import Findings, Tally
from harvester.site.frontier import Frontier
from harvester.site.outcome import Answered, Closed, Faulty, Missing, Told, batch_of, shown_by
from harvester.site.page_cutting import identifier_asked
from harvester.site.page_reading import PageReading
from harvester.site.resuming import Stopped, known_of, stopped_crawl
from harvester.site.robots import Robots
from harvester.site.traps import Traps
from harvester.site.visit import Visit
from schemas.files.source import Source
from schemas.formats.page import Page
from schemas.parsing.page_address import canonical_address, moved_address
from schemas.runs.asked_again import asked_again
from schemas.runs.frontier import Fate, HeldKey, Waypoint, WaypointKey, read_waypoint_key
from schemas.types.errors import FetchError
from schemas.types.origin import FoundBy
from schemas.types.state_keys import Remembered, StateChanges

MAX_FAULTS_IN_A_ROW = 5
_MAX_FAULTY = 500
_MOST_UNSURE = 100
_NO_WORK = frozenset({Fate.LIST, Fate.UNREADABLE})


def harvest_site(
    source: Source, fetcher: Fetcher, memory: Memory, order: Order, now: datetime
) -> Iterator[Batch | Ending]:
    """Yield each page asked, then the ending; raises FetchError when the site cannot be asked at all."""
    robots = robots_of(source, fetcher)
    yield from _Crawl(source, fetcher, robots, memory, order, now).go()


def robots_of(source: Source, fetcher: Fetcher) -> Robots:
    """Read a site's rules, and take its pace; raises FetchError when they cannot be known or forbid the site itself."""
    robots = Robots(source.url, fetcher)
    if not robots.own.allows(source.url):
        raise FetchError(source.url, "robots.txt interdit cette adresse, celle de la carte : rien n'est demandé")
    robots.learn(*source.scope)
    fetcher.crawl_delay = robots.own.crawl_delay
    fetcher.keeps_cookies = False
    return robots


@dataclass(frozen=True, slots=True)
class InScope:
    """What may be followed: what is in the scope of a card, and allowed by robots.txt."""

    source: Source
    robots: Robots

    def learn(self, url: str) -> None:
        """Read what the host of an address in the scope allows, where it was not read."""
        if self._holds(url):
            self.robots.learn(url)

    def allows(self, url: str) -> bool:
        """Say whether an address may be followed; asks nothing."""
        return self._holds(url) and self.robots.allows(url)

    def _holds(self, url: str) -> bool:
        return is_in_scope(on_own_host(url, self.source), self.source.scope)


class _Crawl:
    """The state of one crawl."""

    def __init__(
        self, source: Source, fetcher: Fetcher, robots: Robots, memory: Memory, order: Order, now: datetime
    ) -> None:
        self._source = source
        self._robots = robots
        self._memory = memory
        stopped = stopped_crawl(memory, order, now)
        self._run, self._started = (stopped.run, stopped.started) if stopped is not None else (memory.run, now)
        self._stopped = stopped
        self._goes_on = stopped is not None
        self._late = _faulty(memory)
        self._frontier = Frontier(memory.waypoints(self._run) if self._goes_on else (), self._late)
        self._held = memory.held()
        self._met: set[str] = set(memory.seen_since(self._run)) if self._goes_on else set()
        self._entries = EntryPoints(source, fetcher, robots, now.year)
        visit = Visit(source, fetcher, memory, InScope(source, robots), order.full)
        self._pages = PageReading(visit, self._met, self._entries)
        self._traps = Traps()
        self._fates = Fates(source, robots.allows, self._frontier, self._traps, self._pages.home.where_it_answers)
        self._faults = Tally()
        self._faulty = dict.fromkeys(self._late)
        self._found = Findings()
        self._faults_in_a_row = 0
        self._told: set[str] = set()
        self._unheard: set[WaypointKey] = set()
        """Keys of the pages held that a run was killed after asking for: what is missing is told at the end of one."""
        self._knows_nothing = memory.profile.is_empty
        self._unsure: dict[WaypointKey, Waypoint] = {}
        """Pages taken for no work before anything was learnt of the site, which may yet say otherwise."""
        self._followed: set[Link] = set()
        self._asked = 0

    def go(self) -> Iterator[Batch | Ending]:
        """Yield batches, then the ending."""
        if self._stopped is not None:
            self._go_on_from(self._stopped)
        else:
            home = self._source.url
            self._frontier.add(Waypoint(self._fates.key(home), home, FoundBy.CARD))
        while (waypoint := self._next()) is not None:
            if self._asked >= self._source.max_pages:
                yield self._ending(cut=True)
                return
            if self._faults_in_a_row >= MAX_FAULTS_IN_A_ROW:
                # When only addresses that failed before are left, this crawl has read all it could.
                yield self._ending(cut=waypoint.key not in self._late)
                return
            self._asked += 1
            self._found.asked += 1
            yield self._step(waypoint)
        late = self._pages.content.late_days()
        if late:
            yield self._with_way(Batch(None, fresh=False, joined=late))
        yield replace(self._ending(cut=False), again=frozenset(payload.url for _, payload in late))

    def _go_on_from(self, stopped: Stopped) -> None:
        """Take what the crawl knew and had found; pages it was not shown are not asked for again."""
        stopped.give_back(self._pages, self._entries)
        self._found = stopped.findings
        self._fates.beyond = stopped.beyond
        self._traps.go_on_from(stopped.memo)
        self._pages.content.listed.go_on_from(self._memory.state.get(Remembered.LISTED, ""))
        for waypoint in self._frontier:
            if waypoint.fate is Fate.CLOSED:
                self._told.add(identifier_asked(waypoint, self._source))
            elif waypoint.done and waypoint.asks_for and not stopped.has_ended:
                self._unheard.add(waypoint.key)

    def _next(self) -> Waypoint | None:
        waypoint = self._frontier.next()
        if waypoint is None:
            self._add_unmet()
            self._ask_the_unsure()
            waypoint = self._frontier.next()
        return waypoint

    def _ask_the_unsure(self) -> None:
        """Judge again, once all is met, what was judged before anything was learnt of a new site.

        The next harvest would: of a site that has not changed it has nothing to tell.
        """
        if self._unsure and self._knows_nothing:
            self._knows_nothing = False
            self._pages.read_by(self._memory.learnt())
            for waypoint in list(self._unsure.values())[:_MOST_UNSURE]:
                self._frontier.ask_after_all(waypoint)

    def _step(self, waypoint: Waypoint) -> Batch:
        """Ask one address; what it leads to waits its turn."""
        outcome = self._pages.ask(waypoint, self._held)
        if isinstance(outcome, Faulty):
            if self._asked == 1 and not self._goes_on:
                raise outcome.fault
            self._note(outcome.fault, waypoint)
        else:
            self._faults_in_a_row = 0
            self._faulty.pop(waypoint.key, None)
            self._note_told(outcome, waypoint)
            self._fates.say(waypoint, outcome)
            self._follow(waypoint, outcome)
        return self._with_way(batch_of(outcome) or Batch(None, fresh=False))

    def _note_told(self, outcome: Told, waypoint: Waypoint) -> None:
        """Note what of an outcome bears on the end of the crawl."""
        match outcome:
            case Closed():
                self._note_closed(outcome.answer, waypoint)
            case Answered():
                if outcome.noindex:
                    self._found.noindex.add(waypoint.url)
            case Missing():
                return
            case _:
                assert_never(outcome)
        if outcome.shown is None:
            return
        is_unsure = not outcome.shown.is_sure and waypoint.found_by is not FoundBy.CARD
        if is_unsure and self._knows_nothing and outcome.fate in _NO_WORK:
            self._unsure.setdefault(waypoint.key, waypoint)
        if outcome.shown.rest is not None and (waypoint.url, outcome.shown.rest) not in self._found.rests:
            self._found.rests.append((waypoint.url, outcome.shown.rest))
        if outcome.shown.is_script_only:
            self._found.script_only.add(waypoint.url)
            self._found.is_home_script_only |= waypoint.found_by is FoundBy.CARD
            self._told.add(identifier_asked(waypoint, self._source))

    def _note(self, fault: FetchError, waypoint: Waypoint) -> None:
        """Count a fault; an answer we will not read is left for good, and no sign that the site is ill."""
        self._fates.say_fault(waypoint, fault)
        if fault.refused:
            self._found.refused.add(str(fault))
        else:
            self._faults.add(str(fault))
            self._faults_in_a_row += 1
            self._faulty[waypoint.key] = None
            self._told.add(identifier_asked(waypoint, self._source))

    def _note_closed(self, answer: FetchError, waypoint: Waypoint) -> None:
        """Note a page we are not shown; one that is held stays as it is."""
        identifier = identifier_asked(waypoint, self._source)
        is_held = identifier in self._held and identifier not in self._met
        (self._found.closed_held if is_held else self._found.closed).add(str(answer))
        self._told.add(identifier)

    def _with_way(self, batch: Batch) -> Batch:
        self._told.update(batch.missing, batch.gone)
        state = {**batch.state, Remembered.CRAWL: self._memo(ended=False)}
        listed = self._pages.content.listed.take_changes()
        state |= {Remembered.LISTED: listed} if listed is not None else {}
        way = Way(self._asked, len(self._frontier))
        return replace(batch, state=state, waypoints=self._frontier.take_changes(), way=way)

    def _memo(self, *, ended: bool) -> str:
        """What is to be remembered of the crawl; `ended` says that the run came to its own end."""
        return json.dumps({
            "run": self._run, "started": self._started.isoformat(), "ended": ended,
            **known_of(self._pages, self._entries),
            "found": self._found.as_dict(), "beyond": self._fates.beyond, **self._traps.as_dict(),
        })  # fmt: skip

    def _follow(self, waypoint: Waypoint, outcome: Told) -> None:
        while self._entries.more:
            url, found_by = self._entries.more.pop()
            self._fates.meet(url, found_by, depth=waypoint.depth + 1)
        shown = shown_by(outcome)
        if shown is None:
            return
        if waypoint.found_by is FoundBy.CARD:
            self._add_entry_points(shown.page, shown.cms)
            if isinstance(outcome, Answered) and outcome.fate is Fate.REDIRECTED:
                self._fates.meet(outcome.answered, FoundBy.LINK, depth=1)
        elif shown.is_list:
            most = MAX_FEEDS if shown.is_traam_list else MAX_OTHER_FEEDS
            for url, found_by in self._entries.feeds(shown.page, most):
                self._fates.meet(url, found_by, depth=waypoint.depth + 1)
        for link in shown.links:
            if link not in self._followed:
                self._followed.add(link)
                way = FoundBy.TRAAM_LINK if link.names_traam else FoundBy.LINK
                self._fates.meet(link.url, way, depth=waypoint.depth + 1, is_chosen=link.is_chosen)

    def _add_entry_points(self, page: Page, cms: str) -> None:
        for url in asked_again(self._memory.state.get(Remembered.ASKED)):
            self._fates.meet(url, FoundBy.LINK, depth=0)
            self._frontier.hasten(self._fates.key(on_own_host(url, self._source)))
        for url in self._memory.declared:
            self._fates.meet(url, FoundBy.BILAN, depth=0)
        for url, found_by in self._entries.all(page, cms):
            if found_by is FoundBy.PLAN:
                where = self._pages.home.where_it_answers(url)
                self._frontier.add(Waypoint(self._fates.key(url), where, found_by))
            else:
                self._fates.meet(url, found_by, depth=0)

    def _add_unmet(self) -> None:
        """Queue the pages held that nothing led to any more: only their own answer can say they are gone."""
        for identifier in sorted(set(self._held) - self._met - self._told):
            if is_in_scope(moved_address(identifier, self._source.aliases), self._source.scope):
                kept = self._pages.kept_pages.payload(identifier)
                address = moved_address(kept.url if kept is not None else identifier, self._source.aliases)
                url = on_own_host(address, self._source)
                key = HeldKey(canonical_address(identifier))
                if is_in_scope(url, self._source.scope) and self._robots.allows(url):
                    self._queue_held(Waypoint(key, url, FoundBy.KNOWN))

    def _queue_held(self, waypoint: Waypoint) -> None:
        """Queue a page held; again if it was asked, but the run that asked was killed before it counted its answer."""
        if waypoint.key in self._unheard:
            self._unheard.discard(waypoint.key)
            self._frontier.ask_after_all(waypoint)
        else:
            self._frontier.add(waypoint)

    def _ending(self, *, cut: bool) -> Ending:
        held = sum(waypoint.fate is Fate.HELD for waypoint in self._frontier)
        faults, is_markdown = self._faults, self._pages.markdown is not None
        end = End(self._source.url, held, self._asked, len(self._frontier), faults, cut, is_markdown)
        said = said_at_end(end, self._found, self._entries, self._fates, self._traps)
        faulty = json.dumps([str(key) for key in list(self._faulty)[-_MAX_FAULTY:]]) if self._faulty else None
        state: StateChanges = {Remembered.FAULTY: faulty, Remembered.CRAWL: self._memo(ended=True) if cut else None}
        if not cut:
            state = {**state, Remembered.LISTED: None}
        return Ending(complete=not said.reasons, message=said.message, state=state, is_over=not cut)


def _faulty(memory: Memory) -> frozenset[WaypointKey]:
    try:
        return frozenset(read_waypoint_key(str(key)) for key in json.loads(memory.state[Remembered.FAULTY]))
    except (KeyError, ValueError, TypeError):
        return frozenset()

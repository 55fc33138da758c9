"""The fate of each address a crawl meets: left by a rule before it is asked, or what its answer makes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from harvester.site.actions import page_behind
from harvester.site.addresses import asked_as, is_file, is_in_scope, is_worth_asking, on_own_host
from harvester.site.frontier import Frontier
from harvester.site.outcome import Closed, Told
from harvester.site.page_cutting import is_document_address
from harvester.site.traps import Traps
from schemas.files.source import Source
from schemas.parsing.page_address import canonical_address
from schemas.runs.fate_advice import OUT_OF_SCOPE, Refusal
from schemas.runs.frontier import AddressKey, Fate, Waypoint
from schemas.types.errors import FetchError
from schemas.types.origin import FoundBy

_SAYS_WORKS = frozenset({FoundBy.FEED, FoundBy.API})
"""Ways that name works, and end by themselves: what they give is asked, whatever words its address is made of."""
MOST_MET = 50_000
"""Addresses one crawl keeps in mind, or ten times the card's « max_pages » when that is more."""
MOST_LEFT = 5_000
"""Addresses left by a rule and only linked to, of one crawl, that are kept with their reason; more are counted."""
MOST_ANNOUNCED_LEFT = 20_000
"""The same, of those a feed, the site's interface or a sitemap names."""


class Fates:
    """Says what becomes of the addresses of one crawl, in its frontier."""

    def __init__(
        self,
        source: Source,
        allows: Callable[[str], bool],
        frontier: Frontier,
        traps: Traps,
        where_it_answers: Callable[[str], str] = lambda url: url,
    ) -> None:
        self._source = source
        self._allows = allows
        self._frontier = frontier
        self._traps = traps
        self._where_it_answers = where_it_answers
        self._most_met = max(MOST_MET, 10 * source.max_pages)
        self._left: Counter[bool] = Counter()
        self.forbidden = 0
        """Addresses robots.txt forbids."""
        self.beyond = 0
        """Addresses met that were too many to be kept in mind, hence never asked."""
        for waypoint in frontier:
            if waypoint.fate.is_left:
                self._left[waypoint.is_announced] += 1
                self.forbidden += waypoint.reason == Refusal.ROBOTS

    def key(self, url: str) -> AddressKey:
        """The key under which an address is asked once."""
        return asked_as(url, self._source.aliases)

    def meet(self, url: str, found_by: FoundBy, *, depth: int, is_chosen: bool = False) -> None:
        """Queue an address, or say by which rule it is left; `is_chosen` of what a form asks for."""
        url = on_own_host(url, self._source)
        # Without what it does to the page: « ?do=edit », « ?sort=… ».
        page = url if found_by is FoundBy.BILAN else page_behind(url, is_announced=found_by in _SAYS_WORKS)
        url = page or url
        # What is made of a page (its feed, its print, a form) has a key of its own: under the page's it would hide it.
        key = AddressKey(url) if page is None else self.key(url)
        waypoint = Waypoint(key, self._where_it_answers(url), found_by, depth)
        known = self._frontier.get(waypoint.key)
        left = self._left_by_its_form(url, found_by)
        if known is None:
            left = left or self._left_by_rule(waypoint, is_chosen=is_chosen)
            if left is None:
                self._queue(waypoint)
            else:
                self._leave(waypoint, *left)
        elif left is None and known.fate.is_left and found_by is FoundBy.BILAN and self._allows(url):
            self._frontier.ask_after_all(waypoint)  # a person says it is a page
        else:
            self._frontier.add(waypoint if left is None else Waypoint(known.key, known.url, found_by, known.depth))

    def _left_by_its_form(self, url: str, found_by: FoundBy) -> tuple[Fate, str] | None:
        if not is_in_scope(url, self._source.scope):
            return Fate.OUT_OF_SCOPE, OUT_OF_SCOPE
        if found_by is FoundBy.BILAN:
            return None
        if any(part in url for part in self._source.ignore):
            return Fate.REFUSED, Refusal.IGNORED
        if found_by in _SAYS_WORKS and is_document_address(url):
            return None  # a work of its own, as one declared in a bilan is
        if not is_worth_asking(url, is_announced=found_by in _SAYS_WORKS):
            return Fate.REFUSED, Refusal.FILE if is_file(url) else Refusal.ACTION
        return None

    def _left_by_rule(self, waypoint: Waypoint, *, is_chosen: bool) -> tuple[Fate, str] | None:
        """Say what the site and our budgets make of an address met for the first time."""
        if not self._allows(waypoint.url):
            self.forbidden += 1
            return Fate.REFUSED, Refusal.ROBOTS
        is_bounded = waypoint.found_by in {FoundBy.BILAN, *_SAYS_WORKS}
        trap = None if is_bounded else self._traps.why_not(waypoint.url, waypoint.depth, is_chosen=is_chosen)
        return None if trap is None else (Fate.REFUSED, f"{Refusal.TRAP} : {trap}")

    def _queue(self, waypoint: Waypoint) -> None:
        if len(self._frontier) and self._frontier.known >= self._most_met and waypoint.found_by is not FoundBy.BILAN:
            self.beyond += 1
            return
        self._frontier.add(waypoint)

    def _leave(self, waypoint: Waypoint, fate: Fate, reason: str) -> None:
        """Keep the reason an address is left for; links to other sites are no addresses of this one."""
        if fate is Fate.OUT_OF_SCOPE and not waypoint.is_announced:
            return
        most = MOST_ANNOUNCED_LEFT if waypoint.is_announced else MOST_LEFT
        if self._left[waypoint.is_announced] >= most:
            return
        self._left[waypoint.is_announced] += 1
        self._frontier.add(waypoint)
        self._frontier.settle(waypoint.key, fate, reason)

    def say_fault(self, waypoint: Waypoint, fault: FetchError) -> None:
        """Say that no usable answer came: for now, or because we will not read it."""
        self._frontier.settle(waypoint.key, Fate.REFUSED if fault.refused else Fate.FAILED, fault.reason)

    def say(self, waypoint: Waypoint, outcome: Told) -> None:
        """Say what an answer makes of the address asked, and of the one that answered in its place."""
        other = "" if isinstance(outcome, Closed) else outcome.answered
        answered = on_own_host(other, self._source) if other else ""
        asked = self.key(on_own_host(waypoint.url, self._source))
        target = self.key(answered) if answered else asked
        if target == asked or waypoint.found_by is FoundBy.CARD:
            is_elsewhere = target != asked and outcome.fate is Fate.LIST
            reason = f"{outcome.reason}, qui est à {answered}" if is_elsewhere else outcome.reason
            self._frontier.settle(waypoint.key, outcome.fate, reason, outcome.leads_to)
            return
        leads_to = outcome.leads_to or canonical_address(answered, self._source.aliases)
        self._frontier.settle(waypoint.key, Fate.REDIRECTED, f"mène à {answered}", leads_to)
        known = self._frontier.get(target)
        if known is None:
            self._frontier.add(Waypoint(target, answered, FoundBy.LINK, waypoint.depth))
        if known is None or not known.done:
            self._frontier.settle(target, outcome.fate, outcome.reason, outcome.leads_to)

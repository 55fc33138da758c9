"""Asking one page of a site by itself, and reading it as a harvest would: its rules, its pace, and no other page."""

from __future__ import annotations

from datetime import datetime

from harvester.fetch import Fetcher
from harvester.memory import Memory
from harvester.site.crawl import InScope, robots_of
from harvester.site.entry_points import EntryPoints
from harvester.site.examination import Looked, look
from harvester.site.fates import Fates
from harvester.site.frontier import Frontier
from harvester.site.page_reading import PageReading
from harvester.site.traps import Traps
from harvester.site.visit import Visit
from schemas.files.source import Source
from schemas.runs.fate_advice import OUT_OF_SCOPE, Refusal
from schemas.runs.frontier import Fate
from schemas.types.origin import FoundBy


def look_at_page(
    source: Source, fetcher: Fetcher, memory: Memory, url: str, found_by: FoundBy, now: datetime
) -> Looked:
    """What a harvest that meets this address would make of it; raises FetchError when the site's rules are not known.

    The card first, which may leave it and have the site asked nothing; then the rules of the site; then the page.
    """
    frontier = Frontier()
    Fates(source, lambda _: True, frontier, Traps()).meet(url, found_by, depth=0)
    met = next(iter(frontier), None)
    if met is None:
        return Looked(url, found_by, Fate.OUT_OF_SCOPE, OUT_OF_SCOPE)
    if met.fate.is_left:
        return Looked(met.url, found_by, met.fate, met.reason)
    robots = robots_of(source, fetcher)
    if not robots.allows(met.url):
        return Looked(met.url, found_by, Fate.REFUSED, Refusal.ROBOTS)
    entries = EntryPoints(source, fetcher, robots, now.year)
    visit = Visit(source, fetcher, memory, InScope(source, robots), full=True)
    return look(PageReading(visit, set(), entries), met.url, found_by)[0]

"""Looking at a site before its first harvest: its CMS, the ways into it, a few pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from harvester.batch import Batch
from harvester.fetch import Answer, Fetcher
from harvester.memory import nothing_known
from harvester.site.actions import page_behind
from harvester.site.addresses import asked_as, is_in_scope, is_worth_asking, on_own_host
from harvester.site.crawl import may_follow_in, robots_of
from harvester.site.entry_points import EntryPoints
from harvester.site.page_reading import Outcome, PageReading
from harvester.site.script_site import SCRIPT_ONLY
from schemas.errors import FetchError
from schemas.formats.cms import recognize
from schemas.frontier import TRUST, Waypoint
from schemas.normalize.traam import names_traam
from schemas.record import RawRecord
from schemas.source import Source

MAX_SAMPLE = 5
_MAX_ASKED = 12


@dataclass(slots=True)
class SiteExamination:
    """What was seen of a site."""

    cms: str = ""
    """Empty when none was recognized: the generic reader serves."""
    evidence: tuple[str, ...] = ()
    """French: what shows it."""
    crawl_delay: float = 0.0
    """Seconds, as robots.txt asks."""
    ways: dict[str, int] = field(default_factory=dict)
    """How many addresses each way gave (keys of schemas.frontier.TRUST)."""
    sample: tuple[RawRecord, ...] = ()
    faults: list[str] = field(default_factory=list)
    """French: what a person should know."""


def examine_site(source: Source, fetcher: Fetcher, now: datetime) -> SiteExamination:
    """Look at a site with some twenty requests; raises FetchError when it does not answer at all."""
    seen = SiteExamination()
    robots = robots_of(source, fetcher)
    seen.crawl_delay = robots.crawl_delay
    memory = nothing_known()
    met: set[str] = set()
    entries = EntryPoints(source, fetcher, robots.allows, robots.sitemaps, now.year)
    pages = PageReading(source, fetcher, memory, may_follow_in(source, robots), met, entries.said)
    home = Waypoint(asked_as(source.url), source.url, "carte")
    outcome = pages.ask(home, ())
    if outcome.fault is not None:
        raise outcome.fault
    if outcome.page is None:
        raise FetchError(source.url, "pas une page web : ni HTML, ni flux, ni entrepôt OAI-PMH")
    recognized = recognize(outcome.page)
    if recognized is not None:
        seen.cms, seen.evidence = recognized.cms.name, recognized.evidence
    if outcome.script_only:
        seen.faults.append(SCRIPT_ONLY)
    if pages.markdown is not None:
        seen.cms, seen.evidence = "docsify", ("script docsify : ses textes Markdown sont lus",)
        links = [
            link for entry in outcome.links for link in pages.ask(Waypoint(entry.url, entry.url, "plan"), ()).links
        ]
        outcome = replace(outcome, links=tuple(dict.fromkeys(links)))
    found = dict(_found(source, entries, outcome))
    seen.faults += [*entries.faults[:5], *entries.unread[:5], *entries.notes[:5]]
    for found_by in sorted(set(found.values()), key=lambda way: TRUST[way]):
        seen.ways[found_by] = sum(way == found_by for way in found.values())
    allowed = {url: way for url, way in found.items() if robots.allows(url)}
    if len(allowed) < len(found):
        seen.faults.append(f"robots.txt interdit {len(found) - len(allowed)} adresses sur {len(found)}")
    seen.sample = tuple(_sample(pages, allowed))
    if not seen.sample:
        seen.faults.append("aucune page de contenu lue dans l'échantillon : donner des « selectors » à la carte")
    if not seen.cms and not outcome.script_only:
        seen.faults.append("CMS non reconnu : les pages sont lues par leurs marques communes à tous les sites")
    return seen


def _found(source: Source, entries: EntryPoints, outcome: Outcome) -> Iterator[tuple[str, str]]:
    """Give the addresses the ways into the site list, each by its most trusted way."""
    assert outcome.page is not None
    links = ((link.url, "lien TraAM" if link.names_traam else "lien") for link in outcome.links)
    listed = [*entries.all(outcome.page, outcome.cms), *links]
    best: dict[str, tuple[str, str]] = {}
    for url, found_by in sorted(listed, key=lambda one: TRUST[one[1]]):
        is_plan = found_by == "plan"
        address = on_own_host(url, source)
        address = address if is_plan else page_behind(address) or address
        if is_in_scope(address, source.scope) and (is_plan or is_worth_asking(address)):
            best.setdefault(asked_as(address), (address, found_by))
    yield from best.values()


def _sample(pages: PageReading, found: dict[str, str]) -> Iterator[RawRecord]:
    """Ask a few pages, those that name the TraAM first; give their records."""
    likely = sorted(found.items(), key=lambda one: (not names_traam(one[0]), one[1] != "lien TraAM", TRUST[one[1]]))
    given = 0
    for url, found_by in likely[:_MAX_ASKED]:
        outcome = pages.ask(Waypoint(asked_as(url), url, found_by), ())
        batch: Batch | None = outcome.batch
        for record in batch.records if batch is not None else ():
            given += 1
            yield record
        if given >= MAX_SAMPLE:
            return


def is_feed(answer: Answer) -> bool:
    """Say whether an answer is RSS or Atom."""
    start = answer.body[:2_000].lower()
    return any(mark in start for mark in (b"<rss", b"<feed", b"<rdf:rdf"))

"""Looking at a site before its first harvest: its CMS, the ways into it, a sample of its pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from harvester.fetch import Answer, Fetcher
from harvester.memory import nothing_known
from harvester.site.actions import page_behind
from harvester.site.addresses import asked_as, is_in_scope, is_worth_asking, on_own_host
from harvester.site.crawl import InScope, robots_of
from harvester.site.entry_points import EntryPoints
from harvester.site.outcome import Faulty, Shown, batch_of, fault_of, shown_by
from harvester.site.page_reading import NOT_SHOWN, PageReading
from harvester.site.robots import Robots
from harvester.site.script_site import SCRIPT_ONLY
from harvester.site.visit import Visit
from schemas.files.source import Source
from schemas.formats.cms import recognize
from schemas.formats.judging import shape_of
from schemas.normalize.traam import names_traam
from schemas.runs.frontier import TRUST, Fate, Waypoint
from schemas.types.errors import FetchError
from schemas.types.origin import FoundBy
from schemas.types.record import RawRecord

MAX_SAMPLE = 12
"""Pages of content that are enough to learn how a site builds its pages."""
MAX_ASKED = 24
_TRAAM_FIRST = 3
"""As many addresses that name the TraAM are asked before those a feed names."""
_POOR_SHAPE = 2
"""Addresses of one shape that gave nothing, after which the others of that shape are asked last."""
_CLOSED_STATUS = frozenset({401, 403, 503})


class State(StrEnum):
    """What a site that was looked at is to a harvest; the words are those of « --json »."""

    READABLE = "lisible"
    EMPTY = "0 article"
    SCRIPT = "JavaScript seul"
    CLOSED = "fermé"


@dataclass(frozen=True, slots=True)
class Looked:
    """One address that was asked, and what its page was taken for."""

    url: str
    found_by: FoundBy
    fate: Fate
    reason: str
    """French: what made the page taken for what it is, or why there is none."""
    records: tuple[RawRecord, ...] = ()


@dataclass(slots=True)
class SiteExamination:
    """What was seen of a site."""

    state: State = State.READABLE
    cms: str = ""
    """Empty when none was recognized: the generic reader serves."""
    evidence: tuple[str, ...] = ()
    """French: what shows it."""
    crawl_delay: float = 0.0
    """Seconds, as robots.txt asks."""
    ways: dict[FoundBy, int] = field(default_factory=dict)
    """How many addresses each way gave."""
    looked: tuple[Looked, ...] = ()
    """The pages asked, in order."""
    sample: tuple[RawRecord, ...] = ()
    faults: list[str] = field(default_factory=list)
    """French: what a person should know."""

    @property
    def left(self) -> tuple[Looked, ...]:
        """The addresses asked that gave no record."""
        return tuple(one for one in self.looked if one.fate not in {Fate.HELD, Fate.DOUBLE})


def examine_site(source: Source, fetcher: Fetcher, now: datetime) -> SiteExamination:
    """Look at a site with some thirty requests; raises FetchError when it does not answer at all."""
    seen = SiteExamination()
    robots = robots_of(source, fetcher)
    seen.crawl_delay = robots.own.crawl_delay
    entries = EntryPoints(source, fetcher, robots, now.year)
    visit = Visit(source, fetcher, nothing_known(), InScope(source, robots))
    pages = PageReading(visit, set(), entries)
    outcome = pages.ask(Waypoint(asked_as(source.url), source.url, FoundBy.CARD), ())
    fault = fault_of(outcome)
    if fault is not None and is_closed(fault):
        return closed_site(fault)
    if isinstance(outcome, Faulty):
        raise outcome.fault
    home = shown_by(outcome)
    if home is None:
        raise FetchError(source.url, "pas une page web : ni HTML, ni flux, ni entrepôt OAI-PMH")
    home = _recognized(seen, pages, home)
    found = {
        url: way for url, way in _found(source, entries, home) if asked_as(url, source.aliases) != pages.home.identifier
    }
    seen.faults += [*entries.faults[:5], *entries.unread[:5], *entries.notes[:5]]
    for found_by in sorted(set(found.values()), key=lambda way: TRUST[way]):
        seen.ways[found_by] = sum(way == found_by for way in found.values())
    robots.learn(*found)
    allowed = {url: way for url, way in found.items() if robots.allows(url)}
    if len(allowed) < len(found):
        seen.faults.append(f"robots.txt interdit {_addresses(len(found) - len(allowed))} sur {len(found)}")
    seen.looked = tuple(_looked(pages, allowed, lambda shown: _links(source, robots, shown)))
    seen.sample = tuple(record for one in seen.looked for record in one.records)
    if not seen.sample:
        _say_why_nothing(seen, is_script=home.is_script_only)
    if not seen.cms and seen.state is not State.SCRIPT:
        seen.faults.append("CMS non reconnu : les pages sont lues par leurs marques communes à tous les sites")
    return seen


def _addresses(count: int) -> str:
    return f"{count} adresses" if count > 1 else f"{count} adresse"


def is_closed(error: FetchError) -> bool:
    """Say whether a fault is a site that does not show itself: for members, under repair, behind a check."""
    return error.status in _CLOSED_STATUS or error.reason == NOT_SHOWN


def closed_site(error: FetchError) -> SiteExamination:
    """What is seen of a site that does not show itself."""
    return SiteExamination(state=State.CLOSED, faults=[_closed(error.reason)])


def _closed(reason: str) -> str:
    return (
        f"site fermé ({reason}) : rien n'en est lu. L'ouvrir dans un navigateur, sans s'être connecté : s'il demande "
        "un compte ou un contrôle, demander à qui le tient d'ouvrir l'accès ; s'il est en maintenance, attendre"
    )


def _recognized(seen: SiteExamination, pages: PageReading, home: Shown) -> Shown:
    """Note what the home page shows of the CMS; gives it with the links of the menus a script would show."""
    recognized = recognize(home.page)
    if recognized is not None:
        seen.cms, seen.evidence = recognized.cms.name, recognized.evidence
    if home.is_script_only:
        seen.faults.append(SCRIPT_ONLY)
    if pages.markdown is None:
        return home
    seen.cms, seen.evidence = "docsify", ("script docsify : ses textes Markdown sont lus",)
    asked = (pages.ask(Waypoint(asked_as(entry.url), entry.url, FoundBy.PLAN), ()) for entry in home.links)
    menus = filter(None, map(shown_by, asked))
    return replace(home, links=tuple(dict.fromkeys(link for menu in menus for link in menu.links)))


def _say_why_nothing(seen: SiteExamination, *, is_script: bool) -> None:
    """Say plainly why no page could be read, and what to do."""
    shut = [one for one in seen.looked if one.fate is Fate.CLOSED]
    scripted = any(one.reason == SCRIPT_ONLY for one in seen.looked)
    if is_script or scripted:
        seen.state = State.SCRIPT
        if not is_script:
            seen.faults.append(SCRIPT_ONLY)
        seen.faults.append(
            "que faire : demander à qui tient le site un flux, un plan (sitemap.xml) ou des pages faites par le serveur"
        )
    elif shut and len(shut) == len(seen.looked):
        seen.state = State.CLOSED
        seen.faults.append(_closed(shut[0].reason))
    else:
        seen.state = State.EMPTY
        seen.faults.append(_nothing_read(seen.looked))


def _nothing_read(looked: tuple[Looked, ...]) -> str:
    if not looked:
        return (
            "0 article : aucune adresse trouvée au-delà de l'accueil. Donner l'adresse du dossier des articles, ou "
            "déclarer les pages dans un bilan (bilans/*.csv)"
        )
    asked = f"{len(looked)} pages demandées" if len(looked) > 1 else "une page demandée"
    reasons = Counter(one.reason or str(one.fate) for one in looked).most_common(4)
    return (
        f"0 article : rien qui ressemble à un article sur {asked} ({', '.join(f'{n} : {why}' for why, n in reasons)}). "
        "Donner l'adresse de la rubrique des articles, ou déclarer les pages dans un bilan (bilans/*.csv), qui sont "
        "alors lues quoi qu'elles montrent"
    )


def _found(source: Source, entries: EntryPoints, home: Shown) -> Iterator[tuple[str, FoundBy]]:
    """The addresses the ways into the site list, each by its most trusted way."""
    yield from _worth_asking(source, [*entries.all(home.page, home.cms), *_linked(home)])


def _linked(shown: Shown) -> Iterator[tuple[str, FoundBy]]:
    return ((link.url, FoundBy.TRAAM_LINK if link.names_traam else FoundBy.LINK) for link in shown.links)


def _links(source: Source, robots: Robots, shown: Shown) -> dict[str, FoundBy]:
    """The addresses a list leads to that may be asked."""
    return {url: way for url, way in _worth_asking(source, _linked(shown)) if robots.allows(url)}


def _worth_asking(source: Source, listed: Iterable[tuple[str, FoundBy]]) -> Iterator[tuple[str, FoundBy]]:
    best: dict[str, tuple[str, FoundBy]] = {}
    for url, found_by in sorted(listed, key=lambda one: TRUST[one[1]]):
        is_plan = found_by is FoundBy.PLAN
        address = on_own_host(url, source)
        address = address if is_plan else page_behind(address) or address
        if is_in_scope(address, source.scope) and (is_plan or is_worth_asking(address)):
            best.setdefault(asked_as(address), (address, found_by))
    yield from best.values()


def _looked(
    pages: PageReading, found: dict[str, FoundBy], links: Callable[[Shown], dict[str, FoundBy]]
) -> Iterator[Looked]:
    """Ask pages until enough are content: some that name the TraAM, those a feed names, the others, what lists show."""
    found, waiting = dict(found), _likeliest(found)
    met = {pages.home.identifier, *map(asked_as, found)}
    gave: Counter[str] = Counter()
    given = asked = 0
    while waiting and asked < MAX_ASKED and given < MAX_SAMPLE:
        at = next((at for at, url in enumerate(waiting) if gave[shape_of(url)] > -_POOR_SHAPE), 0)
        url = waiting.pop(at)
        looked, shown = look(pages, url, found[url])
        gave[shape_of(url)] += 1 if looked.records else -1
        given += len(looked.records)
        asked += 1
        yield looked
        if shown is not None and shown.is_list:
            new = {link: way for link, way in links(shown).items() if asked_as(link) not in met}
            found |= new
            met.update(map(asked_as, new))
            at = 0 if shown.is_traam_list else len(waiting)
            waiting[at:at] = _likeliest(new)


def _likeliest(found: dict[str, FoundBy]) -> list[str]:
    likely = sorted(found, key=lambda url: TRUST[found[url]])
    named = [url for url in likely if names_traam(url) or found[url] is FoundBy.TRAAM_LINK][:_TRAAM_FIRST]
    return [*named, *(url for url in likely if url not in named)]


def look(pages: PageReading, url: str, found_by: FoundBy) -> tuple[Looked, Shown | None]:
    """Ask one address, and say what its page is taken for."""
    outcome = pages.ask(Waypoint(asked_as(url), url, found_by), ())
    batch, shown, fault = batch_of(outcome), shown_by(outcome), fault_of(outcome)
    records = batch.records if batch is not None else ()
    fate, said = (Fate.FAILED, "") if isinstance(outcome, Faulty) else (outcome.fate, outcome.reason)
    if records:
        said = shown.judged if shown is not None else ""
    return Looked(url, found_by, fate, said or (fault.reason if fault is not None else ""), records), shown


def is_feed(answer: Answer) -> bool:
    """Say whether an answer is RSS or Atom."""
    start = answer.body[:2_000].lower()
    return any(mark in start for mark in (b"<rss", b"<feed", b"<rdf:rdf"))

"""What becomes of a page that is shown: held as content, known as another's double, left as none, or as it was."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import assert_never

from harvester.batch import Batch
from harvester.site.absence import NotFoundPage, says_absent, title_of
from harvester.site.addresses import on_own_host
from harvester.site.entry_points import EntryPoints
from harvester.site.home import Home
from harvester.site.kept_pages import KeptPages
from harvester.site.older import OlderArticles
from harvester.site.outcome import Answered, Closed, Faulty, Missing, Outcome, Shown
from harvester.site.page_content import PageContent
from harvester.site.page_cutting import identity, page_record
from harvester.site.robots_marks import RobotsMarks, is_delayed
from harvester.site.script_site import SCRIPT_ONLY
from harvester.site.shapes import SameTexts
from harvester.site.visit import Visit
from schemas.formats.cms import Recognized
from schemas.formats.judging import Judged
from schemas.formats.page import Page
from schemas.formats.page_kind import PageKind
from schemas.formats.structure import structure_of
from schemas.parsing.page_address import address_key, canonical_address
from schemas.runs.fate_advice import Refusal
from schemas.runs.frontier import Fate, Waypoint
from schemas.types.errors import FetchError
from schemas.types.origin import FoundBy
from schemas.types.payload import Payload

_ANOTHER = "montre une autre page que celle qui est gardée : à confirmer par la prochaine moisson"
_AS_BEFORE = f"{Refusal.DELAYED} ; gardée comme elle était"
_HOME_IS_ARTICLE = "l'adresse du site renvoie à un de ses articles"
_LIKE_ABSENT = "le site montre ce qu'il montre pour une page absente"
_BLANK = "presque aucun texte, comme là où le site n'a pas de page : rien ne dit si celle-ci existe"


@dataclass(frozen=True, slots=True)
class Heard:
    """One answer, to be read."""

    waypoint: Waypoint
    asked: str
    """The identifier the page was expected under."""
    payload: Payload
    held: Collection[str]
    header: str = ""
    """What it says to robots beside the page."""
    fresh: bool = True
    """False when the payload is the one kept already."""

    @property
    def is_home(self) -> bool:
        """Say whether it was asked as the home page."""
        return self.waypoint.found_by is FoundBy.CARD


@dataclass(frozen=True, slots=True)
class Read:
    """One page that is shown, judged."""

    heard: Heard
    page: Page
    text: str
    recognized: Recognized | None
    judged: Judged
    named_by: str
    """What names it as a work; empty when nothing does."""
    is_article: bool
    """True for an article that stands where the site's address leads."""


class ShownPages:
    """Says what becomes of the pages one site shows; those of content are then met."""

    def __init__(
        self,
        visit: Visit,
        entries: EntryPoints,
        home: Home,
        kept_pages: KeptPages,
        content: PageContent,
        read_again: Callable[[Heard], Outcome],
    ) -> None:
        """`read_again` reads an answer as any other: that of a page as it was kept."""
        self._source = visit.source
        self._met = kept_pages.met
        self._entries = entries
        self._said = entries.said
        self._home = home
        self._kept_pages = kept_pages
        self._content = content
        self._read_again = read_again
        self._older = OlderArticles(visit.source.url, entries.hear_more)
        self._same = SameTexts()
        self._titles: dict[str, str] = {}
        self._not_found = NotFoundPage(visit.source.url, visit.fetcher, visit.following)

    def recall(self) -> None:
        """Look again at the pages met before the crawl was stopped: what shows the same as one is still a double."""
        for identifier in sorted(self._met):
            kept = self._kept_pages.payload(identifier)
            page = self._kept_pages.page(kept)
            if kept is not None and page is not None:
                self._same.other_than(identifier, title_of(page), structure_of(page).runs, kept.url)
                self._titles[identifier] = self._title_of(page)

    def taken(self, read: Read, shown: Shown, marks: RobotsMarks) -> Outcome:
        """Take a page for what it is."""
        heard = read.heard
        identifier = self._as_held(self._own_identity(read.page, heard.payload.url), heard.held)
        if shown.is_script_only:
            return Answered(fate=Fate.UNREADABLE, reason=SCRIPT_ONLY, shown=shown)
        if heard.is_home and read.is_article:
            return Answered(fate=Fate.REDIRECTED, reason=_HOME_IS_ARTICLE, leads_to=identifier, shown=shown)
        refused = self._no_content(read, marks, identifier)
        if refused is not None:
            return self._not_content(read, shown, *refused)
        return self._content_at(read, shown, identifier)

    def _missing(self, heard: Heard) -> Batch | None:
        return self._kept_pages.missing(heard.asked, heard.waypoint.url, heard.payload.status, heard.held)

    def _not_content(self, read: Read, shown: Shown, fate: Fate, reason: str) -> Outcome:
        """Say what becomes of a page that is none of content, and of the one that is held in its place."""
        heard = read.heard
        if reason == Refusal.NOINDEX and is_delayed(read.page, heard.payload.fetched_at):
            if (again := self._as_before(heard, shown)) is not None:
                return again
            return Answered(fate=fate, reason=Refusal.DELAYED, shown=shown, noindex=True)
        # What is not understood takes nothing away: « trop de requêtes » says nothing of the page that was there.
        lost = self._missing(heard) if fate is not Fate.UNREADABLE else None
        return Answered(fate=fate, reason=reason, shown=shown, batch=lost, noindex=reason == Refusal.NOINDEX)

    def _content_at(self, read: Read, shown: Shown, identifier: str) -> Outcome:
        """Say what becomes of a page of content: held, unless another address gave it, or it hides one that is held."""
        heard, page, payload = read.heard, read.page, read.heard.payload
        same = self._same.other_than(identifier, title_of(page), structure_of(page).runs, payload.url)
        if same is not None:
            return self._shows_the_same(heard, shown, identifier, same)
        found = Answered(fate=Fate.HELD, leads_to=identifier, shown=shown)
        url = heard.waypoint.url
        if heard.fresh and self._kept_pages.is_another(identifier, page):
            lost = self._kept_pages.missing(identifier, url, payload.status, heard.held)
            return replace(found, batch=lost, reason=_ANOTHER)
        lost = None
        if identifier != heard.asked:
            lost = self._kept_pages.renamed(heard.asked, identifier, url, page, heard.held)
        if identifier in self._met:
            if identifier != canonical_address(on_own_host(payload.url, self._source), self._source.aliases):
                found = replace(found, fate=Fate.DOUBLE, reason=f"autre adresse de {identifier}")
            return replace(found, batch=lost)
        batch = self._held(read, identifier)
        if lost is not None and (heard.waypoint.found_by is FoundBy.KNOWN or lost.renamed):
            batch = replace(batch, missing=lost.missing, renamed=lost.renamed)
        return replace(found, batch=batch)

    def _held(self, read: Read, identifier: str) -> Batch:
        """Hold a page of content under its identifier."""
        payload = read.heard.payload
        self._met.add(identifier)
        self._titles[identifier] = self._title_of(read.page)
        if identifier != identity(read.page, payload.url, self._source):
            payload = replace(payload, identifier=identifier)
        self._hear_of(read, identifier)
        return self._content.batch_of(payload, identifier, read.text, read.heard.waypoint, fresh=read.heard.fresh)

    def _hear_of(self, read: Read, identifier: str) -> None:
        """Ask SPIP what it says elsewhere of an article whose own page does not say when, or by whom."""
        if self._entries.has_spip_feed:
            key = address_key(on_own_host(identifier, self._source))
            record = page_record(self._source, read.heard.payload, identifier, read.text)
            self._older.hear_of(read.page, record, lambda: key in self._said)

    def _shows_the_same(self, heard: Heard, shown: Shown, identifier: str, same: str) -> Outcome:
        """Say what a page is that shows what another address showed: that page, or what hides one that is held."""
        page, waypoint, held = shown.page, heard.waypoint, heard.held
        reason = f"montre la même page que {same}"
        kept = self._kept_pages.payload(identifier) if identifier in held and identifier not in self._met else None
        if self._kept_pages.differs(kept, page):
            return Closed(answer=FetchError(waypoint.url, reason), fate=Fate.CLOSED, reason=reason, shown=shown)
        found = Answered(fate=Fate.DOUBLE, reason=reason, leads_to=same, shown=shown)
        if kept is None or waypoint.found_by is not FoundBy.KNOWN:
            return found
        return replace(found, batch=self._kept_pages.renamed(identifier, same, waypoint.url, page, held))

    def _as_before(self, heard: Heard, shown: Shown) -> Outcome | None:
        """Read a page held as it was before a change that its wiki does not show robots yet; None of one not held.

        What it links to now is followed all the same.
        """
        kept = self._kept_pages.payload(heard.asked) if heard.fresh and heard.asked in heard.held else None
        if kept is None:
            return None
        again = self._read_again(replace(heard, payload=kept, header="", fresh=False))
        match again:
            case Faulty():
                return again
            case Missing():
                seen = Shown(shown.page, shown.links)
                return Answered(fate=again.fate, reason=_AS_BEFORE, batch=again.batch, shown=seen)
            case Answered() | Closed():
                seen = replace(again.shown or shown, links=shown.links)
                return replace(again, reason=_AS_BEFORE, shown=seen)
            case _:
                assert_never(again)

    def _no_content(self, read: Read, marks: RobotsMarks, identifier: str) -> tuple[Fate, str] | None:
        """Say what a page is that is no page of content; None of one that is."""
        heard = read.heard
        said = self._taken_for(read, marks, identifier)
        if said is None or said[0] is not Fate.UNREADABLE or identifier not in heard.held:
            return said
        # One is no more sure of it, and it is the very page held: what was learnt since takes nothing.
        return said if heard.fresh and not self._kept_pages.is_as_held(identifier, heard.payload) else None

    def _taken_for(self, read: Read, marks: RobotsMarks, identifier: str) -> tuple[Fate, str] | None:
        heard, page, judged = read.heard, read.page, read.judged
        if not read.is_article and (heard.is_home or self._home.identifier in {identifier, heard.asked}):
            return Fate.LIST, "page d'accueil"
        if not read.is_article and (says_absent(page) or self._home.shown.is_shown_by(page)):
            return Fate.GONE, _LIKE_ABSENT
        if not read.is_article and not read.named_by and self._not_found.shown().is_like(page):
            return (Fate.UNREADABLE, _BLANK) if self._not_found.shown().is_blank else (Fate.GONE, _LIKE_ABSENT)
        if judged.kind is PageKind.LIST:
            return Fate.LIST, judged.reason
        if judged.kind is PageKind.OTHER:
            return (Fate.REFUSED if judged.is_sure else Fate.UNREADABLE), judged.reason
        return (Fate.REFUSED, Refusal.NOINDEX) if marks.noindex else None

    def _own_identity(self, page: Page, url: str) -> str:
        """The page's identifier: not one that a page of another title has, as when a canonical link is copied."""
        said = identity(page, url, self._source)
        if self._titles.get(said, self._title_of(page)) == self._title_of(page):
            return said
        return canonical_address(on_own_host(url, self._source), self._source.aliases)

    def _title_of(self, page: Page) -> str:
        return title_of(page, self._home.shown.titles)

    def _as_held(self, identifier: str, held: Collection[str]) -> str:
        """The identifier a page of a site that has moved is held under: what feeds say of it stays one entry."""
        for old, new in self._source.aliases:
            before = canonical_address(old + identifier[len(new) :]) if identifier.startswith(new) else ""
            if before in held and identifier not in held:
                return before
        return identifier

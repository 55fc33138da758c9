"""Asking one page of a site: is it there, is it content, what does it link to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from harvester.batch import Batch
from harvester.body import decode_text
from harvester.feed import payload_of
from harvester.fetch import ROBOTS_HEADER, Answer
from harvester.site.absence import (
    NotFoundPage,
    leads_to_login,
    says_absent,
    says_closed,
    title_of,
)
from harvester.site.addresses import on_own_host
from harvester.site.discovery import Link, page_links
from harvester.site.entry_points import EntryPoints
from harvester.site.home import Home
from harvester.site.kept_pages import GONE, KeptPages
from harvester.site.more import rest_of
from harvester.site.older import OlderArticles
from harvester.site.outcome import Answered, Closed, Faulty, Missing, Outcome, Shown
from harvester.site.page_asking import PageAsking, advice_to_follow, is_html, not_a_page
from harvester.site.page_content import PageContent
from harvester.site.page_cutting import (
    document_record,
    document_type,
    identifier_asked,
    identity,
    page_record,
    page_text,
    page_url,
)
from harvester.site.robots_marks import RobotsMarks, is_delayed, robots_marks
from harvester.site.script_site import (
    SCRIPT_ONLY,
    MarkdownSite,
    is_markdown,
    is_script_shell,
    markdown_links,
    markdown_site,
)
from harvester.site.shapes import CommonLines, SameTexts, Shapes
from harvester.site.visit import Visit
from schemas.formats.assembly import whole_text
from schemas.formats.cms import Recognized, recognize
from schemas.formats.judging import Judged, PageContext, judge_page
from schemas.formats.page import Page, page_of
from schemas.formats.page_kind import PageKind
from schemas.formats.structure import structure_of
from schemas.normalize.traam import names_traam
from schemas.parsing.page_address import address_key, canonical_address
from schemas.runs.fate_advice import Refusal
from schemas.runs.frontier import Fate, Waypoint
from schemas.types.errors import FetchError
from schemas.types.origin import FoundBy
from schemas.types.payload import Payload
from schemas.types.payload_name import PayloadName

_NOT_THERE = frozenset({404, GONE})
"""Only these say that a page is not there; 401, 403 or a redirect elsewhere say that we are not shown it."""
_NOT_MODIFIED = 304
NOT_SHOWN = "le site montre autre chose que la page : connexion, maintenance, contrôle ou erreur de son programme"
_NAMING = {FoundBy.BILAN: "le bilan", FoundBy.API: "l'interface du site"}
"""How an address was found that names it as that of a work."""
_NO_PAGE = "pas une page web (HTML)"
_ANOTHER = "montre une autre page que celle qui est gardée : à confirmer par la prochaine moisson"
_AS_BEFORE = f"{Refusal.DELAYED} ; gardée comme elle était"
_HOME_IS_ARTICLE = "l'adresse du site renvoie à un de ses articles"
_LIKE_ABSENT = "le site montre ce qu'il montre pour une page absente"


@dataclass(frozen=True, slots=True)
class _Heard:
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
class _Read:
    """One page that is shown, judged."""

    heard: _Heard
    page: Page
    text: str
    recognized: Recognized | None
    judged: Judged
    named_by: str
    """What names it as a work; empty when nothing does."""
    is_article: bool
    """True for an article that stands where the site's address leads."""


class PageReading:
    """Asks pages; `met` takes the identifier of each page of content."""

    def __init__(self, visit: Visit, met: set[str], entries: EntryPoints) -> None:
        source, fetcher, memory, may_follow = visit.source, visit.fetcher, visit.memory, visit.may_follow
        self._source = source
        self._memory = memory
        self._met = met
        self.kept_pages = KeptPages(source, memory, met, lambda: self.home.shown.titles)
        self._asking = PageAsking(fetcher, may_follow, full=visit.full)
        self._entries = entries
        self._said: Mapping[str, bytes] = entries.said
        self._older = OlderArticles(source.url, entries.hear_more)
        self.content = PageContent(visit, entries.said)
        self._shapes = Shapes()
        self._common = CommonLines()
        self._same = SameTexts()
        self._titles: dict[str, str] = {}
        self.home = Home(source)
        self.markdown: MarkdownSite | None = None
        """Where the site keeps its Markdown, when it is one in JavaScript that does."""
        self._not_found = NotFoundPage(source.url, fetcher, may_follow)

    def recall(self) -> None:
        """Look again at the pages met before the crawl was stopped: what shows the same as one is still a double."""
        for identifier in sorted(self._met):
            kept = self.kept_pages.payload(identifier)
            page = self.kept_pages.page(kept)
            if kept is not None and page is not None:
                self._same.other_than(identifier, title_of(page), structure_of(page).runs, kept.url)
                self._titles[identifier] = self._title_of(page)

    def ask(self, waypoint: Waypoint, held: Collection[str]) -> Outcome:
        """Ask one address and read its answer."""
        asked = identifier_asked(waypoint, self._source)
        kept = self.kept_pages.payload(asked)
        try:
            answer = self._asking.get(waypoint, kept, self.markdown)
        except FetchError as error:
            return self._without_answer(waypoint, asked, error, held)
        return self._taken(self._heard(waypoint, asked, answer, kept, held), answer)

    def _heard(
        self, waypoint: Waypoint, asked: str, answer: Answer, kept: Payload | None, held: Collection[str]
    ) -> _Heard:
        """What is to be read: the answer, or what is kept when it says that nothing has changed."""
        header = answer.headers.get(ROBOTS_HEADER, "")
        if answer.status != _NOT_MODIFIED or kept is None:
            payload = payload_of(self._source, answer, waypoint.found_by)
            return _Heard(waypoint, asked, payload, held, header)
        if _plain(answer.url) != _plain(waypoint.url):
            # It has moved, and says of its new address that nothing of the page has changed.
            return _Heard(waypoint, asked, replace(kept, url=answer.url), held, header)
        return _Heard(waypoint, asked, kept, held, header, fresh=False)

    def _taken(self, heard: _Heard, answer: Answer) -> Outcome:
        """Take an answer for what it is: a document, a text shown by a script, a page, or none."""
        waypoint, payload = heard.waypoint, heard.payload
        is_work = waypoint.found_by in {FoundBy.BILAN, FoundBy.KNOWN} or self._named_by(waypoint, payload.url)
        if is_work and document_type(payload):
            return self._document(heard)
        if self.markdown is not None and is_markdown(payload.content_type, payload.url):
            return self._markdown(self.markdown, heard)
        if heard.fresh and answer.status != _NOT_MODIFIED and not is_html(answer):
            if heard.is_home:
                return Faulty(FetchError(waypoint.url, _NO_PAGE))
            lost = self._missing(heard, answer.status)
            return Missing(fate=Fate.REFUSED, reason=not_a_page(answer), batch=lost)
        if heard.is_home:
            self.home.found_at(answer.url)
        elif heard.fresh and heard.asked != self.home.identifier and self.home.is_at(answer.url):
            lost, home = self._missing(heard, answer.status), self.home.identifier
            return Missing(fate=Fate.REDIRECTED, reason="mène à l'accueil du site", leads_to=home, batch=lost)
        read = self._read(heard)
        return replace(read, answered=answer.url) if isinstance(read, Answered | Missing) else read

    def _missing(self, heard: _Heard, status: int) -> Batch | None:
        return self.kept_pages.missing(heard.asked, heard.waypoint.url, status, heard.held)

    def _document(self, heard: _Heard) -> Outcome:
        """Hold a document a person declared, as a page is."""
        asked, payload = heard.asked, replace(heard.payload, identifier=heard.asked)
        record = document_record(self._source, payload)
        if record is None:
            reason = "document illisible (PDF, ODT ou DOCX endommagé ou protégé)"
            return Faulty(FetchError(payload.url, reason, refused=True))
        held = Answered(fate=Fate.HELD, leads_to=asked)
        if asked in self._met:
            return held
        self._met.add(asked)
        return replace(held, batch=Batch(payload, PayloadName.of_page(asked), (record,), fresh=heard.fresh))

    def _markdown(self, site: MarkdownSite, heard: _Heard) -> Outcome:
        """Read a text a script shows: known by the address a person opens, which no answer tells."""
        identifier = canonical_address(site.route_to(heard.payload.url) or heard.waypoint.url)
        payload = replace(heard.payload, identifier=identifier)
        try:
            page = page_of(page_text(payload), page_url(payload))
        except ValueError:
            return Missing(fate=Fate.UNREADABLE, reason="texte vide")
        shown = Shown(page, markdown_links(page, site))
        if site.is_entry(payload.url):
            return Answered(fate=Fate.LIST, reason="accueil ou menu du site", shown=shown)
        shown = replace(shown, judged="un texte que le site montre par un script")
        found = Answered(fate=Fate.HELD, leads_to=identifier, shown=shown)
        if identifier in self._met:
            return found
        self._met.add(identifier)
        batch = self.content.batch_of(payload, identifier, page_text(payload), heard.waypoint, fresh=heard.fresh)
        lost = self._missing(heard, payload.status) if identifier != heard.asked else None
        return replace(found, batch=replace(batch, missing=lost.missing) if lost is not None else batch)

    def _without_answer(self, waypoint: Waypoint, asked: str, error: FetchError, held: Collection[str]) -> Outcome:
        """Say what no usable answer means; a home page that is not there is no absence, but a site out of order."""
        is_home = waypoint.found_by is FoundBy.CARD
        if is_home and error.leads_to:
            advised = f"{error.reason} : {advice_to_follow(error.leads_to)}"
            return Faulty(FetchError(error.url, advised, status=error.status))
        if is_home or error.status is None or error.status >= 500 or error.status == 429:
            return Faulty(error)
        if error.status in _NOT_THERE:
            lost = self.kept_pages.missing(asked, waypoint.url, error.status, held)
            return Missing(fate=Fate.GONE, reason=error.reason, batch=lost)
        fate = Fate.REDIRECTED if error.leads_to else Fate.CLOSED
        return Closed(answer=error, fate=fate, reason=error.reason, leads_to=error.leads_to)

    def _read(self, heard: _Heard) -> Outcome:
        """Read a page: whether the site shows it, what it shows, and whether that is content."""
        waypoint, payload = heard.waypoint, heard.payload
        text = decode_text(payload.body, payload.content_type)
        try:
            page = page_of(text, payload.url)
        except ValueError:
            return Missing(fate=Fate.UNREADABLE, reason="page vide, ou qui n'est pas du HTML")
        named_by = self._named_by(waypoint, payload.url)
        recognized = recognize(page)
        judged = self._judged(page, recognized, heard, named_by)
        if heard.is_home and (says_absent(page) or says_closed(page)):
            return Faulty(FetchError(payload.url, NOT_SHOWN))
        is_at_home = heard.is_home or heard.asked == self.home.identifier
        is_article = is_at_home and self.home.is_article(page, judged, named_by)
        if is_article:
            self.home.forget()
        is_closed = heard.fresh and (says_closed(page) or leads_to_login(waypoint.url, payload.url))
        if heard.is_home and not is_article:
            self.home.see(page, is_closed=is_closed)
        if is_closed:
            return Closed(answer=FetchError(waypoint.url, NOT_SHOWN), fate=Fate.CLOSED, reason=NOT_SHOWN)
        return self._of_what_is_shown(_Read(heard, page, text, recognized, judged, named_by, is_article))

    def _judged(self, page: Page, recognized: Recognized | None, heard: _Heard, named_by: str) -> Judged:
        """Judge a page, and learn of its site by it."""
        waypoint, url = heard.waypoint, heard.payload.url
        context = PageContext(
            named_by=named_by,
            profile=self._memory.profile,
            alike=self._shapes.alike(url),
            is_common=self._common.has,
            is_announced=waypoint.is_announced and FoundBy.BILAN not in waypoint.ways,
        )
        judged = judge_page(page, recognized, context)
        self._shapes.note(url, judged, named=bool(named_by))
        if judged.is_by_structure or named_by:
            self._common.note(structure_of(page).runs)
        return judged

    def _of_what_is_shown(self, read: _Read) -> Outcome:
        """Say what becomes of a page that is shown: whatever it is taken for, what it links to is followed."""
        heard, page = read.heard, read.page
        marks = RobotsMarks() if self._source.ignore_noindex else robots_marks(page, heard.header)
        is_list = read.judged.kind is PageKind.LIST
        shown = Shown(
            page,
            self._links(page, heard.payload.url, marks),
            cms=read.recognized.cms.name if read.recognized else "",
            judged=read.judged.reason,
            is_list=is_list,
            is_traam_list=is_list and _names_traam(page),
            is_script_only=is_script_shell(page) and self.markdown is None,
            rest=rest_of(page.root) if heard.is_home or is_list else None,
        )
        if heard.is_home or is_list:
            self.content.listed.hear(page)
        identifier = self._as_held(self._own_identity(page, heard.payload.url), heard.held)
        if shown.is_script_only:
            return Answered(fate=Fate.UNREADABLE, reason=SCRIPT_ONLY, shown=shown)
        if heard.is_home and read.is_article:
            return Answered(fate=Fate.REDIRECTED, reason=_HOME_IS_ARTICLE, leads_to=identifier, shown=shown)
        refused = self._no_content(read, marks, identifier)
        if refused is not None:
            return self._not_content(read, shown, *refused)
        return self._content_at(read, shown, identifier)

    def _not_content(self, read: _Read, shown: Shown, fate: Fate, reason: str) -> Outcome:
        """Say what becomes of a page that is none of content, and of the one that is held in its place."""
        heard = read.heard
        if reason == Refusal.NOINDEX and is_delayed(read.page, heard.payload.fetched_at):
            if (again := self._as_before(heard, shown)) is not None:
                return again
            return Answered(fate=fate, reason=Refusal.DELAYED, shown=shown, noindex=True)
        # What is not understood takes nothing away: « trop de requêtes » says nothing of the page that was there.
        lost = self._missing(heard, heard.payload.status) if fate is not Fate.UNREADABLE else None
        return Answered(fate=fate, reason=reason, shown=shown, batch=lost, noindex=reason == Refusal.NOINDEX)

    def _content_at(self, read: _Read, shown: Shown, identifier: str) -> Outcome:
        """Say what becomes of a page of content: held, unless another address gave it, or it hides one that is held."""
        heard, page, payload = read.heard, read.page, read.heard.payload
        same = self._same.other_than(identifier, title_of(page), structure_of(page).runs, payload.url)
        if same is not None:
            return self._shows_the_same(heard, shown, identifier, same)
        found = Answered(fate=Fate.HELD, leads_to=identifier, shown=shown)
        url = heard.waypoint.url
        if heard.fresh and self.kept_pages.is_another(identifier, page):
            lost = self.kept_pages.missing(identifier, url, payload.status, heard.held)
            return replace(found, batch=lost, reason=_ANOTHER)
        lost = None
        if identifier != heard.asked:
            lost = self.kept_pages.renamed(heard.asked, identifier, url, page, heard.held)
        if identifier in self._met:
            if identifier != canonical_address(on_own_host(payload.url, self._source), self._source.aliases):
                found = replace(found, fate=Fate.DOUBLE, reason=f"autre adresse de {identifier}")
            return replace(found, batch=lost)
        batch = self._held(read, identifier)
        if lost is not None and (heard.waypoint.found_by is FoundBy.KNOWN or lost.renamed):
            batch = replace(batch, missing=lost.missing, renamed=lost.renamed)
        return replace(found, batch=batch)

    def _held(self, read: _Read, identifier: str) -> Batch:
        """Hold a page of content under its identifier."""
        payload = read.heard.payload
        self._met.add(identifier)
        self._titles[identifier] = self._title_of(read.page)
        if identifier != identity(read.page, payload.url, self._source):
            payload = replace(payload, identifier=identifier)
        self._hear_of(read, identifier)
        return self.content.batch_of(payload, identifier, read.text, read.heard.waypoint, fresh=read.heard.fresh)

    def _hear_of(self, read: _Read, identifier: str) -> None:
        """Ask SPIP what it says elsewhere of an article whose own page does not say when, or by whom."""
        if self._entries.has_spip_feed:
            key = address_key(on_own_host(identifier, self._source))
            record = page_record(self._source, read.heard.payload, identifier, read.text)
            self._older.hear_of(read.page, record, lambda: key in self._said)

    def _shows_the_same(self, heard: _Heard, shown: Shown, identifier: str, same: str) -> Outcome:
        """Say what a page is that shows what another address showed: that page, or what hides one that is held."""
        page, waypoint, held = shown.page, heard.waypoint, heard.held
        reason = f"montre la même page que {same}"
        kept = self.kept_pages.payload(identifier) if identifier in held and identifier not in self._met else None
        if self.kept_pages.differs(kept, page):
            return Closed(answer=FetchError(waypoint.url, reason), fate=Fate.CLOSED, reason=reason, shown=shown)
        found = Answered(fate=Fate.DOUBLE, reason=reason, leads_to=same, shown=shown)
        if kept is None or waypoint.found_by is not FoundBy.KNOWN:
            return found
        return replace(found, batch=self.kept_pages.renamed(identifier, same, waypoint.url, page, held))

    def _as_before(self, heard: _Heard, shown: Shown) -> Outcome | None:
        """Read a page held as it was before a change that its wiki does not show robots yet; None of one not held.

        What it links to now is followed all the same.
        """
        kept = self.kept_pages.payload(heard.asked) if heard.fresh and heard.asked in heard.held else None
        if kept is None:
            return None
        again = self._read(replace(heard, payload=kept, header="", fresh=False))
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

    def _no_content(self, read: _Read, marks: RobotsMarks, identifier: str) -> tuple[Fate, str] | None:
        """Say what a page is that is no page of content; None of one that is."""
        heard = read.heard
        said = self._taken_for(read, marks, identifier)
        if said is None or said[0] is not Fate.UNREADABLE or identifier not in heard.held:
            return said
        # One is no more sure of it, and it is the very page held: what was learnt since takes nothing.
        return said if heard.fresh and not self.kept_pages.is_as_held(identifier, heard.payload) else None

    def _taken_for(self, read: _Read, marks: RobotsMarks, identifier: str) -> tuple[Fate, str] | None:
        heard, page, judged = read.heard, read.page, read.judged
        if not read.is_article and (heard.is_home or self.home.identifier in {identifier, heard.asked}):
            return Fate.LIST, "page d'accueil"
        if not read.is_article and self._is_absent(page, is_named=bool(read.named_by)):
            return Fate.GONE, _LIKE_ABSENT
        if judged.kind is PageKind.LIST:
            return Fate.LIST, judged.reason
        if judged.kind is PageKind.OTHER:
            return (Fate.REFUSED if judged.is_sure else Fate.UNREADABLE), judged.reason
        return (Fate.REFUSED, Refusal.NOINDEX) if marks.noindex else None

    def _named_by(self, waypoint: Waypoint, url: str) -> str:
        """Say what names an address as that of a work; empty when nothing does."""
        way = next((way for way in waypoint.ways if way in _NAMING), None)
        if way is not None:
            return _NAMING[way]
        keys = (address_key(on_own_host(one, self._source)) for one in (waypoint.url, url))
        return "le flux du site" if any(key in self._said for key in keys) else ""

    def _own_identity(self, page: Page, url: str) -> str:
        """The page's identifier: not one that a page of another title has, as when a canonical link is copied."""
        said = identity(page, url, self._source)
        if self._titles.get(said, self._title_of(page)) == self._title_of(page):
            return said
        return canonical_address(on_own_host(url, self._source), self._source.aliases)

    def _title_of(self, page: Page) -> str:
        return title_of(page, self.home.shown.titles)

    def _as_held(self, identifier: str, held: Collection[str]) -> str:
        """The identifier a page of a site that has moved is held under: what feeds say of it stays one entry."""
        for old, new in self._source.aliases:
            before = canonical_address(old + identifier[len(new) :]) if identifier.startswith(new) else ""
            if before in held and identifier not in held:
                return before
        return identifier

    def _is_absent(self, page: Page, *, is_named: bool) -> bool:
        if says_absent(page) or self.home.shown.is_shown_by(page):
            return True
        return not is_named and self._not_found.is_like(page)

    def _links(self, page: Page, url: str, marks: RobotsMarks) -> tuple[Link, ...]:
        if page.url and canonical_address(on_own_host(url, self._source), self._source.aliases) == self.home.identifier:
            self.markdown = markdown_site(page, url)
        if self.markdown is not None:
            return tuple(Link(address, names_traam=False) for address in self.markdown.entries)
        if marks.nofollow:
            return ()
        return page_links(page.root, url, nofollow=not self._source.ignore_noindex)


def _plain(url: str) -> str:
    return url.partition("#")[0]


def _names_traam(page: Page) -> bool:
    titles = page.tagged("title")[:1] + page.tagged("h1")[:2]
    return any(names_traam(whole_text(one)[:300]) for one in titles)

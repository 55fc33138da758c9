"""Asking one page of a site: is it there, is it content, what does it link to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from harvester.batch import Batch
from harvester.body import decode_text
from harvester.feed import payload_of
from harvester.fetch import ROBOTS_HEADER, Answer
from harvester.site.absence import (
    leads_to_login,
    says_absent,
    says_closed,
)
from harvester.site.addresses import on_own_host
from harvester.site.discovery import Link, page_links
from harvester.site.entry_points import EntryPoints
from harvester.site.home import Home
from harvester.site.kept_pages import GONE, KeptPages
from harvester.site.more import rest_of
from harvester.site.outcome import Answered, Closed, Faulty, Missing, Outcome, Shown
from harvester.site.page_asking import PageAsking, advice_to_follow, is_html, not_a_page
from harvester.site.page_content import PageContent
from harvester.site.page_cutting import (
    document_record,
    document_type,
    identifier_asked,
    page_text,
    page_url,
)
from harvester.site.robots_marks import RobotsMarks, robots_marks
from harvester.site.script_site import (
    MarkdownSite,
    is_markdown,
    is_script_shell,
    markdown_links,
    markdown_site,
)
from harvester.site.shapes import CommonLines, Shapes
from harvester.site.shown_pages import Heard, Read, ShownPages
from harvester.site.visit import Visit
from schemas.formats.assembly import whole_text
from schemas.formats.cms import Recognized, recognize
from schemas.formats.judging import Judged, PageContext, judge_page
from schemas.formats.page import Page, page_of
from schemas.formats.page_kind import PageKind
from schemas.formats.structure import structure_of
from schemas.normalize.traam import names_traam
from schemas.parsing.page_address import address_key, canonical_address
from schemas.runs.frontier import Fate, Waypoint
from schemas.types.errors import FetchError
from schemas.types.origin import FoundBy
from schemas.types.payload import Payload
from schemas.types.payload_name import PayloadName
from schemas.types.site_profile import SiteProfile

_NOT_THERE = frozenset({404, GONE})
"""Only these say that a page is not there; 401, 403 or a redirect elsewhere say that we are not shown it."""
_NOT_MODIFIED = 304
NOT_SHOWN = "le site montre autre chose que la page : connexion, maintenance, contrôle ou erreur de son programme"
_NAMING = {FoundBy.BILAN: "le bilan", FoundBy.API: "l'interface du site"}
"""How an address was found that names it as that of a work."""
_NO_PAGE = "pas une page web (HTML)"


class PageReading:
    """Asks pages; `met` takes the identifier of each page of content."""

    def __init__(self, visit: Visit, met: set[str], entries: EntryPoints) -> None:
        source, memory = visit.source, visit.memory
        self._source = source
        self._memory = memory
        self._met = met
        self.kept_pages = KeptPages(source, memory, met, lambda: self.home.shown.titles)
        self._asking = PageAsking(visit.fetcher, visit.following, full=visit.full)
        self._said: Mapping[str, bytes] = entries.said
        self.content = PageContent(visit, entries.said)
        self._profile = memory.profile
        self._shapes = Shapes()
        self._common = CommonLines()
        self.home = Home(source)
        self.markdown: MarkdownSite | None = None
        """Where the site keeps its Markdown, when it is one in JavaScript that does."""
        self._shown = ShownPages(visit, entries, self.home, self.kept_pages, self.content, self._read)

    def read_by(self, profile: SiteProfile) -> None:
        """Judge the pages that come by what was learnt of their site meanwhile."""
        self._profile = profile

    def recall(self) -> None:
        """Look again at the pages met before the crawl was stopped."""
        self._shown.recall()

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
    ) -> Heard:
        """What is to be read: the answer, or what is kept when it says that nothing has changed."""
        header = answer.headers.get(ROBOTS_HEADER, "")
        if answer.status != _NOT_MODIFIED or kept is None:
            payload = payload_of(self._source, answer, waypoint.found_by)
            return Heard(waypoint, asked, payload, held, header)
        if _plain(answer.url) != _plain(waypoint.url):
            # It has moved, and says of its new address that nothing of the page has changed.
            return Heard(waypoint, asked, replace(kept, url=answer.url), held, header)
        return Heard(waypoint, asked, kept, held, header, fresh=False)

    def _taken(self, heard: Heard, answer: Answer) -> Outcome:
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

    def _missing(self, heard: Heard, status: int) -> Batch | None:
        return self.kept_pages.missing(heard.asked, heard.waypoint.url, status, heard.held)

    def _document(self, heard: Heard) -> Outcome:
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

    def _markdown(self, site: MarkdownSite, heard: Heard) -> Outcome:
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

    def _read(self, heard: Heard) -> Outcome:
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
        return self._of_what_is_shown(Read(heard, page, text, recognized, judged, named_by, is_article))

    def _judged(self, page: Page, recognized: Recognized | None, heard: Heard, named_by: str) -> Judged:
        """Judge a page, and learn of its site by it."""
        waypoint, url = heard.waypoint, heard.payload.url
        context = PageContext(
            named_by=named_by,
            profile=self._profile,
            alike=self._shapes.alike(url),
            is_common=self._common.has,
            is_announced=waypoint.is_announced and FoundBy.BILAN not in waypoint.ways,
        )
        judged = judge_page(page, recognized, context)
        self._shapes.note(url, judged, named=bool(named_by))
        if judged.is_by_structure or named_by:
            self._common.note(structure_of(page).runs)
        return judged

    def _of_what_is_shown(self, read: Read) -> Outcome:
        """Take all that a page shows, whatever it is taken for: what it links to is followed."""
        heard, page = read.heard, read.page
        marks = RobotsMarks() if self._source.ignore_noindex else robots_marks(page, heard.header)
        is_list = read.judged.kind is PageKind.LIST
        shown = Shown(
            page,
            self._links(page, heard.payload.url, marks),
            cms=read.recognized.cms.name if read.recognized else "",
            judged=read.judged.reason,
            is_sure=read.judged.is_sure,
            is_list=is_list,
            is_traam_list=is_list and _names_traam(page),
            is_script_only=is_script_shell(page) and self.markdown is None,
            rest=rest_of(page.root) if heard.is_home or is_list else None,
        )
        if heard.is_home or is_list:
            self.content.listed.hear(page)
        return self._shown.taken(read, shown, marks)

    def _named_by(self, waypoint: Waypoint, url: str) -> str:
        """Say what names an address as that of a work; empty when nothing does."""
        way = next((way for way in waypoint.ways if way in _NAMING), None)
        if way is not None:
            return _NAMING[way]
        keys = (address_key(on_own_host(one, self._source)) for one in (waypoint.url, url))
        return "le flux du site" if any(key in self._said for key in keys) else ""

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

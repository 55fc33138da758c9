"""Asking one page of a site: is it there, is it content, what does it link to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from urllib.parse import urlsplit, urlunsplit

from harvester.batch import Batch
from harvester.body import decode_text
from harvester.feed import payload_of
from harvester.fetch import ROBOTS_HEADER, Fetcher
from harvester.memory import Memory
from harvester.site.absence import (
    NotFoundPage,
    leads_to_login,
    says_absent,
    says_closed,
    title_of,
)
from harvester.site.addresses import asked_as, is_same_site, on_own_host
from harvester.site.discovery import Link, page_links
from harvester.site.home import HomeShown, stands_for_home
from harvester.site.kept_pages import GONE, KeptPages
from harvester.site.more import rest_of
from harvester.site.outcome import Outcome
from harvester.site.page_asking import PageAsking, advice_to_follow, is_html, not_a_page
from harvester.site.page_content import PageContent
from harvester.site.page_cutting import (
    document_record,
    document_type,
    identifier_asked,
    identity,
    page_text,
    page_url,
)
from harvester.site.payload_names import page_name
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
from schemas.files.source import Source
from schemas.formats.assembly import whole_text
from schemas.formats.cms import recognize
from schemas.formats.judging import Judged, judge_page
from schemas.formats.page import Page, page_of
from schemas.formats.page_kind import PageKind
from schemas.formats.structure import structure_of
from schemas.normalize.traam import names_traam
from schemas.parsing.page_address import address_key, canonical_address
from schemas.runs.fate_advice import Refusal
from schemas.runs.frontier import Fate, Waypoint
from schemas.types.errors import FetchError
from schemas.types.origin import FoundBy
from schemas.types.record import Payload

_NOT_THERE = frozenset({404, GONE})
"""Only these say that a page is not there; 401, 403 or a redirect elsewhere say that we are not shown it."""
_NOT_MODIFIED = 304
NOT_SHOWN = "le site montre autre chose que la page : connexion, maintenance ou contrôle"
_NAMING = {FoundBy.BILAN: "le bilan", FoundBy.API: "l'interface du site"}
"""How an address was found that names it as that of a work."""
_NO_PAGE = "pas une page web (HTML)"
_ANOTHER = "montre une autre page que celle qui est gardée : à confirmer par la prochaine moisson"
_AS_BEFORE = f"{Refusal.DELAYED} ; gardée comme elle était"
_HOME_IS_ARTICLE = "l'adresse du site renvoie à un de ses articles"
_LIKE_ABSENT = "le site montre ce qu'il montre pour une page absente"


class PageReading:
    """Asks pages; `met` takes the identifier of each page of content."""

    def __init__(
        self,
        source: Source,
        fetcher: Fetcher,
        memory: Memory,
        may_follow: Callable[[str], bool],
        met: set[str],
        said: Mapping[str, bytes],
        *,
        full: bool = False,
    ) -> None:
        self._source = source
        self._memory = memory
        self._met = met
        self.kept_pages = KeptPages(source, memory, met, lambda: self.home_shown.titles)
        self._asking = PageAsking(fetcher, may_follow, full=full)
        self._said = said
        self._content = PageContent(source, fetcher, memory, may_follow, said)
        self._shapes = Shapes()
        self._common = CommonLines()
        self._same = SameTexts()
        self._titles: dict[str, str] = {}
        self.home_shown = HomeShown()
        """What the home page shows, once it was read."""
        self.home = canonical_address(source.url, source.aliases)
        """Where the home page was found: a page that leads there is none."""
        self.home_url = source.url
        """Where it answered, as it was sent: the host whose pages answer without a redirect."""
        self.markdown: MarkdownSite | None = None
        """Where the site keeps its Markdown, when it is one in JavaScript that does."""
        self._not_found = NotFoundPage(source.url, fetcher, may_follow)

    def where_it_answers(self, url: str) -> str:
        """An address on the host the home page led to (http or https, « www. »): it answers at once there."""
        mine, theirs = urlsplit(url), urlsplit(self.home_url)
        if mine[:2] == theirs[:2] or not is_same_site(url, self.home_url):
            return url
        return urlunsplit((*theirs[:2], *mine[2:]))

    def recall(self) -> None:
        """Look again at the pages met before the crawl was stopped: what shows the same as one is still a double."""
        for identifier in sorted(self._met):
            kept = self.kept_pages.payload(identifier)
            page = self.kept_pages.page(kept)
            if kept is not None and page is not None:
                self._same.other_than(identifier, title_of(page), structure_of(page).runs, kept.url)

    def ask(self, waypoint: Waypoint, held: Collection[str]) -> Outcome:
        """Ask one address and read its answer."""
        asked = identifier_asked(waypoint, self._source)
        kept = self.kept_pages.payload(asked)
        try:
            answer = self._asking.get(waypoint, kept, self.markdown)
        except FetchError as error:
            return self._without_answer(waypoint, asked, error, held)
        is_kept = answer.status == _NOT_MODIFIED and kept is not None
        is_home = waypoint.found_by is FoundBy.CARD
        payload = kept if is_kept and kept is not None else payload_of(self._source, answer, waypoint.found_by)
        if is_kept and _plain(answer.url) != _plain(waypoint.url):
            # It has moved, and says of its new address that nothing of the page has changed.
            payload, is_kept = replace(payload, url=answer.url), False
        is_work = waypoint.found_by in {FoundBy.BILAN, FoundBy.KNOWN} or self._named_by(waypoint, payload.url)
        if is_work and document_type(payload):
            return self._document(asked, payload, fresh=not is_kept)
        if self.markdown is not None and is_markdown(payload.content_type, payload.url):
            return self._markdown(self.markdown, waypoint, asked, payload, fresh=not is_kept, held=held)
        if not is_kept and answer.status != _NOT_MODIFIED and not is_html(answer):
            if is_home:
                return Outcome(fault=FetchError(waypoint.url, _NO_PAGE))
            lost = self.kept_pages.missing(asked, waypoint.url, answer.status, held)
            return Outcome(lost, fate=Fate.REFUSED, reason=not_a_page(answer))
        own = on_own_host(answer.url, self._source)
        if is_home:
            self.home, self.home_url = canonical_address(own, self._source.aliases), answer.url
        elif not is_kept and asked != self.home and asked_as(own, self._source.aliases) == self.home:
            lost = self.kept_pages.missing(asked, waypoint.url, answer.status, held)
            return Outcome(lost, fate=Fate.REDIRECTED, reason="mène à l'accueil du site", leads_to=self.home)
        header = answer.headers.get(ROBOTS_HEADER, "")
        read = self._read(waypoint, asked, payload, header, fresh=not is_kept, held=held)
        return read if read.closed or read.fault else replace(read, answered=answer.url)

    def _document(self, asked: str, payload: Payload, *, fresh: bool) -> Outcome:
        """Hold a document a person declared, as a page is."""
        payload = replace(payload, identifier=asked)
        record = document_record(self._source, payload)
        if record is None:
            reason = "document illisible (PDF, ODT ou DOCX endommagé ou protégé)"
            return Outcome(fault=FetchError(payload.url, reason, refused=True))
        held = Outcome(fate=Fate.HELD, leads_to=asked)
        if asked in self._met:
            return held
        self._met.add(asked)
        return replace(held, batch=Batch(payload, page_name(asked), (record,), fresh=fresh))

    def _markdown(
        self,
        site: MarkdownSite,
        waypoint: Waypoint,
        asked: str,
        payload: Payload,
        *,
        fresh: bool,
        held: Collection[str],
    ) -> Outcome:
        """Read a text a script shows: known by the address a person opens, which no answer tells."""
        identifier = canonical_address(site.route_to(payload.url) or waypoint.url)
        payload = replace(payload, identifier=identifier)
        try:
            page = page_of(page_text(payload), page_url(payload))
        except ValueError:
            return Outcome(fate=Fate.UNREADABLE, reason="texte vide")
        found = Outcome(links=markdown_links(page, site), page=page)
        if site.is_entry(payload.url):
            return replace(found, fate=Fate.LIST, reason="accueil ou menu du site")
        found = replace(found, fate=Fate.HELD, leads_to=identifier, judged="un texte que le site montre par un script")
        if identifier in self._met:
            return found
        self._met.add(identifier)
        batch = self._content.batch_of(payload, identifier, page_text(payload), waypoint, fresh=fresh)
        lost = self.kept_pages.missing(asked, waypoint.url, payload.status, held) if identifier != asked else None
        return replace(found, batch=replace(batch, missing=lost.missing) if lost is not None else batch)

    def _without_answer(self, waypoint: Waypoint, asked: str, error: FetchError, held: Collection[str]) -> Outcome:
        """Say what no usable answer means; a home page that is not there is no absence, but a site out of order."""
        is_home = waypoint.found_by is FoundBy.CARD
        if is_home and error.leads_to:
            return Outcome(
                fault=FetchError(error.url, f"{error.reason} : {advice_to_follow(error.leads_to)}", status=error.status)
            )
        if is_home or error.status is None or error.status >= 500 or error.status == 429:
            return Outcome(fault=error)
        if error.status in _NOT_THERE:
            return Outcome(
                self.kept_pages.missing(asked, waypoint.url, error.status, held), fate=Fate.GONE, reason=error.reason
            )
        fate = Fate.REDIRECTED if error.leads_to else Fate.CLOSED
        return Outcome(closed=error, fate=fate, reason=error.reason, leads_to=error.leads_to)

    def _read(
        self, waypoint: Waypoint, asked: str, payload: Payload, header: str, *, fresh: bool, held: Collection[str]
    ) -> Outcome:
        text = decode_text(payload.body, payload.content_type)
        try:
            page = page_of(text, payload.url)
        except ValueError:
            return Outcome(fate=Fate.UNREADABLE, reason="page vide, ou qui n'est pas du HTML")
        recognized = recognize(page)
        named_by = self._named_by(waypoint, payload.url)
        judged = judge_page(
            page,
            recognized,
            named_by=named_by,
            profile=self._memory.profile,
            alike=self._shapes.alike(payload.url),
            is_common=self._common.has,
            is_announced=waypoint.is_announced and FoundBy.BILAN not in waypoint.ways,
        )
        self._shapes.note(payload.url, judged, named=bool(named_by))
        if judged.is_by_structure or named_by:
            self._common.note(structure_of(page).runs)
        kind = judged.kind
        is_home = waypoint.found_by is FoundBy.CARD
        if is_home and (says_absent(page) or says_closed(page)):
            return Outcome(fault=FetchError(payload.url, NOT_SHOWN))
        is_article = self._is_article_for_home(waypoint, asked, page, judged, named_by)
        if is_home and not is_article:
            shown = HomeShown.of(page)
            self.home_shown = replace(shown, titles=self.home_shown.titles)
        if fresh and (says_closed(page) or leads_to_login(waypoint.url, payload.url)):
            return Outcome(closed=FetchError(waypoint.url, NOT_SHOWN), fate=Fate.CLOSED, reason=NOT_SHOWN)
        if is_home and not is_article:
            self.home_shown = shown
        marks = RobotsMarks() if self._source.ignore_noindex else robots_marks(page, header)
        found = Outcome(
            links=self._links(page, payload.url, marks),
            page=page,
            script_only=is_script_shell(page) and self.markdown is None,
            cms=recognized.cms.name if recognized else "",
            judged=judged.reason,
            is_list=kind is PageKind.LIST,
            rest=rest_of(page.root) if is_home or kind is PageKind.LIST else None,
            is_traam_list=kind is PageKind.LIST and _names_traam(page),
        )
        identifier = self._as_held(self._own_identity(page, payload.url), held)
        if found.script_only:
            return replace(found, fate=Fate.UNREADABLE, reason=SCRIPT_ONLY)
        if is_home and is_article:
            return replace(found, fate=Fate.REDIRECTED, reason=_HOME_IS_ARTICLE, leads_to=identifier)
        is_home = not is_article and (is_home or self.home in {identifier, asked})
        no_content = self._no_content(
            page, judged, marks, is_home=is_home, is_named=bool(named_by), is_there=is_article
        )
        if no_content is not None and no_content[0] is Fate.UNREADABLE and identifier in held:
            # One is no more sure of it, and it is the very page held: what was learnt since takes nothing.
            no_content = no_content if fresh and not self.kept_pages.is_as_held(identifier, payload) else None
        if no_content is not None:
            fate, reason = no_content
            if reason == Refusal.NOINDEX and is_delayed(page, payload.fetched_at):
                if (again := self._as_before(waypoint, asked, held, fresh=fresh)) is not None:
                    return replace(again, links=found.links)
                return replace(found, fate=fate, reason=Refusal.DELAYED, noindex=True)
            # What is not understood takes nothing away: « trop de requêtes » says nothing of the page that was there.
            is_lost = fate is not Fate.UNREADABLE
            lost = self.kept_pages.missing(asked, waypoint.url, payload.status, held) if is_lost else None
            return replace(found, batch=lost, fate=fate, reason=reason, noindex=reason == Refusal.NOINDEX)
        found = replace(found, fate=Fate.HELD, leads_to=identifier)
        same = self._same.other_than(identifier, title_of(page), structure_of(page).runs, payload.url)
        if same is not None:
            return self._shows_the_same(found, waypoint, identifier, same, page, held)
        if fresh and self.kept_pages.is_another(identifier, page):
            lost = self.kept_pages.missing(identifier, waypoint.url, payload.status, held)
            return replace(found, batch=lost, reason=_ANOTHER)
        lost = self.kept_pages.renamed(asked, identifier, waypoint.url, page, held) if identifier != asked else None
        if identifier in self._met:
            if identifier != canonical_address(on_own_host(payload.url, self._source), self._source.aliases):
                found = replace(found, fate=Fate.DOUBLE, reason=f"autre adresse de {identifier}")
            return replace(found, batch=lost)
        self._met.add(identifier)
        self._titles[identifier] = self._title_of(page)
        if identifier != identity(page, payload.url, self._source):
            payload = replace(payload, identifier=identifier)
        batch = self._content.batch_of(payload, identifier, text, waypoint, fresh=fresh)
        if lost is not None and (waypoint.found_by is FoundBy.KNOWN or lost.renamed):
            batch = replace(batch, missing=lost.missing, renamed=lost.renamed)
        return replace(found, batch=batch)

    def _shows_the_same(
        self, found: Outcome, waypoint: Waypoint, identifier: str, same: str, page: Page, held: Collection[str]
    ) -> Outcome:
        """Say what a page is that shows what another address showed: that page, or what hides one that is held."""
        reason = f"montre la même page que {same}"
        kept = self.kept_pages.payload(identifier) if identifier in held and identifier not in self._met else None
        if self.kept_pages.differs(kept, page):
            return replace(found, closed=FetchError(waypoint.url, reason), fate=Fate.CLOSED, reason=reason, leads_to="")
        found = replace(found, fate=Fate.DOUBLE, reason=reason, leads_to=same)
        if kept is None or waypoint.found_by is not FoundBy.KNOWN:
            return found
        return replace(found, batch=self.kept_pages.renamed(identifier, same, waypoint.url, page, held))

    def _as_before(self, waypoint: Waypoint, asked: str, held: Collection[str], *, fresh: bool) -> Outcome | None:
        """Read a page held as it was before a change that its wiki does not show robots yet; None of one not held."""
        kept = self.kept_pages.payload(asked) if fresh and asked in held else None
        if kept is None:
            return None
        return replace(self._read(waypoint, asked, kept, "", fresh=False, held=held), reason=_AS_BEFORE)

    def _no_content(
        self, page: Page, judged: Judged, marks: RobotsMarks, *, is_home: bool, is_named: bool, is_there: bool
    ) -> tuple[Fate, str] | None:
        """Say what a page is that is no page of content; None of one that is."""
        if is_home:
            return Fate.LIST, "page d'accueil"
        if not is_there and self._is_absent(page, is_named=is_named):
            return Fate.GONE, _LIKE_ABSENT
        if judged.kind is PageKind.LIST:
            return Fate.LIST, judged.reason
        if judged.kind is PageKind.OTHER:
            return (Fate.REFUSED if judged.is_sure else Fate.UNREADABLE), judged.reason
        return (Fate.REFUSED, Refusal.NOINDEX) if marks.noindex else None

    def _is_article_for_home(self, waypoint: Waypoint, asked: str, page: Page, judged: Judged, named_by: str) -> bool:
        """Say whether a page is where the site's address leads, and an article: by itself, or as a feed announces it.

        What is known of the site by it is forgotten then: the article is not what the site shows everywhere.
        """
        is_home = waypoint.found_by is FoundBy.CARD
        if self.home == canonical_address(self._source.url, self._source.aliases) or not (
            is_home or asked == self.home
        ):
            return False
        if not named_by and not stands_for_home(page, judged):
            return False
        self.home_shown = HomeShown()
        return True

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
        return title_of(page, self.home_shown.titles)

    def _as_held(self, identifier: str, held: Collection[str]) -> str:
        """The identifier a page of a site that has moved is held under: what feeds say of it stays one entry."""
        for old, new in self._source.aliases:
            before = canonical_address(old + identifier[len(new) :]) if identifier.startswith(new) else ""
            if before in held and identifier not in held:
                return before
        return identifier

    def _is_absent(self, page: Page, *, is_named: bool) -> bool:
        if says_absent(page) or self.home_shown.is_shown_by(page):
            return True
        return not is_named and self._not_found.is_like(page)

    def _links(self, page: Page, url: str, marks: RobotsMarks) -> tuple[Link, ...]:
        if page.url and canonical_address(on_own_host(url, self._source), self._source.aliases) == self.home:
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

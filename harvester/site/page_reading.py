"""Asking one page of a site: is it there, is it content, what does it link to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from harvester.batch import Batch
from harvester.body import decode_text
from harvester.feed import payload_of
from harvester.fetch import Answer, Fetcher
from harvester.memory import Kept, Memory
from harvester.site.absence import (
    NotFoundPage,
    is_other_content,
    leads_to_login,
    says_absent,
    says_closed,
    title_of,
    title_parts,
)
from harvester.site.addresses import is_in_scope, with_scheme_of
from harvester.site.discovery import Link, canonical_link, page_links
from harvester.site.joined_documents import ask_documents, may_have_documents, read_attached, wanted_documents
from harvester.site.payload_names import conditions, page_name, said_name
from harvester.site.shapes import CommonLines, Shapes
from schemas.errors import FetchError
from schemas.fate_advice import Refusal
from schemas.formats.assembly import whole_text
from schemas.formats.cms import recognize
from schemas.formats.judging import Judged, judge_page
from schemas.formats.page import Page, page_of
from schemas.formats.page_kind import PageKind
from schemas.formats.region import own_prose
from schemas.formats.structure import structure_of
from schemas.frontier import Fate, Waypoint
from schemas.normalize.traam import names_traam
from schemas.page_address import address_key, canonical_address, is_believable_canonical
from schemas.record import Payload, RawRecord
from schemas.source import Source

_GONE = 410
_NOT_THERE = frozenset({404, _GONE})
"""Only these say that a page is not there; 401, 403 or a redirect elsewhere say that we are not shown it."""
_NOT_MODIFIED = 304
_NOT_SHOWN = "le site montre autre chose que la page : connexion, maintenance ou contrôle"
_TYPES_THAT_SAY_NOTHING = frozenset({"", "text/plain", "application/octet-stream"})
_NAMING = {"bilan": "le bilan", "api": "l'interface du site"}
"""How an address was found that names it as that of a work."""
_BESIDE_PAGES = frozenset({"document", "dit", "profil"})
"""What is kept beside pages, and is none: their documents, what feeds say of them, what was learnt of the site."""
_JSON = "application/json"
_NO_PAGE = "pas une page web (HTML)"
_ANOTHER = "montre une autre page que celle qui est gardée : à confirmer par la prochaine moisson"
_LIKE_ABSENT = "le site montre ce qu'il montre pour une page absente"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one address gave."""

    batch: Batch | None = None
    links: tuple[Link, ...] = ()
    page: Page | None = None
    cms: str = ""
    is_traam_list: bool = False
    """True for a list whose own title or address names the TraAM: its feed is worth asking."""
    fault: FetchError | None = None
    """A fault that says nothing of the page itself: no answer, or a server's."""
    closed: FetchError | None = None
    """What a site that is well answers for a page it will not show us: it may well be there."""
    fate: Fate = Fate.FAILED
    reason: str = ""
    """French: why this fate."""
    leads_to: str = ""
    """Identifier of the page it is held as, or doubles; or where it redirects."""
    answered: str = ""
    """The address that answered, when a page was read."""


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
        self._fetcher = fetcher
        self._memory = memory
        self._may_follow = may_follow
        self._met = met
        self._full = full
        self._said = said
        self._shapes = Shapes()
        self._common = CommonLines()
        self._site_titles: frozenset[str] = frozenset()
        self._titles: dict[str, str] = {}
        self.home = canonical_address(source.url, source.aliases)
        """Where the home page was found: a page that leads there is none."""
        self._not_found = NotFoundPage(source.url, fetcher, may_follow)

    def kept_page(self, identifier: str) -> Payload | None:
        """Give the payload of a page held."""
        return self._memory.kept(page_name(identifier))

    def ask(self, waypoint: Waypoint, held: Collection[str]) -> Outcome:
        """Ask one address and read its answer."""
        asked = identifier_asked(waypoint, self._source)
        kept = self.kept_page(asked)
        try:
            answer = self._fetcher.get(
                waypoint.url, headers=conditions(None if self._full else kept), may_follow=self._may_follow
            )
        except FetchError as error:
            return self._without_answer(waypoint, asked, error, held)
        is_kept = answer.status == _NOT_MODIFIED and kept is not None
        is_home = waypoint.found_by == "carte"
        if not is_kept and not _is_html(answer):
            if is_home:
                return Outcome(fault=FetchError(waypoint.url, _NO_PAGE))
            lost = self._missing(asked, waypoint.url, answer.status, held)
            return Outcome(lost, fate=Fate.REFUSED, reason=_no_page(answer))
        address = canonical_address(answer.url, self._source.aliases)
        if is_home:
            self.home = address
        elif not is_kept and address == self.home and asked != self.home:
            lost = self._missing(asked, waypoint.url, answer.status, held)
            return Outcome(lost, fate=Fate.REDIRECTED, reason="mène à l'accueil du site", leads_to=address)
        payload = kept if is_kept and kept is not None else payload_of(self._source, answer, waypoint.found_by)
        read = self._read(waypoint, asked, payload, fresh=not is_kept, held=held)
        return read if read.closed or read.fault else replace(read, answered=answer.url)

    def _without_answer(self, waypoint: Waypoint, asked: str, error: FetchError, held: Collection[str]) -> Outcome:
        """Say what no usable answer means; a home page that is not there is no absence, but a site out of order."""
        is_home = waypoint.found_by == "carte"
        if is_home or error.status is None or error.status >= 500 or error.status == 429:
            return Outcome(fault=error)
        if error.status in _NOT_THERE:
            return Outcome(self._missing(asked, waypoint.url, error.status, held), fate=Fate.GONE, reason=error.reason)
        fate = Fate.REDIRECTED if error.leads_to else Fate.CLOSED
        return Outcome(closed=error, fate=fate, reason=error.reason, leads_to=error.leads_to)

    def _missing(self, identifier: str, url: str, status: int, held: Collection[str]) -> Batch | None:
        """Report a page held that is not there any more; one that says « gone » (410) is gone at once."""
        if identifier not in held or identifier in self._met:
            return None
        payload = Payload(self._source.id, url, datetime.now(UTC), status, "", b"", "connu")
        if status == _GONE:
            return Batch(replace(payload, gone=(identifier,)), page_name(identifier), gone=(identifier,))
        return Batch(payload, page_name(identifier), missing=(identifier,))

    def _read(self, waypoint: Waypoint, asked: str, payload: Payload, *, fresh: bool, held: Collection[str]) -> Outcome:
        text = decode_text(payload.body, payload.content_type)
        try:
            page = page_of(text, payload.url)
        except ValueError:
            return Outcome(fate=Fate.UNREADABLE, reason="page vide, ou qui n'est pas du HTML")
        recognized = recognize(page)
        named_by = self._named_by(waypoint, payload.url)
        judged = judge_page(
            page, recognized, named_by=named_by, profile=self._memory.profile,
            alike=self._shapes.alike(payload.url), is_common=self._common.has,
        )  # fmt: skip
        self._shapes.note(payload.url, judged, named=bool(named_by))
        if judged.is_by_structure or named_by:
            self._common.note(own_prose(structure_of(page)))
        kind = judged.kind
        is_home = waypoint.found_by == "carte"
        if is_home and (says_absent(page) or says_closed(page)):
            return Outcome(fault=FetchError(payload.url, _NOT_SHOWN))
        if fresh and (says_closed(page) or leads_to_login(waypoint.url, payload.url)):
            return Outcome(closed=FetchError(waypoint.url, _NOT_SHOWN), fate=Fate.CLOSED, reason=_NOT_SHOWN)
        if is_home:
            self._site_titles = title_parts(page)
        links = page_links(page.root, payload.url)
        found = Outcome(
            links=links,
            page=page,
            cms=recognized.cms.name if recognized else "",
            is_traam_list=kind is PageKind.LIST and _names_traam(page),
        )
        identifier = self._as_held(self._own_identity(page, payload.url), held)
        no_content = self._no_content(page, judged, is_home=is_home, is_named=bool(named_by))
        if no_content is not None:
            fate, reason = no_content
            lost = self._missing(asked, waypoint.url, payload.status, held)
            return replace(found, batch=lost, fate=fate, reason=reason)
        found = replace(found, fate=Fate.HELD, leads_to=identifier)
        if fresh and self._is_another(identifier, page):
            lost = self._missing(identifier, waypoint.url, payload.status, held)
            return replace(found, batch=lost, reason=_ANOTHER)
        lost = self._missing(asked, waypoint.url, payload.status, held) if identifier != asked else None
        if identifier in self._met:
            if identifier != canonical_address(with_scheme_of(payload.url, self._source.scope), self._source.aliases):
                found = replace(found, fate=Fate.DOUBLE, reason=f"autre adresse de {identifier}")
            return replace(found, batch=lost)
        self._met.add(identifier)
        self._titles[identifier] = self._title_of(page)
        if identifier != identity(page, payload.url, self._source):
            payload = replace(payload, identifier=identifier)
        batch = self._content(payload, identifier, text, waypoint, fresh=fresh)
        if lost is not None and waypoint.found_by == "connu":
            batch = replace(batch, missing=lost.missing)
        return replace(found, batch=batch)

    def _no_content(self, page: Page, judged: Judged, *, is_home: bool, is_named: bool) -> tuple[Fate, str] | None:
        """Say what a page is that is no page of content; None of one that is."""
        if is_home:
            return Fate.LIST, "page d'accueil"
        if judged.kind is not PageKind.CONTENT:
            return (Fate.LIST if judged.kind is PageKind.LIST else Fate.UNREADABLE), judged.reason
        return (Fate.GONE, _LIKE_ABSENT) if self._is_absent(page, is_named=is_named) else None

    def _named_by(self, waypoint: Waypoint, url: str) -> str:
        """Say what names an address as that of a work; empty when nothing does."""
        if waypoint.found_by in _NAMING:
            return _NAMING[waypoint.found_by]
        keys = (address_key(waypoint.url), address_key(url))
        return "le flux du site" if any(key in self._said for key in keys) else ""

    def _what_is_said(self, identifier: str, *urls: str) -> tuple[bytes, bool]:
        """Give what the feeds say of a page, now or when they last did, and whether it is to be kept."""
        kept = self._memory.kept(said_name(identifier))
        before = kept.body if kept is not None else b""
        now = next((self._said[key] for key in map(address_key, urls) if key in self._said), before)
        return now, now != before

    def _own_identity(self, page: Page, url: str) -> str:
        """Give the page's identifier: not one that a page of another title has, as when a canonical link is copied."""
        said = identity(page, url, self._source)
        if self._titles.get(said, self._title_of(page)) == self._title_of(page):
            return said
        return canonical_address(with_scheme_of(url, self._source.scope), self._source.aliases)

    def _title_of(self, page: Page) -> str:
        return title_of(page, self._site_titles)

    def _as_held(self, identifier: str, held: Collection[str]) -> str:
        """Give the identifier a page of a site that has moved is held under: what feeds say of it stays one entry."""
        for old, new in self._source.aliases:
            before = canonical_address(old + identifier[len(new) :]) if identifier.startswith(new) else ""
            if before in held and identifier not in held:
                return before
        return identifier

    def _is_absent(self, page: Page, *, is_named: bool) -> bool:
        return says_absent(page) or (not is_named and self._not_found.is_like(page))

    def _is_another(self, identifier: str, page: Page) -> bool:
        """Say whether an address that held one work shows another one: taken for it when a second run confirms it."""
        if identifier in self._memory.missed():
            return False
        kept = self.kept_page(identifier)
        if kept is None or not kept.body:
            return False
        try:
            before = page_of(decode_text(kept.body, kept.content_type), kept.url)
        except ValueError:
            return False
        return is_other_content(before, page, self._site_titles)

    def _content(self, payload: Payload, identifier: str, text: str, waypoint: Waypoint, *, fresh: bool) -> Batch:
        said, is_news = self._what_is_said(identifier, waypoint.url, payload.url, identifier)
        record = RawRecord(
            self._source.id, identifier, "html", text.encode(), url=payload.url, found_by=waypoint.found_by,
            said=(said,) if said else (),
        )  # fmt: skip
        joined: tuple[tuple[str, Payload], ...] = ()
        if is_news:
            joined = ((said_name(identifier), replace(payload, body=said, found_by="dit", content_type=_JSON)),)
        if may_have_documents(text):
            wanted = wanted_documents(record, self._source)
            asked = tuple(ask_documents(wanted, self._source, self._fetcher, self._memory.kept, self._may_follow))
            attached, defects = read_attached(wanted, dict(asked).get)
            record = replace(record, attached=attached, defects=defects)
            joined += asked
        return Batch(payload, page_name(identifier), (record,), fresh=fresh, joined=joined)


def cut_page_payload(source: Source, payload: Payload, kept: Kept) -> tuple[RawRecord, ...]:
    """Cut a kept page into its record again, with the documents kept for it and what feeds say of it."""
    if payload.found_by in _BESIDE_PAGES:
        return ()
    text = decode_text(payload.body, payload.content_type)
    try:
        page = page_of(text, payload.url)
    except ValueError:
        return ()
    identifier = payload.identifier or identity(page, payload.url, source)
    said = kept(said_name(identifier))
    record = RawRecord(
        source.id, identifier, "html", text.encode(), url=payload.url, found_by=payload.found_by,
        said=() if said is None else (said.body,),
    )  # fmt: skip
    if may_have_documents(text):
        attached, defects = read_attached(wanted_documents(record, source), kept)
        record = replace(record, attached=attached, defects=defects)
    return (record,)


def _no_page(answer: Answer) -> str:
    said = answer.content_type.partition(";")[0].strip()
    return f"{Refusal.NO_PAGE} ({said[:60]})" if said else Refusal.NO_PAGE.value


def _is_html(answer: Answer) -> bool:
    """Say whether an answer is a page: as its type says, else as its first characters do."""
    said = answer.content_type.lower()
    if "html" in said or said.partition(";")[0].strip() not in _TYPES_THAT_SAY_NOTHING:
        return "html" in said
    start = answer.body[:1_024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype html", b"<html"))


def identity(page: Page, url: str, source: Source) -> str:
    """Give the page's identifier: what it says its address is, when that is believable, else where it was found."""
    own = canonical_address(with_scheme_of(url, source.scope), source.aliases)
    said = canonical_link(page.root, url)
    if said is None or not is_in_scope(said, source.scope):
        return own
    said = canonical_address(with_scheme_of(said, source.scope), source.aliases)
    if said == canonical_address(source.url, source.aliases) or not is_believable_canonical(said, own):
        return own
    return said


def identifier_asked(waypoint: Waypoint, source: Source) -> str:
    """Give the identifier the page is expected under."""
    if waypoint.found_by == "connu":
        return waypoint.key.removeprefix("connu ")
    return canonical_address(with_scheme_of(waypoint.url, source.scope), source.aliases)


def _names_traam(page: Page) -> bool:
    titles = page.tagged("title")[:1] + page.tagged("h1")[:2]
    return any(names_traam(whole_text(one)[:300]) for one in titles)

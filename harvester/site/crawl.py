"""Going through one site: find addresses, ask for each once, cut out a record a page of content.

robots.txt → sitemaps, feed, plan → pages, and the links inside the card's scope → the pages held and not met again.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

from lxml import etree

from harvester.batch import Batch, Ending
from harvester.body import decode_text
from harvester.feed import feed_links, payload_of
from harvester.fetch import SITEMAP_BYTES, Answer, Fetcher
from harvester.site.addresses import canonical_address, is_in_scope, is_worth_asking
from harvester.site.discovery import canonical_link, feed_of, page_links, read_sitemap
from harvester.site.page_kind import PageKind, is_spip, kind_of_page
from harvester.site.robots import Robots, read_robots
from schemas.errors import FetchError
from schemas.record import Payload, RawRecord
from schemas.source import Source
from schemas.xml import parse_html

MAX_PAGES = 5_000
MAX_SITEMAPS = 50
MAX_FAULTS_IN_A_ROW = 5
HOME = "carte"
"""How the address of the card itself is said to be found."""
_GONE = 410
_NOT_MODIFIED = 304

Kept = Callable[[str], Payload | None]
"""Gives the payload kept under a name."""


def payload_name(identifier: str) -> str:
    """Give the name a page's payload is kept under: one a page, whatever its address holds."""
    return f"page/{hashlib.sha256(identifier.encode()).hexdigest()}"


def harvest_site(source: Source, fetcher: Fetcher, held: Collection[str], kept: Kept) -> Iterator[Batch | Ending]:
    """Yield each page of content, then the ending; raises FetchError when the site cannot be asked at all.

    held: the identifiers of the source's living records, so that what vanished is seen.
    """
    robots = read_robots(source.url, fetcher)
    fetcher.crawl_delay = robots.crawl_delay
    yield from _Crawl(source, fetcher, robots, held, kept).go()


class _Crawl:
    """The state of one crawl."""

    def __init__(self, source: Source, fetcher: Fetcher, robots: Robots, held: Collection[str], kept: Kept) -> None:
        self._source = source
        self._fetcher = fetcher
        self._robots = robots
        self._held = held
        self._kept = kept
        self._queue: deque[tuple[str, str]] = deque()
        self._known: set[str] = set()
        self._met: set[str] = set()
        self._faults: list[str] = []
        self._faults_in_a_row = 0
        self._forbidden = 0
        self._home = ""
        self._asked = 0

    def go(self) -> Iterator[Batch | Ending]:
        """Yield batches, then the ending."""
        home = self._source.url
        self._add_sitemaps()
        self._queue.appendleft((home, HOME))
        self._known.add(_asked_as(home))
        self._home = canonical_address(home)
        while self._queue or self._add_unmet():
            if self._asked >= MAX_PAGES or self._faults_in_a_row >= MAX_FAULTS_IN_A_ROW:
                yield self._ending(cut=True)
                return
            url, found_by = self._queue.popleft()
            self._asked += 1
            batch = self._page(url, found_by)
            if batch is not None:
                yield batch
        yield self._ending(cut=False)

    def _ending(self, *, cut: bool) -> Ending:
        reasons = []
        if self._faults:
            reasons.append(f"{len(self._faults)} page(s) sans réponse, dont {self._faults[0]}")
        if cut:
            reasons.append(f"arrêt après {self._asked} pages, {len(self._queue)} restent à voir")
        if self._asked == 1 and self._forbidden:
            reasons.append("robots.txt interdit les pages de la source")
        return Ending(complete=not reasons, message=" ; ".join(reasons))

    def _add(self, url: str, found_by: str) -> None:
        key = _asked_as(url)
        if key in self._known or not is_in_scope(url, self._source.scope, self._source.ignore):
            return
        if not is_worth_asking(url):
            return
        self._known.add(key)
        if not self._robots.allows(url):
            self._forbidden += 1
            return
        self._queue.append((url, found_by))

    def _add_unmet(self) -> bool:
        """Queue the pages held that nothing led to any more: only their own answer can say they are gone."""
        for identifier in self._held:
            if identifier not in self._met and _asked_as(identifier) not in self._known:
                self._known.add(_asked_as(identifier))
                if is_in_scope(identifier, self._source.scope) and self._robots.allows(identifier):
                    self._queue.append((identifier, "connu"))
        return bool(self._queue)

    def _add_sitemaps(self) -> None:
        folder = self._source.url.rpartition("/")[0] + "/"
        waiting = deque([*self._robots.sitemaps, urljoin(folder, "sitemap.xml")])
        asked: set[str] = set()
        while waiting and len(asked) < MAX_SITEMAPS:
            url = waiting.popleft()
            if (
                url in asked
                or urlsplit(url).netloc != urlsplit(self._source.url).netloc
                or not self._robots.allows(url)
            ):
                continue
            asked.add(url)
            try:
                sitemap = read_sitemap(self._fetcher.get(url, max_bytes=SITEMAP_BYTES).body)
            except (FetchError, ValueError):
                continue  # most sites have none: the other ways of finding pages remain
            waiting.extend(sitemap.sitemaps)
            for page in sitemap.pages:
                self._add(page, "sitemap")

    def _page(self, url: str, found_by: str) -> Batch | None:
        kept = self._kept(payload_name(canonical_address(url)))
        try:
            answer = self._fetcher.get(url, headers=_conditions(kept), may_follow=self._may_follow)
        except FetchError as error:
            return self._fault(url, error)
        self._faults_in_a_row = 0
        if answer.status == _NOT_MODIFIED and kept is not None:
            return self._content(kept, kept.found_by, fresh=False)
        if "html" not in answer.content_type:
            return None
        if found_by == HOME:
            self._home = canonical_address(answer.url)
        elif canonical_address(answer.url) == self._home:
            return self._missing(canonical_address(url), answer)
        return self._content(payload_of(self._source, answer, found_by), found_by, fresh=True)

    def _may_follow(self, url: str) -> bool:
        return is_in_scope(url, self._source.scope) and self._robots.allows(url)

    def _fault(self, url: str, error: FetchError) -> Batch | None:
        identifier = canonical_address(url)
        if error.status is None or error.status >= 500 or error.status == 429:
            if self._asked == 1:
                raise error
            self._faults.append(str(error))
            self._faults_in_a_row += 1
            return None
        self._faults_in_a_row = 0
        if identifier not in self._held:
            return None
        payload = Payload(self._source.id, url, datetime.now(UTC), error.status, "", b"", "connu")
        if error.status == _GONE:
            return Batch(replace(payload, gone=(identifier,)), payload_name(identifier), gone=(identifier,))
        return Batch(payload, payload_name(identifier), missing=(identifier,))

    def _missing(self, identifier: str, answer: Answer) -> Batch | None:
        """Report a page that leads home: it is gone, whatever its status says."""
        if identifier not in self._held:
            return None
        payload = payload_of(self._source, answer, "connu")
        return Batch(payload, payload_name(identifier), missing=(identifier,))

    def _content(self, payload: Payload, found_by: str, *, fresh: bool) -> Batch | None:
        text = decode_text(payload.body, payload.content_type)
        try:
            root = parse_html(text)
        except ValueError:
            return None
        if found_by == HOME:
            self._add_entry_points(root)
        for link in page_links(root, payload.url):
            self._add(link, "lien")
        if kind_of_page(root) is not PageKind.CONTENT or found_by == HOME:
            return None
        identifier = _identity(root, payload.url, self._source)
        if identifier in self._met:
            return None
        self._met.add(identifier)
        record = RawRecord(self._source.id, identifier, "html", text.encode(), url=payload.url, found_by=found_by)
        return Batch(payload, payload_name(identifier), (record,), fresh=fresh)

    def _add_entry_points(self, root: etree._Element) -> None:
        """Add what the site's own feed and plan list: they find what no menu leads to."""
        base = self._source.url
        feed = feed_of(root, base)
        if is_spip(root):
            feed = feed or urljoin(base, "spip.php?page=backend")
            self._queue.append((urljoin(base, "spip.php?page=plan"), "plan"))
        if feed and is_in_scope(feed, self._source.scope) and self._robots.allows(feed):
            try:
                links = feed_links(self._fetcher.get(feed).body)
            except FetchError:
                links = ()  # the feed is one way among others
            for link in links:
                self._add(link, "feed")


def cut_page_payload(source: Source, payload: Payload) -> tuple[RawRecord, ...]:
    """Cut a kept page into its record again."""
    text = decode_text(payload.body, payload.content_type)
    try:
        root = parse_html(text)
    except ValueError:
        return ()
    identifier = _identity(root, payload.url, source)
    return (RawRecord(source.id, identifier, "html", text.encode(), url=payload.url, found_by=payload.found_by),)


def _identity(root: etree._Element, url: str, source: Source) -> str:
    """Give the page's identifier: what it says its address is, when that is believable, else where it was found."""
    own = canonical_address(url)
    said = canonical_link(root, url)
    if said is None or not is_in_scope(said, source.scope):
        return own
    said = canonical_address(said)
    same_host = urlsplit(said).netloc == urlsplit(own).netloc
    return said if same_host and said != canonical_address(source.url) and urlsplit(said).path != "/" else own


def _asked_as(url: str) -> str:
    """Give the key under which an address is asked once: a page of a list is not the list itself."""
    parts = urlsplit(url)
    pages = [argument for argument in parts.query.split("&") if argument.startswith("debut_")]
    return " ".join([canonical_address(url), *pages])


def _conditions(kept: Payload | None) -> dict[str, str]:
    if kept is None:
        return {}
    conditions = {"If-None-Match": kept.etag, "If-Modified-Since": kept.last_modified}
    return {name: value for name, value in conditions.items() if value}

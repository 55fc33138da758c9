"""Where a crawl begins: the addresses declared, the feeds and the interface of the CMS, the sitemaps, the plan."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import TypeAlias
from urllib.parse import urljoin, urlsplit

from harvester.feed import feed_entries
from harvester.fetch import SITEMAP_BYTES, Answer, Fetcher
from harvester.site.addresses import is_in_scope
from harvester.site.discovery import feeds_of, read_posts, read_sitemap
from schemas.errors import FetchError
from schemas.formats.page import Page
from schemas.frontier import FoundBy
from schemas.page_address import address_key
from schemas.source import Source

MAX_SITEMAPS = 500
MAX_FEEDS = 30
MAX_API_PAGES = 5
SPIP_SITEMAP_LIMIT = 2_000
"""As many articles SPIP puts in its sitemap; « ?annee= » gives those of one year."""
_FIRST_YEAR = 2000

Found: TypeAlias = tuple[str, FoundBy]
"""An address, and how it was found."""


class EntryPoints:
    """The ways into one site, each asked at most once."""

    def __init__(
        self, source: Source, fetcher: Fetcher, allows: Callable[[str], bool], sitemaps: tuple[str, ...], year: int
    ) -> None:
        self._source = source
        self._fetcher = fetcher
        self._allows = allows
        self._sitemaps = sitemaps
        self._year = year
        self._asked: set[str] = set()
        self._feeds = 0
        self.said: dict[str, bytes] = {}
        """What the feeds say of each page, by what two ways of writing its address have in common."""
        self.faults: list[str] = []
        """Lists of addresses that should have answered and did not."""
        self.sitemaps_left = 0
        """Sitemaps past our budget."""

    def all(self, page: Page, cms: str) -> Iterator[Found]:
        """Give what every way into the site lists; `page` is its home page."""
        yield from self.feeds(page)
        base = self._source.url
        if cms == "SPIP":
            yield from self._feed(urljoin(base, "spip.php?page=backend"))
            yield urljoin(base, "spip.php?page=plan"), FoundBy.PLAN
        if cms == "WordPress":
            yield from self._feed(urljoin(base, "feed/"))
            yield from self._posts(urljoin(base, "wp-json/wp/v2/"))
        yield from self._all_sitemaps(cms)

    def feeds(self, page: Page) -> Iterator[Found]:
        """Give what the feeds of a page list: the site's own, or those of a rubrique or a keyword."""
        for url in feeds_of(page.root, page.url):
            if "comment" not in url and self._feeds < MAX_FEEDS:
                yield from self._feed(url)

    def _feed(self, url: str) -> Iterator[Found]:
        answer = self._get(url)
        if answer is not None:
            self._feeds += 1
            for link, entry in feed_entries(answer.body):
                if entry:
                    self.said.setdefault(address_key(link), entry)
                yield link, FoundBy.FEED

    def _posts(self, api: str) -> Iterator[Found]:
        """Search WordPress's own interface for the TraAM: posts and pages."""
        for kind in ("posts", "pages"):
            for number in range(1, MAX_API_PAGES + 1):
                answer = self._get(f"{api}{kind}?search=traam&per_page=100&page={number}&_fields=link")
                try:
                    links = read_posts(answer.body) if answer else ()
                except ValueError:
                    links = ()  # not what it says it is: the other ways remain
                yield from ((link, FoundBy.API) for link in links)
                if len(links) < 100:
                    break

    def _all_sitemaps(self, cms: str) -> Iterator[Found]:
        folder = urljoin(self._source.url, ".")
        waiting = deque([*self._sitemaps, urljoin(folder, "sitemap.xml")])
        if cms == "SPIP":
            waiting.append(urljoin(folder, "spip.php?page=sitemap.xml"))
        host, count = urlsplit(self._source.url).netloc, 0
        while waiting:
            url = waiting.popleft()
            if urlsplit(url).netloc != host or url in self._asked:
                continue
            if count >= MAX_SITEMAPS:
                self.sitemaps_left += 1
                continue
            answer = self._get(url, max_bytes=SITEMAP_BYTES)
            count += 1
            try:
                sitemap = read_sitemap(answer.body) if answer else None
            except ValueError:
                continue  # most sites have none: the other ways of finding pages remain
            if sitemap is None:
                continue
            waiting.extend(sitemap.sitemaps)
            if cms == "SPIP" and len(sitemap.pages) >= SPIP_SITEMAP_LIMIT and "annee=" not in url:
                mark = "&" if "?" in url else "?"
                waiting.extend(f"{url}{mark}annee={year}" for year in range(self._year, _FIRST_YEAR, -1))
            yield from ((page, FoundBy.SITEMAP) for page in sitemap.pages)

    def _get(self, url: str, *, max_bytes: int | None = None) -> Answer | None:
        """Ask for one list of addresses; None when it was asked already, is forbidden, or does not answer."""
        if url in self._asked or not self._may_follow(url):
            return None
        self._asked.add(url)
        try:
            if max_bytes is not None:
                return self._fetcher.get(url, max_bytes=max_bytes, may_follow=self._may_follow)
            return self._fetcher.get(url, may_follow=self._may_follow)
        except FetchError as error:
            if error.refused or error.status is None or error.status >= 500 or error.status == 429:
                self.faults.append(str(error))
            return None  # one way among others

    def _may_follow(self, url: str) -> bool:
        """Allow the site's own host as well as the scope: lists often lie above the folder of a card."""
        same_host = urlsplit(url).netloc == urlsplit(self._source.url).netloc
        return (same_host or is_in_scope(url, self._source.scope)) and self._allows(url)

"""Where a crawl begins: the addresses declared, the feeds and the interface of the CMS, the sitemaps, the plan."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Generator, Iterator, Mapping
from typing import TypeAlias
from urllib.parse import urljoin, urlsplit

from harvester.feed import feed_entries
from harvester.fetch import SITEMAP_BYTES, Answer, Fetcher
from harvester.following import is_followed
from harvester.site.actions import page_behind
from harvester.site.addresses import is_in_scope, is_same_site, on_own_host
from harvester.site.discovery import feeds_of
from harvester.site.robots import Robots
from harvester.site.robots_marks import is_dokuwiki
from harvester.site.sitemaps import Sitemap, read_sitemap
from harvester.site.wordpress_posts import PER_PAGE, read_posts
from schemas.files.source import Source
from schemas.formats.page import Page
from schemas.parsing.page_address import address_key
from schemas.parsing.web_address import resolve
from schemas.types.errors import FetchError
from schemas.types.origin import FoundBy

MAX_SITEMAPS = 500
MAX_FEEDS = 30
MAX_OTHER_FEEDS = 15
"""Feeds asked of a site, those of lists that do not name the TraAM included: they tell of older articles."""
MAX_API_PAGES = 5
MAX_FEED_PAGES = 10
"""Pages of its feed asked of a WordPress whose interface is closed: a hundred articles."""
SPIP_SITEMAP_LIMIT = 2_000
"""As many articles SPIP puts in its sitemap; « ?annee= » gives those of one year."""
_FIRST_YEAR = 2000
USUAL_FEEDS: Mapping[str, tuple[str, ...]] = {
    "dokuwiki": ("feed.php?mode=list&ns=", "feed.php"),
    "mediawiki": ("api.php?action=feedrecentchanges&feedformat=atom&days=90&limit=50",),
    "hugo": ("index.xml",),
    "jekyll": ("feed.xml", "atom.xml"),
    "pelican": ("feeds/all.atom.xml", "feeds/all.rss.xml"),
    "nikola": ("rss.xml",),
    "hexo": ("atom.xml", "rss2.xml"),
    "ghost": ("rss/",),
    "spip": ("spip.php?page=backend",),
    "wordpress": ("feed/",),
}
"""Where each generator puts its feed, relative to the folder of the card (their own documentation)."""
_ANY_FEED = ("feed.xml", "atom.xml", "rss.xml", "index.xml", "feeds/all.atom.xml", "feed/", "rss2.xml")
MAX_GUESSES = 8

_SPIP_ADDRESS = re.compile(r"/spip\.php\?(?:article|rubrique|breve|page=)")
"""An old template may have no other sign of SPIP than its links, and declare a feed that is gone (« backend.php3 »)."""
_NOT_THERE = frozenset({404, 410})
_API = "wp-json/wp/v2/"
_TOLD = ("faults", "unread", "notes")
_MOST_REMEMBERED = 50

Found: TypeAlias = tuple[str, FoundBy]
"""An address, and how it was found."""


class EntryPoints:
    """The ways into one site, each asked at most once."""

    def __init__(self, source: Source, fetcher: Fetcher, robots: Robots, year: int) -> None:
        self._source = source
        self._fetcher = fetcher
        self._robots = robots
        self._year = year
        self._asked: set[str] = set()
        self._feeds = 0
        self.said: dict[str, bytes] = {}
        """What the feeds say of each page, by what two ways of writing its address have in common."""
        self._links: frozenset[str] = frozenset()
        self.faults: list[str] = []
        """Lists of addresses that should have answered and did not."""
        self.unread: list[str] = []
        """Those that answered and could not be read, or not whole."""
        self.notes: list[str] = []
        """What is good to know, and costs nothing."""
        self.sitemaps_left = 0
        """Sitemaps past our budget."""
        self.more: list[Found] = []
        """What feeds asked for while a page is read list, not met yet."""
        self._heard: list[str] = []
        """The lists that said something of pages."""

    def all(self, page: Page, cms: str) -> Iterator[Found]:
        """What every way into the site lists; `page` is its home page."""
        self._links = frozenset(_path_of(str(link.get("href") or ""), page) for link in page.tagged("a"))
        base = self._source.url
        if cms == "SPIP" or any(map(_SPIP_ADDRESS.search, self._links)):
            # Its own feed first: those a template declares (of a podcast, of news) may say less of the same articles.
            yield from self._feed(urljoin(base, "spip.php?page=backend"), is_guess=True)
            yield urljoin(base, "spip.php?page=plan"), FoundBy.PLAN
        yield from self.feeds(page)
        if cms == "WordPress":
            yield from self._feed(urljoin(base, "feed/"), is_guess=True)
            yield from self._wordpress(base)
        if not self._feeds:
            yield from self._usual_feeds(page)
        yield from self._all_sitemaps(cms)

    def as_dict(self) -> dict[str, object]:
        """Write what is to be remembered of the lists by a crawl that is stopped."""
        told = {name: getattr(self, name)[:_MOST_REMEMBERED] for name in _TOLD}
        return {**told, "heard": self._heard, "sitemaps_left": self.sitemaps_left}

    def go_on_from(self, remembered: object) -> None:
        """Hear again what the lists of a crawl that was stopped said of pages, and keep what it told of them.

        What they list was met then.
        """
        if not isinstance(remembered, Mapping):
            return
        for name in _TOLD:
            getattr(self, name).extend(map(str, remembered.get(name) or ()))
        self.sitemaps_left = int(remembered.get("sitemaps_left") or 0)
        for url in map(str, remembered.get("heard") or ()):
            if _API in url:
                self._some_posts(url)
            else:
                deque(self._feed(url, is_guess=True), maxlen=0)

    def feeds(self, page: Page, most: int = MAX_FEEDS) -> Iterator[Found]:
        """What the feeds of a page list, the site's own or those of a rubrique: up to `most` feeds of the site."""
        for url in feeds_of(page.root, page.url):
            if self._feeds < most:
                yield from self._feed(on_own_host(url, self._source))

    @property
    def has_spip_feed(self) -> bool:
        """Say whether a feed of SPIP's own said something of pages: those of its rubriques are written alike."""
        return any("page=backend" in url for url in self._heard)

    def hear_more(self, url: str) -> None:
        """Hear what one more feed says, beside those that lists declare; what it lists waits in `more`."""
        feeds, faults = self._feeds, len(self.faults)
        self.more += self._feed(url, is_guess=True)
        self._feeds = feeds
        del self.faults[faults:]  # nothing is known to be missing for want of it

    def _usual_feeds(self, page: Page) -> Iterator[Found]:
        """Try where the generators of sites put their feed, until one answers."""
        generator = _generator(page)
        names = [name for key, own in USUAL_FEEDS.items() if key in generator for name in own]
        folder = urljoin(self._source.url, ".")
        for name in list(dict.fromkeys((*names, *_ANY_FEED)))[:MAX_GUESSES]:
            yield from self._feed(urljoin(folder, name), is_guess=True)
            if self._feeds:
                return

    def _feed(self, url: str, *, is_guess: bool = False) -> Iterator[Found]:
        answer = self._get(url, is_named=not is_guess, may_be_gone=True)
        if answer is None:
            return
        try:
            entries = feed_entries(answer.body, answer.url)
        except ValueError as error:
            if not (is_guess and _is_web_page(answer)):
                self._tell(f"{url} : {error}", is_guess=is_guess)
            return
        self._feeds += 1
        for link, entry in entries:
            # Feeds of changes lead to what was done with a page (« ?do=diff&rev=… »): it is the page that counts.
            page = page_behind(on_own_host(link, self._source), is_announced=bool(entry))
            if page is None:
                continue
            if entry:
                self._hear(url, page, entry)
            # The changes of a wiki name its pages, lists among them, and not works.
            yield page, FoundBy.FEED if entry else FoundBy.SITEMAP

    def _hear(self, url: str, page: str, entry: bytes) -> None:
        """Take what a list says of a page."""
        if not self._heard or self._heard[-1] != url:
            self._heard.append(url)
        self.said.setdefault(address_key(page), entry)

    def _tell(self, fault: str, *, is_guess: bool) -> None:
        """Say that a list cannot be read: one nobody named may well be the site's way of saying it has none."""
        (self.notes if is_guess else self.unread).append(fault)

    def _wordpress(self, base: str) -> Iterator[Found]:
        """Ask WordPress's own interface: its newest posts, and what names the TraAM among the others and the pages.

        Where it is closed, the older pages of the feed say as much of older articles.
        """
        api = urljoin(base, _API)
        newest = yield from self._posts(f"{api}posts?_embed=1&per_page={PER_PAGE}")
        if newest is None and self._feeds:
            for number in range(2, MAX_FEED_PAGES + 1):
                known = len(self.said)
                yield from self._feed(urljoin(base, f"feed/?paged={number}"), is_guess=True)
                if len(self.said) == known:
                    break
        elif newest is not None and newest >= MAX_API_PAGES * PER_PAGE:
            yield from self._posts(f"{api}posts?search=traam&_embed=1&per_page={PER_PAGE}")
        yield from self._posts(f"{api}pages?search=traam&_embed=1&per_page={PER_PAGE}")

    def _posts(self, url: str) -> Generator[Found, None, int | None]:
        """What the interface lists, page after page; then how many there were, None when it is no list."""
        count: int | None = None
        for number in range(1, MAX_API_PAGES + 1):
            posts = self._some_posts(url if number == 1 else f"{url}&page={number}")
            if posts is None:
                break
            count = (count or 0) + len(posts)
            yield from ((address, FoundBy.API) for address in posts)
            if len(posts) < PER_PAGE:
                break
        return count

    def _some_posts(self, url: str) -> list[str] | None:
        """The addresses of one page of the interface, and hear what it says of them; None when it is no list."""
        answer = self._get(url, max_bytes=SITEMAP_BYTES)
        try:
            posts = read_posts(answer.body) if answer else None
        except ValueError:
            posts = None  # not what it says it is: the other ways remain
        if posts is None:
            return None
        addresses = []
        for link, entry in posts:
            addresses.append(on_own_host(link, self._source))
            if entry:
                self._hear(url, addresses[-1], entry)
        return addresses

    def _all_sitemaps(self, cms: str) -> Iterator[Found]:
        folder = urljoin(self._source.url, ".")
        guesses = [urljoin(folder, "sitemap.xml")]
        if cms == "SPIP":
            guesses.append(urljoin(folder, "spip.php?page=sitemap.xml"))
        named = [on_own_host(url, self._source) for url in self._robots.own.sitemaps]
        waiting = deque([*named, *(guess for guess in guesses if guess not in named)])
        count = 0
        while waiting:
            url = waiting.popleft()
            if url in self._asked:
                continue
            if not is_same_site(url, self._source.url):
                self.notes.append(f"plan du site d'un autre hôte, non demandé : {url[:200]}")
                continue
            if count >= MAX_SITEMAPS:
                self.sitemaps_left += 1
                continue
            count += 1
            sitemap, answer = self._sitemap(url, is_guess=url in guesses)
            waiting.extend(on_own_host(one, self._source) for one in sitemap.sitemaps)
            if cms == "SPIP" and len(sitemap.pages) >= SPIP_SITEMAP_LIMIT and "annee=" not in url:
                mark = "&" if "?" in url else "?"
                years = [f"{url}{mark}annee={year}" for year in range(self._year, _FIRST_YEAR, -1)]
                guesses.extend(years)  # a sitemap that is not SPIP's own has none
                waiting.extend(years)
            pages = sitemap.pages
            if sitemap.is_feed and answer is not None:
                pages = tuple(link for link, _ in feed_entries(answer.body, answer.url))
            yield from ((page, FoundBy.SITEMAP) for page in self._own_pages(pages, url))

    def _sitemap(self, url: str, *, is_guess: bool) -> tuple[Sitemap, Answer | None]:
        """Ask for one sitemap: what can be read of it counts, what cannot is said."""
        answer = self._get(url, max_bytes=SITEMAP_BYTES, is_named=not is_guess)
        if answer is None:
            return Sitemap(), None
        try:
            sitemap = read_sitemap(answer.body, answer.url)
        except ValueError as error:
            self._tell(f"{url} : {error}", is_guess=is_guess and _is_web_page(answer))
            return Sitemap(), None
        if sitemap.fault:
            self.unread.append(f"{url} : {sitemap.fault}")
        return sitemap, answer

    def _own_pages(self, pages: tuple[str, ...], url: str) -> tuple[str, ...]:
        """The pages of a sitemap on the card's host.

        A sitemap may be written under another name of the site (its former host, the one behind its proxy): when the
        home page links to the same paths, that name is the site's own.
        """
        own = tuple(on_own_host(page, self._source) for page in pages)
        strange = [page for page in own if not is_same_site(page, self._source.url)]
        if not strange or len(strange) < len(own):
            return own
        hosts = {urlsplit(page).netloc for page in strange}
        known = [page for page in strange if _as_path(page) in self._links and _as_path(page) != "/"]
        if len(hosts) == 1 and known:
            home = urlsplit(self._source.url)
            return tuple(urlsplit(page)._replace(scheme=home.scheme, netloc=home.netloc).geturl() for page in own)
        if not any(is_in_scope(page, self._source.scope) for page in own):
            self.unread.append(
                f"{url} : {len(own)} adresses d'un autre hôte ({', '.join(sorted(hosts))[:100]}) : si c'est le même"
                " site, l'écrire dans « aliases » ou « scope »"
            )
        return own

    def _get(
        self, url: str, *, max_bytes: int | None = None, is_named: bool = False, may_be_gone: bool = False
    ) -> Answer | None:
        """Ask for one list of addresses; None when it was asked already, is forbidden, or does not answer.

        One that the site names and does not show is told: what it lists is not known. `may_be_gone` is true of feeds:
        many sites declare one they no longer have.
        """
        if url in self._asked or not is_followed(url, self):
            return None
        self._asked.add(url)
        try:
            if max_bytes is not None:
                return self._fetcher.get(url, max_bytes=max_bytes, following=self)
            return self._fetcher.get(url, following=self)
        except FetchError as error:
            if error.refused or error.status is None or error.status >= 500 or error.status == 429:
                self.faults.append(str(error))
            elif is_named:
                self._tell(str(error), is_guess=may_be_gone and error.status in _NOT_THERE)
            return None  # one way among others

    def learn(self, url: str) -> None:
        """Read what the host of a list allows, where it was not read."""
        if self._holds(url):
            self._robots.learn(url)

    def allows(self, url: str) -> bool:
        """Say whether a list may be followed; asks nothing."""
        return self._holds(url) and self._robots.allows(url)

    def _holds(self, url: str) -> bool:
        """Take the site's own host as well as the scope: lists often lie above the folder of a card."""
        return is_same_site(url, self._source.url) or is_in_scope(url, self._source.scope)


def _is_web_page(answer: Answer) -> bool:
    return b"<html" in answer.body[:2_000].lower()


def _generator(page: Page) -> str:
    """What a page says it was made with, in lower case."""
    said = [
        str(meta.get("content") or "")
        for meta in page.tagged("meta")
        if str(meta.get("name") or "").lower() == "generator"
    ]
    if is_dokuwiki(page):
        said.append("dokuwiki")
    return " ".join(said).lower()


def _path_of(href: str, page: Page) -> str:
    address = resolve(page.base, href)
    return _as_path(address) if address is not None and is_same_site(address, page.url) else ""


def _as_path(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")

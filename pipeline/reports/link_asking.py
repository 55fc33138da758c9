"""Asking the addresses of productions and the national pages, each once, at the pace of a harvest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from harvester.body import decode_text
from harvester.fetch import Answer, Fetcher, user_agent
from harvester.pace import Pace
from harvester.site.absence import says_absent
from harvester.site.discovery import page_links
from harvester.site.robots import Robots, Rules
from pipeline.ground.settings import Settings
from schemas.formats.page import Page, page_of
from schemas.parsing.page_address import address_key, canonical_address
from schemas.types.errors import FetchError
from schemas.types.link_check import LinkCheck, LinkState
from schemas.types.record import Record
from store.database import Database

_SAVED_TOGETHER = 20
_GONE = frozenset({404, 410})
OnLink = Callable[[int, int], None]
"""Told how many addresses were asked, of how many."""


class LinkAsker:
    """Asks addresses on the network, as robots.txt allows.

    A source may lead to the private machines its own card names, and to no other's: what it gives is its own word.
    """

    def __init__(self, settings: Settings, now: Callable[[], datetime]) -> None:
        self._sources = {source.id: source for source in settings.sources}
        self._vitrines = tuple(group.vitrine for group in settings.groups if group.vitrine)
        self._agent = user_agent(settings.contact)
        self._pace = Pace()
        self._fetchers: dict[str, Fetcher] = {}
        self._robots: dict[tuple[str, str], Rules | None] = {}
        self._now = now

    def __enter__(self) -> LinkAsker:
        return self

    def __exit__(self, *_: object) -> None:
        for fetcher in self._fetchers.values():
            fetcher.close()

    def _fetcher_of(self, source: str) -> Fetcher:
        """What asks for the addresses that a source gives; an empty name is for the national pages."""
        if source not in self._fetchers:
            card = self._sources.get(source)
            urls = (card.url, *card.scope) if card else () if source else self._vitrines
            inward = card.intranet_urls if card else ()
            self._fetchers[source] = Fetcher(urls, self._agent, intranet_urls=inward, pace=self._pace)
        return self._fetchers[source]

    def _get(self, url: str, source: str) -> Answer:
        """Ask one address; raises FetchError, where its host's robots.txt forbids it or cannot be known too."""
        fetcher = self._fetcher_of(source)
        parts = urlsplit(url)
        of = source, f"{parts.scheme}://{parts.netloc.lower()}"
        if of not in self._robots:
            fetcher.crawl_delay = 0.0
            self._robots[of] = _read_robots(url, fetcher)
        robots = self._robots[of]
        if robots is None or not robots.allows(url):
            raise FetchError(url, "robots.txt interdit cette adresse" if robots else "robots.txt ne peut être lu")
        fetcher.crawl_delay = robots.crawl_delay
        return fetcher.get(url)

    def ask_all(self, database: Database, records: Iterable[Record], on_link: OnLink) -> None:
        """Ask the address of each record, and note what it answers as it comes: nothing asked is lost."""
        with_one = [record for record in records if record.url]
        urls = {record.identifier: str(record.url) for record in with_one}
        given_by = {record.identifier: record.source for record in with_one}
        asked: list[LinkCheck] = []
        for number, (identifier, url) in enumerate(urls.items(), 1):
            asked.append(self.ask(identifier, url, given_by[identifier]))
            on_link(number, len(urls))
            if len(asked) == _SAVED_TOGETHER or number == len(urls):
                with database.transaction() as transaction:
                    transaction.link_checks.save(asked)
                asked = []

    def ask(self, identifier: str, url: str, source: str) -> LinkCheck:
        """Ask one address that a source gave."""
        state, detail = self._state(url, source)
        now = self._now()
        return LinkCheck(identifier, url, state, now, now, detail)

    def _state(self, url: str, source: str) -> tuple[LinkState, str]:
        try:
            answer = self._get(url, source)
        except FetchError as error:
            return ("mort" if error.status in _GONE else "muet"), error.reason
        page = _page(answer)
        if _is_home(answer.url, url) or (page is not None and says_absent(page)):
            return "mort", "l'accueil ou une « page introuvable » vient à sa place"
        if answer.moved and canonical_address(answer.url) != canonical_address(url):
            return "deplace", answer.url
        return "vivant", ""

    def linked_from(self, vitrines: Sequence[str]) -> dict[str, frozenset[str] | None]:
        """The canonical addresses each national page leads to; None for one that does not answer."""
        return {vitrine: self._linked_from(vitrine) for vitrine in dict.fromkeys(vitrines)}

    def _linked_from(self, vitrine: str) -> frozenset[str] | None:
        try:
            answer = self._get(vitrine, "")
            page = page_of(decode_text(answer.body, answer.content_type), answer.url)
        except (FetchError, ValueError):
            return None
        return frozenset(canonical_address(link.url) for link in page_links(page.root, answer.url, nofollow=False))


def _read_robots(url: str, fetcher: Fetcher) -> Rules | None:
    """The rules of an address's host; None when they cannot be known."""
    try:
        return Robots(url, fetcher).own
    except FetchError as error:
        if error.refused:
            raise
        return None


def _page(answer: Answer) -> Page | None:
    """What answered as a page; None when it is none."""
    try:
        return page_of(decode_text(answer.body, answer.content_type), answer.url)
    except ValueError:
        return None


def _is_home(answered: str, asked: str) -> bool:
    """Say whether another page was asked than the home of a site, which came instead."""
    return (
        urlsplit(answered).path.strip("/") == ""
        and urlsplit(answered).query == ""
        and address_key(answered) != address_key(asked)
    )

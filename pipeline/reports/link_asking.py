"""Asking the addresses of productions and the national pages, each once, at the pace of a harvest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from harvester.body import decode_text
from harvester.fetch import Answer, Fetcher, user_agent
from harvester.site.absence import says_absent
from harvester.site.discovery import page_links
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
    """Asks addresses on the network."""

    def __init__(self, settings: Settings, now: Callable[[], datetime]) -> None:
        urls = [source.url for source in settings.sources]
        urls += [group.vitrine for group in settings.groups if group.vitrine]
        inward = tuple(url for source in settings.sources for url in source.intranet_urls)
        self._fetcher = Fetcher(tuple(urls), user_agent(settings.contact), intranet_urls=inward)
        self._now = now

    def __enter__(self) -> LinkAsker:
        return self

    def __exit__(self, *_: object) -> None:
        self._fetcher.close()

    def ask_all(self, database: Database, records: Iterable[Record], on_link: OnLink) -> None:
        """Ask the address of each record, and note what it answers as it comes: nothing asked is lost."""
        urls = {record.identifier: record.url for record in records if record.url}
        asked: list[LinkCheck] = []
        for number, (identifier, url) in enumerate(urls.items(), 1):
            asked.append(self.ask(identifier, url))
            on_link(number, len(urls))
            if len(asked) == _SAVED_TOGETHER or number == len(urls):
                with database.transaction() as transaction:
                    transaction.link_checks.save(asked)
                asked = []

    def ask(self, identifier: str, url: str) -> LinkCheck:
        """Ask one address."""
        state, detail = self._state(url)
        now = self._now()
        return LinkCheck(identifier, url, state, now, now, detail)

    def _state(self, url: str) -> tuple[LinkState, str]:
        try:
            answer = self._fetcher.get(url)
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
            answer = self._fetcher.get(vitrine)
            page = page_of(decode_text(answer.body, answer.content_type), answer.url)
        except (FetchError, ValueError):
            return None
        return frozenset(canonical_address(link.url) for link in page_links(page.root, answer.url, nofollow=False))


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

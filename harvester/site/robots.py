"""What a site's robots.txt allows us (RFC 9309)."""

from __future__ import annotations

from urllib.parse import urlsplit

from protego import Protego

from harvester.body import decode_text
from harvester.fetch import Fetcher
from schemas.types.errors import FetchError

ROBOTS_BYTES = 500 * 1024
"""RFC 9309, 2.5: what comes after the first 500 KiB may be left unread."""
MAX_CRAWL_DELAY = 60.0
ROBOT_NAME = "TraamBot"


class Rules:
    """The rules of one host."""

    def __init__(self, text: str) -> None:
        self._rules = Protego.parse(text)

    def allows(self, url: str) -> bool:
        """Say whether our robot may ask for an address of that host."""
        return bool(self._rules.can_fetch(url, ROBOT_NAME))

    @property
    def crawl_delay(self) -> float:
        """The pause the site asks for between two requests, in seconds; over a minute, a minute."""
        return min(float(self._rules.crawl_delay(ROBOT_NAME) or 0.0), MAX_CRAWL_DELAY)

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """The sitemaps the file names."""
        return tuple(self._rules.sitemaps)


_FORBIDDING = "User-agent: *\nDisallow: /"


class Robots:
    """The rules of the host of a card, and those of the other hosts of its scope, each read once when it is needed."""

    def __init__(self, url: str, fetcher: Fetcher) -> None:
        """Read those of an address's host; raises FetchError when they cannot be known (2.3.1.4: then ask nothing)."""
        self._fetcher = fetcher
        self.own = Rules(_rules_of(url, fetcher))
        self._by_host = {_host(url): self.own}

    def learn(self, *urls: str) -> None:
        """Read the rules of the hosts of some addresses, where they were not; they forbid all if they cannot be had."""
        for url in urls:
            if _host(url) not in self._by_host:
                try:
                    self._by_host[_host(url)] = Rules(_rules_of(url, self._fetcher))
                except FetchError:
                    self._by_host[_host(url)] = Rules(_FORBIDDING)

    def allows(self, url: str) -> bool:
        """Say whether the rules of an address's host allow it; no, where they were not learnt. Asks nothing."""
        rules = self._by_host.get(_host(url))
        return rules is not None and rules.allows(url)


def _rules_of(url: str, fetcher: Fetcher) -> str:
    """Read the rules of one host; a 4xx answer means there are none (2.3.1.3), and so does a page in their place."""
    parts = urlsplit(url)
    address = f"{parts.scheme}://{parts.netloc}/robots.txt"
    try:
        answer = fetcher.get(address, max_bytes=ROBOTS_BYTES, accept_errors=True, cut=True)
    except FetchError as error:
        if error.status is not None and error.status < 500 and error.status != 429:
            return ""
        raise
    if answer.status >= 400 or answer.body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return ""
    return decode_text(answer.body, answer.content_type)


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower()

"""What a site's robots.txt allows us (RFC 9309)."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from protego import Protego

from harvester.body import decode_text
from harvester.fetch import Fetcher
from schemas.types.errors import FetchError

ROBOTS_BYTES = 500 * 1024
"""RFC 9309, 2.5: what comes after the first 500 KiB may be left unread."""
MAX_CRAWL_DELAY = 60.0
ROBOT_NAME = "TraamBot"


class Robots:
    """The rules of the host of a card, and those of the other hosts of its scope, each read once when it is needed."""

    def __init__(self, rules: str, host: str = "", read: Callable[[str], Robots] | None = None) -> None:
        self._rules = Protego.parse(rules)
        self._host = host
        self._read = read
        self._others: dict[str, Robots | None] = {}

    def allows(self, url: str) -> bool:
        """Say whether our robot may ask for an address; not where the rules of its host cannot be known."""
        host = _host(url)
        if self._read is None or host == self._host:
            return bool(self._rules.can_fetch(url, ROBOT_NAME))
        if host not in self._others:
            try:
                self._others[host] = self._read(url)
            except FetchError:
                self._others[host] = None
        rules = self._others[host]
        return rules is not None and rules.allows(url)

    @property
    def crawl_delay(self) -> float:
        """The pause the site asks for between two requests, in seconds; over a minute, a minute."""
        return min(float(self._rules.crawl_delay(ROBOT_NAME) or 0.0), MAX_CRAWL_DELAY)

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """The sitemaps the file names."""
        return tuple(self._rules.sitemaps)


def read_robots(url: str, fetcher: Fetcher) -> Robots:
    """Read the robots.txt of an address's host; raises FetchError when it cannot be known (2.3.1.4: then ask nothing).

    Other hosts are asked for theirs when one of their addresses is to be allowed.
    """
    return Robots(_rules_of(url, fetcher), _host(url), lambda other: Robots(_rules_of(other, fetcher)))


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

"""What a site's robots.txt allows us (RFC 9309)."""

from __future__ import annotations

from urllib.parse import urlsplit

from protego import Protego

from harvester.body import decode_text
from harvester.fetch import Fetcher
from schemas.errors import FetchError

ROBOTS_BYTES = 512 * 1024
MAX_CRAWL_DELAY = 60.0
ROBOT_NAME = "TraamBot"


class Robots:
    """The rules of one host, read once."""

    def __init__(self, rules: str) -> None:
        self._rules = Protego.parse(rules)

    def allows(self, url: str) -> bool:
        """Say whether our robot may ask for an address."""
        return bool(self._rules.can_fetch(url, ROBOT_NAME))

    @property
    def crawl_delay(self) -> float:
        """Give the pause the site asks for between two requests, in seconds; over a minute, a minute."""
        return min(float(self._rules.crawl_delay(ROBOT_NAME) or 0.0), MAX_CRAWL_DELAY)

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """Give the sitemaps the file names."""
        return tuple(self._rules.sitemaps)


def read_robots(url: str, fetcher: Fetcher) -> Robots:
    """Read the robots.txt of an address's host; raises FetchError when it cannot be known (2.3.1.4: then ask nothing).

    A 4xx answer means there are no rules (2.3.1.3).
    """
    parts = urlsplit(url)
    try:
        answer = fetcher.get(f"{parts.scheme}://{parts.netloc}/robots.txt", max_bytes=ROBOTS_BYTES, accept_errors=True)
    except FetchError as error:
        if error.status is not None and error.status < 500 and error.status != 429:
            return Robots("")
        raise
    if answer.status >= 400 or "html" in answer.content_type:
        return Robots("")
    return Robots(decode_text(answer.body, answer.content_type))

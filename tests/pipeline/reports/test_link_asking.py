"""The addresses of productions are asked as robots.txt allows, and lead to no private machine but their own card's."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from harvester.fetch import Answer
from pipeline.reports import link_asking
from pipeline.reports.link_asking import LinkAsker
from schemas.files.source import Source
from schemas.types.errors import FetchError

AT = datetime(2026, 3, 1, tzinfo=UTC)
PUBLIC = Source("public", "P", "site", "https://public.exemple/", scope=("https://public.exemple/",))
INWARD = Source("dedans", "D", "site", "https://dedans.exemple/", scope=("https://dedans.exemple/",), intranet=True)
RULES = b"User-agent: *\nCrawl-delay: 7\nDisallow: /prive/\n"


class Fetched:
    """What a source's fetcher was made with, and what was asked of it."""

    made: dict[str, Any]

    def __init__(self, urls: tuple[str, ...], _agent: str, *, intranet_urls: tuple[str, ...], pace: Any) -> None:
        self.inward, self.pace, self.crawl_delay = intranet_urls, pace, 0.0
        self.asked: list[tuple[str, float]] = []
        Fetched.made[urls[0]] = self

    def get(self, url: str, **_: Any) -> Answer:
        self.asked.append((url, self.crawl_delay))
        if url == "https://muet.exemple/robots.txt":
            raise FetchError(url, "réponse HTTP 503", status=503)
        body = RULES if url.endswith("/robots.txt") else b"<h1>Une production</h1>"
        return Answer(url, 200, {"content-type": "text/html"}, body, AT)

    def close(self) -> None:
        pass


@pytest.fixture
def asker(monkeypatch):
    Fetched.made = {}
    monkeypatch.setattr(link_asking, "Fetcher", Fetched)
    settings: Any = SimpleNamespace(sources=(PUBLIC, INWARD), groups=(), contact="")
    return LinkAsker(settings, lambda: AT)


def test_what_a_source_gives_leads_to_no_private_machine_of_another_card(asker):
    for source in (PUBLIC, INWARD):
        assert asker.ask("1", "https://dedans.exemple/effacer", source.id).state == "vivant"

    assert Fetched.made[PUBLIC.url].inward == ()
    assert Fetched.made[INWARD.url].inward == (INWARD.url, *INWARD.scope)
    assert Fetched.made[PUBLIC.url].pace is Fetched.made[INWARD.url].pace


def test_links_are_asked_as_robots_txt_allows(asker):
    names = ("a.exemple/1", "a.exemple/prive/2", "muet.exemple/")
    asked = {name: asker.ask("1", f"https://{name}", "public") for name in names}
    told = {name: (check.state, check.detail) for name, check in asked.items()}

    assert told == {
        "a.exemple/1": ("vivant", ""), "a.exemple/prive/2": ("muet", "robots.txt interdit cette adresse"),
        "muet.exemple/": ("muet", "robots.txt ne peut être lu"),
    }  # fmt: skip
    assert Fetched.made[PUBLIC.url].asked == [
        ("https://a.exemple/robots.txt", 0.0), ("https://a.exemple/1", 7.0), ("https://muet.exemple/robots.txt", 0.0)
    ]  # fmt: skip

"""A site is read once, whole, within its scope; what vanished is seen, what is hidden never is."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from examples.servers import ExampleServers
from harvester.batch import Batch, Order
from harvester.fetch import Fetcher, Limits
from harvester.memory import Memory
from harvester.site.crawl import harvest_site
from harvester.site.page_cutting import cut_page_payload
from schemas.files.source import Source
from schemas.types.errors import FetchError
from schemas.types.payload_name import PayloadName


@pytest.fixture
def site():
    """The example site, for a test that changes it."""
    with ExampleServers() as servers:
        yield servers


@pytest.fixture(scope="module")
def unchanged():
    """The example site, which no test of these changes."""
    with ExampleServers() as servers:
        yield servers


@pytest.fixture(scope="module")
def crawled(unchanged):
    """What one crawl of it gave: its source, its batches, its ending."""
    return crawl(unchanged)


NOW = datetime(2026, 11, 23, tzinfo=UTC)


def crawl(servers, held=(), kept=None, **card):
    source = Source("x", "X", "site", servers.site_url, **{"scope": (servers.site_url,), **card})
    fetcher = Fetcher((source.url,), "TraamBot", limits=Limits(attempts=1), sleep=lambda seconds: None)
    try:
        memory = Memory(
            {},
            lambda: held,
            (kept or {}).get,
            missed=lambda: (),
            seen_since=lambda run: (),
            waypoints=lambda run: (),
        )
        events = list(harvest_site(source, fetcher, memory, Order(), NOW))
    finally:
        fetcher.close()
    return source, [event for event in events if isinstance(event, Batch) and event.payload], events[-1]


def articles(batches):
    return [raw.identifier.rpartition("article")[2] for batch in batches for raw in batch.records]


def test_each_published_article_is_found_once_and_no_draft(crawled):
    _, batches, ending = crawled

    found = articles(batches)
    assert len(found) == len(set(found)) == 31
    assert "110" in found, "linked from the second page of a rubrique only"
    assert "160" not in found, "a draft"
    assert ending.complete


def test_each_page_knows_how_it_was_found(crawled):
    _, batches, _ = crawled

    assert {raw.found_by for batch in batches for raw in batch.records} == {"flux", "sitemap", "lien"}


def test_a_page_held_that_answers_404_is_missing(site):
    gone = f"{site.site_url}spip.php?article101"
    site.delete(101)

    _, batches, ending = crawl(site, held={gone})

    assert [batch.missing for batch in batches if batch.missing] == [(gone,)]
    assert ending.complete


def test_a_page_that_did_not_change_is_not_sent_again(unchanged, crawled):
    _, batches, _ = crawled
    kept = {batch.name: batch.payload for batch in batches}

    _, again, _ = crawl(unchanged, kept=kept)

    assert articles(again) == articles(batches)
    assert not any(batch.fresh for batch in again)


def test_only_addresses_of_the_scope_are_asked(unchanged):
    _, batches, _ = crawl(unchanged, scope=(f"{unchanged.site_url}spip.php?article6",))

    assert {number[0] for number in articles(batches)} == {"6"}


def test_a_site_that_does_not_answer_raises(site):
    site.fail(site=True)

    with pytest.raises(FetchError, match="503"):
        crawl(site)


def test_a_kept_page_is_cut_again_the_same(crawled):
    source, batches, _ = crawled

    for batch in batches[:5]:
        (again,) = cut_page_payload(source, batch.payload, lambda name: None)
        assert (again.identifier, again.metadata) == (batch.records[0].identifier, batch.records[0].metadata)


def test_a_payload_s_name_is_a_safe_file_name():
    name = PayloadName.of_page("https://x/../../etc/passwd?\x00")

    assert Path(name).parts[0] == "page"
    assert Path(name).name.isalnum()

"""Pages that show no day have the one a list of their site shows, whenever the list is read; nothing else changes."""

from __future__ import annotations

import pytest

from harvester.site.listed_days import ListedDays
from schemas.formats.page import page_of
from tests.small_site import SmallSite, article, listing
from tests.test_site_harvest import configure, exported, harvest

PAGES = tuple(f"/a{number}/" for number in range(7))
DAYS = {page: f"2024-03-{number + 10}" for number, page in enumerate(PAGES)}


def dated_list() -> str:
    entries = "".join(
        f'<li><a href="{page}">TraAM : labyrinthe {page}</a> <span>{day[8:]}/03/2024</span></li>'
        for page, day in DAYS.items()
    )
    return f"<html><head><title>Archives</title></head><body><h1>Archives</h1><ul>{entries}</ul></body></html>"


@pytest.fixture
def site():
    with SmallSite() as site:
        site.pages |= {page: article(f"TraAM 2023-2024 : labyrinthe {page}") for page in PAGES}
        site.pages["/archives/"] = dated_list()
        yield site


@pytest.mark.parametrize("stops", ["never", "between pages and list"])
@pytest.mark.parametrize("links", [("/archives/", *PAGES), (*PAGES, "/archives/")], ids=["list first", "list last"])
def test_the_day_of_a_list_is_the_same_before_and_after_its_pages(traam, tmp_path, site, links, stops):
    site.pages["/"] = listing(*links)
    configure(tmp_path, essai=f'url = "{site.url}"\n' + ("max_pages = 5\n" if stops != "never" else ""))

    codes = [0] if stops == "never" else [1, 0]
    for code in codes:
        harvest(traam, code)
    configure(tmp_path, essai=f'url = "{site.url}"\n')

    records = exported(traam, site)
    assert {page: record["date_publication"] for page, record in records.items() if page in DAYS} == DAYS
    again = harvest(traam)["essai"]
    assert (again["modified"], again["new"]) == (0, 0)
    traam("reindex", "--from", "raw")
    assert exported(traam, site) == records


def heard_of_list() -> ListedDays:
    heard = ListedDays()
    heard.hear(page_of(dated_list(), "https://x.example/archives/"))
    return heard


def test_a_site_that_dates_its_pages_needs_no_list():
    heard = heard_of_list()
    for _ in range(5):
        heard.note(is_dated=True)
    heard.wait("https://x.example/c/", ["x.example/a0/"])
    assert heard.is_over
    assert not heard.late()


def test_most_pages_undated_are_known_to_be_so_after_a_few():
    heard = ListedDays()
    heard.note(is_dated=True)
    for _ in range(9):
        assert not heard.is_needed
        heard.note(is_dated=False)
    assert heard.is_needed


@pytest.mark.parametrize("text", ["", "[]", "{", '{"days": 3, "dated": 1}', '{"dated": null}'])
def test_what_is_remembered_of_a_stopped_crawl_may_be_anything(text):
    heard = ListedDays()
    heard.go_on_from(text)
    assert heard.take_changes() is None


def test_a_stopped_crawl_goes_on_with_what_it_heard():
    before = heard_of_list()
    before.wait("https://x.example/a0/", ["x.example/a0/"])
    after = ListedDays()
    after.go_on_from(before.take_changes() or "")
    assert before.take_changes() is None
    assert dict(after.late()) == {"x.example/a0/": "https://x.example/a0/"}
    assert after.day_of(["x.example/a0/"]) == "10/03/2024"

"""DokuWiki asks robots to wait some days after each change of a page: nothing held is lost for that."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from harvester.site.robots_marks import is_delayed
from schemas.formats.page import page_of
from tests.small_site import WORDS, SmallSite, listing
from tests.test_site_harvest import configure, exported, harvest

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
NOINDEX = '<meta name="robots" content="noindex,nofollow">'
LINKS = tuple(f"/doku.php?id=lecons:{name}" for name in ("houle", "potager", "pont"))


def wiki_page(titre: str, about: str, *, head: str = "") -> str:
    text = " ".join(f"{word} ({titre})" if word.endswith(",") else word for word in (WORDS * 2).split())
    return (
        f'<html><head><title>{titre}</title><meta name="generator" content="DokuWiki">{head}</head><body>'
        f'<div id="dokuwiki__site"><main id="dokuwiki__content"><h1>{titre}</h1><p>{text}</p>'
        f'<div class="docInfo">{about}</div></main></div></body></html>'
    )


def changed(day: datetime) -> str:
    return f"<bdi>lecons/houle.txt</bdi> · Dernière modification : {day:%Y/%m/%d %H:%M} de Ève Sorlin"


@pytest.mark.parametrize(
    ("about", "delayed"),
    [
        (changed(NOW - timedelta(days=2)), True),
        ("lecons/houle.txt · Dernière modification : il y a deux jours", True),
        (changed(NOW - timedelta(days=400)), False),
        ("", False),
    ],
)
def test_a_page_changed_lately_is_told_from_one_that_is_hidden_or_gone(about, delayed):
    assert is_delayed(page_of(wiki_page("Houle", about, head=NOINDEX), "https://wiki.example/"), NOW) is delayed


def test_only_a_wiki_of_this_kind_is_waited_for():
    other = wiki_page("Houle", changed(NOW), head=NOINDEX).replace("DokuWiki", "Autre").replace("dokuwiki__", "x")
    assert not is_delayed(page_of(other, "https://wiki.example/"), NOW)


@pytest.fixture
def site(tmp_path):
    long_ago = datetime.now(UTC) - timedelta(days=90)
    with SmallSite() as site:
        site.pages["/"] = listing(*LINKS)
        site.pages |= {link: wiki_page(f"TraAM : {link[-5:]}", changed(long_ago)) for link in LINKS}
        configure(tmp_path, essai=f'url = "{site.url}"\n')
        yield site


def test_a_page_held_stays_as_it_was_until_its_wiki_shows_its_change(traam, site):
    assert harvest(traam)["essai"]["new"] == 3
    before = exported(traam, site)
    lately = changed(datetime.now(UTC) - timedelta(days=1))
    site.pages[LINKS[0]] = wiki_page("TraAM : le cerf-volant", lately, head=NOINDEX)

    for _ in range(2):
        report = harvest(traam)["essai"]
        assert (report["status"], report["unchanged"], report["modified"], report["deleted"]) == ("complete", 3, 0, 0)
    assert exported(traam, site) == before
    said = traam("show", site.url.rstrip("/") + LINKS[0]).expect(0).out
    assert "modifiée depuis peu" in said
    assert "gardée comme elle était" in said

    site.pages[LINKS[0]] = wiki_page("TraAM : le cerf-volant", lately)
    assert harvest(traam)["essai"]["modified"] == 1


def test_a_new_page_waits_and_what_to_do_is_said(traam, site):
    lately = changed(datetime.now(UTC) - timedelta(days=1))
    site.pages[LINKS[0]] = wiki_page("TraAM : le cerf-volant", lately, head=NOINDEX)

    assert harvest(traam)["essai"]["new"] == 2
    assert "indexdelay" in traam("show", site.url.rstrip("/") + LINKS[0]).out


@pytest.mark.parametrize("days", [400, None])
def test_a_page_hidden_for_long_or_gone_is_withdrawn(traam, site, days):
    harvest(traam)
    about = changed(datetime.now(UTC) - timedelta(days=days)) if days else ""
    site.pages[LINKS[0]] = wiki_page("TraAM : houle", about, head=NOINDEX)

    assert [harvest(traam)["essai"]["deleted"] for _ in range(2)] == [0, 1]

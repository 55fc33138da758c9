"""A real SPIP behind Apache, in each form of addresses: the same articles, once each, and only what changed changes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.real.articles import plain
from tests.real.configuration import site_card
from tests.real.local_daemon import skip_without
from tests.real.spip_apache import ApacheSpip, apache_spip, php_module
from tests.real.test_spip import GROUP, harvester, search

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def site(spip: Any) -> Iterator[ApacheSpip]:
    skip_without(("apache2", "curl", "php"), "SPIP behind Apache")
    if php_module() is None:
        pytest.skip("SPIP behind Apache needs libapache2-mod-php")
    with apache_spip(spip) as running:
        yield running


def exported(traam: Any) -> dict[str, dict[str, Any]]:
    records = [record for record in traam("export", "jsonl", "--all").expect(0).json_lines() if not record["deleted"]]
    by_title = {plain(record["titre"]): record for record in records}
    assert len(by_title) == len(records), "one article was taken for two"
    return by_title


def expected_titles(site: ApacheSpip) -> set[str]:
    published = site.spip.articles(published=True)
    titles = {key: plain(article["titre"]) for key, article in published.items()}
    titles["clg1"] = titles["clg1"].partition(". ")[2]
    return set(titles.values())


@pytest.mark.parametrize("kind", ["html", "arbo"])
def test_each_form_of_addresses_gives_each_published_article_once(
    traam: Any, configure: Callable[..., Path], site: ApacheSpip, kind: str
) -> None:
    site.set_addresses(kind)
    configure(site_card(site.url), GROUP)
    harvest = harvester(traam)
    report = harvest()
    records = exported(traam)

    assert report["status"] == "complete", report
    assert set(records) == expected_titles(site)
    forms = {
        "page": r"/spip\.php\?article\d+",
        "html": r"/article\d+\.html",
        "propres": r"/[^/?]+",
        "arbo": r"/.+/[^/?]+",
    }
    shown = [record["url"].removeprefix(site.url) for record in records.values()]
    assert [url for url in shown if not re.fullmatch(forms[kind], url)] == []
    for article in site.spip.articles(published=True).values():
        record = records.get(plain(article["titre"]))
        if record is not None:
            assert record["date_publication"] == article["date"][:10]
    names = {auteur["key"]: plain(auteur["nom"]) for auteur in site.spip.seed["auteurs"]}
    labyrinthe = next(record for titre, record in records.items() if "labyrinthe" in titre.lower())
    seeded = site.spip.articles(published=True)["algo1"]
    assert {plain(name) for name in labyrinthe["auteurs"]} == {names[one] for one in seeded["auteurs"]}
    assert "Scratch" in [*labyrinthe["mots_cles"], *labyrinthe["outils"]]
    documents = [document["media_type"] for record in records.values() for document in record["documents"]]
    assert "application/pdf" in documents
    again = harvest()
    assert (again["unchanged"], again["new"], again["modified"]) == (report["seen"], 0, 0)


def test_an_edit_and_a_deletion_change_those_two_only(
    traam: Any, configure: Callable[..., Path], site: ApacheSpip
) -> None:
    site.set_addresses("propres")
    configure(site_card(site.url), GROUP)
    harvest = harvester(traam)
    before = harvest()
    try:
        site.edit("algo2", titre="Simuler le vol d'un cerf-volant")
        site.edit("algo1", statut="poubelle")
        reports = [harvest(), harvest()]
    finally:
        old = next(article["titre"] for article in site.spip.seed["articles"] if article["key"] == "algo2")
        site.edit("algo2", titre=old)
        site.edit("algo1", statut="publie")

    assert [(one["new"], one["modified"], one["deleted"]) for one in reports] == [(0, 1, 0), (0, 0, 1)]
    assert reports[0]["unchanged"] == before["seen"] - 2
    assert search(traam, "labyrinthe") == []
    assert len(search(traam, "cerf-volant")) == 1


def test_spip_s_own_robots_are_understood(site: ApacheSpip) -> None:
    from harvester.fetch import Fetcher
    from harvester.site.robots import Robots

    own = site.folder / "site" / "robots.txt"
    kept = own.read_text(encoding="utf-8")
    own.unlink()
    fetcher = Fetcher((site.url,), "TraamBot/0.1")
    try:
        robots = Robots(site.url + "/", fetcher).own
    finally:
        fetcher.close()
        own.write_text(kept, encoding="utf-8")

    assert robots.crawl_delay == 1.0
    assert robots.sitemaps == (f"{site.url}/sitemap.xml",)
    assert not robots.allows(f"{site.url}/spip.php?action=cookie")
    assert robots.allows(f"{site.url}/spip.php?article1")

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import etree, html

from examples.production import load_productions
from examples.servers import ExampleServers

PUBLISHED = [one for one in load_productions() if one.number and one.statut == "publie"]
DRAFT, ON_PAGE_TWO = 160, 110


@pytest.fixture
def servers() -> Iterator[ExampleServers]:
    with ExampleServers() as running:
        yield running


def get(servers: ExampleServers, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
    connection = http.client.HTTPConnection(urlsplit(servers.site_url).netloc, timeout=10)
    try:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode()
    finally:
        connection.close()


def hrefs(page: str) -> set[str]:
    tree: Any = html.fromstring(page.encode(), parser=html.HTMLParser(encoding="utf-8"))
    return set(tree.xpath("//a/@href"))


def reachable(servers: ExampleServers) -> dict[str, str]:
    """Follow every link inside the site but login and pdf; give path → page."""
    found: dict[str, str] = {}
    waiting = ["/"]
    while waiting:
        path = waiting.pop()
        if path in found or "login" in path or path.startswith("/IMG/"):
            continue
        status, headers, page = get(servers, path)
        assert status == 200, path
        found[path] = page
        if headers["Content-Type"].startswith("text/html"):
            absolute = [urlsplit(urljoin(servers.site_url, href)) for href in hrefs(page)]
            here = urlsplit(servers.site_url).netloc
            waiting += [f"{one.path}?{one.query}".rstrip("?") for one in absolute if one.netloc == here]
    return found


def numbers(text: str) -> set[int]:
    return {int(number) for number in re.findall(r"spip\.php\?article(\d+)", text)}


def test_following_links_reaches_every_published_article_and_no_draft(servers: ExampleServers) -> None:
    pages = reachable(servers)
    articles = {int(path.removeprefix("/spip.php?article")) for path in pages if "?article" in path}
    assert articles == {one.number for one in PUBLISHED}
    assert len(articles) == 31
    assert DRAFT not in numbers("".join(pages.values()))
    assert "Brouillon" not in "".join(pages.values())


def test_draft_is_answered_as_any_missing_page(servers: ExampleServers) -> None:
    for path in (f"/spip.php?article{DRAFT}", "/spip.php?article9999", "/nulle-part", "/spip.php?page=inconnue"):
        status, headers, page = get(servers, path)
        assert status == 404
        assert "Erreur 404" in page
        assert "ETag" not in headers


def test_one_article_is_linked_from_the_second_page_of_its_rubrique_only(servers: ExampleServers) -> None:
    linking = {path for path, page in reachable(servers).items() if ON_PAGE_TWO in numbers(page)}
    linking.discard(f"/spip.php?article{ON_PAGE_TWO}")
    assert linking == {"/spip.php?rubrique3&debut_articles=10"}
    assert ON_PAGE_TWO not in numbers(get(servers, "/sitemap.xml")[2])


def test_rubrique_is_paginated_by_ten(servers: ExampleServers) -> None:
    first, second = get(servers, "/spip.php?rubrique3")[2], get(servers, "/spip.php?rubrique3&debut_articles=10")[2]
    trees: list[Any] = [html.fromstring(page) for page in (first, second)]
    counts = [len(tree.xpath("//li[contains(@class, 'hentry')]")) for tree in trees]
    assert counts == [10, 4]
    assert "spip.php?rubrique3&debut_articles=10#pagination_articles" in hrefs(first)


def test_article_has_the_structure_of_spip(servers: ExampleServers) -> None:
    page: Any = html.fromstring(get(servers, "/spip.php?article101")[2])
    assert [link.text_content() for link in page.xpath("//p[@class='arbo']/a")] == [
        "Accueil", "SVT", "TraAM", "TraAM 2024-2025\xa0: IA et esprit critique",
    ]  # fmt: skip
    assert page.findtext(".//p[@class='surtitre']") == "TraAM 2024-2025"
    assert page.xpath("//h1[contains(@class, 'entry-title')]")[0].text_content().startswith("Débusquer les biais")
    assert page.xpath("//p[@class='info-publi']/abbr[@class='published']/@title") == ["2025-05-12T09:30:00Z"]
    assert page.xpath("//abbr[@class='published']")[0].text == "lundi 12 mai 2025"
    names = [card.text_content() for card in page.xpath("//span[@class='vcard author']")]
    assert names == ["Maëlle Corbinais", "Tristan Vauzelle"]
    assert page.xpath("//a[@rel='tag']")[0].text == "TraAM"
    assert len(page.xpath("//div[@id='documents_joints']//a[contains(@class, 'spip_doc')]")) == 2
    assert page.xpath("//div[contains(@class, 'ps')]//a/@href") == ["https://vitrine.example.org/svt/traam-2024-2025"]
    assert page.xpath("//meta[@name='generator']/@content")[0].startswith("SPIP 4.4")
    strong = [label.text_content() for label in page.xpath("//div[contains(@class, 'texte')]//strong")]
    assert "Compétences CRCN pour l’élève\xa0:" in strong


def test_markup_of_a_title_is_shown_and_text_stays_text(servers: ExampleServers) -> None:
    page: Any = html.fromstring(get(servers, "/spip.php?article151")[2])
    title = page.xpath("//h1")[0]
    assert title.xpath("sub")[0].text == "2"
    assert "2 < 3 mesures" in page.text_content()


def test_article_answers_under_its_long_address_too(servers: ExampleServers) -> None:
    (status, headers, page), (other_status, other_headers, other_page) = (
        get(servers, path) for path in ("/spip.php?page=article&id_article=102", "/spip.php?article102")
    )
    assert (status, headers["ETag"], page) == (other_status, other_headers["ETag"], other_page)


def test_rss_gives_the_ten_latest_with_dublin_core(servers: ExampleServers) -> None:
    root = etree.fromstring(get(servers, "/spip.php?page=backend")[2].encode())
    items = root.findall(".//item")
    assert len(items) == 10
    assert items[1].findtext("{http://purl.org/dc/elements/1.1/}creator") == "Maëlle Corbinais, Tristan Vauzelle"
    dates = [item.findtext("{http://purl.org/dc/elements/1.1/}date", "") for item in items]
    assert dates == sorted(dates, reverse=True)


def test_sitemap_lists_all_but_the_hidden_one_and_filters_by_year(servers: ExampleServers) -> None:
    everything = numbers(get(servers, "/sitemap.xml")[2])
    assert everything == {one.number for one in PUBLISHED if not one.hors_plan}
    only_2024 = numbers(get(servers, "/sitemap.xml?annee=2024")[2])
    assert only_2024 == {one.number for one in PUBLISHED if not one.hors_plan and one.date.startswith("2024")}
    etree.fromstring(get(servers, "/sitemap.xml")[2].encode())


def test_robots_asks_for_no_delay_and_names_the_sitemap(servers: ExampleServers) -> None:
    text = get(servers, "/robots.txt")[2]
    assert "Crawl-delay" not in text
    assert f"Sitemap: {servers.site_url}sitemap.xml" in text


@pytest.mark.parametrize("path", ["/", "/spip.php?article101", "/spip.php?page=plan", "/spip.php?page=backend"])
def test_page_already_held_is_not_sent_again(servers: ExampleServers, path: str) -> None:
    _, headers, _ = get(servers, path)
    status, again, body = get(servers, path, If_None_Match=headers["ETag"])
    assert (status, body, again["ETag"]) == (304, "", headers["ETag"])


def test_edit_changes_the_page_its_etag_and_the_sitemap(servers: ExampleServers) -> None:
    etag = get(servers, "/spip.php?article101")[1]["ETag"]
    servers.edit(101, titre="Un titre repris", datestamp="2026-01-02T03:04:05Z")
    status, _, page = get(servers, "/spip.php?article101", If_None_Match=etag)
    assert status == 200
    assert "Un titre repris</h1>" in page
    assert "2026-01-02T03:04:05Z" in get(servers, "/sitemap.xml")[2]


def test_deleted_article_is_gone_from_everywhere(servers: ExampleServers) -> None:
    servers.delete(101)
    assert get(servers, "/spip.php?article101")[0] == 404
    for path in ("/", "/spip.php?rubrique3", "/spip.php?page=plan", "/spip.php?page=backend", "/sitemap.xml"):
        listed = get(servers, path)[2]
        assert "Débusquer les biais d" not in listed
        if path != "/spip.php?page=backend":  # the text of the bilan still links there, as real ones do
            assert 101 not in numbers(listed)


def test_added_article_heads_the_home_page(servers: ExampleServers) -> None:
    servers.add(500, titre="Tout neuf", rubrique=3, date="2025-09-01T08:00:00Z", mots_cles=["Nouveauté"])
    home = html.fromstring(get(servers, "/")[2])
    assert home.xpath("//li[contains(@class, 'hentry')]//a/@href")[0] == "spip.php?article500"
    assert get(servers, "/spip.php?article500")[0] == 200


def test_keyword_keeps_its_number_when_the_site_changes(servers: ExampleServers) -> None:
    before = {one for one in hrefs(get(servers, "/spip.php?article110")[2]) if "?mot" in one}
    servers.add(1, titre="Premier de tous", mots_cles=["Zéro", "Aventure"])
    after = {one for one in hrefs(get(servers, "/spip.php?article110")[2]) if "?mot" in one}
    assert after == before != set()


def test_joined_document_is_a_pdf(servers: ExampleServers) -> None:
    status, headers, body = get(servers, "/IMG/pdf/fiche-eleve-biais-evolution.pdf")
    assert (status, headers["Content-Type"], body[:5]) == (200, "application/pdf", "%PDF-")


def test_failing_site_answers_503_with_its_delay_and_the_repository_goes_on(servers: ExampleServers) -> None:
    servers.fail(site=True, retry_after=7)
    status, headers, _ = get(servers, "/")
    assert (status, headers["Retry-After"]) == (503, "7")
    assert servers.requests == {"oai": 0, "site": 1}

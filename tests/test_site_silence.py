"""What a crawl leaves unread is told, and pages that exist are read however their server and template write them."""

from __future__ import annotations

import pytest

from harvester.site.entry_points import MAX_SITEMAPS
from tests.small_site import WORDS, Reply, SmallSite, article, listing
from tests.test_site_harvest import configure, exported, harvest


@pytest.fixture
def site(tmp_path):
    with SmallSite() as site:
        configure(tmp_path, essai=f'url = "{site.url}"\n')
        yield site


def sitemap(tag: str, *addresses: str) -> Reply:
    root = "urlset" if tag == "url" else "sitemapindex"
    listed = "".join(f"<{tag}><loc>{address}</loc></{tag}>" for address in addresses)
    return Reply(
        f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</{root}>', content_type="text/xml"
    )


def test_a_sitemap_that_fails_makes_the_harvest_incomplete(traam, site):
    site.pages |= {"/": listing("/a/"), "/a/": article("TraAM : a"), "/sitemap.xml": Reply("", 501)}
    report = harvest(traam, 1)["essai"]
    assert (report["status"], report["new"]) == ("incomplete", 1)
    assert f"1 liste(s) d'adresses sans réponse, dont {site.url}sitemap.xml" in report["message"]


def test_a_feed_that_gave_works_and_gives_none_any_more_is_not_complete(traam, site, tmp_path):
    card = tmp_path / "sources" / "essai.toml"
    card.write_text(f'id = "essai"\ntitre = "Essai"\nkind = "feed"\nurl = "{site.url}feed"\n', encoding="utf-8")
    item = "<item><title>TraAM : a</title><link>http://x.example/a</link></item>"
    for entries, code, status in ((item, 0, "complete"), ("", 1, "incomplete"), (item, 0, "complete")):
        feed = f"<rss version='2.0'><channel>{entries}</channel></rss>"
        site.pages["/feed"] = Reply(feed, content_type="application/rss+xml")
        report = harvest(traam, code)["essai"]
        assert (report["status"], "1 tenue" in report["message"]) == (status, bool(code))


def test_eighty_sitemaps_are_all_read(traam, site):
    numbers = range(80)
    site.pages["/"] = listing()
    site.pages["/sitemap.xml"] = sitemap("sitemap", *(f"{site.url}plan{number}.xml" for number in numbers))
    site.pages |= {f"/plan{number}.xml": sitemap("url", f"{site.url}a{number}/") for number in numbers}
    site.pages |= {f"/a{number}/": article(f"TraAM : {number}") for number in numbers}
    assert harvest(traam)["essai"]["new"] == len(numbers)


def test_sitemaps_past_the_budget_are_told(traam, site):
    site.pages["/"] = listing()
    plans = [f"{site.url}plan{number}.xml" for number in range(MAX_SITEMAPS + 2)]
    site.pages["/sitemap.xml"] = sitemap("sitemap", *plans)
    report = harvest(traam, 1)["essai"]
    assert f"3 plan(s) du site non lus, au-delà de {MAX_SITEMAPS}" in report["message"]


@pytest.mark.parametrize(
    "links",
    [[f"/fiche.php?num={number}" for number in range(150)], [f"/evenements/2024/traam-{n}" for n in range(50)]],
    ids=["numéros", "événements"],
)
def test_numbered_pages_are_all_read(traam, site, links):
    site.pages["/"] = listing(*links)
    site.pages |= {link: article(f"TraAM : {link}") for link in links}
    assert harvest(traam)["essai"]["new"] == len(links)


def test_a_long_chain_of_next_pages_is_read(traam, site):
    site.pages["/"] = listing("/a0/")
    site.pages |= {f"/a{n}/": article(f"TraAM : {n}", links=(f"/a{n + 1}/",) if n < 39 else ()) for n in range(40)}
    assert harvest(traam)["essai"]["new"] == 40


def test_what_may_be_pages_beyond_a_budget_makes_the_harvest_incomplete(traam, site):
    links = [f"/fiche.php?theme=a{number}" for number in range(110)]
    site.pages["/"] = listing(*links)
    site.pages |= {link: article(f"TraAM : {link}") for link in links}
    report = harvest(traam, 1)["essai"]
    assert (report["status"], report["new"]) == ("incomplete", 100)
    assert "10 aux paramètres sans fin" in report["message"]


def test_what_robots_forbid_is_told(traam, site):
    site.pages |= {"/": listing("/a/", "/p/1/", "/p/2/", "/p/3/"), "/a/": article("TraAM : a")}
    site.pages["/robots.txt"] = Reply("User-agent: *\nDisallow: /p/\n", content_type="text/plain")
    assert "3 adresse(s) interdite(s) par robots.txt" in harvest(traam)["essai"]["message"]


def test_a_page_become_a_file_is_missing(traam, site):
    site.pages |= {"/": listing("/a/", "/b/", "/c/")}
    site.pages |= {f"/{name}/": article(f"TraAM : {name}") for name in "abc"}
    harvest(traam)
    site.pages["/a/"] = Reply(b"%PDF-1.4", content_type="application/pdf")
    assert "1 page(s) introuvable(s), à confirmer" in harvest(traam)["essai"]["message"]
    assert harvest(traam)["essai"]["deleted"] == 1


def test_a_canonical_link_copied_on_every_page_hides_none(traam, site):
    links = [f"/a{number}/" for number in range(5)]
    head = f'<link rel="canonical" href="{site.url}a0/">'
    site.pages["/"] = listing(*links)
    site.pages |= {link: article(f"TraAM : {link}", head=head) for link in links}
    for code_new in (5, 0):
        assert harvest(traam)["essai"]["new"] == code_new
    assert sorted(exported(traam, site)) == links


@pytest.mark.parametrize("kind", ["TEXT/HTML; charset=UTF-8", "", "text/plain"])
def test_a_page_of_any_type_that_holds_html_is_read(traam, site, kind):
    site.pages |= {"/": listing("/a/"), "/a/": Reply(article("TraAM : a"), content_type=kind)}
    assert harvest(traam)["essai"]["new"] == 1


def test_a_page_whose_title_is_in_h2_is_read(traam, site):
    page = (
        f"<html><head><title>TraAM : a</title></head><body><main><h2>TraAM : a</h2><p>{WORDS}</p></main></body></html>"
    )
    short = "<html><head><title>x</title></head><body><main><h2>Liens</h2><p>Rien.</p></main></body></html>"
    site.pages |= {"/": listing("/a/", "/b/"), "/a/": page, "/b/": short}
    harvest(traam)
    assert list(exported(traam, site)) == ["/a/"]


def test_a_work_about_errors_is_read(traam, site):
    titles = ["Erreur 404 : comprendre le Web", "Un site en construction : le chantier antique"]
    site.pages["/"] = listing("/a0/", "/a1/")
    site.pages |= {f"/a{number}/": article(titre) for number, titre in enumerate(titles)}
    harvest(traam)
    assert [record["titre"] for record in exported(traam, site).values()] == titles

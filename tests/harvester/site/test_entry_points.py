"""Every way into a site is found and understood, or what was not is said: a list is never lost in silence."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest

from harvester.batch import Batch, Order
from harvester.fetch import Fetcher, Limits
from harvester.memory import Memory
from harvester.site import entry_points
from harvester.site.crawl import harvest_site
from harvester.site.page_cutting import cut_page_payload
from schemas import formats
from schemas.files.source import Source
from schemas.types.errors import FetchError
from tests.small_site import WORDS, Reply, SmallSite, article, listing

NOW = datetime(2026, 11, 23, tzinfo=UTC)
XML = "application/xml"


@pytest.fixture
def site():
    with SmallSite() as site:
        yield site


class Crawled:
    """What a crawl of a small site gave."""

    def __init__(self, site, kept=None, held=(), declared=(), **card):
        self.source = Source("x", "X", "site", **{"url": site.url, "scope": (site.url,), **card})
        hosts = (self.source.url, *self.source.scope)
        fetcher = Fetcher(hosts, "TraamBot", limits=Limits(attempts=1), sleep=lambda seconds: None)
        memory = Memory({}, lambda: held, (kept or {}).get, declared=tuple(declared))
        try:
            events = list(harvest_site(self.source, fetcher, memory, Order(), NOW))
        finally:
            fetcher.close()
        self.batches = [event for event in events if isinstance(event, Batch) and event.payload]
        self.records = [raw for batch in self.batches for raw in batch.records]
        self.ending = events[-1]
        self.kept = {batch.name: batch.payload for batch in self.batches if batch.records}
        self.paths = sorted(raw.identifier.replace(site.url, "/") for raw in self.records)


def urlset(site, *paths):
    rows = "".join(f"<url><loc>{site.url}{path[1:]}</loc></url>" for path in paths)
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'


def rss(*links, before=""):
    items = "".join(f"<item><title>x</title><link>{link}</link></item>" for link in links)
    return f'{before}<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{items}</channel></rss>'


@pytest.mark.parametrize(
    ("change", "content_type", "headers"),
    [
        (lambda xml: f"\n\n{xml}", XML, {}),
        (lambda xml: f"<b>Warning</b>: x in a.php<br />{xml}", "text/html", {}),
        (lambda xml: gzip.compress(gzip.compress(xml.encode())), "text/plain", {}),
        (lambda xml: gzip.compress(gzip.compress(xml.encode())), "application/x-gzip", {"Content-Encoding": "gzip"}),
        (lambda xml: xml, XML, {"Content-Encoding": "UTF-8"}),
        (lambda xml: xml, XML, {"Content-Encoding": "gzip"}),
    ],
)
def test_a_sitemap_is_read_however_it_is_sent(site, change, content_type, headers):
    site.pages |= {"/": listing(), "/a/": article("A"), "/b/": article("B")}
    site.pages["/sitemap.xml"] = Reply(change(urlset(site, "/a/", "/b/")), 200, content_type, headers)

    crawled = Crawled(site)

    assert (crawled.paths, crawled.ending.complete) == (["/a/", "/b/"], True)


def test_a_sitemap_cut_short_counts_and_makes_the_harvest_incomplete(site):
    site.pages |= {
        "/": listing(),
        "/a/": article("A"),
        "/sitemap.xml": Reply(urlset(site, "/a/", "/b/")[:-20], 200, XML),
    }

    crawled = Crawled(site)

    assert crawled.paths == ["/a/"]
    assert not crawled.ending.complete
    assert "plan du site coupé" in crawled.ending.message


@pytest.mark.parametrize("body", ["", "n'importe quoi", "<urls/>", "<!DOCTYPE html><html><body>x</body></html>"])
def test_a_sitemap_robots_txt_names_and_nobody_can_read_makes_the_harvest_incomplete(site, body):
    site.pages |= {"/": listing("/a/"), "/a/": article("A"), "/plan.xml": Reply(body, 200, "text/html")}
    site.pages["/robots.txt"] = Reply(f"Sitemap: {site.url}plan.xml", 200, "text/plain")

    crawled = Crawled(site)

    assert not crawled.ending.complete
    assert "plan.xml" in crawled.ending.message


def test_a_web_page_where_a_sitemap_was_only_guessed_is_told_and_costs_nothing(site):
    site.pages |= {"/": listing("/a/"), "/a/": article("A"), "/sitemap.xml": listing()}

    crawled = Crawled(site)

    assert crawled.ending.complete
    assert "page web au lieu d'un plan du site" in crawled.ending.message


def test_a_sitemap_written_under_the_former_name_of_the_site_is_its_own(site):
    site.pages |= {"/": listing("/a/"), "/a/": article("A"), "/b/": article("B")}
    xml = urlset(site, "/a/", "/b/").replace(site.url, "http://interne.example.net/")
    site.pages["/sitemap.xml"] = Reply(xml, 200, XML)

    assert Crawled(site).paths == ["/a/", "/b/"]


def test_a_sitemap_of_another_site_is_told(site):
    site.pages |= {"/": listing("/a/"), "/a/": article("A")}
    site.pages["/sitemap.xml"] = Reply(urlset(site, "/z/").replace(site.url, "http://autre.example.net/"), 200, XML)

    crawled = Crawled(site)

    assert not crawled.ending.complete
    assert "autre.example.net" in crawled.ending.message
    assert "aliases" in crawled.ending.message


def test_a_full_sitemap_of_spip_is_asked_year_by_year_and_one_that_has_no_years_is_whole(site, monkeypatch):
    monkeypatch.setattr(entry_points, "SPIP_SITEMAP_LIMIT", 2)
    site.pages |= {"/": listing("/a/").replace("WordPress 6.6", "SPIP 4.4"), "/a/": article("A"), "/b/": article("B")}
    site.pages["/sitemap.xml"] = Reply(urlset(site, "/a/", "/b/"), 200, XML)

    without_years = Crawled(site)
    site.pages |= {"/c/": article("C"), "/sitemap.xml?annee=2021": Reply(urlset(site, "/c/"), 200, XML)}
    with_years = Crawled(site)

    assert (without_years.paths, without_years.ending.complete) == (["/a/", "/b/"], True)
    assert (with_years.paths, with_years.ending.complete) == (["/a/", "/b/", "/c/"], True)


def test_an_index_of_sitemaps_in_an_index_of_sitemaps_is_followed(site):
    site.pages |= {"/": listing(), "/a/": article("A"), "/3.txt": Reply(f"{site.url}a/\n", 200, "text/plain")}
    for name, next_one in (("sitemap.xml", "2.xml"), ("2.xml", "3.txt")):
        index = f"<sitemapindex><sitemap><loc>{site.url}{next_one}</loc></sitemap></sitemapindex>"
        site.pages[f"/{name}"] = Reply(index, 200, XML)

    assert Crawled(site).paths == ["/a/"]


@pytest.mark.parametrize(
    "feed",
    [
        lambda url: rss(f"{url}a/"),
        lambda url: rss("/a/"),
        lambda url: rss(f"{url}a/", before="<br />\n<b>Warning</b>: x in <b>a.php</b> on line <b>1</b><br />\n"),
        lambda url: rss(f"{url}a/?PHPSESSID=0f1e2d3c4b5a69788796a5b4c3d2e1f0"),
        lambda url: rss(f"{url}a/?do=diff&amp;rev=1748954520"),
    ],
)
@pytest.mark.parametrize(
    ("home", "path"),
    [
        (listing(head='<link rel="alternate" type="application/rss+xml" href="/flux">'), "/flux"),
        (listing("/backend.php"), "/backend.php"),
        (listing("/actus/atom.xml"), "/actus/atom.xml"),
        (listing(), "/feed.xml"),
        (listing().replace("WordPress 6.6", "Hugo 0.12"), "/index.xml"),
        (listing().replace("WordPress 6.6", "DokuWiki"), "/feed.php"),
    ],
)
def test_a_feed_is_found_declared_linked_or_where_generators_put_it(site, feed, home, path):
    site.pages |= {"/": home, "/a/": article("A"), path: Reply(feed(site.url), 200, "application/rss+xml")}

    crawled = Crawled(site)

    assert (crawled.paths, crawled.ending.complete) == (["/a/"], True)
    assert [raw.url for raw in crawled.records] == [f"{site.url}a/"]


def test_the_feed_of_an_old_template_of_spip_is_asked_where_spip_puts_it(site):
    head = '<link rel="alternate" type="application/rss+xml" href="backend.php3">'
    home = listing("spip.php?rubrique3", head=head).replace("WordPress 6.6", "")
    feed = rss(f"{site.url}spip.php?article7")
    site.pages |= {"/": home, "/spip.php?page=backend": Reply(feed, 200, XML), "/spip.php?article7": article("A")}

    assert Crawled(site).paths == ["/spip.php?article7"]


def test_where_nothing_is_declared_few_addresses_are_guessed(site):
    site.pages |= {"/": "<html><body><h1>Accueil</h1><a href='/a/'>A</a></body></html>", "/a/": article("A")}
    crawled = Crawled(site)

    guessed = [path for path in site.asked if path not in {"/", "/a/", "/robots.txt", "/sitemap.xml"}]
    assert len([path for path in guessed if "inexistante" not in path]) <= 8
    assert crawled.ending.complete


def test_a_feed_that_is_declared_and_no_feed_is_told(site):
    head = '<link rel="alternate" type="application/rss+xml" href="/flux">'
    site.pages |= {"/": listing("/a/", head=head), "/a/": article("A"), "/flux": "<html><body>Erreur SQL</body></html>"}

    crawled = Crawled(site)

    assert not crawled.ending.complete
    assert "flux" in crawled.ending.message


@pytest.mark.parametrize(
    "home",
    [
        '<meta http-equiv="refresh" content="0; url=/site/">',
        "<html><body><script>window.location.href='/site/'</script></body></html>",
        "<html><frameset><frame src='/menu.htm'><frame src='/site/'></frameset></html>",
        "<html><body><iframe src='/site/'></iframe></body></html>",
    ],
)
def test_a_home_page_that_sends_on_is_followed(site, home):
    site.pages |= {"/": home, "/site/": listing("/a/"), "/menu.htm": listing("/b/"), "/a/": article("A")}

    crawled = Crawled(site)

    assert (crawled.paths, crawled.ending.complete) == (["/a/"], True)


def test_a_page_that_moved_by_a_meta_refresh_is_held_where_it_went(site):
    stub = '<html><meta http-equiv="refresh" content="2; url=/neuf/"><body><h1>Page déplacée</h1></body></html>'
    site.pages |= {"/": listing("/vieux/"), "/vieux/": stub, "/neuf/": article("A")}

    assert Crawled(site).paths == ["/neuf/"]


def test_pages_that_send_to_each_other_end(site):
    turn = '<meta http-equiv="refresh" content="0; url={}"><h1>x</h1>'
    site.pages |= {"/": listing("/a/"), "/a/": turn.format("/b/"), "/b/": turn.format("/a/")}

    assert len(Crawled(site).paths) <= 1
    assert len(site.asked) < 20


def test_a_home_page_that_leads_elsewhere_says_what_to_write_in_the_card(site):
    with SmallSite("localhost") as other:
        site.pages["/"] = Reply("", 301, headers={"Location": f"{other.url}svt/"})

        with pytest.raises(FetchError, match=f'url = "{other.url}svt/"'):
            Crawled(site)


def test_links_are_followed_as_browsers_follow_them(site):
    site.pages |= {
        "/": listing("ma page.html", "\\dossier\\b.html", "/séance.html", "/c d/", "/spip.php?article7&amp;lang=fr"),
        "/ma%20page.html": article("A"), "/dossier/b.html": article("B"), "/s%C3%A9ance.html": article("C"),
        "/c%20d/": article("D"), "/spip.php?article7&lang=fr": article("E"),
    }  # fmt: skip

    crawled = Crawled(site)

    assert crawled.paths == ["/c%20d/", "/dossier/b.html", "/ma%20page.html", "/s%C3%A9ance.html", "/spip.php?article7"]
    assert all(" " not in (raw.url or " ") for raw in crawled.records)


def test_no_session_is_in_what_is_held(site):
    session = "?PHPSESSID=0f1e2d3c4b5a69788796a5b4c3d2e1f0"
    site.pages |= {"/": listing(f"/a/{session}"), "/a/": article("A", links=(f"/fiche.pdf{session}",))}

    (raw,) = Crawled(site).records

    assert raw.url == f"{site.url}a/"
    assert "PHPSESSID" not in str(formats.read(raw).documents) + str(formats.read(raw).links)


NOINDEX = '<meta name="robots" content="noindex">'


def test_a_page_that_asks_not_to_be_held_is_not_and_its_links_are_followed(site):
    site.pages |= {
        "/": listing("/a/", "/b/", "/c/", "/d/"), "/b/": article("B"),
        "/a/": article("A", links=("/suite/",), head=NOINDEX),
        "/c/": Reply(article("C"), headers={"X-Robots-Tag": "noindex, nofollow"}), "/suite/": article("S"),
        "/d/": article("D"),
    }  # fmt: skip

    crawled = Crawled(site)

    assert crawled.paths == ["/b/", "/d/", "/suite/"]
    assert "2 page(s) laissée(s)" in crawled.ending.message
    assert "ignore_noindex" in crawled.ending.message
    assert Crawled(site, ignore_noindex=True).paths == ["/a/", "/b/", "/c/", "/d/", "/suite/"]


def test_a_site_that_asks_to_be_left_is_never_said_complete(site):
    site.pages |= {"/": listing("/a/", "/b/", head=NOINDEX), "/a/": article("A", head=NOINDEX)}
    site.pages["/b/"] = article("B", head=NOINDEX)

    crawled = Crawled(site)

    assert (crawled.paths, crawled.ending.complete) == ([], False)


def test_a_link_that_is_not_to_be_followed_is_not_but_the_pages_of_a_list_are(site):
    marked = '<a rel="nofollow" href="/b/">B</a><a rel="nofollow" href="/?debut_articles=10">2</a></body>'
    home = listing("/a/").replace("</body>", marked)
    site.pages |= {"/": home, "/a/": article("A"), "/b/": article("B"), "/c/": article("C")}
    site.pages["/?debut_articles=10"] = listing("/c/", head='<meta name="robots" content="index, nofollow">')

    assert Crawled(site).paths == ["/a/"]
    site.pages["/?debut_articles=10"] = listing("/c/")
    assert Crawled(site).paths == ["/a/", "/c/"]


def test_a_site_in_javascript_only_is_told_as_such(site):
    site.pages["/"] = '<html><body><div id="root"></div><script src="/app.js"></script></body></html>'

    crawled = Crawled(site)

    assert not crawled.ending.complete
    assert "site en JavaScript seul" in crawled.ending.message


DOCSIFY = (
    "<html><head><title>Site</title></head><body><div id='app'></div>"
    "<script>window.$docsify = { loadSidebar: true }</script><script src='docsify.min.js'></script></body></html>"
)


def markdown_site(site):
    def markdown(text):
        return Reply(text, 200, "text/markdown; charset=utf-8", {"ETag": f'"{len(text)}"'})

    site.pages |= {
        "/": DOCSIFY,
        "/README.md": markdown("# Site\n\n- [Une](/traam/une.md)\n"),
        "/_sidebar.md": markdown("- [Accueil](/)\n- [Deux](traam/deux)\n- [Trois](#/traam/trois)\n"),
        "/traam/une.md": markdown(
            f"---\nauthor: Groupe SVT\ntags: [volcans, séismes]\n---\n# TraAM : une\n\n{WORDS}\n"
        ),
        "/traam/deux.md": markdown(
            f"# Deux\n\n{WORDS}\n\n[La fiche](documents/fiche 2.pdf)\n\n<a href='ma fiche.pdf'>x</a>"
        ),
        "/traam/trois.md": markdown(f"# Trois\n\n{WORDS}"),
    }


def test_the_markdown_of_a_site_in_javascript_is_read_and_known_by_the_address_a_person_opens(site):
    markdown_site(site)

    crawled = Crawled(site)

    assert crawled.paths == ["/#/traam/deux", "/#/traam/trois", "/#/traam/une"]
    assert crawled.ending.complete
    assert [raw.url for raw in crawled.records] == [raw.identifier for raw in crawled.records]
    reading = formats.read(next(raw for raw in crawled.records if raw.identifier.endswith("une")))
    assert reading.titre[0].value == "TraAM : une"
    assert [at.value for at in reading.mots_cles] == ["volcans", "séismes"]
    assert [at.value for at in reading.auteurs] == ["Groupe SVT"]
    (deux,) = (formats.read(raw) for raw in crawled.records if raw.identifier.endswith("deux"))
    assert f"{site.url}ma%20fiche.pdf" in {document.url for document in deux.documents}


def test_a_text_is_asked_again_only_if_it_changed(site):
    markdown_site(site)
    crawled = Crawled(site)
    asked = {}
    site.on_headers = lambda path, headers: asked.update({path: headers.get("If-None-Match")})

    again = Crawled(site, kept=crawled.kept, held={raw.identifier for raw in crawled.records})

    assert again.paths == crawled.paths
    assert all(asked[f"/traam/{name}.md"] for name in ("une", "deux", "trois"))


def test_a_kept_markdown_is_cut_again_the_same(site):
    markdown_site(site)
    crawled = Crawled(site)

    for batch in crawled.batches:
        if batch.records:
            assert batch.payload is not None
            (again,) = cut_page_payload(crawled.source, batch.payload, lambda name: None)
            assert again.identifier == batch.records[0].identifier
            assert (again.url, again.metadata) == (batch.records[0].url, batch.records[0].metadata)


def test_a_text_that_is_no_longer_shown_is_missing(site):
    markdown_site(site)
    held = f"{site.url}#/traam/partie"
    crawled = Crawled(site, held={held})

    assert [batch.missing for batch in crawled.batches if batch.missing] == [(held,)]


def test_the_home_page_at_another_address_is_no_page_of_content(site):
    home = article("Accueil du wiki", links=("/?id=start", "/accueil.php", "/a/"))
    site.pages |= {"/": Reply("", 302, headers={"Location": "/accueil.php"}), "/accueil.php": home, "/?id=start": home}
    site.pages["/a/"] = article("A")

    assert Crawled(site).paths == ["/a/"]


@pytest.mark.parametrize(
    "sent_on",
    [
        Reply("", 301, headers={"Location": "/spip.php?article6"}),
        '<html><head><meta http-equiv="refresh" content="0; url=spip.php?article6"></head><body></body></html>',
    ],
    ids=["301", "meta refresh"],
)
@pytest.mark.parametrize("in_feed", [True, False], ids=["in the feed", "met nowhere else"])
def test_an_article_the_home_page_redirects_to_is_held(site, sent_on, in_feed):
    feed = f"{site.url}spip.php?page=backend"
    site.pages |= {
        "/": sent_on,
        "/spip.php?article6": article("Bilan", links=("/", "/spip.php?article5", "/ancien/")),
        "/spip.php?article5": article("Cinq", WORDS[::-1]),
        "/ancien/": Reply("", 302, headers={"Location": "/"}),
    }
    if in_feed:
        site.pages["/spip.php?page=backend"] = Reply(rss(f"{site.url}spip.php?article6"), content_type=XML)
        site.pages["/spip.php?article6"] = site.pages["/spip.php?article6"].replace(
            "</head>", f'<link rel="alternate" type="application/rss+xml" href="{feed}"></head>'
        )
    crawled = Crawled(site)
    again = Crawled(site, kept=crawled.kept, held={raw.identifier for raw in crawled.records})

    assert crawled.paths == ["/spip.php?article5", "/spip.php?article6"]
    assert again.paths == crawled.paths
    assert not [batch for batch in again.batches if batch.missing or batch.gone]


@pytest.mark.parametrize(
    "home", ["/fr/", "/svt/", "/accueil-du-site-de-svt/", "/index.php/bienvenue", "/index.php?page=sommaire"]
)
def test_a_home_page_at_another_address_is_none_for_all_its_text(site, home):
    long = article("Bienvenue", 4 * WORDS, links=("/", home, "/a/"))
    site.pages |= {"/": Reply("", 302, headers={"Location": home}), home: long, "/a/": article("A")}

    assert Crawled(site).paths == ["/a/"]

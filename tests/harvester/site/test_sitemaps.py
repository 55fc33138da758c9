"""A sitemap is read as real sites give it; what was read counts, and what is wrong is said."""

import gzip

import pytest

from harvester.site.sitemaps import read_sitemap

SITE = "https://svt.example.org/"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
ROWS = "".join(f"<url><loc>{SITE}spip.php?article{number}</loc></url>\n" for number in (1, 2, 3))
PAGES = tuple(f"{SITE}spip.php?article{number}" for number in (1, 2, 3))
WHOLE = f"{HEAD}\n{ROWS}</urlset>"


@pytest.mark.parametrize(
    "body",
    [
        WHOLE.encode(),
        f"\n\n  \t{WHOLE}".encode(),
        b"\xef\xbb\xbf" + WHOLE.encode(),
        b"\r\n\xef\xbb\xbf\n" + WHOLE.encode(),
        WHOLE.encode("utf-16"),
        WHOLE.replace("<urlset xmlns", "<!DOCTYPE urlset>\n<urlset xmlns").encode(),
        f"<br />\n<b>Warning</b>:  Undefined variable $x in <b>a.php</b> on line <b>12</b><br />\n{WHOLE}".encode(),
        gzip.compress(WHOLE.encode()),
        gzip.compress(gzip.compress(WHOLE.encode())),
        WHOLE.replace("<loc>", "<loc>\n   ").replace("</loc>", "  \n</loc>").encode(),
        WHOLE.replace("<loc>", "<loc><![CDATA[").replace("</loc>", "]]></loc>").encode(),
        WHOLE.replace("urlset", "s:urlset").replace("loc>", "s:loc>").replace("url>", "s:url>")
        .replace("xmlns=", "xmlns:s=").encode(),
        f"{WHOLE}\n<!-- 0.12 s -->\n<b>Notice</b>: fin".encode(),
    ],
)  # fmt: skip
def test_a_sitemap_is_read_whole_whatever_stands_around_it(body):
    sitemap = read_sitemap(body, f"{SITE}sitemap.xml")

    assert (sitemap.pages, sitemap.fault) == (PAGES, "")


def test_a_bare_ampersand_is_part_of_the_address():
    body = WHOLE.replace("article2<", "article2&lang=fr&page=3<").encode()

    assert read_sitemap(body).pages == (PAGES[0], f"{PAGES[1]}&lang=fr&page=3", PAGES[2])


@pytest.mark.parametrize("cut_at", [-1, -9, -20, -40, -60])
def test_a_sitemap_cut_short_gives_what_was_read_and_says_it_is_cut(cut_at):
    sitemap = read_sitemap(WHOLE.encode()[:cut_at])

    assert sitemap.pages == PAGES[: len(sitemap.pages)]
    assert len(sitemap.pages) >= 2
    assert "coupé" in sitemap.fault


def test_a_gzip_cut_short_gives_what_was_read_and_says_it_is_cut():
    many = "".join(f"<url><loc>{SITE}?p={number * 7919 % 99991}</loc></url>" for number in range(3_000))
    packed = gzip.compress(f"{HEAD}{many}</urlset>".encode())

    sitemap = read_sitemap(packed[: len(packed) // 2])

    assert 500 < len(sitemap.pages) < 3_000
    assert "coupé" in sitemap.fault


def test_a_list_of_one_address_a_line_is_a_sitemap():
    sitemap = read_sitemap("\ufeff".encode() + "\r\n".join(PAGES).encode())
    assert (sitemap.pages, sitemap.fault) == (PAGES, "")
    assert "1 ligne(s)" in read_sitemap("\n".join([*PAGES, "fin"]).encode()).fault


def test_an_index_names_sitemaps_and_its_relative_addresses_are_resolved():
    index = "<sitemapindex><sitemap><loc>/plan-1.xml</loc></sitemap><sitemap><loc>plan-2.xml.gz</loc></sitemap>"

    sitemap = read_sitemap(f"{index}</sitemapindex>".encode(), f"{SITE}plans/tous.xml")

    assert sitemap.sitemaps == (f"{SITE}plan-1.xml", f"{SITE}plans/plan-2.xml.gz")


def test_a_feed_given_as_a_sitemap_is_told_as_one():
    assert read_sitemap(b"<rss version='2.0'><channel><item/></channel></rss>").is_feed


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<!DOCTYPE html><html><body>Accueil</body></html>", "page web"),
        (b"", "vide"),
        (b" \n ", "vide"),
        (b"rien de tout cela", "ni XML, ni liste"),
        (b"\x1f\x8bnon", "compress"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "ni XML"),
    ],
)
def test_what_is_no_sitemap_is_said(body, said):
    with pytest.raises(ValueError, match=said):
        read_sitemap(body)

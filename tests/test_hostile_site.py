"""A site where every page is an attack: the harvest ends in time, the honest page is held, and nothing got through."""

from __future__ import annotations

import gzip
import json
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.harvester.site.test_document_text import archive
from tests.small_site import WORDS, Reply, SmallSite, article, listing
from tests.test_site_harvest import configure, exported, harvest

HUGE = 40 * 1024 * 1024
MANY = 100_000


def ld(content: str) -> str:
    return f'<script type="application/ld+json">{content}</script>'


PAGES: dict[str, str | Reply] = {
    # One tag of 900 kB made of attributes costs libxml2 15 s.
    "/attributs/": article("TraAM : attributs").replace("<p>", "<p " + " ".join(f"a{n}=''" for n in range(MANY)) + ">"),
    "/imbrication/": article("TraAM : imbrication", "<div>" * MANY + "fond" + "</div>" * MANY),
    "/gras/": article("TraAM : gras", "<b>" * 50_000 + WORDS),
    "/liens/": article("TraAM : liens", "".join(f'<a href="/l{n}?x={n}">x</a>' for n in range(300))),
    "/json-profond/": article("TraAM : json", head=ld("[" * MANY + "]" * MANY)),
    "/json-nombre/": article("TraAM : nombre", head=ld('{"@type":"Article","name":' + "9" * 5_000 + "}")),
    "/json-surrogat/": article("TraAM : surrogat", head=ld('{"@type":"Article","headline":"a\\ud800\\u0000b"}')),
    "/titre/": article('TraAM : <script>alert(1)</script><img src=x onerror="alert(2)">'),
    "/bidi/": article("TraAM : \u202ertxet\u202c \x00\x0b fin"),
    "/bombe-gzip/": Reply(gzip.compress(b"<h1>TraAM</h1>" + b" " * HUGE), headers={"Content-Encoding": "gzip"}),
    "/bombe-double/": Reply(gzip.compress(gzip.compress(b" " * HUGE)), headers={"Content-Encoding": "gzip, gzip"}),
    "/brotli/": Reply(b"\x0b\x02\x80" * 50, headers={"Content-Encoding": "br"}),
    "/enorme/": Reply(b"<html><body><h1>TraAM</h1>" + b"x" * (5 * 1024 * 1024)),
    "/charset/": Reply(article("TraAM : charset").encode(), content_type="text/html; charset=idna"),
    "/charset-zlib/": Reply(zlib.compress(b"TraAM"), content_type="text/html; charset=zlib"),
    "/vers-dedans/": Reply("", 302, headers={"Location": "http://169.254.169.254/latest/meta-data/"}),
    "/vers-boucle-locale/": Reply("", 302, headers={"Location": "http://2130706433:1/"}),
    "/vers-fichier/": Reply("", 302, headers={"Location": "file:///etc/passwd"}),
    "/en-rond/": Reply("", 302, headers={"Location": "/en-rond/"}),
    "/cookie/": Reply(article("TraAM : cookie"), headers={"Set-Cookie": "a=b" + "c" * 4_000}),
    "/xxe/": Reply('<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
                   f"<html><body class='single'><article><h1>TraAM : &x;</h1><p>{WORDS}</p></article></body></html>"),
    "/canonique/": article("TraAM : canonique", head='<link rel="canonical" href="http://evil.example/vole">'),
    "/base/": article("TraAM : base", links=("relatif",), head='<base href="http://127.0.0.1:9/">'),
    "/schema/": article("TraAM : schémas", links=("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd")),
    "/courriel/": article("TraAM : écrire à odile.vanneau@ac-lille.example", f"{WORDS} odile.vanneau@ac-lille.example"),
    "/formule/": article('=HYPERLINK("http://evil.example";"TraAM")'),
    "/piece/": article("TraAM : pièces", "À lire.", links=("/bombe.odt", "/bombe.pdf", "/entites.docx")),
    "/bombe.odt": Reply(archive("content.xml", "<a>" + " " * HUGE + "</a>"), content_type="application/octet-stream"),
    "/bombe.pdf": Reply(b"%PDF-1.4\n" + b"1 0 obj<</Length 99999999/Filter/FlateDecode>>stream\n"
                        + zlib.compress(b"0" * HUGE), content_type="application/pdf"),
    "/entites.docx": Reply(archive("word/document.xml", "<!DOCTYPE a [<!ENTITY a 'aa'>" + "".join(
        f"<!ENTITY a{n} '&a{n - 1 if n > 1 else ''};&a{n - 1 if n > 1 else ''};'>" for n in range(1, 30))
        + "]><a>&a29;</a>"), content_type="application/octet-stream"),
    "/vide/": "",
    "/honnete/": article("TraAM : honnête"),
}  # fmt: skip
SITEMAP = "<urlset>" + "".join(f"<url><loc>{{base}}piege/{n}</loc></url>" for n in range(3)) + "</urlset>"


@pytest.fixture(scope="module")
def hostile() -> Iterator[SmallSite]:
    with SmallSite() as site:
        site.pages = dict(PAGES)
        months = [f"/calendrier/2024-{number:02}" for number in range(1, 80)]
        site.pages["/"] = listing(*(path for path in PAGES if path.endswith("/")), *months)
        site.pages["/robots.txt"] = Reply("\ufeffUser-agent: *\nDisallow: /prive\n" + "Disallow: /x*y$\n" * 20_000,
                                          content_type="text/plain")  # fmt: skip
        bomb = "<!DOCTYPE a [<!ENTITY a 'x'>]>" + SITEMAP.format(base=site.url)
        site.pages["/sitemap.xml"] = Reply(gzip.compress(bomb.encode()), content_type="application/x-gzip")
        site.pages |= {month: listing(f"{month}/01", f"{month}/02") for month in months}
        yield site


@pytest.fixture
def held(traam: Any, tmp_path: Path, hostile: SmallSite) -> dict[str, Any]:
    configure(tmp_path, mal=f'url = "{hostile.url}"\n')
    started = time.monotonic()
    report = traam("harvest", "--json", timeout=240).json()["sources"][0]
    seconds = time.monotonic() - started
    return {"report": report, "records": exported(traam, hostile), "seconds": seconds}


def test_the_harvest_of_a_hostile_site(traam: Any, tmp_path: Path, hostile: SmallSite, held: dict[str, Any]) -> None:
    records, report = held["records"], held["report"]

    # It ended, in minutes at the very worst, said what it cut, and took what was honest.
    assert held["seconds"] < 120, held["seconds"]
    assert records["/honnete/"]["titre"] == "TraAM : honnête"
    assert "de calendrier" in report["message"]
    assert "page(s) laissée(s)" in report["message"]
    assert report["status"] == "complete"
    assert all(path in records for path in ("/attributs/", "/imbrication/", "/json-profond/", "/charset/", "/bidi/"))

    # Nothing inward was asked, followed or shown.
    text = json.dumps(records, ensure_ascii=False)
    assert "169.254" not in text
    assert "/etc/" not in text
    assert "root:" not in text
    hostname = Path("/etc/hostname")
    if hostname.is_file() and len(hostname.read_text().strip()) > 5:
        assert hostname.read_text().strip() not in text
    for path in ("/vers-dedans/", "/vers-boucle-locale/", "/vers-fichier/", "/en-rond/", "/bombe-gzip/", "/enorme/"):
        assert path not in records

    # What pages claim stays a claim, and text stays text.
    assert records["/canonique/"]["identifier"].startswith(hostile.url)
    assert records["/titre/"]["titre"].startswith("TraAM :")
    assert "odile.vanneau@" not in text
    assert not any(character in text for character in "\u202e\x00\x0b\ud800")
    assert all(not link["url"].startswith(("javascript", "data", "file")) for r in records.values()
               for link in r["documents"])  # fmt: skip

    # And so it leaves.
    traam("publish", "--out", tmp_path / "flux").expect(0)
    feed = (tmp_path / "flux" / "productions.atom").read_text(encoding="utf-8")
    assert "<script" not in feed
    assert "javascript:" not in feed
    csv = (tmp_path / "flux" / "productions.csv").read_text(encoding="utf-8-sig")
    assert '"=HYPERLINK' not in csv

    # A second harvest finds the same.
    again = harvest(traam)["mal"]
    assert (again["new"], again["modified"], again["deleted"]) == (0, 0, 0)

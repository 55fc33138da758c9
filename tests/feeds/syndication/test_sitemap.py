"""The sitemap."""

import io
import json
from contextlib import contextmanager
from typing import Any

import pytest

from feeds.folder.page_files import CSS, PageFile, lay_pages
from feeds.publishing.publication import publish
from feeds.syndication.sitemap import SITEMAP, PublishedSitemap
from feeds.wording.production import GroupLabels, production_of
from schemas.parsing.xml import parse_xml
from schemas.types.errors import NothingToDoError

NAMES = {"s": SITEMAP}


def test_it_names_the_report_and_the_fiche_of_each_production(tmp_path, make_publication):
    publish(tmp_path, make_publication())

    root: Any = parse_xml((tmp_path / "sitemap.xml").read_bytes())
    base = "https://flux.exemple.fr/traam/"
    addresses = root.xpath("//s:loc/text()", namespaces=NAMES)
    assert addresses[-1] == f"{base}report.html"
    names = [address.removeprefix(base) for address in addresses]
    assert all((tmp_path / name).is_file() for name in names)
    assert len(names) == 4
    assert root.xpath("//s:lastmod/text()", namespaces=NAMES)[0] == "2026-02-28T08:30:00Z"


def test_it_is_left_out_without_a_base_address(tmp_path, make_publication):
    publish(tmp_path, make_publication(base_url=None))

    assert not (tmp_path / "sitemap.xml").exists()
    assert not (tmp_path / "nouveautes.rss").exists()


def test_hostile_productions_add_nothing_of_theirs(hostile):
    stream = io.BytesIO()
    with PublishedSitemap("https://flux.exemple.fr/").writing(stream) as add:
        add(production_of(hostile, GroupLabels(()), has_files=True))

    assert b"script" not in stream.getvalue()
    assert len(parse_xml(stream.getvalue())) == 2
    assert PublishedSitemap("https://flux.exemple.fr/").limit == 48_000


def test_pages_laid_beside_are_named_and_stand_for_fiches(tmp_path, make_publication):
    @contextmanager
    def start(folder, former):
        yield lambda: lay_pages(
            folder,
            former,
            [
                PageFile("index.html", b"a", is_listed=True),
                PageFile("style.css", b"b", CSS),
                PageFile("groupe/x.html", b"c", is_listed=True),
                PageFile("production/1.html", b"d"),
            ],
        )

    publish(tmp_path, make_publication(start_pages=start))

    root: Any = parse_xml((tmp_path / "sitemap.xml").read_bytes())
    names = [
        loc.removeprefix("https://flux.exemple.fr/traam/") for loc in root.xpath("//s:loc/text()", namespaces=NAMES)
    ]
    assert [name.partition("/")[0] for name in names] == ["production"] * 3 + ["index.html", "groupe", "report.html"]
    entries = {entry["name"]: entry for entry in json.loads((tmp_path / "manifest.json").read_bytes())["files"]}
    assert entries["style.css"]["media_type"] == "text/css; charset=utf-8"
    assert entries["groupe/"]["count"] == entries["production/"]["count"] == 1
    assert (tmp_path / "groupe" / "x.html").read_bytes() == b"c"


def test_a_publication_whose_pages_fail_leaves_the_folder_as_it_was(tmp_path, make_publication):
    publish(tmp_path / "flux", make_publication())
    before = (tmp_path / "flux" / "manifest.json").read_bytes()

    @contextmanager
    def start(folder, former):
        yield lambda: lay_pages(folder, former, [PageFile("absent/../../x.html", b"a")])

    with pytest.raises(NothingToDoError):
        publish(tmp_path / "flux", make_publication(start_pages=start))

    assert (tmp_path / "flux" / "manifest.json").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["flux"]

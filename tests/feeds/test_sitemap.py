"""The sitemap."""

import io

from feeds.production import GroupLabels, production_of
from feeds.publication import publish
from feeds.sitemap import SITEMAP, Sitemap
from schemas.xml import parse_xml

NAMES = {"s": SITEMAP}


def test_it_names_the_report_and_the_fiche_of_each_production(tmp_path, make_publication):
    publish(tmp_path, make_publication())

    root = parse_xml((tmp_path / "sitemap.xml").read_bytes())
    base = "https://flux.exemple.fr/traam/"
    addresses = root.xpath("//s:loc/text()", namespaces=NAMES)
    assert addresses[0] == f"{base}report.html"
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
    with Sitemap("https://flux.exemple.fr/").writing(stream) as add:
        add(production_of(hostile, GroupLabels(()), has_files=True))

    assert b"script" not in stream.getvalue()
    assert len(parse_xml(stream.getvalue())) == 2
    assert Sitemap("https://flux.exemple.fr/").limit == 49_999

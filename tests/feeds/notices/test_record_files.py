"""The fiche and the notice of each production, which the feeds lead to."""

from typing import Any

from feeds.publishing.publication import publish
from schemas.parsing.xml import parse_xml

NAMES = {"a": "http://www.w3.org/2005/Atom"}


def test_each_entry_leads_to_its_fiche_and_to_its_notice(tmp_path, make_publication):
    publish(tmp_path, make_publication())

    base = "https://flux.exemple.fr/traam/"
    root: Any = parse_xml((tmp_path / "productions.atom").read_bytes())
    for entry in root.xpath("a:entry", namespaces=NAMES):
        links = {link.get("rel"): link for link in entry.xpath("a:link", namespaces=NAMES)}
        fiche = (tmp_path / links["related"].get("href").removeprefix(base)).read_text()
        notice: Any = parse_xml((tmp_path / links["describedby"].get("href").removeprefix(base)).read_bytes())
        identifier = entry.xpath("string(a:id)", namespaces=NAMES)
        assert links["alternate"].get("href").replace("&", "&amp;") in fiche
        assert notice.tag == "{http://ltsc.ieee.org/xsd/LOM}lom"
        assert identifier in "".join(notice.itertext())


def test_a_fiche_says_the_issues_of_its_record(tmp_path, make_publication, make_stored):
    publish(tmp_path, make_publication(records=(make_stored(1),)))

    (fiche,) = (tmp_path / "fiches").iterdir()
    assert "niveau inconnu : le corriger" in fiche.read_text()


def test_without_a_base_address_links_are_beside_the_feed(tmp_path, make_publication):
    publish(tmp_path, make_publication(base_url=None))

    root: Any = parse_xml((tmp_path / "annee-2024-2025.atom").read_bytes())
    found = root.xpath("a:entry/a:link[@rel='related' or @rel='describedby']/@href", namespaces=NAMES)
    assert len(found) == 6
    assert all((tmp_path / href).is_file() for href in found)

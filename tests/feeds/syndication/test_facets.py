"""The feeds of the parts."""

import feedparser
import pytest

from feeds.publishing.publication import publish
from feeds.syndication.facets import facets_of
from feeds.wording.identity import facet_feed_name
from feeds.wording.production import GroupLabels, production_of
from schemas.parsing.xml import parse_xml


def test_a_production_is_in_the_feed_of_each_of_its_parts(make_stored, group):
    stored = make_stored(disciplines=("Mathématiques", "MATHEMATIQUES", "SVT"), academies=("Aix-Marseille",))

    facets = list(facets_of(production_of(stored, GroupLabels([group])), stored.record))

    assert [(facet.name, facet.titre) for facet in facets] == [
        ("groupe-maths-2024-2025.atom", "TraAM Mathématiques 2024-2025"),
        ("discipline-mathematiques.atom", "TraAM MATHEMATIQUES"),
        ("discipline-svt.atom", "TraAM SVT"),
        ("academie-aix-marseille.atom", "TraAM, académie d'Aix-Marseille"),
        ("annee-2024-2025.atom", "TraAM 2024-2025"),
        ("theme-jouer-pour-raisonner.atom", "TraAM, thème « Jouer pour raisonner »"),
    ]


@pytest.mark.parametrize("value", ["../../etc/passwd", "é" * 10_000, "中文", "a/b\\c", "\ud800", ".", "<b>"])
def test_a_name_is_always_one_safe_file_name(value):
    name = facet_feed_name("theme", value)

    assert name.startswith("theme-")
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_.")
    assert ".." not in name
    assert len("theme-x.atom") <= len(name) < 120


def test_values_without_letters_are_told_apart():
    assert facet_feed_name("theme", "中文") != facet_feed_name("theme", "日本")


def test_entries_are_the_same_bytes_in_every_feed_that_has_them(tmp_path, make_publication, make_stored):
    records = [make_stored(1), make_stored(2, disciplines=("SVT",)), make_stored(3)]

    publish(tmp_path, make_publication(records=records))

    maths = (tmp_path / "discipline-mathematiques.atom").read_bytes()
    every = (tmp_path / "productions.atom").read_bytes()
    assert [entry.id for entry in feedparser.parse(maths).entries] == [
        entry.id for entry in feedparser.parse(every).entries if "SVT" not in {tag.term for tag in entry.tags}
    ]
    for part in maths.split(b"<entry>")[1:]:
        assert part.removesuffix(b"</feed>\n") in every
    assert parse_xml(maths).xpath("count(*[local-name()='complete'])") == 1.0

"""The language of a production, from the place that says it to what is searched, shown and published."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import feedparser
import pytest
from lxml import etree

from pipeline.describing.read import describe
from schemas.files.source import Source
from schemas.types.record import RawRecord
from tests.conftest import Run
from tests.small_site import WORDS, SmallSite, article, listing
from tests.test_site_harvest import configure

ENGLISH = (
    "The pupils of this class are asked to write a short play with the help of a chatbot, and they compare it with the "
    "scene that was written by one of their own. It is then read to the other groups, who say what they think of it. "
)
SPANISH = (
    "Los alumnos de la clase escriben una charla para los otros grupos, y la leen con su voz. Se graba por la tarde, "
    "y las familias la escuchan en el patio como si fuera la radio del barrio. Es lo que más les gusta. "
)
DC = {"dc": "http://purl.org/dc/elements/1.1/"}
LOM = (
    '<lom xmlns="http://ltsc.ieee.org/xsd/LOM"><general><title><string language="{title}">TraAM 2024-2025</string>'
    "</title>{said}</general></lom>"
)


def page(titre: str, text: str = WORDS, *, lang: str = "", head: str = "") -> str:
    html = article(f"TraAM 2024-2025 Anglais : {titre}", text, head=head)
    return html.replace("<html>", f'<html lang="{lang}">') if lang else html


@pytest.fixture
def harvested(traam: Run, tmp_path: Path) -> Iterator[SmallSite]:
    with SmallSite() as site:
        site.pages |= {
            "/": listing("/fr/", "/en/", "/gabarit/", "/json/", "/faux/"),
            "/fr/": page("le conte", lang="fr-FR"),
            "/en/": page("the play", ENGLISH * 2, lang="fr"),
            "/gabarit/": page("le gabarit", WORDS * 2, lang="en"),
            "/json/": page("la charla", SPANISH * 2, lang="fr", head='<script type="application/ld+json">'
                           '{"@type": "Article", "inLanguage": "es-ES"}</script>'),
            "/faux/": page("le faux", "Le travail d'une classe.", lang="{{lang}}"),
        }  # fmt: skip
        configure(tmp_path, essai=f'url = "{site.url}"\n')
        traam("harvest").expect(0)
        yield site


def test_language_is_read_shown_searched_and_published(traam: Run, harvested: SmallSite, tmp_path: Path) -> None:
    def of(path: str) -> list[str]:
        return traam("show", harvested.url + path, "--json").expect(0).json()["langues"]

    assert [of("fr/"), of("en/"), of("gabarit/"), of("json/"), of("faux/")] == [["fr"], ["en"], ["fr"], ["es"], []]

    assert "Langue : espagnol" in traam("show", f"{harvested.url}json/").expect(0).out
    assert "langue non reconnue" in traam("show", f"{harvested.url}faux/").expect(0).out
    assert "(lang du gabarit : en)" in traam("show", f"{harvested.url}gabarit/", "--evidence").expect(0).out

    def urls(*words: str) -> set[str]:
        hits = traam("search", *words, "--json").expect(0).json()["hits"]
        return {hit["url"].removeprefix(harvested.url) for hit in hits}

    assert urls("--langue", "anglais") == urls("langue:eng") == {"en/"}
    assert urls("--langue", "fr") == {"fr/", "gabarit/"}
    assert "Langue : français (2)" in traam("search", "--facettes", "--all", "traam").expect(0).out

    traam("publish", "--out", tmp_path / "flux").expect(0)
    entries = feedparser.parse((tmp_path / "flux" / "productions.atom").read_bytes()).entries
    said = {entry.link.removeprefix(harvested.url): entry.get("language") for entry in entries}
    assert said == {"fr/": "fr", "en/": "en", "gabarit/": "fr", "json/": "es", "faux/": None}
    assert {entry.title_detail.language for entry in entries} == {"fr", "en", "es"}
    items = json.loads((tmp_path / "flux" / "productions.json").read_bytes())["items"]
    assert {item["url"].removeprefix(harvested.url): item.get("language") for item in items} == said
    nodes = json.loads((tmp_path / "flux" / "productions.jsonld").read_bytes())["@graph"]
    assert {node["url"].removeprefix(harvested.url): node.get("inLanguage") for node in nodes} == said


@pytest.mark.parametrize(
    ("said", "title", "langues"),
    [
        ("<language>fre</language>", "en", ("fr",)),
        ("<language>fr</language><language>eng</language>", "fr", ("fr", "en")),
        ("", "http://id.loc.gov/vocabulary/iso639-2/eng", ("en",)),
        ("<language>none</language>", "fre", ()),
    ],
)
def test_lom_says_the_languages_of_the_resource(said: str, title: str, langues: tuple[str, ...]) -> None:
    source = Source("s", "S", "oai", "https://entrepot.example/oai")
    raw = RawRecord("s", "oai:x:1", "lom", LOM.format(said=said, title=title).encode())

    assert describe(raw, source, ()).record.langues == langues


def test_dublin_core_says_it_and_nonsense_is_an_issue() -> None:
    source = Source("s", "S", "oai", "https://entrepot.example/oai")
    content = f'<dc xmlns="{DC["dc"]}"><title>TraAM</title><language>FRA</language><language>frangais</language></dc>'
    described = describe(RawRecord("s", "oai:x:1", "oai_dc", content.encode()), source, ())

    assert described.record is not None
    assert described.record.langues == ("fr",)
    proof = next(one for one in described.record.evidence if one.field == "langues")
    assert (proof.value, proof.raw, proof.place) == ("fr", "FRA", "dc:language")
    assert [(one.code, one.value) for one in described.issues if one.field == "langues"] == [
        ("langue_inconnue", "frangais")
    ]


def test_repository_gives_the_languages_it_was_told(traam: Run, harvested: SmallSite, tmp_path: Path) -> None:
    traam("publish", "--out", tmp_path / "flux").expect(0)
    notices = [etree.parse(path) for path in (tmp_path / "flux").rglob("*.xml") if b"LOM" in path.read_bytes()[:300]]
    said = {
        one.findtext(".//{*}general/{*}title/{*}string"): [
            node.text for node in one.findall("./{*}general/{*}language")
        ]
        for one in notices
    }

    assert said["TraAM 2024-2025 Anglais : the play"] == ["eng"]
    assert said["TraAM 2024-2025 Anglais : la charla"] == ["spa"]
    assert said["TraAM 2024-2025 Anglais : le faux"] == ["fre"]

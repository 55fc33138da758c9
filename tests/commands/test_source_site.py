"""« traam source check » on sites of layouts nobody wrote for, and on those of which nothing can be read."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

import pytest

from schemas.files.source import load_sources
from tests.conftest import Run
from tests.schemas.formats.site_of_templates import ARTICLES, TEMPLATES, Article, bare_divs, boxed, old_tables
from tests.small_site import Reply, SmallSite, listing

Template = Callable[[Article], str]


def path_of(article: Article) -> str:
    return urlsplit(article.address).path.encode("ascii", "ignore").decode()


def feed_of(site: SmallSite, title: Callable[[Article], str]) -> Reply:
    items = "".join(
        f"<item><title>{escape(title(one))}</title><link>{site.url.rstrip('/')}{path_of(one)}</link>"
        f"<dc:creator>{one.auteur}</dc:creator><dc:date>{one.day}T08:00:00Z</dc:date></item>"
        for one in ARTICLES
    )
    return Reply(
        f"<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>Labo</title>{items}"
        "</channel></rss>",
        content_type="application/rss+xml",
    )


def serve(site: SmallSite, template: Template, *, title: Callable[[Article], str] = lambda one: one.titre) -> None:
    links = "".join(f"<li><a href='{path_of(one)}'>{one.titre}</a></li>" for one in ARTICLES)
    head = "<title>Le labo</title><link rel='alternate' type='application/rss+xml' href='/flux.xml'>"
    site.pages["/"] = f"<html><head>{head}</head><body><h1>Le labo</h1><ul>{links}</ul></body></html>"
    site.pages["/flux.xml"] = feed_of(site, title)
    for one in ARTICLES:
        page = template(one)
        for other in ARTICLES:
            page = page.replace(other.address, path_of(other))
        site.pages[path_of(one)] = page


@pytest.mark.parametrize("template", TEMPLATES)
def test_what_was_learnt_is_shown_with_its_score(traam: Run, template: Template) -> None:
    with SmallSite() as site:
        serve(site, template)
        said = traam("source", "check", site.url).expect(0).out
    assert "Gabarit, appris sur 6 pages :" in said
    for part in ("titre", "auteurs", "date", "texte"):
        if part == "texte" and template is bare_divs:  # one of three blocks of the same place
            assert "texte : pas à une place qui ne soit qu'à lui" in said
            assert "# texte = " not in said
            continue
        assert re.search(rf"^  {part} : .+ \(juste sur 6 pages sur 6\)$", said, re.MULTILINE), part
    assert "laissés de côté : " in said
    shown = re.findall(r"^« (.+) »$", said, re.MULTILINE)
    assert len(shown) == 5
    assert set(shown) <= {one.titre for one in ARTICLES}
    assert said.count("prise pour un article : nommée par le flux du site ; trouvée par : flux") == 5
    assert "  texte : " in said
    assert "auteurs : Ondine Carrel" in said
    assert "date_publication : 2024-03-0" in said


@pytest.mark.parametrize("template", [old_tables, boxed])
def test_selectors_proposed_are_comments_that_can_be_uncommented(
    traam: Run, tmp_path: Path, template: Template
) -> None:
    card = tmp_path / "labo.toml"
    with SmallSite() as site:
        serve(site, template)
        traam("source", "check", site.url, "--write", card).expect(0)
    text = card.read_text(encoding="utf-8")
    assert "selectors" not in tomllib.loads(text)
    card.write_text(re.sub(r"^# (?=\[selectors\]|\w+ = \"[^\"])", "", text, flags=re.MULTILINE), encoding="utf-8")
    faults: list[str] = []
    (source,) = load_sources(card, faults)
    assert faults == []
    assert {name for name, _ in source.selectors} == {"titre", "auteurs", "date", "texte"}
    assert "# juste sur 6 pages sur 6" in text


def test_json_says_what_was_learnt_and_asked(traam: Run) -> None:
    with SmallSite() as site:
        serve(site, boxed)
        seen = traam("source", "check", site.url, "--json").expect(0).json()
    assert seen["state"] == "lisible"
    assert {one["part"]: one["right"] for one in seen["learnt"]["places"]} == {
        "titre": 6, "auteurs": 6, "date": 6, "texte": 6,
    }  # fmt: skip
    assert {one["fate"] for one in seen["asked"]} == {"gardee"}
    assert seen["disagreements"] == []


def test_feed_that_disagrees_with_the_pages_is_told(traam: Run) -> None:
    def title(one: Article) -> str:
        return "Autre chose que la page" if one.number < 2 else one.titre

    with SmallSite() as site:
        serve(site, old_tables, title=title)
        said = traam("source", "check", site.url, "--json").expect(0).json()
    assert any("le flux et la page ne s'accordent pas sur le titre" in fault for fault in said["faults"])


def test_site_of_lists_says_0_article_and_what_was_seen(traam: Run, tmp_path: Path) -> None:
    with SmallSite() as site:
        links = [f"/liste-{number}" for number in range(4)]
        site.pages["/"] = listing(*links)
        for link in links:
            site.pages[link] = listing(*(other for other in links if other != link), titre=link)
        said = traam("source", "check", site.url, "--write", tmp_path / "c.toml").expect(1)
    assert "0 article : rien ne pourrait en être moissonné." in said.out
    assert "rien qui ressemble à un article sur 4 pages demandées" in said.out
    assert "bilan" in said.out
    assert not (tmp_path / "c.toml").exists()


def test_articles_that_lists_alone_lead_to_are_looked_at(traam: Run) -> None:
    with SmallSite() as site:
        serve(site, old_tables)
        del site.pages["/flux.xml"]
        months = [f"/archives/2024-{month:02}/" for month in range(1, 13)]
        home = listing(*months, titre="Académie de Besançon").encode("latin-1")
        site.pages["/"] = Reply(home, content_type="text/html")
        for month in months:
            site.pages[month] = listing("/", "/archives/tout/", titre=month)
        site.pages["/archives/tout/"] = listing(*map(path_of, ARTICLES), titre="Toutes")
        told = traam("source", "check", site.url, "--json").expect(0).json()
    assert {one["titre"] for one in told["sample"]} == {one.titre for one in ARTICLES}
    assert "Besançon" in told["card"]


@pytest.mark.parametrize("root", ["<div id='app'></div>", "<app-root></app-root>"])
def test_site_in_javascript_alone_is_said(traam: Run, root: str) -> None:
    with SmallSite() as site:
        site.pages["/"] = (
            f"<html><head><title>Labo</title></head><body>{root}<script src='/a.js'></script></body></html>"
        )
        said = traam("source", "check", site.url).expect(1).out
        seen = traam("source", "check", site.url, "--json").expect(1).json()
    assert "JavaScript seul : ses pages sont faites par le navigateur" in said
    assert "que faire : " in said
    assert seen["state"] == "JavaScript seul"


@pytest.mark.parametrize(
    "home",
    [
        Reply("<html><title>Interdit</title><body><h1>Interdit</h1></body></html>", 403),
        Reply("<html><title>Maintenance</title><body><h1>Site en maintenance</h1></body></html>"),
        Reply(
            "<html><title>Connexion</title><body><h1>Connexion</h1><form><input type='password'></form></body></html>"
        ),
    ],
    ids=["403", "maintenance", "login"],
)
def test_closed_site_is_said_with_what_to_do(traam: Run, home: Reply) -> None:
    with SmallSite() as site:
        site.pages["/"] = home
        said = traam("source", "check", site.url).expect(1).out
        seen = traam("source", "check", site.url, "--json").expect(1).json()
    assert "Fermé : le site ne se montre pas" in said
    assert "demander à qui le tient d'ouvrir l'accès" in said
    assert seen["state"] == "fermé"


def test_no_more_pages_are_asked_than_are_needed(traam: Run) -> None:
    with SmallSite() as site:
        links = [f"/tag/{number}" for number in range(60)]
        site.pages["/"] = listing(*links)
        for link in links:
            site.pages[link] = listing("/", titre=link)
        traam("source", "check", site.url, "--json")
        assert sum(path.startswith("/tag/") for path in site.asked) <= 24

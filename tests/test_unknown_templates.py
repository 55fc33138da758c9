"""Sites of templates nothing is known of, through the command line: read, learnt, rebuilt, laid out anew."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from tests.schemas.formats.site_of_templates import ARTICLES, MENU, TEMPLATES, Article, boxed, list_of, old_tables
from tests.small_site import WORDS, Reply, SmallSite
from tests.test_site_harvest import configure, harvest

IN_FEED = 4


@pytest.fixture
def site():
    with SmallSite() as site:
        yield site


def lay_out(site: SmallSite, template: Any) -> None:
    """Serve the articles by a template: a feed of four of them, lists of all, and the pages of the menu."""
    base = "https://labo.example.org/"

    def here(text: str) -> str:
        return text.replace(base, site.url)

    head = '<link rel="alternate" type="application/rss+xml" href="/flux.xml">'
    site.pages["/"] = here(list_of(ARTICLES)).replace("<head>", f"<head>{head}")
    site.pages["/flux.xml"] = Reply(here(feed_of(ARTICLES[:IN_FEED])), content_type="application/rss+xml")
    site.pages["/a"] = here(list_of(ARTICLES[:3], whole=True))
    site.pages["/b"] = here(list_of(ARTICLES[3:4]))
    site.pages["/c"] = f"<html><head><title>Plan</title></head><body>{MENU}</body></html>"
    site.pages |= {path_of(one): here(template(one)) for one in ARTICLES}


def path_of(article: Article) -> str:
    return quote(article.address.removeprefix("https://labo.example.org"))


def feed_of(articles: tuple[Article, ...]) -> str:
    items = "".join(
        f"<item><title>{one.titre}</title><link>{one.address}</link><dc:creator>{one.auteur}</dc:creator>"
        f"<dc:date>{one.day}T08:00:00Z</dc:date></item>"
        for one in articles
    )
    return f'<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>{items}</channel></rss>'


def told(traam: Any) -> dict[str, tuple[Any, ...]]:
    """What is held, by title."""
    records = traam("export", "jsonl", "--all").expect(0).json_lines()
    living = [record for record in records if not record["deleted"]]
    assert len({record["titre"] for record in living}) == len(living)
    return {
        record["titre"]: (record["date_publication"], tuple(record["auteurs"]), record["description"])
        for record in living
    }


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_site_nothing_is_known_of_is_read_whole_and_twice_the_same(traam, tmp_path, site, template):
    lay_out(site, template)
    configure(tmp_path, essai=f'url = "{site.url}"\n')

    first = harvest(traam)["essai"]
    assert (first["status"], first["new"]) == ("complete", len(ARTICLES))
    held = told(traam)
    assert {titre: found[:2] for titre, found in held.items()} == {
        one.titre: (one.day, (one.auteur,)) for one in ARTICLES
    }
    for learnt in (tmp_path / "data").rglob("profil.gz"):
        learnt.unlink()  # it is learnt anew of the pages held, which then read as they did
    second = harvest(traam)["essai"]
    assert (second["status"], second["new"], second["modified"], second["deleted"]) == ("complete", 0, 0, 0)
    assert second["issues"] == first["issues"]
    assert told(traam) == held
    assert len(list((tmp_path / "data").rglob("profil.gz"))) == 1


def test_the_words_of_a_body_find_its_page_and_those_the_site_repeats_find_none_more_than_another(
    traam, tmp_path, site
):
    lay_out(site, old_tables)
    configure(tmp_path, essai=f'url = "{site.url}"\n')
    harvest(traam)

    words = ["séance", "4", "étape", "relevés", "station", "voisine", "calculatrice"]
    assert traam("search", "--all", "--json", *words).expect(0).json()["hits"][0]["titre"] == ARTICLES[4].titre
    repeated = traam("search", "--all", "--json", '"comptes rendus d\'activité relus par deux collègues"').json()
    assert not repeated["hits"]


def test_what_was_learnt_is_kept_with_the_raw_answers_and_a_rebuilding_reads_by_it(traam, tmp_path, site):
    lay_out(site, old_tables)
    configure(tmp_path, essai=f'url = "{site.url}"\n')
    harvest(traam)
    before = told(traam)
    (tmp_path / "data" / "traam.sqlite").unlink(missing_ok=True)
    for kept in (tmp_path / "data").glob("*.sqlite*"):
        kept.unlink()

    traam("reindex", "--from", "raw").expect(0)
    assert told(traam) == before


def test_a_site_laid_out_anew_loses_nothing_and_the_harvest_says_what_happened(traam, tmp_path, site):
    lay_out(site, old_tables)
    configure(tmp_path, essai=f'url = "{site.url}"\n')
    harvest(traam)
    before = told(traam)
    lay_out(site, boxed)

    again = harvest(traam)["essai"]
    assert (again["status"], again["new"], again["deleted"]) == ("complete", 0, 0)
    assert "le gabarit du site a changé" in again["message"]
    assert told(traam) == before
    after = harvest(traam)["essai"]
    assert (after["new"], after["modified"], after["deleted"]) == (0, 0, 0)
    assert "gabarit" not in after["message"]


def test_an_article_edited_and_one_deleted_change_those_two_alone(traam, tmp_path, site):
    lay_out(site, old_tables)
    configure(tmp_path, essai=f'url = "{site.url}"\n')
    harvest(traam)
    edited = path_of(ARTICLES[2])
    site.pages[edited] = str(site.pages[edited]).replace("étape 3)", "étape 3, revue en juin avec un anémomètre)")
    site.pages[path_of(ARTICLES[5])] = Reply("<h1>Parti</h1>", 410)

    again = harvest(traam)["essai"]
    assert (again["new"], again["modified"], again["deleted"]) == (0, 1, 1)
    assert traam("search", "--all", "--json", "anémomètre").expect(0).json()["hits"][0]["titre"] == ARTICLES[2].titre


def test_what_was_judged_before_the_template_was_learnt_is_judged_again_in_the_same_harvest(traam, tmp_path, site):
    """« À propos », a sentence over a few links: a list, unless it stands where the site has its texts."""
    names = [f"Le défi du {day} mars" for day in range(1, 13)]
    links = "".join(f'<li><a href="/defis/p{at}.html">{name}</a></li>' for at, name in enumerate(names))

    def shown(titre: str, text: str, more: str = "") -> str:
        top = f'<html><head><title>{titre}</title></head><body><div class="cadre"><h1>{titre}</h1><div class="fond">'
        lead = (
            f'<p class="tete">{titre}, en quelques mots : ce que trois classes ont tenté, et raté.</p>'
            if not more
            else ""
        )
        return f'{top}{lead}<div class="prose">{text}</div>{more}</div></div></body></html>'

    for at, name in enumerate(names):
        text = "".join(f"<p>{WORDS} Manche {at * 7 + part}.</p>" for part in range(3))
        site.pages[f"/defis/p{at}.html"] = shown(name, text)
    few = '<ul><li><a href="/defis/p1.html">Mars</a></li><li><a href="/defis/p2.html">Avril</a></li></ul>'
    site.pages["/propos.html"] = shown("À propos", "<p>Un site que tiennent trois collègues du labo.</p>", few)
    site.pages["/"] = f'<html><body><h1>Le labo</h1><a href="/propos.html">À propos</a><ul>{links}</ul></body></html>'
    configure(tmp_path, essai=f'url = "{site.url}"\n')

    first, again = harvest(traam)["essai"], harvest(traam)["essai"]
    assert (first["new"], again["new"], again["modified"], again["deleted"]) == (len(names) + 1, 0, 0, 0)


SHORT = {
    "eau": "Une classe a suivi pendant six semaines la qualité de l'eau de la rivière. Les mesures vont dans un "
    "tableur partagé, et les écarts entre binômes sont discutés ; la fiche des élèves est à télécharger sous ce texte.",
    "cantine": "Le collège a inauguré ses bacs de tri. Les éco-délégués expliquent aux plus jeunes où jeter quoi.",
    "reunion": "Présents : les référents de trois académies. Ordre du jour : calendrier, pistes, répartition.",
    "entretien": "Elle a mené un projet l'an dernier. D'où vient l'idée ? D'une sortie au bord de l'eau.",
}


@pytest.mark.parametrize("menu", ["header", "div"])
def test_a_menu_all_pages_show_does_not_make_a_list_of_a_few_lines(traam, tmp_path, site, menu):
    """Short news under a menu that no mark tells from what a page leads to."""
    places = {"/": "Accueil", "/un.html": "Travaux", "/deux.html": "Nouvelles"}
    links = "".join(f'<li><a href="{path}">{name}</a></li>' for path, name in places.items())

    def page(title, content):
        body = f"<{menu}><ul>{links}</ul></{menu}><section><h2>{title}</h2><p>Le 4 avril 2025</p>{content}</section>"
        return f'<html lang="fr"><head><title>{title} | Académie</title></head><body>{body}</body></html>'

    def leading(*names):
        return "".join(f'<li><a href="/{name}.html">{name.title()}</a></li>' for name in names)

    site.pages = {f"/{name}.html": page(name.title(), f"<p>{text}</p>") for name, text in SHORT.items()}
    site.pages |= {
        "/": page("Bienvenue", f"<ul>{leading(*SHORT)}</ul>"),
        "/un.html": page("Travaux", f"<ul>{leading('eau', 'entretien')}</ul>"),
        "/deux.html": page("Nouvelles", f"<ul>{leading('cantine', 'reunion')}</ul>"),
    }
    configure(tmp_path, s=f'url = "{site.url}"\n')

    assert harvest(traam)["s"]["status"] == "complete"
    assert told(traam).keys() == {name.title() for name in SHORT}

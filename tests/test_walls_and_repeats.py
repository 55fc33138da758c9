"""What a site shows in place of its pages, shows twice, or shows on all of them, is no work and gives works nothing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harvester.site.test_document_text import pdf
from tests.small_site import WORDS, Reply, SmallSite, listing
from tests.test_site_harvest import configure, exported, harvest

NAMES = tuple(f"n{number}" for number in range(12))
CONSENT = """<html><head><title>Votre vie privée - Atelier</title></head><body><main>
<h1>Nous respectons votre vie privée</h1>
<p>Avec votre accord, nous et nos partenaires utilisons des traceurs pour mesurer l'audience de cette page et en
personnaliser les contenus. Vous pouvez les accepter ou les refuser à tout moment, finalité par finalité.</p>
<p>Vos choix sont conservés six mois sur ce terminal, notre politique dit la durée de conservation de chacun.</p>
<button>Tout accepter</button></main></body></html>"""
ROBOT = """<html><head><title>Un instant… - Atelier</title></head><body>
<h1>Vérification que vous n'êtes pas un robot</h1>
<p>Vous voyez cette page parce que l'administrateur du site a installé un outil qui protège le serveur contre les
programmes qui aspirent les pages. Cela peut rendre le site inaccessible un moment, à certaines heures.</p>
<p>L'outil demande à votre navigateur un petit calcul, imperceptible pour une personne. Jeton {name}</p>
</body></html>"""
MOVED = """<html><head><title>Atelier</title></head><body>
<h1>Le nouvel espace de l'académie</h1><p>Depuis la rentrée, l'atelier a rejoint le nouvel espace
de l'académie, où chaque discipline a désormais sa place et où tous les contenus seront repris au fil de l'année, à
mesure de leur relecture par les groupes.</p></body></html>"""


def page(name: str, *, top: str = "", foot: str = "", site: str = "Atelier", heading: str = "h1") -> str:
    return (
        f"<html><head><title>Fiche {name} - {site}</title></head><body><header>{top}</header><main>"
        f"<{heading}>Fiche {name}</{heading}><p>{name} : {WORDS}</p><p>{WORDS[::-1]} {name}</p>{foot}</main>"
        "</body></html>"
    )


def serve(site: SmallSite, tmp_path: Any, **pages: str) -> None:
    site.pages["/"] = listing(*(f"/{name}" for name in pages))
    site.pages |= {f"/{name}": text for name, text in pages.items()}
    configure(tmp_path, essai=f'url = "{site.url}"\n')


@pytest.fixture
def site():
    with SmallSite() as site:
        yield site


@pytest.mark.parametrize("wall", [CONSENT, ROBOT, MOVED])
def test_what_hides_some_pages_that_are_held_takes_the_place_of_none(traam, tmp_path, site, wall):
    serve(site, tmp_path, **{name: page(name) for name in NAMES})
    assert harvest(traam)["essai"]["status"] == "complete"
    for name in ("n3", "n7"):
        site.pages[f"/{name}"] = wall.format(name=f"{name}7f3a")
    for _ in range(3):
        report = harvest(traam, 1)["essai"]
        assert (report["status"], report["deleted"]) == ("incomplete", 0), report
    titles = {path: record["titre"] for path, record in exported(traam, site).items()}
    assert titles["/n7"] == "Fiche n7"
    if wall is not MOVED:
        assert titles["/n3"] == "Fiche n3"


@pytest.mark.parametrize("wall", [CONSENT, ROBOT])
def test_a_wall_is_no_record_of_a_first_harvest(traam, tmp_path, site, wall):
    serve(site, tmp_path, **{name: page(name) for name in NAMES} | {"n3": wall.format(name="x1"), "n7": wall})
    harvest(traam)
    assert set(exported(traam, site)) == {f"/{name}" for name in NAMES if name not in {"n3", "n7"}}


def test_a_lesson_on_privacy_is_one_though_the_site_asks_about_cookies(traam, tmp_path, site):
    banner = "<aside><p>Ce site garde des traceurs.</p><button>Tout accepter</button></aside>"
    lesson = page("n0", top=banner).replace("Fiche n0", "Protéger sa vie privée en sixième")
    serve(site, tmp_path, n0=lesson, n1=page("n1", top=banner))
    assert harvest(traam)["essai"]["new"] == 2


def test_two_addresses_that_show_the_same_are_one_record(traam, tmp_path, site):
    serve(site, tmp_path, **{name: page(name) for name in NAMES}, copie=page("n3"))
    for _ in range(2):
        assert harvest(traam)["essai"]["status"] == "complete"
    assert len(exported(traam, site)) == len(NAMES)
    assert "montre la même page" in traam("show", f"{site.url}copie").expect(0).out


def test_pages_that_say_they_are_not_there_are_no_records(traam, tmp_path, site):
    gone = (
        "<html><body><h1>Oups, rien ici</h1><p>La page /{name} que vous cherchez n'existe plus ou a changé d'adresse."
        " Le site a été réorganisé cet été : passez par le menu pour la retrouver.</p></body></html>"
    )
    serve(site, tmp_path, n0=page("n0"), n1=page("n1"), **{f"g{n}": gone.format(name=f"g{n}") for n in range(3)})
    harvest(traam)
    assert set(exported(traam, site)) == {"/n0", "/n1"}


@pytest.mark.parametrize(
    ("top", "foot"),
    [
        ("<p>Labo – dimanche 29 novembre 2026</p>", ""),
        ("<div>Dernière visite : 12/09/2008</div>", ""),
        ("", "<p class='bas'>mis à jour le 12/09/2008</p>"),
        ("", "<div class='une'><h3>À la une</h3><p>Publié le 2 mai 2025 par Secrétariat</p></div>"),
    ],
)
def test_a_date_all_pages_show_is_no_page_s(traam, tmp_path, site, top, foot):
    serve(site, tmp_path, **{name: page(name, top=top, foot=foot) for name in NAMES})
    harvest(traam)
    dates = {(one["date_publication"], one["date_modification"]) for one in exported(traam, site).values()}
    assert dates == {(None, None)}


def test_a_title_all_pages_have_gives_way_to_their_own_heading(traam, tmp_path, site):
    pages = {
        name: page(name, top="<h1>Atelier</h1>", heading="h2").replace(
            f"<title>Fiche {name} - Atelier", "<title>Atelier"
        )
        for name in NAMES
    }
    serve(site, tmp_path, **pages)
    harvest(traam)
    assert {path: one["titre"] for path, one in exported(traam, site).items()} == {f"/{n}": f"Fiche {n}" for n in NAMES}


def test_a_frame_beside_links_hides_none_of_them(traam, tmp_path, site):
    serve(site, tmp_path, n0=page("n0"), n1=page("n1"))
    site.pages["/"] = (
        "<html><body><h1>Atelier</h1><iframe src='/meteo'></iframe><a href='/suite'>Fiches</a></body></html>"
    )
    site.pages |= {"/meteo": "<html><body><p>12 degrés</p></body></html>", "/suite": listing("/n0", "/n1")}
    assert harvest(traam)["essai"]["new"] == 2


def test_a_list_of_addresses_the_site_names_and_does_not_show_is_told(traam, tmp_path, site):
    serve(site, tmp_path, n0=page("n0"))
    index = f"<sitemapindex><sitemap><loc>{site.url}b.xml</loc></sitemap></sitemapindex>"
    site.pages["/sitemap.xml"] = Reply(index, content_type="application/xml")
    assert "b.xml" in harvest(traam, 1)["essai"]["message"]


def test_other_showings_of_a_page_are_not_asked(traam, tmp_path, site):
    ways = ("/imprimer", ".print.html", "/amp/", "?vue=impression", "?output=amp")
    serve(site, tmp_path, n0=page("n0", foot="".join(f"<a href='/n0{way}'>x</a>" for way in ways)))
    site.pages |= {f"/n0{way}": page("n0") for way in ways}
    harvest(traam)
    assert set(exported(traam, site)) <= {"/n0", "/n0.html"}
    assert len(exported(traam, site)) == 1


def test_a_short_page_that_gives_a_document_under_its_title_is_a_work(traam, tmp_path, site):
    poster = (
        "<html><body><h1>Affiche des gestes</h1><p><a href='/docs/a.pdf'>Télécharger l'affiche</a></p></body></html>"
    )
    serve(site, tmp_path, n0=page("n0"), affiche=poster)
    harvest(traam)
    assert exported(traam, site)["/affiche"]["titre"] == "Affiche des gestes"


def test_a_document_a_feed_names_is_held(traam, tmp_path, site):
    serve(site, tmp_path, n0=page("n0"))
    site.pages["/docs/pont.pdf"] = Reply(
        pdf("Le pont de papier, une séance de technologie"), content_type="application/pdf"
    )
    item = f"<item><title>Le pont</title><link>{site.url}docs/pont.pdf</link></item>"
    site.pages["/feed/"] = Reply(
        f"<rss version='2.0'><channel>{item}</channel></rss>", content_type="application/rss+xml"
    )
    harvest(traam)
    assert "/docs/pont.pdf" in exported(traam, site)


@pytest.mark.parametrize("counted", ["{} visites depuis 2009", "Lu {} fois", "Nombre de visiteurs : {}"])
def test_a_counter_of_visits_makes_no_page_change(traam, tmp_path, site, counted):
    serve(site, tmp_path, **{name: page(name, foot=f"<p>{counted.format(12)}</p>") for name in NAMES})
    harvest(traam)
    site.pages |= {f"/{name}": page(name, foot=f"<p>{counted.format(345)}</p>") for name in NAMES}
    report = harvest(traam)["essai"]
    assert (report["modified"], report["unchanged"]) == (0, len(NAMES))


def test_a_date_to_come_is_no_page_s(traam, tmp_path, site):
    pages = {name: page(name, top=f"<p>Publié le {number + 1} mars 2099</p>") for number, name in enumerate(NAMES)}
    serve(site, tmp_path, **pages)
    harvest(traam)
    assert {one["date_publication"] for one in exported(traam, site).values()} == {None}

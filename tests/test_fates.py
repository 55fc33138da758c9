"""The fate of every address, through the command line: shown, counted in the reports, and what « complete » means."""

from __future__ import annotations

import pytest

from tests.harvester.site.test_fates import FEED, feed, prepared, sitemap
from tests.small_site import Reply, SmallSite, article, listing
from tests.test_site_harvest import configure, harvest


@pytest.fixture
def site(tmp_path):
    with SmallSite() as site:
        configure(tmp_path, essai=f'url = "{site.url}"\nignore = ["/laissee/"]\n')
        yield site


def declare(tmp_path, *addresses):
    (tmp_path / "groups" / "g.toml").write_text(
        'id = "svt-2024"\ndiscipline = "SVT"\nannees = ["2024-2025"]\ntheme = "IA"\nacademies = ["Lille"]\n',
        encoding="utf-8",
    )
    lines = "".join(f"svt-2024;Lille;{address};\n" for address in addresses)
    (tmp_path / "bilans" / "svt.csv").write_text(f"groupe;academie;url;remarque\n{lines}", encoding="utf-8")


def test_any_address_met_is_answered_for_with_what_to_do(traam, site):
    prepared(site)
    harvest(traam, 1)

    for path, words in {
        "liste/": ("liste", "Trouvée par : lien", "la déclarer au bilan"),
        "fermee/": ("fermée (réponse HTTP 403)", "Trouvée par : flux", "la rendre publique"),
        "absente/": ("absente (réponse HTTP 404)", "Trouvée par : sitemap", "vérifier l'adresse"),
        "panne/": ("sans réponse", "la prochaine moisson la redemande"),
        "interdite/a": ("interdite par robots.txt", "demander au webmestre"),
        "laissee/x": ("laissée par la carte", "ôter de la carte"),
        "fichier.pdf": ("un fichier", "la page de l'article"),
        "sortie/": ("redirigée", "Mène à : https://autre.exemple.fr/"),
    }.items():
        told = traam("show", site.url + path).expect(3).out
        assert [word for word in words if word not in told] == [], told
    told = traam("show", "https://autre.exemple.fr/annoncee").expect(3).out
    assert "hors domaine" in told
    assert "« scope »" in told
    values = traam("show", f"{site.url}fermee/", "--json").expect(3).json()
    assert (values["held"], values["addresses"][0]["fate"], values["addresses"][0]["named_by"]) == (
        False, "fermee", ["flux"],
    )  # fmt: skip


def test_an_address_that_leads_to_a_page_held_shows_it(traam, site):
    prepared(site)
    harvest(traam, 1)

    held = traam("show", f"{site.url}gardee/").expect(0).out
    assert "Trouvée par : flux, sitemap, lien ; gardée, le " in held
    assert f"Aussi à : {site.url}ancienne/ (redirigée" in held
    moved = traam("show", f"{site.url}ancienne/").expect(0).out
    assert "Adresse demandée : redirigée" in moved
    assert "TraAM : gardée" in moved
    values = traam("show", f"{site.url}ancienne/", "--json").expect(0).json()
    assert {one["fate"] for one in values["addresses"]} == {"gardee", "redirigee"}


@pytest.mark.parametrize("form", ["fermee", "fermee/?lang=fr", "fermee/?utm_source=lettre", "fermee/#suite", "https"])
def test_an_address_is_known_in_any_form_people_type_it(traam, site, form):
    prepared(site)
    harvest(traam, 1)
    typed = site.url.replace("http:", "https:") + "fermee/" if form == "https" else site.url + form
    assert "fermée (réponse HTTP 403)" in traam("show", typed).expect(3).out


def test_an_address_never_met_is_told_as_such_with_those_like_it(traam, site):
    links = ["/2024/roches-et-mineraux/", "/2024/la-cellule/"]
    site.pages |= {"/": listing(*links), **{link: article(f"TraAM : {link}") for link in links}}
    harvest(traam)

    told = traam("show", f"{site.url}2024/roches-et-minerau/").expect(3).out
    assert "Jamais rencontrée par les moissons de essai" in told
    assert f"Adresse proche : {site.url}2024/roches-et-mineraux/" in told
    elsewhere = traam("show", "https://inconnu.exemple.fr/a").expect(3).out
    assert "aucune carte de source ne couvre cette adresse" in elsewhere
    values = traam("show", f"{site.url}2024/roches-et-minerau/", "--json").expect(3).json()
    assert values["covered_by"] == ["essai"]
    assert f"{site.url}2024/roches-et-mineraux/" in values["near"]


def test_the_report_counts_every_address_and_shows_those_that_lack(traam, tmp_path, site):
    prepared(site)
    account = harvest(traam, 1)["essai"]["account"]

    assert account["fates"]["gardee"] == 1
    assert sum(account["fates"].values()) == account["met"] == 18
    assert (account["announced"], account["announced_held"]) == (11, 2)
    ways = {way["found_by"]: (way["named"], way["held"]) for way in account["ways"]}
    assert ways["flux"] == (3, 2)
    assert {one["url"]: one["fate"] for one in account["unheld"]}[f"{site.url}fermee/"] == "fermee"
    told = traam("harvest").expect(1).out
    assert "18 adresses : 1 gardée" in told
    assert "2 gardées sur 11 annoncées" in told

    traam("publish", "--out", "flux", "--force")
    page = (tmp_path / "flux" / "report.html").read_text(encoding="utf-8")
    assert "Sort des adresses de essai" in page
    assert "fermee/" in page
    assert "réponse HTTP 403" in page


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply("", 403), "fermée (réponse HTTP 403)"),
        (Reply("", 500), "sans réponse (réponse HTTP 500)"),
        (Reply(""), "illisible (page vide"),
    ],
)
def test_a_page_held_that_is_not_shown_any_more_is_told_as_such(traam, site, reply, said):
    site.pages |= {"/": listing("/a/", "/b/"), "/a/": article("TraAM : a"), "/b/": article("TraAM : b")}
    harvest(traam)
    site.pages["/a/"] = reply
    traam("harvest")
    told = traam("show", f"{site.url}a/").expect(0).out
    assert said in told
    assert "moisson n° 2" in told
    assert "À faire :" in told


def test_an_address_not_met_any_more_keeps_its_last_fate(traam, site):
    site.pages |= {"/": listing("/a/", "/liste/"), "/a/": article("TraAM : a"), "/liste/": listing("/a/")}
    harvest(traam)
    site.pages["/"] = listing("/a/")
    harvest(traam)
    told = traam("show", f"{site.url}liste/").expect(3).out
    assert "(moisson n° 1)" in told


def test_what_a_cut_harvest_has_not_asked_yet_waits(traam, tmp_path, site):
    links = [f"/a{number}/" for number in range(6)]
    site.pages |= {"/": listing(*links), **{link: article(f"TraAM : {link}") for link in links}}
    configure(tmp_path, essai=f'url = "{site.url}"\nmax_pages = 3\n')
    report = harvest(traam, 1)["essai"]
    assert report["account"]["fates"] == {"attend": 4, "gardee": 2, "liste": 1}
    assert "attend d'être demandée" in traam("show", f"{site.url}a5/").expect(3).out
    harvest(traam, 1)
    report = harvest(traam, 0)["essai"]
    assert report["account"]["fates"] == {"gardee": 6, "liste": 1}, "the account is the whole crawl's"


def test_a_site_none_of_whose_announced_articles_is_read_is_not_complete(traam, site):
    site.pages |= {"/": listing(head=FEED), "/feed/": feed(site, "a/", "b/"), "/robots.txt": ""}
    report = harvest(traam, 1)["essai"]
    assert report["status"] == "incomplete"
    assert "aucun article lu sur 2 adresse(s) annoncée(s) par le site" in report["message"]


def test_a_home_page_that_leads_nowhere_is_not_a_complete_site(traam, site):
    site.pages["/"] = listing()
    report = harvest(traam, 1)["essai"]
    assert report["status"] == "incomplete"
    assert "aucune page trouvée au-delà de l'accueil : site en JavaScript seul ?" in report["message"]


def test_a_site_whose_sitemap_names_gone_pages_beside_those_held_is_complete(traam, site):
    site.pages |= {"/": listing("/a/"), "/a/": article("TraAM : a")}
    site.pages["/sitemap.xml"] = sitemap(f"{site.url}a/", f"{site.url}absente/", site.url)
    report = harvest(traam)["essai"]
    assert (report["status"], report["account"]["announced_held"]) == ("complete", 1)


def test_the_check_of_a_group_says_why_a_declared_page_is_not_held(traam, tmp_path, site):
    site.pages |= {"/": listing("/a/"), "/a/": article("TraAM : a"), "/fermee/": Reply("", 403)}
    site.pages["/vieille/"] = Reply("", 301, headers={"Location": "/a/"})
    declare(tmp_path, f"{site.url}fermee/", f"{site.url}absente/", f"{site.url}vieille/")
    harvest(traam)

    groups = traam("check", "--json").json()
    faults = {fault["url"]: fault["message"] for one in groups for ac in one["academies"] for fault in ac["faults"]}
    assert "fermée (réponse HTTP 403)" in faults[f"{site.url}fermee/"]
    assert "la rendre publique" in faults[f"{site.url}fermee/"]
    assert "absente (réponse HTTP 404)" in faults[f"{site.url}absente/"]
    assert "introuvable" not in {
        fault["code"] for one in groups for ac in one["academies"] for fault in ac["faults"]
        if fault["url"] == f"{site.url}vieille/"
    }  # fmt: skip
    held = traam("show", f"{site.url}a/").expect(0).out
    assert "Aussi à : " in held


def test_a_home_that_redirects_and_a_joined_document_are_told_as_they_are(traam, site):
    site.pages["/"] = Reply("", 301, headers={"Location": "/accueil/"})
    site.pages["/accueil/"] = listing("/a/", "/")
    site.pages["/a/"] = article("TraAM : a", links=("/fiche.pdf",))
    harvest(traam)

    home = traam("show", site.url).expect(3).out
    assert f"liste (page d'accueil, qui est à {site.url}accueil/)" in home
    assert f"Mène à : {site.url}\n" not in home
    joined = traam("show", f"{site.url}fiche.pdf").expect(3).out
    assert f"Document joint à une page gardée, montré avec elle : {site.url}a/" in joined
    assert "refusée" not in joined
    values = traam("show", f"{site.url}fiche.pdf", "--json").expect(3).json()
    assert values["joined_to"] == [f"{site.url}a/"]

"""A site that is out of order loses nothing, and is never told complete."""

from __future__ import annotations

import pytest

from tests.small_site import Reply, SmallSite, article, listing
from tests.test_site_harvest import configure, exported, harvest

LINKS = tuple(f"/a{number}/" for number in range(12))


@pytest.fixture
def site(tmp_path):
    with SmallSite() as site:
        site.pages["/"] = listing(*LINKS)
        site.pages |= {link: article(f"TraAM : labyrinthe {link}") for link in LINKS}
        configure(tmp_path, essai=f'url = "{site.url}"\n')
        yield site


def all_answer(site: SmallSite, reply: Reply, *, but: tuple[str, ...] = ()) -> None:
    site.otherwise = reply
    for path in [path for path in site.pages if path not in but]:
        del site.pages[path]


ELSEWHERE = Reply("", 302, headers={"Location": "https://www.example.org/"})
FAULTS = {
    "maintenance": (Reply(article("Maintenance en cours", "Le site revient bientôt.")), ()),
    "404": (Reply("", 404), ()),
    "403": (Reply("", 403), ()),
    "ailleurs": (ELSEWHERE, ()),
    "pare-feu": (Reply("", 403), ("/",)),
    "connexion": (ELSEWHERE, ("/",)),
    "vide": (Reply("", 404), ("/",)),
    "robot": (Reply(article("Vérification de votre navigateur", "Un instant.")), ("/",)),
    "autre robot": (Reply(article("Cookies needed", "Please enable them.")), ("/",)),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_site_out_of_order_for_two_runs_keeps_its_records(traam, site, fault):
    assert harvest(traam)["essai"]["new"] == 12
    reply, but = FAULTS[fault]
    all_answer(site, reply, but=but)

    for _ in range(2):
        report = harvest(traam, 1)["essai"]
        assert report["status"] in {"failed", "incomplete"}
        assert (report["deleted"], report["modified"], report["new"]) == (0, 0, 0)
        assert report["message"]
    assert not any(record["deleted"] for record in exported(traam, site).values())


@pytest.mark.parametrize("fault", [name for name, (_, but) in FAULTS.items() if not but])
def test_a_first_harvest_of_a_site_out_of_order_fails(traam, site, fault):
    all_answer(site, FAULTS[fault][0])

    report = harvest(traam, 1)["essai"]

    assert (report["status"], report["seen"]) == ("failed", 0)
    assert site.url in report["message"]


def test_a_redirect_of_the_home_page_says_where_it_leads(traam, site):
    all_answer(site, ELSEWHERE)
    site.pages["/robots.txt"] = Reply("", 404)
    assert "redirige vers https://www.example.org/, hors du domaine" in harvest(traam, 1)["essai"]["message"]


def test_a_first_harvest_of_a_site_that_shows_its_home_page_only_is_not_complete(traam, site):
    all_answer(site, Reply("", 403), but=("/",))
    report = harvest(traam, 1)["essai"]
    assert "12 page(s) fermée(s), dont" in report["message"]


def test_a_mass_that_is_meant_is_confirmed_by_the_user(traam, site):
    harvest(traam)
    all_answer(site, Reply("", 404), but=("/", "/a0/"))

    held_back = harvest(traam, 1)["essai"]
    assert "11 pages sur 12 introuvables d'un coup : rien n'est retiré" in held_back["message"]
    assert "traam harvest essai --accept-vanished" in held_back["message"]
    assert harvest(traam, 0, "--accept-vanished")["essai"]["deleted"] == 11


def test_one_page_closed_stays_and_is_told(traam, site):
    harvest(traam)
    site.pages["/a3/"] = Reply("", 403)

    for _ in range(2):
        report = harvest(traam, 1)["essai"]
        assert f"1 page(s) connue(s) non montrée(s), dont {site.url}a3/" in report["message"]
        assert report["deleted"] == 0


def test_a_page_that_says_gone_is_withdrawn_at_once(traam, site):
    harvest(traam)
    site.pages["/a3/"] = Reply("", 410)
    assert harvest(traam)["essai"]["deleted"] == 1


def test_a_check_of_browsers_overwrites_nothing(traam, site):
    harvest(traam)
    before = exported(traam, site)
    for link in LINKS[:2]:
        site.pages[link] = article("Cookies needed", "Please enable them.")
    assert "2 page(s) introuvable(s), à confirmer" in harvest(traam)["essai"]["message"]
    assert exported(traam, site) == before


def test_a_redirect_to_where_people_log_in_withdraws_and_creates_nothing(traam, site):
    harvest(traam)
    before = exported(traam, site)
    for link in LINKS[:3]:
        site.pages[link] = Reply("", 302, headers={"Location": f"/connexion?retour={link}"})
        site.pages[f"/connexion?retour={link}"] = article("Espace des enseignants", "Saisissez votre mot de passe.")

    for _ in range(2):
        assert "3 page(s) connue(s) non montrée(s)" in harvest(traam, 1)["essai"]["message"]
    assert exported(traam, site) == before


def test_a_site_whose_robots_forbid_all_is_not_asked_for_its_home_page(traam, site):
    site.pages["/robots.txt"] = Reply("User-agent: *\nDisallow: /\n", content_type="text/plain")
    report = harvest(traam, 1)["essai"]
    assert (report["status"], site.asked) == ("failed", ["/robots.txt"])
    assert "robots.txt interdit cette adresse" in report["message"]

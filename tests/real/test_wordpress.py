"""From a real WordPress to search and exports, through the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.real.articles import plain
from tests.real.configuration import site_card
from tests.real.kit import KIT_GROUP, KIT_TITLE, filled_kit, held_as_filled
from tests.real.local_daemon import skip_without
from tests.real.test_spip import GROUP, harvester, search
from tests.real.wordpress import PACKAGE, WordPress, wordpress

pytestmark = pytest.mark.engine

TEXT = (
    "<p>Dans le cadre des TraAM 2023-2024, les élèves programment un {sujet} et décrivent leur algorithme à un "
    "camarade, qui le suit pas à pas.</p><p>Niveau : 3e</p>"
    '<p><a href="/wp-content/uploads/fiche-{sujet}.pdf">La fiche</a></p>'
)


def post(key: str, titre: str, sujet: str, statut: str = "publish", **others: Any) -> dict[str, Any]:
    return {
        "key": key, "titre": titre, "texte": TEXT.format(sujet=sujet), "statut": statut, "date": "2024-03-05",
        "auteur": "Odile Vanneau", "rubrique": "TraAM mathématiques", "mots_cles": ["Scratch", "algorithme"], **others,
    }  # fmt: skip


PERMALINKS = "/%year%/%monthnum%/%postname%/"
PUBLISHED = [
    post("labyrinthe", "TraAM : un labyrinthe", "labyrinthe"),
    post("tortue", "TraAM : la tortue de l'école", "tortue", auteur="Paul Irigaray", date="2024-04-01"),
    *(post(f"n{number}", f"TraAM : défi numéro {number}", f"défi{number}") for number in range(12)),
]
HIDDEN = [
    post("brouillon", "Brouillon à taire", "brouillon", "draft"),
    post("prive", "Article privé à taire", "prive", "private"),
    post("poubelle", "Article jeté à taire", "poubelle", "trash"),
    post("futur", "Article à venir à taire", "futur", "future", date="2090-01-01"),
]


@pytest.fixture(scope="module")
def site() -> Iterator[WordPress]:
    skip_without(("php", "mariadbd", "mariadb-install-db", "curl"), "a real WordPress")
    if not (PACKAGE / "wp-content" / "themes" / "twentytwentythree").is_dir():
        pytest.skip("a real WordPress needs Debian's wordpress and wordpress-theme-twentytwentythree")
    with wordpress() as running:
        running.put([*PUBLISHED, *HIDDEN], "")
        yield running


def exported(traam: Any) -> dict[str, dict[str, Any]]:
    records = [record for record in traam("export", "jsonl", "--all").expect(0).json_lines() if not record["deleted"]]
    by_title = {plain(record["titre"]): record for record in records}
    assert len(by_title) == len(records), "one article was taken for two"
    return by_title


@pytest.mark.parametrize("structure", ["", PERMALINKS])
def test_each_published_article_once_in_each_form_of_addresses(
    traam: Any, configure: Callable[..., Path], site: WordPress, structure: str
) -> None:
    site.put([], structure)
    configure(site_card(site.url), GROUP)
    harvest = harvester(traam)
    report = harvest()
    records = exported(traam)

    assert report["status"] == "complete", report
    assert set(records) == {plain(one["titre"]) for one in PUBLISHED}
    for one in PUBLISHED:
        record = records[plain(one["titre"])]
        assert record["date_publication"] == one["date"]
        assert record["auteurs"] == [one["auteur"]]
        assert record["mots_cles"] == ["algorithme", "Scratch"]
        assert record["niveaux"] == ["3e"]
        assert record["groupe"] == "maths"
        assert [document["media_type"] for document in record["documents"]] == ["application/pdf"]
    assert ("?p=" in records["TraAM : un labyrinthe"]["url"]) is (structure == "")
    again = harvest()
    assert (again["unchanged"], again["new"], again["modified"]) == (report["seen"], 0, 0)


def test_an_edit_and_a_deletion_change_those_two_only(
    traam: Any, configure: Callable[..., Path], site: WordPress
) -> None:
    site.put([], PERMALINKS)
    configure(site_card(site.url), GROUP)
    harvest = harvester(traam)
    before = harvest()
    try:
        changed = PUBLISHED[1] | {"titre": "TraAM : la tortue et le cerf-volant"}
        thrown = post("labyrinthe", "TraAM : un labyrinthe", "labyrinthe", "trash")
        site.put([changed, thrown], PERMALINKS)
        reports = [harvest(), harvest()]
    finally:
        site.put(PUBLISHED[:2], PERMALINKS)

    assert [(one["new"], one["modified"], one["deleted"]) for one in reports] == [(0, 1, 0), (0, 0, 1)]
    assert reports[0]["unchanged"] == before["seen"] - 2
    assert search(traam, "labyrinthe") == []
    assert len(search(traam, "cerf-volant")) == 1


def test_a_page_made_of_the_kit_is_read_whole(
    traam: Any, configure: Callable[..., Path], site: WordPress, tmp_path: Path
) -> None:
    configure(site_card(site.url), KIT_GROUP)
    made = PUBLISHED[1] | {
        "titre": KIT_TITLE,
        "texte": filled_kit(traam, tmp_path, "modele-wordpress.html"),
        "mots_cles": [],
    }
    try:
        site.put([made], "")
        held_as_filled(traam, f"{site.url}/?p={site.ids['tortue']}")
    finally:
        site.put(PUBLISHED[1:2], "")


def test_the_site_is_recognized_before_its_first_harvest(traam: Any, site: WordPress) -> None:
    seen = traam("source", "check", site.url + "/", "--json").expect(0).json()
    assert seen["site"]["cms"] == "WordPress"
    assert {"api", "flux", "sitemap"} & set(seen["site"]["ways"])
    assert any(record["traam"]["class"] == "production" for record in seen["sample"])

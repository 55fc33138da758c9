"""From a real SPIP 4.4 site to search and exports, through the command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import clean_environment, traam_in
from tests.real.articles import plain
from tests.real.configuration import site_card, write_configuration
from tests.real.kit import KIT_GROUP, KIT_TITLE, filled_kit, held_as_filled
from tests.real.status_line_proxy import StatusLineProxy

GROUP = """
id = "maths"
discipline = "Mathématiques"
annees = ["2023-2024"]
theme = "Pensée algorithmique"

[[element]]
name = "niveau"
label = "Niveau"
type = "niveau"
"""


@dataclass(frozen=True, slots=True)
class Harvested:
    """The site, harvested once: what the tests that change nothing look at."""

    traam: Any
    report: dict[str, Any]
    records: dict[str, dict[str, Any]]
    """By address."""


@pytest.fixture(scope="module")
def held(spip: Any, tmp_path_factory: pytest.TempPathFactory) -> Harvested:
    folder = tmp_path_factory.mktemp("moisson")
    write_configuration(folder, site_card(spip.url), GROUP)
    traam = traam_in(folder, clean_environment(folder))
    return Harvested(traam, harvester(traam)(), exported(traam))


def harvester(traam: Any) -> Callable[..., dict[str, Any]]:
    """What runs « traam harvest --json » and gives the report of its one source."""

    def run(*options: str) -> dict[str, Any]:
        report = traam("harvest", *options, "--json").expect(0).json()
        assert [source["id"] for source in report["sources"]] == ["essai"]
        return dict(report["sources"][0])

    return run


def exported(traam: Any) -> dict[str, dict[str, Any]]:
    """Everything that is held, by address."""
    records = traam("export", "jsonl", "--all").expect(0).json_lines()
    by_url = {record["url"]: record for record in records}
    assert len(by_url) == len(records), "one article was taken for two"
    return by_url


def test_every_published_article_is_held_and_no_other_page(held: Harvested, spip: Any) -> None:
    published = spip.articles(published=True)
    report = held.report
    assert report["status"] == "complete", report
    assert report["new"] == report["seen"] == len(published)
    assert (report["modified"], report["unchanged"], report["deleted"]) == (0, 0, 0)
    assert set(held.records) == {spip.address(key) for key in published}


def test_drafts_and_trash_are_never_seen(held: Harvested, spip: Any) -> None:
    hidden = spip.articles(published=False)
    assert {"prepa", "poub", "redir"} <= set(hidden)
    records = held.records
    for key in hidden:
        assert spip.address(key) not in records
    texts = held.traam("export", "jsonl", "--all").expect(0).out
    assert "ne doit pas sortir" not in texts
    assert "Article supprimé" not in texts
    assert held.traam("search", "brouillon", "--all", "--json").expect(0).json()["total"] == 0


def test_records_say_what_the_authors_wrote(held: Harvested, spip: Any) -> None:
    names = {auteur["key"]: auteur["nom"] for auteur in spip.seed["auteurs"]}
    records = held.records
    for key, article in spip.articles(published=True).items():
        record = records[spip.address(key)]
        # A number before a title (« 10. Fractions ») orders the articles in SPIP and is not shown.
        titre = plain(article["titre"]).partition(". ")[2] if key == "clg1" else plain(article["titre"])
        assert plain(record["titre"]).replace(" :", ":").replace(" ?", "?") == titre.replace(" :", ":").replace(
            " ?", "?"
        )
        assert {plain(name) for name in record["auteurs"]} == {plain(names[one]) for one in article.get("auteurs", [])}
        assert record["date_publication"] == article["date"][:10]


def test_keywords_disciplines_and_years_are_read(held: Harvested, spip: Any) -> None:
    records = held.records
    labyrinthe = records[spip.address("algo1")]
    assert "Scratch" in [*labyrinthe["mots_cles"], *labyrinthe["outils"]]
    assert labyrinthe["disciplines"] == ["Mathématiques"]
    assert labyrinthe["annee_scolaire"] == "2023-2024"
    assert any("5" in niveau for niveau in labyrinthe["niveaux"])
    assert "labyrinthe" in labyrinthe["description"]
    assert labyrinthe["traam"]["class"] == "production"
    assert labyrinthe["groupe"] == "maths"
    assert records[spip.address("bilan2324")]["traam"]["class"] == "bilan"
    assert records[spip.address("num7")]["traam"]["class"] is None


def test_script_in_an_article_stays_text_or_goes(held: Harvested, spip: Any) -> None:
    assert "alert(" not in (held.records[spip.address("ia1")]["description"] or "")
    held.traam("publish", "--out", "flux").expect(0)


def test_search_finds_the_articles(held: Harvested, spip: Any) -> None:

    def found(*words: str) -> list[str]:
        return [hit["url"] for hit in search(held.traam, *words)]

    assert spip.address("algo1") in found("labyrinthe")
    assert spip.address("algo1") in found("labyrinthes", "scratch")
    assert spip.address("ia1") in found("evaluer", "oral")
    assert spip.address("clg1") not in found("fractions")
    assert spip.address("clg1") in found("fractions", "--all")


def test_second_harvest_changes_nothing(held: Harvested, spip: Any) -> None:
    second = harvester(held.traam)()
    assert second["status"] == "complete", second
    assert (second["new"], second["modified"], second["deleted"]) == (0, 0, 0)
    assert second["unchanged"] == second["seen"] == held.report["seen"]
    assert exported(held.traam) == held.records


@pytest.mark.engine
def test_changed_then_withdrawn_article_goes_through_to_search_and_feeds(
    traam: Any, configure: Callable[..., Path], spip: Any, tmp_path: Path
) -> None:
    with StatusLineProxy(spip.url) as proxy:
        configure(site_card(proxy.url), GROUP)
        harvest = harvester(traam)
        harvest()
        address = spip.address("algo2").replace(spip.url, proxy.url)
        assert exported(traam)[address]["deleted"] is False
        old = next(article["titre"] for article in spip.seed["articles"] if article["key"] == "algo2")
        try:
            spip.edit("algo2", titre="Simuler le vol d'un cerf-volant")
            report = harvest()
            assert (report["new"], report["modified"], report["deleted"]) == (0, 1, 0)
            assert [hit["url"] for hit in search(traam, "cerf-volant")] == [address]
            spip.edit("algo2", statut="poubelle")
            reports = [harvest(), harvest()]
            assert [report["status"] for report in reports] == ["complete", "complete"]
            assert sum(report["deleted"] for report in reports) == 1
        finally:
            spip.edit("algo2", titre=old, statut="publie")
    assert exported(traam)[address]["deleted"] is True
    assert search(traam, "cerf-volant") == []
    traam("publish", "--out", "flux").expect(0)
    assert "cerf-volant" not in (tmp_path / "flux" / "productions.atom").read_text(encoding="utf-8")


@pytest.mark.engine
def test_each_article_checked_by_itself_is_read_as_its_harvest_reads_it(held: Harvested) -> None:
    for address, record in list(held.records.items())[::4]:
        check = held.traam("check-page", address, "--json").json()
        read = (check["fate"], check["titre"], check["traam_class"] or None, check["groupe"] or None)
        assert read == ("gardee", record["titre"], record["traam"]["class"], record["groupe"]), address


@pytest.mark.engine
def test_a_page_made_of_the_kit_is_read_whole(
    traam: Any, configure: Callable[..., Path], spip: Any, tmp_path: Path
) -> None:
    before = next(one for one in spip.seed["articles"] if one["key"] == "algo2")
    configure(site_card(spip.url), KIT_GROUP)
    try:
        spip.edit("algo2", titre=KIT_TITLE, texte=filled_kit(traam, tmp_path, "modele-spip.txt"))
        held_as_filled(traam, spip.address("algo2"))
    finally:
        spip.edit("algo2", titre=before["titre"], texte=before["texte"])


def search(traam: Any, *words: str) -> list[dict[str, Any]]:
    """What a search gives."""
    hits: list[dict[str, Any]] = traam("search", *words, "--json").expect(0).json()["hits"]
    return hits

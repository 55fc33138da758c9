"""« traam check-page » as a référent runs it: one page asked, read as a harvest would, and what it lacks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.small_site import WORDS, Reply, SmallSite, article, listing
from tests.test_check import GROUP
from tests.test_site_harvest import configure

GOOD = "</p><p>Niveau : 3e</p><p>Modalité : présentiel</p><p>TraAM-SVT-2425"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[SmallSite]:
    with SmallSite() as running:
        vitrine = f"{running.url}vitrine/"
        running.pages = {
            "/": listing("/a/"),
            "/robots.txt": Reply("User-agent: *\nDisallow: /interdit/\n", content_type="text/plain"),
            "/bonne/": article("TraAM SVT 2024-2025 : une", WORDS + GOOD, links=(vitrine,)),
            "/muette/": article("Une séance", WORDS),
            "/niveau/": article("TraAM SVT 2024-2025 : deux", f"{WORDS}</p><p>Modalité : au jardin", links=(vitrine,)),
            "/sans-lien/": article("TraAM SVT 2024-2025 : trois", WORDS + GOOD),
            "/liste/": listing("/bonne/", "/muette/", "/niveau/"),
            "/interdit/": article("Interdite"),
        }
        configure(tmp_path, essai=f'url = "{running.url}"\ndiscipline = "SVT"\nacademie = "Lille"\n')
        (tmp_path / "groups" / "g.toml").write_text(GROUP.format(vitrine=vitrine), encoding="utf-8")
        yield running


def codes(check: dict[str, Any]) -> list[str]:
    return [one["code"] for one in check["mendings"]]


@pytest.mark.parametrize(
    ("path", "fate", "expected"),
    [
        ("bonne/", "gardee", []),
        ("muette/", "gardee", ["vitrine_absente", "jeton_absent", "element_manquant", "pas_production"]),
        ("niveau/", "gardee", ["jeton_absent", "hors_vocabulaire", "element_manquant"]),
        ("sans-lien/", "gardee", ["vitrine_absente"]),
        ("liste/", "liste", ["pas_lue"]),
        ("interdit/", "refusee", ["pas_lue"]),
        ("absente/", "absente", ["pas_lue"]),
        ("fiche.pdf", "refusee", ["pas_lue"]),
    ],
)
def test_what_a_page_lacks(traam: Any, site: SmallSite, path: str, fate: str, expected: list[str]) -> None:
    check = traam("check-page", site.url + path, "--groupe", "svt-2024", "--json").expect(bool(expected)).json()

    assert (check["fate"], sorted(codes(check))) == (fate, sorted(expected))
    efforts = [one["effort"] for one in check["mendings"]]
    assert efforts == sorted(efforts)
    assert check["complete"] is (not expected)
    # Beside its rules, and an invented address by which a site's « not found » is known.
    assert {one for one in site.asked if one != "/robots.txt" and "inexistante" not in one} <= {f"/{path}"}


def test_a_page_is_read_as_the_harvest_reads_it(traam: Any, site: SmallSite) -> None:
    site.pages["/"] = listing("/bonne/", "/muette/", "/niveau/", "/sans-lien/")
    before = {path: traam("check-page", f"{site.url}{path}/", "--json").json() for path in
              ("bonne", "muette", "niveau", "sans-lien")}  # fmt: skip
    traam("harvest").expect(0)
    for path, check in before.items():
        held = traam("show", f"{site.url}{path}/", "--json").expect(0).json()
        after = traam("check-page", f"{site.url}{path}/", "--json").json()
        for one in (check, after):
            assert (one["traam_class"] or None, one["groupe"] or None) == (held["traam"]["class"], held["groupe"])
            assert one["titre"] == held["titre"]
            read = {(value["champ"], value["value"]) for value in one["values"]}
            assert {("Niveaux", niveau) for niveau in held["niveaux"]} <= read


def test_the_corrected_block_makes_the_page_complete(traam: Any, site: SmallSite) -> None:
    check = traam("check-page", f"{site.url}muette/", "--groupe", "svt-2024", "--json").expect(1).json()
    title = next(one["write"] for one in check["mendings"] if one["code"] == "pas_production")
    block = check["forms"]["html"]
    site.pages["/muette/"] = article(title, f"{WORDS}</p>{block}<p>")
    again = traam("check-page", f"{site.url}muette/", "--json").expect(1).json()
    # Pasted as it is, the model says nothing yet.
    assert codes(again) == ["element_manquant"]
    assert again["mendings"][0]["write"].startswith("Niveau : à compléter")

    site.pages["/muette/"] = article(title, f"{WORDS}</p>{block}<p>".replace("à compléter (par exemple « 3e »)", "4e"))
    assert traam("check-page", f"{site.url}muette/", "--json").expect(0).json()["complete"] is True


@pytest.mark.parametrize(
    "url", ["https://ailleurs.exemple.org/page", "http://127.0.0.1:1/", "http://u:p@127.0.0.1:{port}/bonne/"]
)
def test_no_other_address_is_asked(traam: Any, site: SmallSite, url: str) -> None:
    port = site.url.rstrip("/").rpartition(":")[2]
    refused = traam("check-page", url.format(port=port)).expect(3)

    assert "aucune carte" in refused.err
    assert site.asked == []


def test_what_is_said_to_a_person(traam: Any, site: SmallSite) -> None:
    said = traam("check-page", f"{site.url}niveau/", "--corrige").expect(1).out

    assert "Lien vers la vitrine : oui" in said
    assert "là où est écrit « au jardin » (bloc « Modalité »)" in said
    assert "Écrire : Niveau : à compléter (par exemple « 3e »)" in said
    assert "{{Niveau :}}" in said
    assert "Modalité : à compléter (par exemple « en classe », « à distance »)" in said

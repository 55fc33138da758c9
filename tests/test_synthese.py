"""« traam synthese » through the command line: every figure is found again by the command beside it."""

from __future__ import annotations

import csv
import io
import json
import shlex
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner
from lxml import etree

import cli
from feeds.reports.synthese import COLUMNS
from tests.conftest import clean_environment
from tests.serving import ServedByTraam

COUNTED = (("Par discipline", "disciplines"), ("Par académie", "academies"), ("Outils", "outils"),
           ("Compétences numériques", "competences"))  # fmt: skip


@pytest.fixture
def held(examples_here: Path) -> Path:
    return examples_here


def figures(path: Path) -> list[dict[str, str]]:
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")), delimiter=";"))
    assert tuple(rows[0]) == COLUMNS
    return rows


def found_again(config: Path, command: str, reading: str) -> int:
    """Run the command as it is written, with --json, and read the figure."""
    program, *arguments = shlex.split(command)
    assert program == "traam"
    more = ["--json", "--limit", "0"] if arguments[0] == "search" else ["--json"]
    done = CliRunner().invoke(cli.traam, ["--config", str(config), *arguments, *more])
    answer = json.loads(done.stdout)
    if reading == "total":
        return answer["total"]
    if reading.startswith("valeurs de "):
        return len(answer["facets"][reading.removeprefix("valeurs de ")])
    academies = [academie for check in answer for academie in check["academies"]]
    if reading == "attendues":
        return sum(academie["expected"] or 0 for academie in academies)
    assert reading == "points"
    return sum(len(academie["faults"]) for academie in academies)


@pytest.mark.parametrize("annee", ["2023-2024", "2024-2025"])
def test_every_figure_is_found_again_by_its_command(traam: Any, held: Path, tmp_path: Path, annee: str) -> None:
    traam("synthese", "--annee", annee, "--out", "s").expect(0)
    rows = figures(tmp_path / "s" / f"synthese-{annee}.csv")
    assert len(rows) > 40
    said = traam("synthese", "--annee", annee, "--out", "s", "--json").expect(0).json()
    assert [{name: str(value) for name, value in one.items()} for one in said] == rows
    wrong = [
        (row["tableau"], row["libelle"], row["colonne"], row["valeur"])
        for row in rows
        if int(row["valeur"]) != found_again(tmp_path / "traam.toml", row["commande"], row["lecture"])
    ]
    assert wrong == []
    page = (tmp_path / "s" / f"synthese-{annee}.html").read_text(encoding="utf-8")
    assert page.count("<svg ") == len(list((tmp_path / "s").glob("*.svg"))) == 6
    for svg in (tmp_path / "s").glob("*.svg"):
        etree.parse(svg)


def test_the_figures_are_those_of_the_store(traam: Any, held: Path, tmp_path: Path) -> None:
    """Counted otherwise: from the export, which does not go through the index."""
    traam("synthese", "--annee", "2023-2024", "--out", "s").expect(0)
    rows = figures(tmp_path / "s" / "synthese-2023-2024.csv")
    works = [one for one in traam("export", "jsonl").json_lines() if one["annee_scolaire"] == "2023-2024"]
    assert int(rows[0]["valeur"]) == len(works) > 20
    for table, field in COUNTED:
        counted = Counter(value for one in works for value in one[field])
        said = {row["libelle"]: int(row["valeur"]) for row in rows if row["tableau"] == table}
        expected = counted if len(counted) <= 20 else {label: counted[label] for label in said}
        assert {label: value for label, value in said.items() if value} == expected
    coverage = {(row["libelle"], row["colonne"]): int(row["valeur"]) for row in rows
                if row["tableau"].startswith("Couverture")}  # fmt: skip
    assert coverage == {
        (academie, discipline): sum(academie in one["academies"] and discipline in one["disciplines"] for one in works)
        for academie, discipline in coverage
    }


def test_the_same_store_gives_the_same_bytes_and_addresses_when_asked(traam: Any, held: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        traam("synthese", "--annee", "2024-2025", "--out", name).expect(0)
    first, second = ({one.name: one.read_bytes() for one in (tmp_path / name).iterdir()} for name in ("a", "b"))
    assert first == second
    traam("synthese", "--annee", "2024-2025", "--out", "c", "--base-url", "https://exemple.org/traam").expect(0)
    rows = figures(tmp_path / "c" / "synthese-2024-2025.csv")
    assert rows[0]["adresse"] == "https://exemple.org/traam/recherche?annee=2024-2025"
    page = (tmp_path / "c" / "synthese-2024-2025.html").read_text(encoding="utf-8")
    assert 'href="https://exemple.org/traam/recherche?academie=Nice&amp;annee=2024-2025"' in page


def test_every_figure_leads_to_its_search_on_the_web(traam: Any, held: Path, tmp_path: Path) -> None:
    with ServedByTraam(tmp_path, clean_environment(tmp_path)) as served, httpx.Client() as client:
        traam("synthese", "--annee", "2023-2024", "--out", "s", "--base-url", served.url).expect(0)
        rows = [row for row in figures(tmp_path / "s" / "synthese-2023-2024.csv") if row["adresse"]]
        assert len(rows) > 40
        addresses = {row["adresse"]: int(row["valeur"]) for row in rows if row["lecture"] == "total"}
        for address, value in addresses.items():
            assert client.get(address).status_code == 200, f"{address} is not the permanent address of its search"
            answer = client.get(address.replace("/recherche?", "/recherche.json?")).json()
            assert (address, answer["total"]) == (address, value)


def test_a_year_of_which_nothing_is_held_is_said(traam: Any, held: Path, tmp_path: Path) -> None:
    assert (
        "années tenues : 2023-2024, 2024-2025" in traam("synthese", "--annee", "1999-2000", "--out", "s").expect(3).err
    )
    assert "n'est pas une année" in traam("synthese", "--annee", "hier", "--out", "s").expect(2).err
    assert "--base-url" in traam("synthese", "--annee", "2024-2025", "--out", "s", "--base-url", "x").expect(2).err
    assert not (tmp_path / "s").exists()

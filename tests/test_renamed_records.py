"""A repository renames its records and withdraws none: each work is shown and published once, whatever comes after."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run
from tests.oai_cases.scripted_repository import ScriptedRepository
from tests.oai_cases.server import FaultyServer
from tests.renaming import nine_works, of_nine


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[ScriptedRepository]:
    served = ScriptedRepository()
    served.pages = {"": nine_works("cas")}
    with FaultyServer({"cas": served}) as server:
        (tmp_path / "sources").mkdir()
        (tmp_path / "traam.toml").write_text("[traam]\n", encoding="utf-8")
        card = f'id = "cas"\ntitre = "Cas"\nkind = "oai"\nurl = "{server.url}/cas/oai"\n'
        (tmp_path / "sources" / "cas.toml").write_text(card, encoding="utf-8")
        yield served


def test_works_given_under_other_identifiers_are_published_once_until_they_come_back(
    traam: Run, repository: ScriptedRepository, tmp_path: Path
) -> None:
    def harvest() -> dict[str, Any]:
        return dict(traam("harvest", "--full", "--json").expect(0).json()["sources"][0])

    def published() -> list[str]:
        traam("publish", "--out", "flux").expect(0)
        lines = (tmp_path / "flux" / "productions.jsonl").read_text(encoding="utf-8").splitlines()
        return sorted(json.loads(line)["identifier"] for line in lines)

    harvest()
    repository.pages = {"": nine_works("neuf")}
    report = harvest()
    assert (report["status"], report["new"], report["deleted"]) == ("complete", 9, 0)
    assert "9 notice(s) renommée(s), aucune retirée" in report["message"]
    assert "oai:cas:1 → oai:neuf:1" in report["message"]
    assert "rien n'est retiré" not in report["message"]
    assert published() == of_nine("neuf")
    told = [path.name for path in (tmp_path / "flux").rglob("*") if path.is_file() and b"oai:cas:" in path.read_bytes()]
    assert told == ["report.html"]  # what the harvest said
    assert "REMPLACÉE par oai:neuf:1" in traam("show", "oai:cas:1").expect(0).out
    assert "Anciens identifiants : oai:cas:1" in traam("show", "oai:neuf:1").expect(0).out

    repository.pages = {"": nine_works("cas", "neuf")}
    assert harvest()["modified"] == 9
    assert published() == sorted([*of_nine("cas"), *of_nine("neuf")])


def test_works_renamed_by_a_dated_harvest_are_published_once_at_once_and_found_by_either_identifier(
    traam: Run, repository: ScriptedRepository, tmp_path: Path
) -> None:
    traam("harvest").expect(0)
    repository.pages = {"": nine_works("neuf", stamp="2024-06-02T12:00:00Z")}
    report = traam("harvest", "--json").expect(0).json()["sources"][0]
    assert (report["status"], report["new"], report["deleted"]) == ("complete", 9, 0)
    assert "9 notice(s) renommée(s), aucune retirée" in report["message"]
    traam("publish", "--out", "flux").expect(0)
    lines = (tmp_path / "flux" / "productions.jsonl").read_text(encoding="utf-8").splitlines()
    assert sorted(json.loads(line)["identifier"] for line in lines) == of_nine("neuf")
    assert traam("show", "oai:cas:1", "--json").expect(0).json()["superseded_by"] == "oai:neuf:1"
    assert traam("show", "oai:neuf:1", "--json").expect(0).json()["former_identifiers"] == ["oai:cas:1"]

    report = traam("harvest", "--full", "--accept-vanished", "--json").expect(0).json()["sources"][0]
    assert (report["status"], report["deleted"]) == ("complete", 9)
    assert "9 notice(s) renommée(s) ne sont plus données sous leur ancien identifiant" in report["message"]
    assert " ; renommée en oai:neuf:1" in traam("show", "oai:cas:1").expect(0).out

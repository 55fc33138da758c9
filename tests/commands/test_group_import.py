"""« traam group import »: shown, taken, taken again; what cannot be taken is told and changes nothing."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

GROUP = 'id = "svt"\ndiscipline = "SVT"\nannees = ["2026-2027"]\ntheme = "T"\nacademies = []\n# fin\n'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "groups").mkdir()
    (tmp_path / "groups" / "svt.toml").write_text(GROUP, encoding="utf-8")
    return tmp_path / "groups" / "svt.toml"


def test_projects_are_shown_then_taken_once(traam: Any, path: Path, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("Académie;Titre;Courriel\nLille;Un;a@b.fr\nNice;Deux;\n", encoding="utf-8")
    asked = ("group", "import", "p.csv", "--groupe", "svt")
    shown = traam(*asked, "--dry-run").expect(0)
    assert path.read_text(encoding="utf-8") == GROUP
    taken = traam(*asked).expect(0)
    assert taken.out == shown.out
    assert "+ projet Lille : Un" in taken.out
    assert "Colonnes laissées : Courriel" in taken.err
    written = path.read_text(encoding="utf-8")
    assert "# fin" in written
    assert "a@b.fr" not in written
    found = tomllib.loads(written)
    assert found["academies"] == ["Lille", "Nice"]
    assert [one["titre"] for one in found["projet"]] == ["Un", "Deux"]
    assert traam(*asked).expect(0).out == "Rien ne change.\n"
    (tmp_path / "p.csv").write_text("Académie;Titre\nLille;Autre\nDijon;Trois\n", encoding="utf-8")
    again = traam(*asked).expect(1)
    assert "projet Lille.titre : Un → Autre" in again.out
    assert "ligne 3 : « Dijon » n'est pas du groupe" in again.err
    traam("group", "check").expect(0)


def test_what_cannot_be_imported_is_refused(traam: Any, path: Path, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    assert "« académie » et « titre »" in traam("group", "import", "p.csv", "--groupe", "svt").expect(3).err
    assert "groupes connus : svt" in traam("group", "import", "p.csv", "--groupe", "hg").expect(2).err
    assert path.read_text(encoding="utf-8") == GROUP

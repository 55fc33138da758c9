"""« traam bilan » through the command line: what is known is written, what was declared is looked at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def held(examples_here: Path) -> Path:
    return examples_here


def test_each_academie_of_a_group_gets_its_bilan(traam: Any, held: Path, tmp_path: Path) -> None:
    said = traam("bilan", "--groupe", "svt-2024-2025", "--out", "b").expect(0)
    names = {path.name for path in (tmp_path / "b").iterdir()}
    academies = ("creteil", "lille", "nice", "normandie", "orleans-tours")
    assert names == {f"bilan-svt-2024-2025-{one}.{form}" for one in academies for form in ("html", "odt", "csv")}
    checks = {one["academie"]: one for one in traam("check", "svt-2024-2025", "--json").json()[0]["academies"]}
    for academie, one in checks.items():
        assert f"{academie} : {one['found']} production" in said.out
    page = (tmp_path / "b" / "bilan-svt-2024-2025-orleans-tours.html").read_text(encoding="utf-8")
    for fault in checks["Orléans-Tours"]["faults"]:
        assert fault["url"] in page
    works = [record for record in traam("export", "jsonl").json_lines() if record["groupe"] == "svt-2024-2025"]
    own = [record for record in works if record["academies"][:1] == ["Orléans-Tours"]]
    assert page.count('<th scope="row">') == len(own) == checks["Orléans-Tours"]["found"]
    assert "spip.php?article199" in page.partition("n'ont pas été trouvées")[2]
    assert page.count("À compléter") == 9


def test_one_academie_is_asked_for_by_its_name(traam: Any, held: Path, tmp_path: Path) -> None:
    said = traam("bilan", "--groupe", "svt-2024-2025", "--academie", "orleans-tours", "--out", "b", "--json").expect(0)
    assert [one["academie"] for one in said.json()] == ["Orléans-Tours"]
    assert len(list((tmp_path / "b").iterdir())) == 3
    refused = traam("bilan", "--groupe", "svt-2024-2025", "--academie", "Dijon", "--out", "b").expect(2)
    assert "n'est pas du groupe" in refused.err
    assert "Créteil" in refused.err
    assert "groupes connus : doc-2023-2024" in traam("bilan", "--groupe", "rien", "--out", "b").expect(2).err

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
    assert page.count("À compléter") == 9  # the way to fill it in, and the questions


def test_one_academie_is_asked_for_by_its_name(traam: Any, held: Path, tmp_path: Path) -> None:
    said = traam("bilan", "--groupe", "svt-2024-2025", "--academie", "orleans-tours", "--out", "b", "--json").expect(0)
    assert [one["academie"] for one in said.json()] == ["Orléans-Tours"]
    assert len(list((tmp_path / "b").iterdir())) == 3
    refused = traam("bilan", "--groupe", "svt-2024-2025", "--academie", "Dijon", "--out", "b").expect(2)
    assert "n'est pas du groupe" in refused.err
    assert "Créteil" in refused.err
    assert "groupes connus : doc-2023-2024" in traam("bilan", "--groupe", "rien", "--out", "b").expect(2).err


def test_a_bilan_that_comes_back_is_shown_then_taken(traam: Any, held: Path, tmp_path: Path) -> None:
    asked = ("bilan", "--groupe", "svt-2024-2025", "--academie", "Nice", "--out", "b")
    traam(*asked).expect(0)
    page = (tmp_path / "b" / "bilan-svt-2024-2025-nice.odt").read_bytes()
    shown = traam("bilan", "read", "b/bilan-svt-2024-2025-nice.odt").expect(0)
    assert shown.out.count("+ adresse ") == 2
    assert not (tmp_path / "bilans" / "rendus").exists()
    assert "Nice : non rendu, attendu le 2025-06-27, en retard" in traam("bilan", "state").expect(0).out
    text = "\n".join(
        ("Formulaire : svt-2024-2025 / Nice", "Productions en ligne", "Neuve", "https://svt.nice.example.org/neuve",
         "Diffusion", "Deux stages, écrire à a.b@exemple.fr")
    )  # fmt: skip
    (tmp_path / "nice.txt").write_text(text, encoding="utf-8")
    taken = traam("bilan", "read", "nice.txt", "--take").expect(1)
    assert "« Perspectives » ne s'y trouve pas" in taken.err
    states = {one["academie"]: one for one in traam("bilan", "state", "--groupe", "svt-2024-2025", "--json").json()}
    assert (states["Nice"]["answers"], states["Nice"]["addresses"]) == (1, 1)
    (kept,) = (tmp_path / "bilans" / "rendus").iterdir()
    assert kept.read_text(encoding="utf-8") == text
    again = traam("bilan", "read", "nice.txt", "--json").expect(1)
    assert again.json()[0]["changes"] == []
    traam(*asked).expect(0)
    assert (tmp_path / "b" / "bilan-svt-2024-2025-nice.odt").read_bytes() != page
    form = (tmp_path / "b" / "bilan-svt-2024-2025-nice.html").read_text(encoding="utf-8")
    assert "Deux stages" in form
    assert "exemple.fr" not in form
    traam("synthese", "--annee", "2024-2025", "--out", "s").expect(0)
    page_of_year = (tmp_path / "s" / "synthese-2024-2025.html").read_text(encoding="utf-8")
    said = page_of_year.partition("Ce que disent les bilans")[2]
    assert "Deux stages" in said.partition("Ce qui manque")[0]
    assert "SVT 2024-2025, Nice" in said
    assert "bilans/" not in traam("doctor").out.partition("n'est pas lu")[0]


def test_what_no_bilan_can_be_is_told(traam: Any, held: Path, tmp_path: Path) -> None:
    for name, content in (
        ("a.pdf", b"%PDF"), ("b.odt", b"PK"), ("c.txt", b"Bonjour"), ("d.txt", b"Formulaire : hg / Lille"),
        ("e.txt", b"Formulaire : svt-2024-2025 / Dijon"),
    ):  # fmt: skip
        (tmp_path / name).write_bytes(content)
    told = traam("bilan", "read", "a.pdf", "b.odt", "c.txt", "d.txt", "e.txt").expect(1)
    for said in ("a.pdf : forme qui n'est pas lue", "b.odt : document illisible", "c.txt : la ligne « Formulaire : »",
                 "d.txt : groupe inconnu : « hg »", "e.txt : « Dijon » n'est pas du groupe"):  # fmt: skip
        assert said in told.err
    assert "--groupe et --out" in traam("bilan").expect(2).err

"""« traam letter » through the command line: proposed, edited, rendered, never twice the same work."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from examples.configuration import write_configuration
from examples.servers import ExampleServers


@pytest.fixture
def held(traam: Any, tmp_path: Path) -> Path:
    """A store filled from the example sources; gives the folder of the letters."""
    with ExampleServers() as servers:
        write_configuration(tmp_path, servers.oai_url, servers.site_url)
        traam("harvest").expect(0)
    return tmp_path / "lettres"


def breves(path: Path) -> list[dict[str, Any]]:
    rubriques = tomllib.loads(path.read_text(encoding="utf-8"))["rubrique"]
    return [breve for rubrique in rubriques for breve in rubrique["breve"]]


def replaced(path: Path, *pairs: tuple[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for before, after in pairs:
        assert before in text
        text = text.replace(before, after)
    path.write_text(text, encoding="utf-8")


def test_issues_share_no_work_and_go_through_all_of_them(traam: Any, held: Path) -> None:
    works = [record["identifier"] for record in traam("export", "jsonl").json_lines()]
    seen: list[str] = []
    numero = 0
    while (proposed := traam("letter", "propose", "--limit", "10")).code == 0:
        numero += 1
        found = breves(held / f"lettre-{numero}.toml")
        seen += [breve["identifier"] for breve in found]
        groups = [breve["groupe"] for breve in found]
        if numero == 1:
            assert len(found) == 10
            assert max(groups.count(name) for name in set(groups)) <= 4, "one group takes the place of the others"
        assert all("Niveau :" not in breve["texte"] for breve in found)
    assert proposed.code == 3
    assert "déjà montrée" in proposed.err
    assert sorted(seen) == sorted(works)
    assert traam("letter", "propose", "--json").expect(0).json() == []


def test_what_is_asked_for_is_what_is_proposed(traam: Any, held: Path) -> None:
    svt = traam("letter", "propose", "--discipline", "SVT", "--since", "2025-05-01", "--json").expect(0).json()
    assert svt
    assert {one["groupe"] for one in svt} == {"svt-2024-2025"}
    assert all(one["date"] >= "2025-05-01" for one in svt)
    doc = traam("letter", "propose", "--groupe", "doc-2023-2024", "--json").expect(0).json()
    assert {one["groupe"] for one in doc} == {"doc-2023-2024"}
    assert not held.exists(), "showing candidates writes nothing"
    assert "groupe inconnu" in traam("letter", "propose", "--groupe", "rien").expect(2).err


def test_an_issue_is_rendered_the_same_twice_and_archived_once_it_is_done(
    traam: Any, held: Path, tmp_path: Path
) -> None:
    traam("letter", "propose", "--periode", "mai 2025", "--date", "2025-05-20", "--limit", "3").expect(0)
    path = held / "lettre-1.toml"
    draft = traam("letter", "render", "1", "--out", "un").expect(0)
    assert "brouillon" in draft.err
    assert "en_ligne" in draft.err
    assert sorted(one.name for one in (tmp_path / "un").iterdir()) == ["1", "index.html", "lettres.atom"]
    replaced(path, ("brouillon = true", "brouillon = false"),
             ('en_ligne = ""', 'en_ligne = "https://lettres.example.org/lettre-1.html"'))  # fmt: skip
    traam("letter", "render", "1", "--out", "un").expect(0)
    traam("letter", "render", "1", "--out", "deux", env={"TZ": "Pacific/Auckland", "PYTHONHASHSEED": "7"}).expect(0)
    first, second = (
        {one.relative_to(tmp_path / name): one.read_bytes() for one in (tmp_path / name).rglob("*.*")}
        for name in ("un", "deux")
    )
    assert first == second
    assert {str(name) for name in first} == {
        "index.html", "lettres.atom", "lettre-1.html", "1/courriel.html", "1/courriel.txt", "1/lettre.eml",
        "1/lettre.md", "1/fragment.html", "1/lettre-1.html",
    }  # fmt: skip
    traam("letter", "propose").expect(0)
    following = tomllib.loads((held / "lettre-2.toml").read_text(encoding="utf-8"))
    assert following["en_ligne"] == "https://lettres.example.org/lettre-2.html"


def test_what_the_base_no_longer_holds_is_told(traam: Any, held: Path) -> None:
    traam("letter", "propose", "--limit", "1").expect(0)
    identifier = breves(held / "lettre-1.toml")[0]["identifier"]
    address = breves(held / "lettre-1.toml")[0]["url"]
    replaced(held / "lettre-1.toml", (identifier, "oai:disparue"), (address, "https://x.example/"))
    assert "n'est pas dans la base" in traam("letter", "render", "1", "--out", "un").expect(0).err


def test_faults_of_a_letter_stop_every_command_that_reads_it(traam: Any, held: Path, tmp_path: Path) -> None:
    traam("letter", "propose", "--limit", "1").expect(0)
    replaced(held / "lettre-1.toml", ("limite = 400", "limite = 60"), ('signature = ""', 'signature = "a@b.fr"'))
    for arguments in (("propose",), ("render", "1", "--out", "un")):
        refused = traam("letter", *arguments).expect(2)
        assert "60 au plus" in refused.err
        assert "signature : une adresse électronique" in refused.err
    assert not (tmp_path / "un").exists()
    assert "aucun numéro 7" in traam("letter", "render", "7", "--out", "un").expect(3).err

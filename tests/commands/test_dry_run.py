"""What would be done is said, and nothing is: not a byte of the folder changes, and nobody is asked or written to."""

import hashlib
import shutil
from pathlib import Path

import pytest

LETTER = """
numero = 3
titre = "La lettre"
date = 2026-11-30
periode = "novembre 2026"
brouillon = false

[envoi]
de = "lettre@example.org"
liste = "liste@example.org"

[[rubrique]]
titre = "À lire"

[[rubrique.breve]]
titre = "Une brève"
url = "https://example.org/a"
texte = "Un texte."
"""


def content(folder: Path) -> dict[str, str]:
    """The digest of every file that a command must leave as it is; the locks, and SQLite's own, are no content."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".lock" and not path.name.endswith(("-wal", "-shm"))
    }


@pytest.mark.parametrize("words", [["--due"], ["--full"], []])
def test_a_harvest_says_what_it_would_ask(traam, examples_here, words):
    before = content(examples_here)
    said = traam("harvest", *words, "--dry-run", "--json").expect(0).json()

    assert {one["asked"] for one in said} == {"--due" not in words}
    assert {one["status"] for one in said} == {"complete"}
    assert "(dernière : complète, le " in traam("harvest", *words, "--dry-run").expect(0).out
    assert content(examples_here) == before


def test_a_harvest_that_would_be_the_first_makes_no_base(traam, examples_here):
    shutil.rmtree(examples_here / "data")
    assert "jamais encore" in traam("harvest", "--dry-run").expect(0).out
    assert not (examples_here / "data").exists()


def test_a_letter_is_neither_written_nor_sent(traam, examples_here, tmp_path):
    (tmp_path / "lettres").mkdir()
    (tmp_path / "lettres" / "3.toml").write_text(LETTER, encoding="utf-8")
    before = content(tmp_path)
    to_nobody = ["--smtp", "localhost:1", "--dry-run", "--json"]
    said = traam("letter", "render", "3", "--out", "html", "--test-to", "moi@example.org", *to_nobody).expect(0)
    refused = traam("letter", "render", "3", "--out", "html", "--send-list", *to_nobody).expect(3)

    assert said.json()["to"] == "moi@example.org"
    assert "html/3/lettre.eml" in said.json()["files"]
    assert "n'a pas été essayé" in refused.err
    assert content(tmp_path) == before


def test_what_is_damaged_is_said_and_left(traam, examples_here):
    assert traam("repair", "--dry-run", "--json").expect(0).json() == {"damaged": []}
    payload = next((examples_here / "data" / "raw").rglob("*.gz"))
    payload.write_bytes(payload.read_bytes()[:-9])
    before = content(examples_here)

    assert "1 réponse(s) abîmée(s)" in traam("repair", "--dry-run").expect(1).out
    (examples_here / "data" / "traam.sqlite").write_bytes(b"rien" * 5_000)
    before = content(examples_here)
    assert len(traam("repair", "--dry-run", "--json").expect(1).json()["damaged"]) == 2
    assert content(examples_here) == before


def test_a_rereading_tells_what_a_changed_group_file_would_change(traam, examples_here):
    group = examples_here / "groups" / "svt-2024-2025.toml"
    group.write_text(group.read_text(encoding="utf-8").replace("crcn_eleve", "crcn_des_eleves"), encoding="utf-8")
    before = content(examples_here)
    said = traam("reindex", "--from", "raw", "--dry-run", "--json").expect(0).json()
    assert "rien n'est changé" in traam("reindex", "--from", "raw", "--dry-run").expect(0).out
    assert content(examples_here) == before

    assert said["modified"] == len(said["named"]) > 0
    assert traam("reindex", "--from", "raw", "--json").expect(0).json() == said


def test_a_publication_tells_which_files_it_would_change(traam, examples_here, tmp_path):
    out = tmp_path / "flux"
    publish = ["publish", "--out", str(out), "--json"]
    first = traam(*publish, "--dry-run").expect(0).json()
    assert not out.exists()
    written = [name.removesuffix("/") for name in first["new"]]
    traam(*publish).expect(0)
    assert sorted(path.name for path in out.iterdir()) == sorted([*written, "manifest.json"])

    former = content(out)
    group = examples_here / "groups" / "svt-2024-2025.toml"
    group.write_text(group.read_text(encoding="utf-8").replace("crcn_eleve", "crcn_des_eleves"), encoding="utf-8")
    traam("reindex", "--from", "raw").expect(0)
    before = content(tmp_path)
    said = traam(*publish, "--dry-run").expect(0).json()
    assert content(tmp_path) == before
    assert "rien n'est écrit" in traam(*publish[:-1], "--dry-run").expect(0).out

    traam(*publish).expect(0)
    now = content(out)
    del former["manifest.json"], now["manifest.json"]
    differing = {name.partition("/")[0] for name in {*former, *now} if former.get(name) != now.get(name)}
    assert differing == {name.rstrip("/") for kind in ("new", "changed", "gone") for name in said[kind]}
    assert differing

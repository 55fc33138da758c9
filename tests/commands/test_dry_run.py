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

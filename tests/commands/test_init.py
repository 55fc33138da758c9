"""A first configuration, and what is told of one that is nearly right."""

import os
import pty
import subprocess
import sys

import pytest

from pipeline.ground.settings import load_settings


def test_it_is_written_explained_and_ends_with_what_to_type(traam, tmp_path):
    academies = ("--academie", "Lille", "--academie", "Dijon")
    told = traam("init", "ici", "--contact", "moisson@example.org", *academies).expect(0)
    settings = load_settings(tmp_path / "ici" / "traam.toml", None, {}, folder=tmp_path)

    assert settings.contact == "moisson@example.org"
    assert {source.academie for source in settings.sources} == {"Lille", "Dijon"}
    assert told.out.splitlines()[-3:] == [
        "  cd ici", "  traam source check https://pedagogie.ac-lille.fr/",
        "  traam harvest lille-pedagogie",
    ]  # fmt: skip
    assert "# [alertes]" in (tmp_path / "ici" / "traam.toml").read_text(encoding="utf-8")
    assert "existe déjà" in traam("init", "ici", "--contact", "moisson@example.org").expect(3).err
    traam("sources", cwd=tmp_path / "ici").expect(0)


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (["--contact", "personne"], "« personne » n'est ni une adresse"),
        (["--contact", "a@example.org", "--academie", "Lile"], "vouliez-vous dire « Lille »"),
        (["--academie", "Lille"], "--contact"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_written(traam, tmp_path, words, fault):
    assert fault in traam("init", *words).expect(2).err
    assert list(tmp_path.iterdir()) == []


def test_a_person_is_asked(traam_environment, tmp_path):
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "cli", "init"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=traam_environment, stdin=theirs, stdout=theirs, stderr=theirs
    ) as run:
        os.close(theirs)
        os.write(ours, b"moisson@example.org\nLille\n")
        try:
            while os.read(ours, 4_096):
                pass
        except OSError:  # what a terminal gives when the other side is closed
            pass
        assert run.wait() == 0
    os.close(ours)
    assert (tmp_path / "sources" / "lille.toml").exists()


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["harvets"], "harvest"), (["reveiw", "list"], "review"), (["harvest", "--ful"], "--full"),
        (["search", "--nivau", "3e"], "--niveau"), (["review", "alais"], "alias"),
    ],
)  # fmt: skip
def test_a_mistyped_word_is_told_with_what_was_meant(traam, tmp_path, words, meant):
    traam("init", "--contact", "moisson@example.org").expect(0)
    said = traam(*words).expect(2).err
    assert "Vouliez-vous dire" in said
    assert meant in said


def test_a_folder_that_nothing_reads_is_told(traam, tmp_path):
    traam("init", "--contact", "moisson@example.org", "--academie", "Dijon").expect(0)
    (tmp_path / "groupes").mkdir()
    (tmp_path / "flux").mkdir()
    said = "dossier « groupes » : rien n'y est lu ; vouliez-vous dire « groups » ?"
    found = traam("doctor", "--json").expect(1).json()
    assert [one["detail"] for one in found if one["subject"] == "dossiers"] == [said]


def test_a_file_that_nothing_reads_is_told(traam, tmp_path):
    traam("init", "--contact", "moisson@example.org", "--academie", "Dijon").expect(0)
    (tmp_path / "bilans").mkdir(exist_ok=True)
    (tmp_path / "bilans" / "svt.xlsx").write_bytes(b"PK")
    (tmp_path / "sources" / "x.TOML").write_text("", encoding="utf-8")
    (tmp_path / "sources" / "LISEZ-MOI.md").write_text("Nos cartes.", encoding="utf-8")
    found = traam("doctor", "--json").expect(1).json()
    assert [one["detail"] for one in found if one["subject"] == "dossiers"] == [
        "sources/ : x.TOML n'est pas lu ; seuls le sont les fichiers « .toml »",
        "bilans/ : svt.xlsx n'est pas lu ; seuls le sont les fichiers « .csv » et « .toml »",
    ]

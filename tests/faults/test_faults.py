"""The table of faults, a few of each, in the time a test may take; `scripts/faults` plays it whole."""

import shutil
import sqlite3

import pytest

from tests.conftest import THOROUGH
from tests.faults.__main__ import of_calls, of_files
from tests.faults.beside import of_beside
from tests.faults.commands import COMMANDS
from tests.faults.oracle import BROKEN, Calm
from tests.faults.servers import DEEDS, new_base, of_servers
from tests.faults.shim import Fault
from tests.faults.world import run, state_of, world


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    with world(tmp_path_factory.mktemp("fautes")) as folder:
        yield folder


def calm_of(base, scratch, name):
    return Calm(next(one for one in COMMANDS if one.name == name), base, scratch)


@pytest.fixture
def folder(base, tmp_path):
    """A copy of the folder, to be spoilt."""
    return shutil.copytree(base, tmp_path / "ici", ignore=shutil.ignore_patterns("*.lock"))


@pytest.mark.parametrize("command", ["export csv --out sorti.csv", "search élèves"])
def test_a_call_that_fails_is_told_and_a_killed_one_goes_on(base, tmp_path, command):
    found = list(of_calls(calm_of(base, tmp_path, command), ["kill-half", "ENOSPC", "EIO", "EACCES"], 1))

    assert found
    assert [one for one in found if one.outcome == BROKEN] == []


@pytest.mark.parametrize(
    ("command", "kind", "places"),
    [
        (
            "doctor --deep",
            "un bit (milieu)",
            ["data/traam.sqlite", "data/raw/entrepot/*/*/*.gz", "data/index/*/*.json"],
        ),
        ("doctor --deep", "autre", ["data/raw/site/page/*.gz"]),
        ("doctor --deep", "absent", ["data/raw/site/site/*.gz", "data/raw/site/feed/*.gz"]),
        ("export jsonl --all", "autre", ["data/traam.sqlite", "groups/*.toml"]),
        ("search élèves", "absent", ["data/traam.sqlite", "data/index"]),
        ("show oai:traam.example.org:doc-2324-nice-01", "absent", ["groups"]),
        ("letter propose --serie autre --discipline Mathématiques", "absent", ["groups"]),
        ("letter render 1 --out lettres-html", "vide", ["data/traam.sqlite"]),
        ("sources", "absent", ["data/traam.sqlite", "sources", "sources/entrepot.toml"]),
        ("harvest entrepot", "absent", ["data/traam.sqlite"]),
        ("publish --out flux", "absent", ["groups"]),
        ("harvest site", "absent", ["data/raw/site"]),
        ("check", "absent", ["groups", "bilans/*.csv"]),
        ("groups", "absent", ["groups"]),
        ("reindex --from raw", "absent", ["data/raw/site/site/*.gz"]),
        ("backup sorti.tar", "un bit (milieu)", ["data/raw/site/document/*.gz", "data/raw/site/page/*.gz"]),
    ],
)
def test_a_damaged_file_is_told_or_changes_nothing(base, tmp_path, command, kind, places):
    found = list(of_files(calm_of(base, tmp_path, command), [kind], places, 1))

    assert len(found) == len(places)
    assert [one for one in found if one.outcome == BROKEN] == []


def test_what_is_damaged_is_set_aside_and_what_is_whole_gives_it_back(folder):
    before = state_of(folder)
    with sqlite3.connect(folder / "data" / "traam.sqlite") as database:
        database.execute("UPDATE records SET fields = substr(fields, 1, 40) WHERE source = 'entrepot'")
    database.close()
    payload = next((folder / "data" / "raw" / "site" / "page").iterdir())
    payload.write_bytes(b"abime")

    assert "Traceback" not in (told := run(folder, "export", "csv", "--all")).err
    assert told.out == "", "not even the head of the table"
    assert "traam repair" in told.err
    assert "À VOIR base" in run(folder, "doctor", "--deep").out
    repaired = run(folder, "repair")
    assert repaired.code == 1
    assert "1 réponse(s) abîmée(s) mise(s) de côté" in repaired.err
    (aside,) = (folder / "data").glob("abime-*")
    assert (aside / "raw" / payload.relative_to(folder / "data" / "raw")).read_bytes() == b"abime"
    assert (aside / "traam.sqlite").exists()
    assert "bien  base" in run(folder, "doctor", "--deep").out
    after = state_of(folder)
    assert (after.records, after.indexed) == (before.records, before.indexed)
    assert run(folder, "repair").out == "Rien n'est abîmé.\n"


def test_a_file_that_is_no_database_is_built_again_from_the_payloads(folder):
    (folder / "data" / "traam.sqlite").write_bytes(b"un autre fichier" * 1000)
    before = state_of(folder)

    assert "refaite(s)" in run(folder, "repair").out
    assert set(state_of(folder).indexed) == set(before.indexed)


def test_a_harvest_under_a_clock_that_was_ahead_is_told_and_nothing_waits_for_it(folder):
    assert run(folder, "harvest", "entrepot", fault=Fault("", years=5)).code == 0

    doctor = run(folder, "doctor")
    assert doctor.code == 1
    assert "une moisson porte une date à venir" in doctor.out
    assert "entrepot : complète" in run(folder, "harvest", "entrepot", "--due").out


@pytest.mark.skipif(not THOROUGH, reason="slow: played by .ci/run, or with TRAAM_REAL=all")
def test_what_befalls_a_server_is_told_and_the_command_goes_on_afterwards(tmp_path):
    with new_base() as served:
        if served is None:
            pytest.skip("PostgreSQL is not installed here")
        with world(tmp_path, served.url) as base:
            served.is_model()
            command = next(one for one in COMMANDS if one.name == "harvest entrepot")
            calm = Calm(command, base, tmp_path, served.renew, served.mend)
            found = [
                *of_servers(calm, served, DEEDS, 1, at=("commit",)), *of_calls(calm, ["kill-half"], 1),
                *of_files(calm, ["coupé"], ["data/raw/entrepot/*/*/*.gz"], 1), *of_beside(calm, ["deux à la fois"]),
            ]  # fmt: skip

    assert len(found) >= len(DEEDS) - 1 + 3, "a disk to fill may lack"
    assert [one for one in found if one.outcome == BROKEN] == []

"""The doctor compares the records with the answers they were read from, and the libraries with what is declared."""

import os
import re
import sqlite3
import tomllib
from contextlib import closing
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import pytest

from index.building import build
from index.generations import read_pointer
from pipeline.ground.opening import open_database
from pipeline.ground.settings import Settings
from pipeline.publishing.publish import publish_feeds
from pipeline.reports.doctor import examine
from pipeline.rereading.reindex import rebuild_from_raw, rebuild_index
from pipeline.rereading.repair import repair
from schemas.files.source import Source
from schemas.types.errors import NothingToDoError, StoreError
from tests.oai_cases.live_repository import LiveRepository
from tests.oai_cases.server import FaultyServer
from tests.stores import Folder

REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    store = f"sqlite:///{tmp_path / 'traam.sqlite'}"
    return Settings(config=None, contact="", data=tmp_path, store_url=store, index=tmp_path / "index")


@pytest.fixture
def folder(tmp_path):
    repository = LiveRepository()
    repository.put_many(7)
    with FaultyServer({"cas": repository}) as server:
        opened = Folder(tmp_path / "data", (Source("cas", "Cas", "oai", f"{server.url}/cas/oai"),))
        opened.harvest()
        yield opened


def answers(folder):
    settings = replace(folder.settings, contact="moisson@example.org")
    return next(finding for finding in examine(settings) if finding.subject == "réponses")


def test_every_record_has_its_answer(folder):
    assert answers(folder).good


def test_records_whose_answer_is_lost_are_told_with_the_way_out(folder):
    next((folder.path / "raw" / "cas").rglob("*1.gz")).unlink()
    told = answers(folder)

    assert not told.good
    assert told.detail.startswith("3 notice(s) sans la réponse où elle a été lue (cas)")
    assert "« traam harvest --full »" in told.detail
    folder.harvest(full=True)
    assert answers(folder).good


def test_a_name_that_a_damaged_base_holds_is_told_and_the_rest_looked_at(folder):
    with closing(sqlite3.connect(folder.settings.store_url.removeprefix("sqlite:///"))) as base, base:
        base.execute("UPDATE records SET payload = 'a' || char(0) || 'b'")

    found = {finding.subject: finding for finding in examine(replace(folder.settings, contact="m@example.org"))}
    assert not found["réponses"].good
    assert "pas le nom d'un fichier" in found["réponses"].detail
    assert "index" in found


def test_damaged_answers_are_named_and_asked_for_again(folder):
    path = sorted((folder.path / "raw" / "cas").rglob("*1.gz"))[0]
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    told = answers(folder)

    assert not told.good
    assert told.detail.startswith("3 notice(s) sans la réponse où elle a été lue (cas) ; 1 réponse(s) abîmée(s)")
    assert path.name.removesuffix(".gz") in told.detail
    assert any("réponse conservée abîmée" in said for said in folder.rebuild().skipped)
    assert "1 réponse(s) conservée(s) manquaient ou étaient abîmées" in folder.harvest(full=True).message
    assert answers(folder).good
    assert folder.rebuild().skipped == ()


def of_index(folder, *, deep):
    return [one for one in examine(folder.settings, deep=deep) if "index" in one.subject]


def test_the_index_is_read_whole_and_compared_with_the_store_when_asked(folder):
    whole = of_index(folder, deep=True)
    assert [one.subject for one in whole] == ["index", "contenu de l'index"]
    assert all(one.good for one in whole)
    with open_database(folder.settings.store) as database, database.transaction() as transaction:
        version, records = transaction.version, list(transaction.records.searched())
    build(folder.settings.index, records[1:], version=version)
    assert all(one.good for one in of_index(folder, deep=False))
    differing = of_index(folder, deep=True)[-1]
    assert not differing.good
    assert differing.detail.startswith(f"1 notice(s) ne sont pas celles de la base ({records[0].identifier})")

    path = folder.settings.index / read_pointer(folder.settings.index).parts[0] / "textes.bin"
    content, written = bytearray(path.read_bytes()), path.stat().st_mtime_ns
    content[-1] ^= 1
    path.write_bytes(content)
    os.utime(path, ns=(written, written))
    assert all(one.good for one in of_index(folder, deep=False))
    (damaged,) = of_index(folder, deep=True)
    assert not damaged.good
    assert "textes.bin n'est pas le fichier qui a été écrit" in damaged.detail


def test_each_dependency_declared_is_looked_at(settings: Settings) -> None:
    """Not a list kept by hand: what pyproject.toml says, each with its version."""
    declared = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    names = [re.split(r"[<>=]", one)[0] for one in declared]
    found = {finding.subject: finding for finding in examine(settings)}

    assert len(names) > 15
    for name in names:
        assert found[name].good
        assert found[name].detail == version(name)


@pytest.mark.parametrize(
    ("needed", "said"),
    [
        ("click>=999", ", mais il faut >=999 ; réinstaller traam"),
        ("no-such-library>=1", "absente ; réinstaller traam"),
        ('no-such-library>=1; python_version < "3"', None),
        ('no-such-library>=1; extra == "test"', None),
    ],
)
def test_what_is_too_old_or_missing_is_said(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, needed: str, said: str | None
) -> None:
    monkeypatch.setattr("pipeline.reports.doctor.requires", lambda _name: [needed])
    found = {finding.subject: finding for finding in examine(settings)}
    name = re.split(r"[<>=]", needed)[0]

    if said is None:
        assert name not in found
    else:
        assert not found[name].good
        assert found[name].detail.endswith(said)


@pytest.mark.parametrize("loss", ["removed", "emptied"])
def test_a_lost_base_is_told_begun_anew_by_nothing_and_built_again_as_it_was(folder, loss):
    before = folder.content()
    for path in folder.path.glob("traam.sqlite*"):
        path.unlink()
    if loss == "emptied":
        (folder.path / "traam.sqlite").touch()

    told = next(finding for finding in examine(folder.settings) if finding.subject == "base")
    assert not told.good
    assert "« traam reindex --from raw »" in told.detail
    for act in (folder.harvest, lambda: rebuild_index(folder.settings)):
        with pytest.raises(NothingToDoError, match=r"reindex --from raw|harvest"):
            act()
    if loss == "emptied":
        assert repair(folder.settings).lost == ()
    else:
        rebuild_from_raw(folder.settings)
    assert folder.content() == before


def test_a_base_with_a_damaged_index_is_neither_harvested_into_nor_published_nor_read_again(folder, tmp_path):
    """Records that an index no longer names would be missed in silence; tables alone are what a quick look reads."""
    path, page, index_leaf = folder.path / "traam.sqlite", 4096, 0x0A
    whole = path.read_bytes()
    damaged = (place for place in range(len(whole) - page, 0, -page) if whole[place] == index_leaf)
    for place in (start + page - 9 for start in damaged):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with closing(sqlite3.connect(path)) as database:
            said = [database.execute(f"PRAGMA {how}_check").fetchone()[0] for how in ("quick", "integrity")]
        if said[0] == "ok" != said[1]:
            break
    else:
        pytest.fail("no bit damages an index alone")
    for act in (
        folder.harvest,
        lambda: rebuild_from_raw(folder.settings),
        lambda: publish_feeds(folder.settings, tmp_path / "flux", None),
    ):
        with pytest.raises(StoreError, match=r"base abîmée, rien n'est .* « traam repair » d'abord"):
            act()
    assert not (tmp_path / "flux").exists()
    repair(folder.settings)
    folder.harvest()

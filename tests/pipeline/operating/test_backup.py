"""A backup gives everything back, whoever was writing while it was made, and wherever a kill comes."""

import hashlib
import json
import shutil
import sqlite3
import tarfile
import time
from contextlib import closing
from itertools import chain
from pathlib import Path

import pytest
from filelock import FileLock

from pipeline.ground.clock import utc_now
from pipeline.ground.configuration import load_configuration
from pipeline.ground.opening import open_database
from pipeline.ground.settings import load_settings
from pipeline.operating.backup import back_up
from pipeline.operating.restoring import restore
from tests import warm
from tests.conftest import cases
from tests.databases import new_postgresql_url
from tests.small_site import SmallSite, article, listing
from tests.test_site_harvest import configure


def everything(traam, folder: Path) -> list:
    """What the commands say of a folder, and the digests of its answers."""
    config = folder / "traam.toml"
    raw = folder / "data" / "raw"
    answers = {path.relative_to(raw): hashlib.sha256(path.read_bytes()).digest() for path in raw.rglob("*.gz")}
    said = [traam("--config", config, *words).expect(0).out for words in (["export", "jsonl", "--all"], ["groups"])]
    sources = traam("--config", config, "sources", "--json").expect(0).json()
    return [said, answers, [(one["id"], one["last_run"], one["status"]) for one in sources]]


def sound(traam, folder: Path) -> dict[str, bool]:
    found = traam("--config", folder / "traam.toml", "doctor", "--deep", "--json").json()
    return {one["subject"]: one["good"] for one in found}


def test_all_comes_back_elsewhere_as_it_was(traam, examples_here, tmp_path):
    (tmp_path / "lettres").mkdir()
    (tmp_path / "lettres" / "notes.toml").write_text("a = 1\n", encoding="utf-8")
    done = traam("backup", "s.tar", "--json").expect(0).json()
    told = traam("restore", "s.tar", "ailleurs", "--json", cwd=tmp_path).expect(0).json()
    there = tmp_path / "ailleurs"

    assert done["records"] == told["records"] > 30
    assert done["without"] == 0
    assert everything(traam, there) == everything(traam, tmp_path)
    assert (there / "lettres" / "notes.toml").read_text(encoding="utf-8") == "a = 1\n"
    for name in ("base", "réponses", "journal"):
        assert sound(traam, there)[name], name
    assert "traam.lock" not in {path.name for path in there.rglob("*")}
    with closing(sqlite3.connect(there / "data" / "traam.sqlite")) as base:
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_folder_that_is_not_there_yet_is_made_and_takes_one_backup_after_another(traam, examples_here, tmp_path):
    first = Path(traam("backup", "sauvegardes/ici/", "--json").expect(0).json()["path"])
    assert first.parent == Path("sauvegardes/ici")
    (tmp_path / first).rename(tmp_path / first.with_name("traam-hier.tar"))
    traam("backup", "sauvegardes/ici/").expect(0)
    assert len(list((tmp_path / "sauvegardes" / "ici").glob("traam-*.tar"))) == 2


def test_the_configuration_leads_to_the_data_beside_it(traam, examples_here, tmp_path):
    config = tmp_path / "traam.toml"
    (tmp_path / "data").rename(tmp_path / "loin")
    store = f'\n[store]\nurl = "sqlite:///{tmp_path}/loin/traam.sqlite" # ici\njournal = "loin/journal"\n'
    config.write_text('[traam]\ncontact = "a@example.org"\ndata = "loin"\n' + store, encoding="utf-8")
    before = traam("export", "jsonl", "--all").expect(0).out
    traam("backup", "s.tar").expect(0)
    shutil.rmtree(tmp_path / "loin")
    traam("restore", "s.tar", "ailleurs").expect(0)

    assert traam("--config", "ailleurs/traam.toml", "export", "jsonl", "--all").expect(0).out == before
    assert 'contact = "a@example.org"' in (tmp_path / "ailleurs" / "traam.toml").read_text(encoding="utf-8")


def test_a_backup_made_during_a_harvest_is_gone_on_from(traam, traam_environment, tmp_path):
    """Harvested on from where the backup saw it, the folder ends as one that nothing disturbed."""
    calm, busy, there = (tmp_path / name for name in ("calme", "occupe", "la"))
    names = [f"/a{number}/" for number in range(30)]
    with SmallSite() as site:
        site.pages |= {"/": listing(*names)} | {one: article(f"TraAM 2024-2025 : essai {one}") for one in names}
        for folder in (calm, busy):
            folder.mkdir()
            configure(folder, essai=f'url = "{site.url}"\n')
        site.on_request = lambda _: time.sleep(0.05)
        with (tmp_path / "dit").open("wb") as log:
            harvest = warm.start(["harvest"], cwd=busy, env=traam_environment, stdout=log, stderr=log)
        while len(site.asked) < 15 and harvest.poll() is None:
            time.sleep(0.002)
        traam("backup", tmp_path / "s.tar", cwd=busy).expect(0)
        was_running = harvest.poll() is None
        harvest.kill()
        harvest.wait()
        assert was_running
        site.on_request = lambda _: None
        traam("restore", "s.tar", there).expect(0)
        assert sound(traam, there)["réponses"]
        for folder in (calm, there):
            traam("harvest", cwd=folder).expect(0)

    exported = [traam("export", "jsonl", "--all", cwd=folder).expect(0).json_lines() for folder in (calm, there)]
    for record in chain(*exported):
        del record["updated"]  # the pages say no date: ours is the day each folder saw them
    assert exported[0] == exported[1]
    assert len(exported[0]) == 30
    assert all(sound(traam, there)[name] for name in ("base", "réponses", "journal"))


@pytest.mark.parametrize("place", [0.1, 1])
def test_an_altered_or_cut_backup_changes_nothing(traam, examples_here, tmp_path, place):
    traam("backup", "s.tar").expect(0)
    traam("restore", "s.tar", "ailleurs").expect(0)
    before = everything(traam, tmp_path / "ailleurs")
    content = (tmp_path / "s.tar").read_bytes()
    with tarfile.open(tmp_path / "s.tar") as tar:
        files = [one for one in tar.getmembers() if one.size]
        member = files[min(int(len(files) * place), len(files) - 2)]
        assert member.name != "sauvegarde.json"
    cut = content[: member.offset_data + member.size // 2]
    altered = bytearray(content)
    altered[member.offset_data + member.size // 2] ^= 1

    for name, wrong in (("coupe.tar", cut), ("change.tar", bytes(altered)), ("rien.tar", b"")):
        (tmp_path / name).write_bytes(wrong)
        for more in (["--dry-run"], ["ailleurs", "--force"], ["neuf"]):
            assert "prendre une autre" in traam("restore", name, *more).expect(3).err
    assert everything(traam, tmp_path / "ailleurs") == before
    assert not (tmp_path / "neuf").exists()
    assert not list(tmp_path.glob(".*traam-*"))


@pytest.mark.parametrize("name", ["../dehors", "/dehors", "data/../../dehors"])
def test_a_name_that_leads_out_is_refused(traam, tmp_path, name):
    with tarfile.open(tmp_path / "s.tar", "w") as tar:
        tar.addfile(tarfile.TarInfo(name))

    traam("restore", "s.tar", "ici").expect(3)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["s.tar"]


def test_nothing_is_overwritten_unless_asked_and_then_kept_beside(traam, examples_here, tmp_path):
    traam("backup", "s.tar").expect(0)
    assert "existe déjà" in traam("backup", "s.tar").expect(3).err
    kept = tmp_path / "plein"
    kept.mkdir()
    (kept / "a").write_text("à moi", encoding="utf-8")
    assert "--force" in traam("restore", "s.tar", "plein").expect(3).err
    told = traam("restore", "s.tar", "plein", "--force", "--json").expect(0).json()

    assert (Path(told["former"]) / "a").read_text(encoding="utf-8") == "à moi"
    assert everything(traam, kept) == everything(traam, tmp_path)


def test_what_was_there_is_kept_each_time_even_within_one_second(examples_here, tmp_path):
    settings = load_configuration(tmp_path / "traam.toml", None, {}, folder=tmp_path)
    archive = back_up(settings, tmp_path / "s.tar").path
    restore(archive, tmp_path / "la")
    instant = utc_now()
    kept = [restore(archive, tmp_path / "la", force=True, clock=lambda: instant).former for _ in range(3)]
    assert len({path for path in kept if path and (path / "data" / "traam.sqlite").exists()}) == 3


def test_a_folder_in_use_is_not_replaced(traam, examples_here, tmp_path):
    next((tmp_path / "data" / "raw").rglob("*.gz")).write_bytes(b"")
    assert "sans sa réponse (data/raw/" in traam("backup", "s.tar").expect(0).err
    traam("restore", "s.tar", "la").expect(0)
    with FileLock(tmp_path / "la" / "data" / "traam.lock"):
        assert "tient déjà" in traam("restore", "s.tar", "la", "--force").expect(3).err


@pytest.mark.parametrize("words", [["harvest"], ["reindex"], ["backup", "t.tar"]])
def test_who_is_still_in_a_folder_that_was_replaced_is_told(traam, traam_environment, examples_here, tmp_path, words):
    traam("backup", "s.tar").expect(0)
    there = Path(traam("restore", "s.tar", "la", "--json").expect(0).json()["folder"])
    former = traam("restore", "s.tar", "la", "--force", "--json").expect(0).json()["former"]
    told = warm.run(words, cwd=former, env=traam_environment, timeout=60)

    assert told.returncode == 3
    assert f"remplacé par {there}" in told.stderr
    shutil.rmtree(there)
    Path(former).rename(there)
    assert "mis de côté" not in warm.run(words, cwd=there, env=traam_environment, timeout=60).stderr


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_a_kill_at_any_moment_leaves_the_old_or_the_new(traam, traam_environment, examples_here, tmp_path, command):
    traam("backup", "s.tar").expect(0)
    there = tmp_path / "la"
    traam("restore", "s.tar", "la").expect(0)
    (there / "data" / "ancien").write_text("ancien", encoding="utf-8")
    before, new = everything(traam, there), tmp_path / "n.tar"
    words = ["backup", str(new)] if command == "backup" else ["restore", "s.tar", str(there), "--force"]
    started = time.monotonic()
    traam(*words).expect(0)
    whole = time.monotonic() - started
    ends = set()
    for step in range(cases(6, 30)):
        new.unlink(missing_ok=True)
        (there / "data" / "ancien").touch()
        with (tmp_path / "dit").open("wb") as log:
            process = warm.start(words, cwd=tmp_path, env=traam_environment, stdout=log, stderr=log)
        time.sleep(whole * 1.2 * step / cases(5, 29))
        process.kill()
        process.wait()
        if command == "backup":
            ends.add(new.exists())
            if new.exists():
                traam("restore", new, "--dry-run").expect(0)
        else:
            ends.add((there / "data" / "ancien").exists())
            assert (there / "data" / "traam.sqlite").exists()
    assert ends == {True, False}
    assert everything(traam, there) == before
    traam("backup", tmp_path / "encore.tar").expect(0)
    traam("restore", "encore.tar", "la", "--force").expect(0)
    assert not [path.name for path in tmp_path.glob(".*") if "traam-" in path.name]


def test_a_server_s_base_is_backed_up_and_restored_to_either(traam, examples_here, tmp_path):
    """Rows are copied, not the server's files: the backup of one kind of base fills the other."""
    there, url, other = tmp_path / "pg", new_postgresql_url(), new_postgresql_url()
    traam("backup", "s.tar").expect(0)
    traam("restore", "s.tar", "pg", "--store", url).expect(0)
    assert not (there / "data" / "traam.sqlite").exists()
    assert "n'est pas vide" in traam("restore", "s.tar", "autre", "--store", url).expect(3).err
    traam("--config", "pg/traam.toml", "backup", "p.tar").expect(0)
    traam("restore", "p.tar", "retour").expect(0)
    traam("restore", "p.tar", "encore", "--store", other).expect(0)

    wanted = everything(traam, tmp_path)
    assert [everything(traam, tmp_path / name) for name in ("pg", "retour", "encore")] == [wanted] * 3
    settings = load_settings(tmp_path / "encore" / "traam.toml", None, {}, folder=tmp_path)
    with open_database(settings.store) as database, database.transaction() as transaction:
        (last,) = transaction.runs.last(1)
        assert transaction.runs.start(last.started_at) == last.number + 1
    assert json.loads(traam("restore", "p.tar", "--dry-run", "--json").expect(0).out)["records"] > 30

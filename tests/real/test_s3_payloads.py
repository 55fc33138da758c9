"""Raw payloads in a real S3 store: the same as in a folder, and nothing lost when the store goes away."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from examples.configuration import write_configuration
from examples.servers import ExampleServers
from tests.conftest import Run
from tests.real.s3_store import Gateway, s3_gateway

pytestmark = pytest.mark.engine


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with s3_gateway() as one:
        yield one


@pytest.fixture
def servers() -> Iterator[ExampleServers]:
    with ExampleServers() as running:
        yield running


def configured(folder: Path, servers: ExampleServers, place: str = "") -> Path:
    folder.mkdir()
    write_configuration(folder, servers.oai_url, servers.site_url)
    if place:
        with (folder / "traam.toml").open("a", encoding="utf-8") as file:
            file.write(f'\n[store]\npayloads = "{place}"\n')
    return folder


def bodies(folder: Path) -> list[bytes]:
    """What was answered, whenever and however often it was asked."""
    kept = (gzip.decompress(path.read_bytes()).partition(b"\n")[2] for path in folder.rglob("*.gz"))
    return sorted(body for body in kept if b"responseDate" not in body)


def test_a_harvest_into_a_bucket_is_the_one_into_a_folder_and_is_built_again_from_it(
    traam: Run, tmp_path, gateway, servers
):
    env = gateway.environment
    here = configured(tmp_path / "dossier", servers)
    there = configured(tmp_path / "magasin", servers, "s3://moisson/2026")
    traam("harvest", cwd=here).expect(0)
    traam("harvest", cwd=there, env=env).expect(0)

    held = traam("export", "jsonl", "--all", cwd=here).expect(0).json_lines()
    assert traam("export", "jsonl", "--all", cwd=there).expect(0).json_lines() == held
    assert not (there / "data" / "raw").exists()
    assert bodies(gateway.kept / "2026") == bodies(here / "data" / "raw")
    again = traam("harvest", "--json", cwd=there, env=env).expect(0).json()["sources"]
    assert [one["new"] + one["modified"] + one["deleted"] for one in again] == [0] * len(again)

    for path in (there / "data").glob("traam.sqlite*"):
        path.unlink()
    traam("reindex", "--from", "raw", cwd=there, env=env).expect(0)
    assert traam("export", "jsonl", "--all", cwd=there).expect(0).json_lines() == held
    said = {one["subject"]: one for one in traam("doctor", "--json", cwd=there, env=env).json()}
    assert "s3://moisson/2026" in said["réponses"]["detail"]


def test_a_backup_holds_the_answers_of_a_bucket_and_gives_them_to_another(traam: Run, tmp_path, gateway, servers):
    env = gateway.environment
    folder = configured(tmp_path / "magasin", servers, "s3://moisson/2026")
    traam("harvest", cwd=folder, env=env).expect(0)
    held = traam("export", "jsonl", "--all", cwd=folder).expect(0).json_lines()
    saved = traam("backup", "sauvegarde.tar", "--json", cwd=folder, env=env).expect(0).json()
    assert saved["without"] == 0
    archive = str(folder / "sauvegarde.tar")

    refused = traam("restore", archive, "neuf", "--payloads", "s3://moisson/2026/orleans-tours", cwd=tmp_path, env=env)
    assert "il n'est pas vide" in refused.err
    assert refused.code != 0
    assert not (tmp_path / "neuf").exists()
    (gateway.kept / "2027" / "orleans-tours").mkdir(parents=True)  # what an attempt cut short had put there
    one = next((gateway.kept / "2026").rglob("*.gz"))
    there = gateway.kept / "2027" / one.relative_to(gateway.kept / "2026")
    there.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(one, there)

    traam("restore", archive, "neuf", "--payloads", "s3://moisson/2027", cwd=tmp_path, env=env).expect(0)
    new = tmp_path / "neuf"
    assert not (new / "data" / "raw").exists()
    assert bodies(gateway.kept / "2027") == bodies(gateway.kept / "2026")
    shutil.rmtree(gateway.kept / "2026")
    (new / "data" / "traam.sqlite").unlink()
    traam("reindex", "--from", "raw", cwd=new, env=env).expect(0)
    assert traam("export", "jsonl", "--all", cwd=new).expect(0).json_lines() == held


def test_a_store_that_goes_away_or_refuses_is_told_and_the_next_harvest_goes_on(traam: Run, tmp_path, gateway, servers):
    env = gateway.environment
    folder = configured(tmp_path / "magasin", servers, "s3://moisson/2026")
    refused = traam("harvest", cwd=folder, env=env | {"AWS_SECRET_ACCESS_KEY": "autre"})
    assert refused.code != 0
    assert "accès refusé : vérifier AWS_ACCESS_KEY_ID" in refused.err
    assert "Traceback" not in refused.err

    gateway.kill()
    silent = traam("harvest", cwd=folder, env=env)
    assert silent.code != 0
    assert "ne répond pas, ou mal : vérifier AWS_ENDPOINT_URL" in silent.err

    gateway.start()
    traam("harvest", cwd=folder, env=env).expect(0)
    alone = configured(tmp_path / "dossier", servers)
    traam("harvest", cwd=alone).expect(0)
    held = traam("export", "jsonl", "--all", cwd=folder).expect(0).json_lines()
    assert held == traam("export", "jsonl", "--all", cwd=alone).expect(0).json_lines()
    shutil.rmtree(gateway.kept)
    gateway.kept.mkdir()
    lost = traam("reindex", "--from", "raw", cwd=folder, env=env)
    assert lost.code != 0
    assert "s3://moisson/2026" in lost.err

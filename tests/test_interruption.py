"""A harvest killed in its middle and run again ends as one that was never disturbed."""

import hashlib
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from examples.configuration import write_configuration
from examples.servers import ExampleServers


def export(traam, folder: Path) -> str:
    return traam("--config", folder / "traam.toml", "export", "jsonl", "--all").expect(0).out


def feeds(traam, folder: Path) -> dict[str, str]:
    traam("--config", folder / "traam.toml", "publish", "--out", folder / "flux").expect(0)
    # What is new follows our own clock (docs/decisions/0019): two harvests do not see it at the same instant.
    files = [path for path in (folder / "flux").iterdir() if not path.name.startswith("nouveautes")]
    kept = [path for path in files if path.suffix in {".atom", ".csv"}]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in kept}


def searched(traam, folder: Path) -> list:
    found = traam("--config", folder / "traam.toml", "search", "--all", "--limit", "100", "--json").expect(0).json()
    return [found["total"], found["facets"], [hit["identifier"] for hit in found["hits"]]]


@pytest.mark.parametrize("seconds", [0.9, 1.6, 2.4])
def test_killed_then_run_again_equals_undisturbed(traam, traam_environment, tmp_path, seconds):
    with ExampleServers(delay=0.04) as servers:
        for name in ("tuee", "calme"):
            write_configuration(tmp_path / name, servers.oai_url, servers.site_url)
        command = [sys.executable, "-m", "cli", "--config", str(tmp_path / "tuee" / "traam.toml"), "harvest"]
        process = subprocess.Popen(
            command, cwd=tmp_path, env=traam_environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(seconds)
        was_running = process.poll() is None
        process.kill()
        process.wait()
        traam("--config", tmp_path / "tuee" / "traam.toml", "harvest").expect(0)
        traam("--config", tmp_path / "calme" / "traam.toml", "harvest").expect(0)

    assert was_running
    assert export(traam, tmp_path / "tuee") == export(traam, tmp_path / "calme")
    assert searched(traam, tmp_path / "tuee") == searched(traam, tmp_path / "calme")
    assert feeds(traam, tmp_path / "tuee") == feeds(traam, tmp_path / "calme")


def test_a_list_cut_by_a_kill_goes_on_from_the_page_held(traam, traam_environment, tmp_path):
    """The repository is not asked again for the pages that were kept."""
    with ExampleServers(delay=0.3) as servers:
        write_configuration(tmp_path, servers.oai_url, servers.site_url)
        card = next(path for path in (tmp_path / "sources").iterdir() if 'kind = "oai"' in path.read_text())
        source = re.search(r'^id = "(.*)"$', card.read_text(), re.MULTILINE)[1]
        process = subprocess.Popen(
            [sys.executable, "-m", "cli", "harvest", source],
            cwd=tmp_path,
            env=traam_environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while servers.requests["oai"] < 3 and process.poll() is None:
            time.sleep(0.02)
        process.kill()
        process.wait()
        held = len(list((tmp_path / "data" / "raw").rglob("*.gz")))
        told = traam("sources").expect(0).out
        report = traam("harvest", source, "--json").expect(0).json()["sources"][0]

    assert held >= 1
    assert "moisson commencée, jamais finie" in told
    assert report["seen"] > 0
    assert len(list((tmp_path / "data" / "raw").rglob("*.gz"))) == held + report["requests"] - 1


def test_a_second_run_in_the_same_folder_waits_for_its_turn(traam, traam_environment, tmp_path):
    with ExampleServers(delay=0.2) as servers:
        write_configuration(tmp_path, servers.oai_url, servers.site_url)
        process = subprocess.Popen(
            [sys.executable, "-m", "cli", "harvest"],
            cwd=tmp_path,
            env=traam_environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while not (tmp_path / "data" / "raw").exists() and process.poll() is None:
            time.sleep(0.02)
        refused = traam("harvest")
        process.kill()
        process.wait()

    assert refused.code == 3
    assert refused.err.count("\n") == 1
    assert "une autre exécution" in refused.err

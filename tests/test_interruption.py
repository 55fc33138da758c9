"""A harvest killed in its middle and run again ends as one that was never disturbed."""

import hashlib
import re
import signal
import socket
import time
from pathlib import Path

import pytest

from examples.configuration import write_configuration
from examples.servers import ExampleServers
from tests import warm
from tests.conftest import THOROUGH, clean_environment, traam_in


def start_harvest(folder: Path, environment: dict[str, str], *names: str) -> warm.Running:
    """Start « traam harvest », to be killed."""
    with (folder / "said.log").open("wb") as log:
        return warm.start(["harvest", *names], cwd=folder, env=environment, stdout=log, stderr=log)


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


EARLY, AMONG_PAGES = ((1, 4), (20, 40, 60)) if THOROUGH else ((4,), (40,))
"""Requests answered, of some sixty, when the process is killed: as the lists begin, or once pages are kept."""


@pytest.fixture(scope="module")
def calm(tmp_path_factory):
    """The example sources, which nothing changes, and what a harvest that was never disturbed makes of them."""
    folder = tmp_path_factory.mktemp("calme")
    traam = traam_in(folder, clean_environment(folder))
    with ExampleServers(delay=0.01) as servers:
        write_configuration(folder, servers.oai_url, servers.site_url)
        traam("harvest").expect(0)
        yield servers, (export(traam, folder), searched(traam, folder), feeds(traam, folder))


@pytest.mark.parametrize("requests", [*EARLY, *AMONG_PAGES])
def test_killed_then_run_again_equals_undisturbed(traam, traam_environment, tmp_path, calm, requests):
    servers, expected = calm
    write_configuration(tmp_path, servers.oai_url, servers.site_url)
    already = sum(servers.requests.values())
    process = start_harvest(tmp_path, traam_environment)
    while sum(servers.requests.values()) - already < requests and process.poll() is None:
        time.sleep(0.002)
    was_running = process.poll() is None
    process.kill()
    process.wait()
    assert was_running
    traam("harvest").expect(0)

    assert (export(traam, tmp_path), searched(traam, tmp_path), feeds(traam, tmp_path)) == expected


def test_a_list_cut_by_a_kill_goes_on_from_the_page_held(traam, traam_environment, tmp_path):
    """The repository is not asked again for the pages that were kept."""
    with ExampleServers(delay=0.3) as servers:
        write_configuration(tmp_path, servers.oai_url, servers.site_url)
        card = next(path for path in (tmp_path / "sources").iterdir() if 'kind = "oai"' in path.read_text())
        source = re.search(r'^id = "(.*)"$', card.read_text(), re.MULTILINE)[1]
        process = start_harvest(tmp_path, traam_environment, source)
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


def test_a_signal_ends_a_harvest_that_waits_for_an_answer(traam_environment, tmp_path):
    """It asks for a minute at most (docs/securite.md), of a repository that takes ten to answer."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        (tmp_path / "sources").mkdir()
        (tmp_path / "traam.toml").write_text("", encoding="utf-8")
        card = f'id = "muet"\ntitre = "Muet"\nkind = "oai"\nurl = "{url}"\ntimeout = "10min"\n'
        (tmp_path / "sources" / "muet.toml").write_text(card, encoding="utf-8")
        process = start_harvest(tmp_path, traam_environment)
        connection, _ = silent.accept()
        with connection:
            process.send_signal(signal.SIGTERM)
            began = time.monotonic()
            code = process.wait(90)
    assert time.monotonic() - began < 60
    assert code == 1
    assert "interrompue" in (tmp_path / "said.log").read_text(encoding="utf-8")


def test_a_second_run_in_the_same_folder_waits_for_its_turn(traam, traam_environment, tmp_path):
    with ExampleServers(delay=0.2) as servers:
        write_configuration(tmp_path, servers.oai_url, servers.site_url)
        process = start_harvest(tmp_path, traam_environment)
        while not (tmp_path / "data" / "raw").exists() and process.poll() is None:
            time.sleep(0.02)
        refused = traam("harvest")
        process.kill()
        process.wait()

    assert refused.code == 3
    assert refused.err.count("\n") == 1
    assert "une autre exécution" in refused.err

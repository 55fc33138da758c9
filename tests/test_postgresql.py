"""The same work on PostgreSQL as on SQLite, and by several processes at once."""

import json
import threading

import pytest

from examples.configuration import write_configuration
from tests.databases import new_postgresql_url


@pytest.fixture
def on_postgresql(tmp_path, example_servers):
    """The data folders of two processes, on one base and with one folder of raw payloads, as machines mount it."""
    url = new_postgresql_url()
    shared_raw = tmp_path / "raw"
    shared_raw.mkdir()
    folders = []
    for name in ("un", "deux"):
        folder = tmp_path / name
        folder.mkdir()
        write_configuration(folder, example_servers.oai_url, example_servers.site_url)
        with (folder / "traam.toml").open("a", encoding="utf-8") as file:
            file.write(f'\n[store]\nurl = "{url}"\n')
        (folder / "data").mkdir()
        (folder / "data" / "raw").symlink_to(shared_raw)
        folders.append(folder)
    return folders


def without_hosts(lines: str) -> list[str]:
    """What is exported, whatever the ports of the example servers were."""
    return sorted(json.loads(line)["titre"] or "" for line in lines.splitlines())


def test_what_is_harvested_by_two_processes_is_what_one_holds_on_sqlite(traam, on_postgresql, harvested_examples):
    one, other = on_postgresql
    outcomes = []

    def harvest(folder):
        outcomes.append(traam("harvest", "--json", cwd=folder))

    threads = [threading.Thread(target=harvest, args=(folder,)) for folder in (one, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    said = [report for outcome in outcomes for report in outcome.json()["sources"]]
    left = [report for report in said if "qui la moissonne en ce moment" in report["message"]]
    assert all(report["status"] == "complete" and not report["deleted"] for report in said if report not in left)
    assert all(report["status"] == "failed" for report in left)
    alone = traam("export", "jsonl", "--all", cwd=harvested_examples).expect(0).out
    for folder in (one, other):
        assert without_hosts(traam("export", "jsonl", "--all", cwd=folder).expect(0).out) == without_hosts(alone)
    assert any((one / "data" / "raw").iterdir())
    for folder in (one, other):
        again = traam("harvest", "--json", cwd=folder).expect(0).json()["sources"]
        assert [report["new"] + report["modified"] + report["deleted"] for report in again] == [0] * len(again)

"""The same work on PostgreSQL as on SQLite, and by several processes at once."""

import contextlib
import json
import threading
import time
import tomllib

import pytest

from examples.configuration import write_configuration
from pipeline.ground.settings import load_settings
from pipeline.keeping.giving import SecondClock
from pipeline.server.freshness import Freshness
from store.database import Database
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
    left = [report for report in said if report["message"].startswith("laissée")]
    assert all(report["status"] == "complete" and not report["deleted"] for report in said if report not in left)
    assert all(report["status"] == "left" for report in left)
    alone = traam("export", "jsonl", "--all", cwd=harvested_examples).expect(0).out
    for folder in (one, other):
        assert without_hosts(traam("export", "jsonl", "--all", cwd=folder).expect(0).out) == without_hosts(alone)
    assert any((one / "data" / "raw").iterdir())
    for folder in (one, other):
        again = traam("harvest", "--json", cwd=folder).expect(0).json()["sources"]
        assert [report["new"] + report["modified"] + report["deleted"] for report in again] == [0] * len(again)


def test_a_search_and_a_server_are_not_blind_to_what_another_machine_stored(traam, on_postgresql):
    one, other = on_postgresql
    traam("harvest", cwd=one).expect(0)
    traam("reindex", cwd=other).expect(0)
    url = tomllib.loads((one / "traam.toml").read_text(encoding="utf-8"))["store"]["url"]
    with contextlib.closing(Database(url)) as database, database.transaction() as transaction:
        transaction.count_change()

    assert "traam reindex" in traam("search", "évolution", cwd=other).expect(0).err
    settings = load_settings(other / "traam.toml", None, {}, folder=other)
    with contextlib.closing(Database(url)) as database:
        freshness = Freshness(settings, database, database, SecondClock(), lambda _: None)
        freshness.start()
        deadline = time.monotonic() + 60
        while "traam reindex" in traam("search", "évolution", cwd=other).err and time.monotonic() < deadline:
            time.sleep(0.2)
        freshness.stop()
    assert freshness.is_ready
    assert "traam reindex" not in traam("search", "évolution", cwd=other).err

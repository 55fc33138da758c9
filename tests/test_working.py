"""« traam work »: several machines, one queue in their PostgreSQL; the end is that of one machine alone."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from benchmarks import scale
from tests.conftest import Run, clean_environment
from tests.databases import new_postgresql_url
from tests.real.s3_store import Gateway, s3_gateway
from tests.serving import ServedByTraam
from tests.small_site import SmallSite, article, listing

pytest.importorskip("procrastinate", reason="procrastinate (traam[work]) is not installed")
A_MINUTE = pytest.mark.skipif(
    os.environ.get("TRAAM_REAL") != "all", reason="a minute: played by .ci/run, or with TRAAM_REAL=all"
)
HOSTS = ("127.0.0.2", "127.0.0.3")
SHORTEST = 0.5
"""Seconds between the arrivals of two requests of a host: a second, less what a busy machine delays the first."""


class WatchedSite(SmallSite):
    """A site that takes its time, and knows when it was asked, and how many asked at once."""

    def __init__(self, host: str) -> None:
        super().__init__(host)
        self.begun_at: list[float] = []
        self.most_at_once = 0
        self._now, self._guard = 0, threading.Lock()
        self.on_request = self._watch
        for part in ("svt", "eps"):
            names = [f"/{part}/{number}/" for number in range(1, 4)]
            self.pages[f"/{part}/"] = listing(*names)
            self.pages |= {name: article(f"TraAM {part} {host}, production {name[-2]}") for name in names}

    def _watch(self, _path: str) -> None:
        with self._guard:
            self.begun_at.append(time.monotonic())
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        time.sleep(0.1)
        with self._guard:
            self._now -= 1


@pytest.fixture
def site() -> Iterator[WatchedSite]:
    """A site of this very machine, which is asked without a pause."""
    with ExitStack() as stack:
        stack.enter_context(one := WatchedSite("127.0.0.1"))
        yield one


@pytest.fixture
def sites() -> Iterator[list[WatchedSite]]:
    with ExitStack() as stack:
        sites = [WatchedSite(host) for host in HOSTS]
        for site in sites:
            stack.enter_context(site)
        yield sites


def machine(folder: Path, sites: Sequence[SmallSite], store: str = "", raw: Path | None = None) -> Path:
    """The folder of one machine: a card for each part of each site, and the store they share."""
    (folder / "sources").mkdir(parents=True)
    (folder / "traam.toml").write_text(
        f'[traam]\ncontact = "traam@exemple.fr"\n[serve]\nout = "flux"\n{store}', encoding="utf-8"
    )
    for number, site in enumerate(sites):
        for part in ("svt", "eps"):
            card = f'id = "{part}-{number}"\ntitre = "{part}"\nkind = "site"\nacademie = "Créteil"\nintranet = true\n'
            card += f'url = "{site.url}{part}/"\n'
            (folder / "sources" / f"{part}-{number}.toml").write_text(card, encoding="utf-8")
    if raw:
        (folder / "data").mkdir()
        (folder / "data" / "raw").symlink_to(raw)
    return folder


def machines(folder: Path, sites: Sequence[SmallSite], count: int, payloads: str = "") -> list[Path]:
    """Machines on one base, which have the folder of payloads mounted, or share an S3 store."""
    store = f'[store]\nurl = "{new_postgresql_url()}"\n'
    if payloads:
        store += f'payloads = "{payloads}"\n'
        return [machine(folder / f"machine-{number}", sites, store) for number in range(count)]
    (raw := folder / "raw").mkdir()
    return [machine(folder / f"machine-{number}", sites, store, raw) for number in range(count)]


def started(folder: Path, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    """A machine that begins to work."""
    return subprocess.Popen(
        [sys.executable, "-m", "cli", "work", *arguments], cwd=folder, env=clean_environment(folder) | environment,
        text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip


def exported(traam: Run, folder: Path) -> list[Any]:
    """All that is held, but when each machine saw it."""
    lines = traam("export", "jsonl", "--all", cwd=folder).expect(0).json_lines()
    return sorted(({**one, "updated": None} for one in lines), key=lambda one: str(one["url"]))


def test_all_that_is_lacking_to_work_is_said_at_once(traam: Run, tmp_path: Path) -> None:
    (tmp_path / "traam.toml").write_text('[traam]\ncontact = "traam@exemple.fr"\n', encoding="utf-8")
    refused = traam("work", "--publish").expect(2)
    assert "[store] url" in refused.err
    assert "[serve] out" in refused.err


def test_one_machine_does_all_that_is_due_then_nothing(traam: Run, tmp_path: Path, site: WatchedSite) -> None:
    (one,) = machines(tmp_path, [site], 1)
    assert traam("work", "--state", cwd=one).expect(0).out == "La file est vide.\n"
    done = traam("work", "--until-done", "--publish", "--json", cwd=one).expect(0)
    assert [(source["id"], source["status"], source["new"]) for source in done.json()["sources"]] == [
        ("eps-0", "complete", 3), ("svt-0", "complete", 3),
    ]  # fmt: skip
    assert (one / "flux" / "index.html").exists()
    assert traam("work", "--until-done", "--json", cwd=one).expect(0).json()["sources"] == []
    assert traam("work", "--state", "--json", cwd=one).expect(0).json() == []


@A_MINUTE
@pytest.mark.parametrize("place", ["folder", "s3"])
def test_three_machines_of_which_one_is_killed_end_as_one_alone(
    traam: Run, tmp_path: Path, sites: list[WatchedSite], place: str
) -> None:
    with ExitStack() as stack:
        store = stack.enter_context(s3_gateway()) if place == "s3" else None
        play_the_killed_machine(traam, tmp_path, sites, store)


def play_the_killed_machine(traam: Run, tmp_path: Path, sites: list[WatchedSite], store: Gateway | None) -> None:
    env = store.environment if store else {}
    alone = machine(tmp_path / "seule", sites)
    traam("harvest", cwd=alone).expect(0)
    for site in sites:
        site.begun_at.clear()

    folders = machines(tmp_path, sites, 3, "s3://moisson/2026" if store else "")
    working = [started(folder, "--until-done", **env) for folder in folders]
    deadline = time.monotonic() + 120
    while min(len(site.begun_at) for site in sites) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    busy = [job["source"] for job in traam("work", "--state", "--json", cwd=folders[0]).json() if job["is_at_work"]]
    assert busy
    os.killpg(working[0].pid, signal.SIGKILL)
    outcomes = [process.communicate(timeout=240) for process in working]

    assert [process.returncode for process in working[1:]] == [0, 0], outcomes
    held = exported(traam, alone)
    assert exported(traam, folders[1]) == held
    traam("reindex", "--from", "raw", cwd=folders[1], env=env).expect(0)  # of the payloads, whoever wrote them
    assert exported(traam, folders[1]) == held
    assert [json.loads(line)["deleted"] for line in traam("export", "jsonl", "--all", cwd=alone).out.splitlines()] == (
        [False] * 12
    )
    for site in sites:
        gaps = [after - before for before, after in zip(site.begun_at, site.begun_at[1:], strict=False)]
        assert site.most_at_once == 1
        assert min(gaps) > SHORTEST, gaps


@A_MINUTE
def test_a_machine_killed_while_it_publishes_publishes_again(traam: Run, tmp_path: Path, site: WatchedSite) -> None:
    one, other = machines(tmp_path, [site], 2)
    publishing = started(one, "--until-done", "--publish")
    deadline = time.monotonic() + 120
    while not list(one.glob(".flux.traam-*.aside")) and publishing.poll() is None and time.monotonic() < deadline:
        time.sleep(0.002)
    os.killpg(publishing.pid, signal.SIGKILL)
    publishing.communicate()
    assert not (one / "flux").exists()

    traam("work", "--until-done", cwd=other).expect(0)
    traam("work", "--until-done", "--publish", cwd=one).expect(0)
    lines = (one / "flux" / "productions.jsonl").read_text("utf-8").splitlines()
    assert {json.loads(line)["url"] for line in lines} == {record["url"] for record in exported(traam, other)}
    assert not list(one.glob(".flux.traam-*"))


def test_a_machine_asked_to_stop_gives_its_work_back(traam: Run, tmp_path: Path, site: WatchedSite) -> None:
    one, other = machines(tmp_path, [site], 2)
    working = started(one)
    deadline = time.monotonic() + 60
    while len(site.begun_at) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    working.send_signal(signal.SIGTERM)
    working.communicate(timeout=60)
    assert working.returncode == 1  # what it was asked to do was not done
    assert {job["source"] for job in traam("work", "--state", "--json", cwd=other).json()} == {"eps-0", "svt-0"}
    traam("harvest", "eps-0", cwd=other).expect(0)
    with ServedByTraam(other, clean_environment(other)) as serving:
        assert 'traam_queue_jobs{state="waiting"} 2.0' in httpx.get(f"{serving.url}metrics").text

    traam("work", "--until-done", cwd=other).expect(0)
    assert len(exported(traam, other)) == 6


@pytest.mark.skipif(os.environ.get("TRAAM_REAL") != "all", reason="half a minute: played by .ci/run")
def test_two_machines_are_measured_beside_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert scale.main([new_postgresql_url(), new_postgresql_url(), "--hosts", "2", "--pages", "2"]) == 0
    rows = [line.split("|") for line in capsys.readouterr().out.splitlines()[2:]]
    assert [(row[1].strip(), row[5].strip()) for row in rows] == [("1", "1"), ("2", "1")]
    assert all(float(row[6]) > SHORTEST for row in rows)

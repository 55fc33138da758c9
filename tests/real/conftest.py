"""Servers nobody here wrote, started on loopback, and the configuration that points the command line at them."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.real.configuration import write_configuration

SPIP_NEEDS = ("bash", "php", "sqlite3", "curl", "apt-get", "dpkg-deb", "setsid")
PHP_NEEDS = {"sqlite3", "xml", "mbstring", "gd", "zip", "curl"}
SPIP_SECONDS = 300
PHP_84 = Path(__file__).with_name("php84.php")
ENGINES_ASKED = "TRAAM_REAL"
"""Set to « all », it has the slow tests played too: .ci/run sets it."""
pytest.register_assert_rewrite("tests.real.life")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all that lies in this folder, so that « -m 'not real' » leaves it out; skip what is slow unless asked."""
    here = Path(__file__).parent
    left = pytest.mark.skip(reason=f"minutes on a real engine: played by .ci/run, or with {ENGINES_ASKED}=all")
    for item in items:
        if here not in item.path.parents:
            continue
        item.add_marker(pytest.mark.real)
        if item.get_closest_marker("engine") and os.environ.get(ENGINES_ASKED) != "all":
            item.add_marker(left)


@pytest.fixture
def configure(tmp_path: Path) -> Callable[..., Path]:
    """Write traam.toml, a card and a group in tmp_path, as a person would."""
    return partial(write_configuration, tmp_path)


@dataclass(frozen=True, slots=True)
class Spip:
    """A running SPIP site and what it was filled with."""

    url: str
    folder: Path
    tool: Path
    """The reference folder's own scripts."""
    seed: dict[str, Any]
    ids: dict[str, dict[str, str]]

    def address(self, key: str) -> str:
        """The address of an article, by its key in the seed."""
        return f"{self.url}/spip.php?article{self.ids['art'][key]}"

    def edit(self, key: str, **columns: str) -> None:
        """Change an article in the site's database, then have the site forget its cached pages."""
        with contextlib.closing(sqlite3.connect(self.folder / "site" / "config" / "bases" / "spip.sqlite")) as database:
            for name, value in columns.items():
                query = f"UPDATE spip_articles SET {name} = ? WHERE id_article = ?"
                assert database.execute(query, (value, self.ids["art"][key])).rowcount == 1
            database.commit()
        arguments = ["php", str(self.tool / "setmeta.php"), str(self.folder / "site"), self.url, "derniere_modif=1"]
        subprocess.run(arguments, stdin=subprocess.DEVNULL, capture_output=True, check=True)

    def articles(self, *, published: bool) -> dict[str, dict[str, Any]]:
        """The seed's articles by key: those shown on this site, or those that must never be seen."""
        shown = {
            article["key"]: article
            for article in self.seed["articles"]
            if article.get("statut", "publie") == "publie" and not article.get("virtuel")
        }
        every = {article["key"]: article for article in self.seed["articles"]}
        return shown if published else {key: article for key, article in every.items() if key not in shown}


@pytest.fixture(scope="session")
def spip(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spip]:
    """A real SPIP 4.4 on loopback, filled with fictitious articles; skipped where it cannot be started."""
    tool = shared / "tools" / "spip"
    folder = tmp_path_factory.mktemp("spip")
    _skip_without_spip_needs(tool)
    port = _free_port()
    try:
        _start_spip(tool, folder, port)
        yield Spip(
            f"http://127.0.0.1:{port}",
            folder,
            tool,
            json.loads((tool / "seed.json").read_text(encoding="utf-8")),
            json.loads((folder / "ids.json").read_text(encoding="utf-8")),
        )
    finally:
        _stop_group(folder / "php.pid")


def _skip_without_spip_needs(tool: Path) -> None:
    if not (tool / "spip-up.sh").is_file():
        pytest.skip("the reference folder has no tools/spip/spip-up.sh")
    missing = [command for command in SPIP_NEEDS if shutil.which(command) is None]
    if missing:
        pytest.skip(f"a real SPIP site needs {', '.join(missing)}")
    listed = subprocess.run(["php", "-m"], capture_output=True, encoding="utf-8", check=False).stdout.lower().split()
    if not set(listed) >= PHP_NEEDS:
        pytest.skip(f"a real SPIP site needs PHP with {', '.join(sorted(PHP_NEEDS - set(listed)))}")


def _start_spip(tool: Path, folder: Path, port: int) -> None:
    log = folder / "start.log"
    settings = folder / "php.d"
    settings.mkdir()
    (settings / "php84.ini").write_text(f'auto_prepend_file = "{PHP_84}"\n', encoding="utf-8")
    # The empty first name stands for PHP's own settings, which are read too.
    environment = os.environ | {"PHP_INI_SCAN_DIR": f":{settings}"}
    with log.open("wb") as output:
        try:
            done = subprocess.run(
                ["bash", str(tool / "spip-up.sh"), str(folder), str(port)],
                stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, timeout=SPIP_SECONDS, check=False,
                env=environment,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            pytest.skip(f"the SPIP site was not up after {SPIP_SECONDS} s")
    if done.returncode == 0:
        return
    last = "\n".join(log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-10:])
    if (folder / "site").is_dir():
        # The packages came: what is broken is the site or its PHP, and a skip would hide it.
        pytest.fail(f"SPIP was downloaded but does not work:\n{last}", pytrace=False)
    pytest.skip(f"SPIP's Debian packages cannot be downloaded: {last.splitlines()[-1] if last else 'nothing said'}")


def _stop_group(pid_file: Path) -> None:
    """End PHP's server and its workers, which share a process group of their own."""
    if not pid_file.is_file():
        return
    group = int(pid_file.read_text(encoding="utf-8"))
    for signal_number in (signal.SIGTERM, signal.SIGKILL):
        for _ in range(50):
            try:
                os.killpg(group, signal_number)
            except ProcessLookupError:
                return
            time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

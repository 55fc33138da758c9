"""How far a harvest is shows on a terminal, and nowhere else."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.oai_cases.live_repository import LiveRepository
from tests.oai_cases.server import FaultyServer


def harvest_on_a_terminal(folder: Path, environment: dict[str, str]) -> str:
    """Run « traam harvest » with a terminal as its standard error stream; gives what was written there."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "cli", "harvest"]
    with subprocess.Popen(
        command, cwd=folder, env=environment | {"TERM": "xterm"}, stdout=subprocess.DEVNULL, stderr=theirs
    ) as process:
        os.close(theirs)
        written = b""
        try:
            while part := os.read(ours, 4_096):
                written += part
        except OSError:  # what a terminal gives when the other side is closed
            pass
        assert process.wait() == 0
    os.close(ours)
    return written.decode()


@pytest.mark.parametrize(("announces", "shown"), [(True, "[######"), (False, "entrepot : 3")])
def test_bar_shows_when_the_repository_announces_its_size(
    tmp_path: Path, traam_environment: dict[str, str], announces: bool, shown: str
) -> None:
    repository = LiveRepository()
    repository.put_many(12)
    repository.announces_size = announces
    repository.before = lambda asked: time.sleep(0.25)
    with FaultyServer({"cas": repository}) as server:
        (tmp_path / "sources").mkdir()
        (tmp_path / "traam.toml").write_text("[traam]\n", encoding="utf-8")
        card = f'id = "entrepot"\ntitre = "E"\nkind = "oai"\nurl = "{server.url}/cas/oai"\n'
        (tmp_path / "sources" / "entrepot.toml").write_text(card, encoding="utf-8")
        written = harvest_on_a_terminal(tmp_path, traam_environment)
    assert shown in written
    assert ("/12" in written) is announces

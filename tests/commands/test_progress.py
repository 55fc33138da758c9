"""How far a harvest is shows on a terminal, and nowhere else."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest

from tests.oai_cases.live_repository import LiveRepository
from tests.oai_cases.server import FaultyServer
from tests.terminal import written_on_terminal


def harvest_on_a_terminal(folder: Path, environment: dict[str, str]) -> str:
    """Run « traam harvest » with a terminal as its standard error stream; gives what was written there."""
    terminal = environment | {"TERM": "xterm"}
    written, code = written_on_terminal(["harvest"], folder, terminal, out=subprocess.DEVNULL)
    assert code == 0
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

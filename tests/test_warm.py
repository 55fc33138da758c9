"""A command in a process forked from a warm one is the command a person gives: what is shown here on both."""

from __future__ import annotations

import signal
import subprocess
import threading
from pathlib import Path

import pytest

from tests import warm
from tests.conftest import clean_environment
from tests.oai_cases.world import World


def both(folder: Path, *arguments: str) -> list[warm.Done]:
    """How the command ended, from a new interpreter and from each of the two warm processes."""
    env = clean_environment(folder)
    from_nothing = warm.run(arguments, cwd=folder, env=env | {"PYTHONHASHSEED": "1"}, timeout=60)
    return [from_nothing, *(warm.run(arguments, cwd=folder, env=env, timeout=60) for _ in range(2))]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--version"], 0, "traam "),
        (["sources"], 2, "aucune configuration"),
        (["chercher"], 2, "Erreur : "),
        (["--data", ".", "search", "é"], 3, "Erreur : "),
    ],
)
def test_it_ends_and_says_the_same(tmp_path: Path, arguments: list[str], code: int, said: str) -> None:
    first, *others = both(tmp_path, *arguments)
    assert others == [first, first]
    assert first.returncode == code
    assert said in first.stdout + first.stderr


def test_it_has_its_own_folder_and_environment(tmp_path: Path) -> None:
    (tmp_path / "elsewhere.toml").write_text("[traam]\n", encoding="utf-8")
    env = clean_environment(tmp_path)
    codes = [
        warm.run(["sources"], cwd=tmp_path, env=env | more, timeout=60).returncode
        for more in (*({"TRAAM_CONFIG": "elsewhere.toml"},) * 2, {}, {})
    ]
    # Twice each, for both processes: what a command had is seen by no later one.
    assert codes == [0, 0, 2, 2]


@pytest.mark.skipif(not warm.CAN_FORK, reason="each command is a new interpreter here")
def test_a_signal_and_a_time_limit_end_it(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        world.repository.put_many(4)
        world.repository.before = lambda _: running.kill()
        running = world.command()
        assert (running.wait(60), running.poll()) == (-signal.SIGKILL, -signal.SIGKILL)
        let_go = threading.Event()

        def wait(_: dict[str, str]) -> None:
            let_go.wait(60)

        world.repository.before = wait
        with pytest.raises(subprocess.TimeoutExpired):
            warm.run(["harvest"], cwd=tmp_path, env=clean_environment(tmp_path), timeout=1)
        let_go.set()

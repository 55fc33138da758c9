"""What « traam --help » and completion say of the commands without loading them is what the commands say."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

import cli
from tests.conftest import clean_environment

LISTING = """
import sys
import cli

sys.argv = ["traam", "--help"]
try:
    cli.main()
except SystemExit as end:
    code = end.code
loaded = sorted(name for name in sys.modules if name.startswith(("commands.", "pipeline", "schemas", "sqlalchemy")))
print(loaded, code, file=sys.stderr)
"""


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_the_line_of_a_command_begins_its_own_help(name: str) -> None:
    command = cli.traam.get_command(click.Context(cli.traam), name)
    line = cli.COMMANDS[name].help

    assert command is not None
    assert command.name == name
    assert command.help is not None
    own = " ".join(command.help.partition("\n\n")[0].split())
    assert line.endswith(".")
    assert re.match(re.escape(line[:-1]) + r"\b", own), own
    assert len(line) <= 64, "one line of a terminal"


def test_help_lists_every_command_and_loads_none(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LISTING],
        cwd=tmp_path, env=clean_environment(tmp_path), capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip

    assert done.stderr == "['commands.french', 'commands.output'] 0\n"
    shown = [" ".join(line.split()) for line in done.stdout.splitlines()]
    for name, place in cli.COMMANDS.items():
        assert f"{name} {place.help}" in shown


def completed(words: str, at: int, tmp_path: Path) -> dict[str, str]:
    """What a shell is told while « traam … » is being typed: each completion with its help."""
    environment = {"_TRAAM_COMPLETE": "fish_complete", "COMP_WORDS": words, "COMP_CWORD": words.split(" ")[at]}
    done = subprocess.run(
        [sys.executable, "-c", "import cli; cli.main()"],
        cwd=tmp_path, env=clean_environment(tmp_path) | environment, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.stderr == ""
    lines = re.findall(r"^plain[,\n](\S+)(?:[\t\n](.+))?$", done.stdout, re.MULTILINE)
    return dict(lines)


def test_names_of_commands_are_completed(tmp_path: Path) -> None:
    found = completed("traam se", 1, tmp_path)

    assert found == {name: cli.COMMANDS[name].help for name in ("search", "serve")}


def test_options_of_a_command_are_completed(tmp_path: Path) -> None:
    assert "--niveau" in completed("traam search --ni", 2, tmp_path)
    assert "--config" in completed("traam --con", 1, tmp_path)

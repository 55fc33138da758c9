"""What the standard streams cannot write is told, and data that goes nowhere is never a success."""

import subprocess
import sys
from pathlib import Path

import click
import pytest

from tests.test_docs import COMMANDS

FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("arguments", [["--help"], ["vocab", "--help"]])
@pytest.mark.parametrize("where", [">/dev/full", ">&-"])
def test_an_output_that_takes_nothing_is_told_in_one_line(traam_environment, tmp_path, arguments, where):
    shell = f'exec "{sys.executable}" -m cli "$@" {where}'
    done = subprocess.run(
        ["/bin/sh", "-c", shell, "sh", *arguments], env=traam_environment, cwd=tmp_path, capture_output=True, text=True,
        check=False, timeout=60,
    )  # fmt: skip

    assert done.returncode == 3
    assert done.stderr.startswith("Erreur : sortie standard : écriture impossible")
    assert done.stderr.count("\n") == 1


def test_every_command_that_tells_something_tells_it_in_json_too():
    """Left out: what is itself data or a file, in a form of its own, and what shows itself to a person."""
    own_form = {"completion", "demo", "export", "group schema", "serve", "vocab tree"}
    silent = {
        name
        for name, command in COMMANDS.items()
        if not isinstance(command, click.Group) and not any("--json" in one.opts for one in command.params)
    }
    assert silent == own_form


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
def test_errors_that_nobody_can_read_change_nothing_of_the_end(traam_environment, tmp_path):
    shell = f'exec "{sys.executable}" -m cli groups 2>/dev/full'
    done = subprocess.run(["/bin/sh", "-c", shell], env=traam_environment, cwd=tmp_path, check=False, timeout=60)

    assert done.returncode == 2

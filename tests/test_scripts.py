"""The scripts on poor machines: what is missing is said in one line, never shown as a traceback."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
SCRIPTS = (
    "scripts/demo",
    "scripts/test",
    "scripts/setup",
    "scripts/oai-cases",
    "scripts/benchmark-oai",
    "scripts/benchmark-search",
)
ORDINARY = ("sh", "dirname", "cat", "cksum", "head", "tail", "rm")
WITHOUT_ENSUREPIP = """#!{shell}
case "$*" in
*version_info?1*) echo python3.11-venv ;;
*ensurepip*) echo 'Traceback (most recent call last):' >&2; exit 1 ;;
esac
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The scripts alone, in a folder with a space in its name."""
    folder = tmp_path / "un clone"
    shutil.copytree(REPOSITORY / "scripts", folder / "scripts")
    shutil.copy(REPOSITORY / "pyproject.toml", folder)
    return folder


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A folder to be the whole PATH: the ordinary commands, and no Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ORDINARY:
        found = shutil.which(name)
        if found is None:
            pytest.skip(f"no « {name} » here")
        (folder / name).symlink_to(found)
    return folder


def put(folder: Path, name: str, text: str) -> None:
    """Write a command."""
    path = folder / name
    path.write_text(text.replace("{shell}", os.path.realpath(folder / "sh")), encoding="utf-8")
    path.chmod(0o755)


def run(script: Path, tools: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a script from another folder than its own."""
    return subprocess.run(
        [str(tools / "sh"), str(script)],
        cwd=folder, env={"PATH": str(tools)}, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8",
        check=False,
    )  # fmt: skip


@pytest.mark.parametrize("script", SCRIPTS)
def test_machine_without_python_is_told_so(clone: Path, tools: Path, tmp_path: Path, script: str) -> None:
    done = run(clone / script, tools, tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("traam : Il faut Python 3.11 ou plus récent")
    assert done.stderr.count("\n") == 1
    assert not (clone / ".venv").exists()


def test_interpreters_that_lead_nowhere_are_passed_over(clone: Path, tools: Path, tmp_path: Path) -> None:
    put(tools, "python3", "#!{shell}\necho 'pyenv: python3: command not found' >&2\nexit 127\n")
    put(tools, "python", "#!{shell}\necho 'Python 2.7' >&2\nexit 1\n")
    put(tools, "python3.13", WITHOUT_ENSUREPIP)
    done = run(clone / "scripts" / "demo", tools, tmp_path)
    assert done.returncode == 2
    assert "sudo apt install python3.11-venv" in done.stderr
    assert "Traceback" not in done.stderr
    assert "pyenv" not in done.stderr


def test_missing_venv_module_is_named_with_its_package(clone: Path, tools: Path, tmp_path: Path) -> None:
    put(tools, "python3", WITHOUT_ENSUREPIP)
    done = run(clone / "scripts" / "test", tools, tmp_path)
    assert done.returncode == 2
    assert done.stderr == ("traam : Il manque le module venv. Sous Debian ou Ubuntu : sudo apt install python3-venv\n")


def test_environment_that_cannot_be_made_is_explained(clone: Path, tools: Path, tmp_path: Path) -> None:
    put(tools, "python3", "#!{shell}\ncase \"$*\" in *-m*) echo trace; echo 'Error: disk full'; exit 1 ;; esac\n")
    done = run(clone / "scripts" / "demo", tools, tmp_path)
    assert done.returncode == 2
    assert "Error: disk full" in done.stderr
    assert "trace" not in done.stderr
    assert "n'a pas pu être créé" in done.stderr


def test_file_in_the_place_of_the_environment_is_named(clone: Path, tools: Path, tmp_path: Path) -> None:
    put(tools, "python3", "#!{shell}\n")
    (clone / ".venv").write_text("", encoding="utf-8")
    done = run(clone / "scripts" / "demo", tools, tmp_path)
    assert done.returncode == 2
    assert "n'est pas un dossier" in done.stderr


@pytest.mark.parametrize("script", SCRIPTS)
def test_scripts_are_executable_posix_shell(script: str) -> None:
    path = REPOSITORY / script
    assert os.access(path, os.X_OK)
    assert path.read_text(encoding="utf-8").startswith("#!/bin/sh\n")
    shell = shutil.which("dash") or shutil.which("sh")
    assert shell is not None
    assert subprocess.run([shell, "-n", str(path)], check=False, stdin=subprocess.DEVNULL).returncode == 0

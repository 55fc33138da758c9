"""The manual pages say what the help says, and the programs that read manual pages take them."""

import shutil
import subprocess

import click
import pytest

import cli
from commands.manual import manual
from tests.test_docs import COMMANDS

PAGES = manual(cli.traam, "1.0")
EACH = {"traam": cli.traam, **{f"traam-{name.replace(' ', '-')}": command for name, command in COMMANDS.items()}}


def test_there_is_a_page_for_each_command():
    assert PAGES.keys() == {f"{name}.1" for name in EACH}


@pytest.mark.parametrize("name", EACH)
def test_a_page_names_every_option_and_example(name):
    page = PAGES[f"{name}.1"].replace("\\-", "-")

    for parameter in EACH[name].params:
        if isinstance(parameter, click.Option):
            assert all(option in page for option in parameter.opts), parameter.opts
    examples = (EACH[name].help or EACH[name].epilog or "").partition("Exemples :")[2].split("\n\n")[0]
    for line in filter(None, (line.strip() for line in examples.splitlines())):
        assert f"\n{line.replace(chr(92), chr(92) + 'e')}\n" in page


def test_what_looks_like_a_request_is_text():
    @click.command("x", help=".so /etc/passwd\n\n\b\n'br\n\\*[x]")
    def command():
        pass

    page = manual(click.Group("traam", {"x": command}, help="Aide."), "1")["traam-x.1"]

    assert [line for line in page.splitlines() if line.startswith((".so", "'br"))] == []
    assert "\\e*[x]" in page


def test_man_reads_them_without_a_remark(traam, tmp_path):
    missing = [program for program in ("groff", "lexgrog") if shutil.which(program) is None]
    if missing:
        pytest.skip(f"not installed here: {', '.join(missing)}")
    assert len(traam("man", tmp_path / "man1", "--json").expect(0).json()["files"]) == len(PAGES)
    files = sorted((tmp_path / "man1").iterdir())

    checked = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", "-z", "-k", *files], capture_output=True, text=True, check=True
    )
    named = subprocess.run(["lexgrog", *files], capture_output=True, text=True, check=True)

    assert checked.stderr == ""
    assert [line.partition(': "')[2].partition(" - ")[0] for line in named.stdout.splitlines()] == [
        path.stem for path in files
    ]

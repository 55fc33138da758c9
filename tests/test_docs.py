"""The documents say what is there, and everything that is there is documented."""

import re
import tomllib
from pathlib import Path

import click
import pytest

import cli
from commands.reference import reference
from feeds.tables.tabular import COLUMNS
from schemas.files.group import Element, Group
from schemas.files.reading import keys_of
from schemas.files.source import Source

REPOSITORY = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted([*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md")])
CONTEXT = click.Context(cli.traam, info_name="traam")
TOP = {name: cli.traam.get_command(CONTEXT, name) for name in cli.COMMANDS}
BELOW = {
    f"{name} {below}": command
    for name, group in TOP.items()
    if isinstance(group, click.Group)
    for below, command in group.commands.items()
}
COMMANDS = TOP | BELOW
PACKAGES = (*cli.OWN_PACKAGES,)


def read(name: str) -> str:
    return (REPOSITORY / name).read_text(encoding="utf-8")


def test_the_reference_is_what_the_commands_say_of_themselves():
    assert read("docs/commandes.md") == reference(cli.traam), "écrire docs/commandes.md de nouveau : scripts/docs"


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_is_explained_with_examples(name):
    help_text = COMMANDS[name].help or ""

    assert len(help_text.splitlines()[0]) > 20
    assert "Exemples :" in help_text
    assert f"traam {name}" in help_text.partition("Exemples :")[2]


@pytest.mark.parametrize("name", COMMANDS)
def test_each_option_is_explained(name):
    for parameter in COMMANDS[name].params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"traam {name} {parameter.opts[0]}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_the_commands_a_document_names_exist(document):
    text = document.read_text(encoding="utf-8")

    for first, rest in re.findall(r"^ {4}(?:\S*/)?traam ([a-z-]+)([^\n#]*)", text, re.MULTILINE):
        below, _, more = rest.strip().partition(" ")
        name, arguments = (f"{first} {below}", f" {more}") if f"{first} {below}" in BELOW else (first, rest)
        assert name in COMMANDS, f"{document.name}: traam {name}"
        known = {option for parameter in COMMANDS[name].params for option in parameter.opts}
        for option in re.findall(r"(?<=\s)--[a-z-]+", arguments):
            assert option in known | {"--help"}, f"{document.name}: traam {name} {option}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_the_files_a_document_links_to_exist(document):
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text(encoding="utf-8")):
        assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_the_architecture_is_short_and_names_every_room():
    text = read("ARCHITECTURE.md")
    drawn = set(re.findall(r"(?m)^ {4}.*?\b([a-z_]+)/|; ([a-z_]+)/ one module", text))
    rooms = {path.parent.name for name in PACKAGES for path in (REPOSITORY / name).rglob("__init__.py")}

    assert len(text.splitlines()) <= 100
    assert rooms <= {name for names in drawn for name in names}


def test_the_architecture_names_only_what_exists():
    for name in re.findall(r"`([a-z0-9_]+(?:/[a-z0-9_.]*|\.py|\.toml))`", read("ARCHITECTURE.md")):
        assert (REPOSITORY / name).exists(), name


@pytest.mark.parametrize("kind", [Source, Group, Element])
def test_the_guide_names_every_key_of_the_cards(kind):
    told = set(re.findall(r"`\[{0,2}([a-z_]+)\]{0,2}`", read("docs/guide.md")))

    assert {key.name for key in keys_of(kind)} - told == set()


def test_the_contract_names_every_column_in_its_order():
    fields = read("docs/contrat-annexe.md").partition("## Champs")[2].partition("## ")[0]
    rows = re.findall(r"(?m)^\| (`.+?) \|", fields)
    named = [name for row in rows for name in re.findall(r"`([a-z_]+)`", row)]

    assert named == list(dict.fromkeys("traam" if one.startswith("traam_") else one for one in COLUMNS))


def test_the_contract_is_a_page():
    assert len(read("docs/contrat.md").split()) <= 560


def test_the_changelog_and_the_package_give_the_same_version():
    version = tomllib.loads(read("pyproject.toml"))["project"]["version"]

    assert re.search(r"^## \[(\d.+?)\]", read("CHANGELOG.md"), re.MULTILINE)[1] == version

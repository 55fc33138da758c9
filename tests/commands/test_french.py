"""Everything click can say to a person is said in French."""

import ast
import gettext
import re
import string
import subprocess
import sys
from pathlib import Path

import click
import pytest

from commands.catalogue import PLURALS, SENTENCES, compiled
from commands.french import CATALOGUE
from tests.conftest import clean_environment

REPOSITORY = Path(__file__).resolve().parents[2]
PUBLIC = {"click.shell_completion"}
# Said to a developer, when a command is declared wrongly, or on Windows' console, never to a person here.
NOT_FOR_PEOPLE = {
    "{editor}: Editing failed",
    "{editor}: Editing failed: {e}",
    "Windows error: {error}",
    "Value must be an iterable.",
    "DeprecationWarning: The command {name!r} is deprecated.{extra_message}",
    "DeprecationWarning: The {param_type} {name!r} is deprecated.{extra_message}",
    "Could not determine name for option with declarations {decls!r}",
    "Arguments take exactly one parameter declaration, got {length}: {decls}.",
    "Name '{name}' defined twice",
    "Boolean option {decl!r} cannot use the same flag for true/false.",
    "Invalid start character for option ({option})",
    "Unknown color {colour!r}",
    "Unknown standard stream '{name}'",
}


def said_by_click() -> list[tuple[str, tuple[str, ...]]]:
    """Every sentence click gives to gettext, with the module that says it."""
    found = []
    for path in sorted(Path(click.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"_", "ngettext"}:
                texts = tuple(str(argument.value) for argument in node.args if isinstance(argument, ast.Constant))
                if texts:
                    found.append((f"click.{path.stem}", texts))
    return found


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_click_was_read():
    assert len(said_by_click()) > 40


@pytest.mark.parametrize(("module", "texts"), said_by_click(), ids=lambda value: str(value)[:50])
def test_what_click_says_has_a_french_form(module, texts):
    sentence = texts[0]
    if sentence in NOT_FOR_PEOPLE or (sentence.startswith("No options defined") and module == "click.core"):
        return
    assert sentence in SENTENCES or sentence in PLURALS


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_french_form_keeps_what_is_put_in_it(sentence):
    assert placeholders(gettext.gettext(sentence)) == placeholders(sentence)


@pytest.mark.parametrize("sentence", PLURALS)
def test_a_french_plural_puts_nothing_unknown_in_it(sentence):
    for form in PLURALS[sentence]:
        assert placeholders(form), sentence


def test_zero_is_singular_in_french():
    sentence = "Got unexpected extra argument ({args})"

    zero, one, two = (gettext.ngettext(sentence, "", count) for count in (0, 1, 2))
    assert zero == one == "Argument en trop ({args})"
    assert two == "Arguments en trop ({args})"


def test_the_compiled_catalogue_is_that_of_the_tables():
    assert CATALOGUE.read_bytes() == compiled(), "écrire le catalogue de nouveau : scripts/docs"
    with CATALOGUE.open("rb") as file:
        read = gettext.GNUTranslations(file)
    assert {sentence: read.gettext(sentence) for sentence in SENTENCES} == SENTENCES
    for sentence, forms in PLURALS.items():
        assert (read.ngettext(sentence, "", 1), read.ngettext(sentence, "", 2)) == forms


@pytest.mark.parametrize("locale", [{"LC_ALL": "C"}, {"LANG": "de_DE.UTF-8", "LANGUAGE": "de"}, {}], ids=str)
def test_it_is_french_whatever_the_locale_of_the_reader(tmp_path: Path, locale: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cli", "search", "x", "--limit", "trois"],
        cwd=tmp_path, env=clean_environment(tmp_path) | locale, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert "Valeur refusée pour '--limit' : 'trois' n'est pas un nombre (entier)." in done.stderr


def test_no_help_names_a_kind_of_value_in_english() -> None:
    reference = (REPOSITORY / "docs" / "commandes.md").read_text(encoding="utf-8")
    assert (
        re.findall(r"\b(?:INTEGER|FLOAT|TEXT|RANGE|BOOLEAN|DIRECTORY|PATH|FILE|FILENAME|DATETIME)\b", reference) == []
    )


def test_our_french_uses_nothing_private_of_click() -> None:
    """What it relies on is named in click's own face, for the oldest click declared and the newest."""
    for path in (*(REPOSITORY / "commands").glob("*.py"), REPOSITORY / "cli.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            inside = [name for name in names if name.startswith("click.") and name not in PUBLIC]
            assert inside == [], path

"""Everything click can say to a person is said in French."""

import ast
import string
from pathlib import Path

import click
import pytest

from commands.french import CLICK_MODULES, PLURALS, SENTENCES, french, french_plural

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
    assert module in CLICK_MODULES


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_french_form_keeps_what_is_put_in_it(sentence):
    assert placeholders(french(sentence)) == placeholders(sentence)


@pytest.mark.parametrize("sentence", PLURALS)
def test_a_french_plural_puts_nothing_unknown_in_it(sentence):
    for form in PLURALS[sentence]:
        assert placeholders(form), sentence


def test_zero_is_singular_in_french():
    sentence = "Got unexpected extra argument ({args})"

    assert french_plural(sentence, "", 0) == french_plural(sentence, "", 1) != french_plural(sentence, "", 2)

"""The reference of the commands (docs/commandes.md), written from their own help: « python -m commands.reference »."""

from __future__ import annotations

import importlib
import sys

import click

from commands.french import speak_french

WIDTH = 100
_HEAD = """\
# Référence des commandes

Ce fichier est écrit par `scripts/docs` à partir de l'aide des commandes ; ne pas le modifier à la main.
"""


def reference() -> str:
    """Give the whole reference, in Markdown: each command's help in a block."""
    speak_french()
    root = importlib.import_module("cli").traam
    context = click.Context(root, info_name="traam", max_content_width=WIDTH, terminal_width=WIDTH)
    parts = [_HEAD, _section("traam", root.get_help(context))]
    for name in root.list_commands(context):
        command = root.get_command(context, name)
        own = click.Context(command, info_name=name, parent=context, max_content_width=WIDTH, terminal_width=WIDTH)
        parts.append(_section(f"traam {name}", command.get_help(own)))
    return "\n".join(parts)


def _section(title: str, text: str) -> str:
    lines = "\n".join(line.rstrip() for line in text.replace("\b", "").splitlines())
    return f"## {title}\n\n```text\n{lines}\n```\n"


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(reference())

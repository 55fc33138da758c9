"""The reference of the commands (docs/commandes.md), written from their own help by scripts/docs."""

from __future__ import annotations

from typing import Any

import click

WIDTH = 100
_HEAD = """\
# Référence des commandes

Ce fichier est écrit par `scripts/docs` à partir de l'aide des commandes ; ne pas le modifier à la main.
"""


def reference(root: click.Group) -> str:
    """Give the whole reference of a command, in Markdown: the help of each of its commands in a block."""
    shown: dict[str, Any] = {"max_content_width": WIDTH, "terminal_width": WIDTH, "resilient_parsing": True}
    context = root.make_context("traam", [], **shown)
    parts = [_HEAD, _section("traam", root.get_help(context))]
    for name in root.list_commands(context):
        command = root.get_command(context, name)
        assert command is not None
        own = command.make_context(name, [], parent=context, **shown)
        parts.append(_section(f"traam {name}", command.get_help(own)))
    return "\n".join(parts)


def _section(title: str, text: str) -> str:
    lines = "\n".join(line.rstrip() for line in text.replace("\b", "").splitlines())
    return f"## {title}\n\n```text\n{lines}\n```\n"

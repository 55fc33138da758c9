"""The reference of the commands (docs/commandes.md), written from their own help by scripts/docs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

WIDTH = 100
_HEAD = """\
# Référence des commandes

Ce fichier est écrit par `scripts/docs` à partir de l'aide des commandes ; ne pas le modifier à la main.
"""


def reference(root: click.Group) -> str:
    """The whole reference of a command, in Markdown: the help of each of its commands in a block."""
    shown: dict[str, Any] = {"max_content_width": WIDTH, "terminal_width": WIDTH, "resilient_parsing": True}
    context = root.make_context("traam", [], **shown)
    return "\n".join([_HEAD, *_sections(root, context, shown)])


def _sections(command: click.Command, context: click.Context, shown: dict[str, Any]) -> Iterator[str]:
    """The help of a command, then of those under it."""
    yield _section(context.command_path, command.get_help(context))
    if not isinstance(command, click.Group):
        return
    for name in command.list_commands(context):
        below = command.get_command(context, name)
        assert below is not None
        yield from _sections(below, below.make_context(name, [], parent=context, **shown), shown)


def _section(title: str, text: str) -> str:
    lines = "\n".join(line.rstrip() for line in text.replace("\b", "").splitlines())
    return f"## {title}\n\n```text\n{lines}\n```\n"

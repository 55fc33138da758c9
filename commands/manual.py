"""The manual pages (man 1), written from the commands' own help, in the shape of man-pages(7)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click

_HEAD = "'\\\" -*- coding: UTF-8 -*-"
_VERBATIM = "\b"
"""What click takes for « leave these lines as they are »."""


def manual(root: click.Group, version: str) -> dict[str, str]:
    """Every manual page of a command and of those under it, by the name of its file."""
    context = root.make_context("traam", [], resilient_parsing=True)
    return {f"{_name(one)}.1": f"{_page(one, version)}\n" for one in _contexts(context)}


def _contexts(context: click.Context) -> Iterator[click.Context]:
    yield context
    if isinstance(context.command, click.Group):
        for name in context.command.list_commands(context):
            below = context.command.get_command(context, name)
            assert below is not None
            yield from _contexts(below.make_context(name, [], parent=context, resilient_parsing=True))


def _name(context: click.Context) -> str:
    return context.command_path.replace(" ", "-")


def _page(context: click.Context, version: str) -> str:
    command, name = context.command, _name(context)
    first, *blocks = _blocks(f"{command.help or ''}\n\n{command.epilog or ''}")
    usage = " ".join(command.collect_usage_pieces(context))
    lines = [
        _HEAD, f'.TH "{_text(name.upper())}" 1 "" "traam {_text(version)}" "Manuel de traam"',
        ".SH NOM", f"{_text(name)} \\- {_text(first.rstrip('.'))}",
        ".SH SYNOPSIS", f".B {_text(context.command_path)}", _text(usage),
        ".SH DESCRIPTION", _text(first),
    ]  # fmt: skip
    for block in blocks:
        lines += _verbatim(block) if block.startswith(_VERBATIM) else [".PP", _text(block)]
    records = (one.get_help_record(context) for one in command.get_params(context))
    lines += _list("OPTIONS", [record for record in records if record is not None])
    if isinstance(command, click.Group):
        below = ((one, command.get_command(context, one)) for one in command.list_commands(context))
        lines += _list("COMMANDES", [(one, found.get_short_help_str(200)) for one, found in below if found])
    return "\n".join([*lines, *_see_also(context)])


def _blocks(text: str) -> list[str]:
    """The paragraphs, each on one line, and the blocks to be left as they are, which keep their mark."""
    blocks = (block.strip(" \n") for block in re.split(r"\n\s*\n", text))
    return [
        block if block.startswith(_VERBATIM) else " ".join(block.split())
        for block in blocks
        if block.strip(_VERBATIM).strip()
    ]


def _verbatim(block: str) -> Iterator[str]:
    """Examples and exit codes are sections, other blocks are only left as they are."""
    title, *lines = [line.rstrip() for line in block.removeprefix(_VERBATIM).strip("\n").splitlines()]
    title = title.strip()
    if title.endswith(":"):
        yield f".SH {_text(title.removesuffix(':').strip().upper())}"
    else:
        lines = [title, *lines]
    yield ".nf"
    yield from (_text(line.strip()) for line in lines)
    yield ".fi"


def _list(title: str, records: list[tuple[str, str]]) -> Iterator[str]:
    if records:
        yield f".SH {title}"
    for what, said in records:
        yield from (".TP", f".B {_text(what)}", _text(said))


def _see_also(context: click.Context) -> Iterator[str]:
    if context.parent is not None:
        yield from (".SH VOIR AUSSI", f".BR {_text(_name(context.parent))} (1)")


def _text(text: str) -> str:
    """One line of text, of which nothing is taken for a request."""
    escaped = " ".join(text.split()).replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped

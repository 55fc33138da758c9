"""Showing how far a harvest is, on a terminal only."""

from __future__ import annotations

import sys
import time
from typing import Any

import click

from schemas.source import Source

_SECONDS_BETWEEN = 0.2
_BAR = "%(label)s  [%(bar)s]  %(info)s"


class HarvestProgress:
    """One line on the standard error stream, written over as records come; nothing when it is not a terminal.

    A source that says how many records it holds has a bar and the time left; another, a count.
    """

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._last = 0.0
        self._width = 0
        self._bar: Any = None
        self._bar_of: tuple[str, int] | None = None

    def __call__(self, source: Source, seen: int, expected: int | None) -> None:
        """Show how many records of a source were seen."""
        if not self._shown or time.monotonic() - self._last < _SECONDS_BETWEEN:
            return
        self._last = time.monotonic()
        if expected is None or seen > expected:
            self._end_bar()
            self._write(f"{source.id} : {seen}")
            return
        if self._bar_of != (source.id, expected):
            self._end_bar()
            self._clear()
            self._bar = click.progressbar(
                length=expected, label=source.id, file=sys.stderr, show_pos=True, bar_template=_BAR, width=30
            )
            self._bar_of = source.id, expected
        self._bar.update(seen - self._bar.pos)

    def close(self) -> None:
        """Leave the line clear."""
        self._end_bar()
        self._clear()

    def _end_bar(self) -> None:
        if self._bar is not None:
            self._bar.render_finish()
            self._bar = self._bar_of = None

    def _clear(self) -> None:
        if self._width:
            self._write("")
            click.echo("\r", nl=False, err=True)
            self._width = 0

    def _write(self, text: str) -> None:
        click.echo("\r" + text.ljust(self._width), nl=False, err=True)
        self._width = len(text)

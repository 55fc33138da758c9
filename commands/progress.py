"""Showing how far a harvest is, on a terminal only."""

from __future__ import annotations

import sys
import time

import click

from schemas.source import Source

_SECONDS_BETWEEN = 0.2


class HarvestProgress:
    """One line on the standard error stream, written over as records come; nothing when it is not a terminal."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._last = 0.0
        self._width = 0

    def __call__(self, source: Source, seen: int, expected: int | None) -> None:
        """Show how many records of a source were seen."""
        if not self._shown or time.monotonic() - self._last < _SECONDS_BETWEEN:
            return
        self._last = time.monotonic()
        share = f" / {expected} ({min(100, 100 * seen // expected)} %)" if expected else ""
        self._write(f"{source.id} : {seen}{share}")

    def close(self) -> None:
        """Clear the line."""
        if self._shown and self._width:
            self._write("")
            click.echo("\r", nl=False, err=True)

    def _write(self, text: str) -> None:
        click.echo("\r" + text.ljust(self._width), nl=False, err=True)
        self._width = len(text)

"""Showing how far a harvest is, on a terminal only."""

from __future__ import annotations

import shutil
import sys
import threading
import time
from typing import Any

import click

from commands.logs import shows_progress
from pipeline.harvesting.source_run import Seen
from schemas.files.source import Source

_SECONDS_BETWEEN = 0.2
_BAR = "%(label)s  [%(bar)s]  %(info)s"


class CountProgress:
    """A bar on the standard error stream for work whose size is known; nothing when it is not a terminal."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._bar: Any = None

    def __call__(self, done: int, of: int) -> None:
        """Show how much is done."""
        if not shows_progress():
            return
        if self._bar is None:
            self._bar = click.progressbar(length=of, label=self._label, file=sys.stderr, show_pos=True)
        self._bar.update(done - self._bar.pos)
        if done == of:
            self._bar.render_finish()


class HarvestProgress:
    """Lines on the standard error stream, written over as records come; nothing when it is not a terminal.

    A source alone that says how many records it holds has a bar and the time left. Of sources side by side each has
    a line, and the last line tells the total and an estimate of what is left.
    """

    def __init__(self, sources: int = 1) -> None:
        self._shown = shows_progress()
        self._sources = sources
        self._lock = threading.Lock()
        self._started = time.monotonic()
        self._last = 0.0
        self._height = 0
        self._bar: Any = None
        self._bar_of: tuple[str, int] | None = None
        self._seen: dict[str, Seen] = {}

    def __call__(self, source: Source, seen: Seen) -> None:
        """Show how far a source is; called from the threads of all."""
        if not self._shown:
            return
        with self._lock:
            self._seen.pop(source.id, None)
            self._seen[source.id] = seen
            if time.monotonic() - self._last < _SECONDS_BETWEEN:
                return
            self._last = time.monotonic()
            if self._sources == 1 and seen.expected is not None and seen.records <= seen.expected:
                self._show_bar(source.id, seen.records, seen.expected)
            else:
                self._end_bar()
                self._write(self._lines())

    def close(self) -> None:
        """Leave the line clear."""
        with self._lock:
            self._end_bar()
            self._clear()

    def _lines(self) -> list[str]:
        size = shutil.get_terminal_size()
        last = sorted(list(self._seen.items())[-max(1, size.lines - 2) :])
        lines = [f"{name} : {_far(seen)}" for name, seen in last]
        if self._sources > 1:
            records = sum(seen.records for seen in self._seen.values())
            lines.append(f"en tout : {len(self._seen)} sources sur {self._sources}, {records} notices{self._left()}")
        return [line[: max(20, size.columns - 1)] for line in lines]

    def _left(self) -> str:
        """Estimate what is left, from the pages asked and those that wait; empty when nothing tells."""
        ways = [seen.way for seen in self._seen.values() if seen.way is not None and seen.way.asked]
        elapsed = time.monotonic() - self._started
        if not ways or elapsed < 1:
            return ""
        # Each site goes at its own pace: the slowest says when the run ends.
        seconds = max(way.waiting * elapsed / way.asked for way in ways)
        return f", encore {_duration(seconds)} au moins" if seconds >= 1 else ""

    def _show_bar(self, name: str, records: int, expected: int) -> None:
        if self._bar_of != (name, expected):
            self._end_bar()
            self._clear()
            self._bar = click.progressbar(
                length=expected, label=name, file=sys.stderr, show_pos=True, bar_template=_BAR, width=30
            )
            self._bar_of = name, expected
        self._bar.update(records - self._bar.pos)

    def _end_bar(self) -> None:
        if self._bar is not None:
            self._bar.render_finish()
            self._bar = self._bar_of = None

    def _clear(self) -> None:
        self._write([])

    def _write(self, lines: list[str]) -> None:
        """Write lines over those written before (ECMA-48: up, then erase to the end)."""
        back = f"\r\x1b[{self._height}A" if self._height else "\r"
        start = f"{back}\x1b[J" if self._height or lines else ""
        click.echo(start + "".join(f"{line}\n" for line in lines), nl=False, err=True)
        self._height = len(lines)


def _far(seen: Seen) -> str:
    if seen.way is not None:
        return f"{seen.records} notices, {seen.way.asked} pages vues, {seen.way.waiting} à voir"
    return str(seen.records) if seen.expected is None else f"{seen.records} sur {seen.expected}"


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5_400 else f"{seconds / 3_600:.1f} h".replace(".", ",")

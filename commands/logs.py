"""What is said beside the results, on the standard error stream: logs and lines for a person, as text or as JSON."""

from __future__ import annotations

import json
import logging
import os
import sys
from dataclasses import dataclass
from datetime import UTC, datetime

import click

_ERROR = "Erreur : "
_OURS = ("traam", "pipeline", "harvester", "store", "index", "feeds")


@dataclass
class _Manner:
    """How it is said."""

    quiet: bool = False
    as_json: bool = False


_manner = _Manner()


def set_up_logs(*, verbose: bool, quiet: bool = False, as_json: bool = False) -> None:
    """Show warnings and worse; with verbose, what happens too; quiet, errors alone. Others' libraries stay silent."""
    _manner.quiet, _manner.as_json = quiet, as_json
    usual = logging.ERROR if quiet else logging.WARNING
    logging.basicConfig(format="%(levelname)s %(name)s : %(message)s", level=usual, force=True)
    if as_json:
        logging.getLogger().handlers[0].setFormatter(_JsonLines())
    for name in _OURS:
        logging.getLogger(name).setLevel(logging.INFO if verbose else usual)


class _JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one record."""
        text = record.getMessage()
        if record.exc_info:
            text = f"{text}\n{self.formatException(record.exc_info)}"
        return _json_line(record.levelname.lower(), record.name, text)


def tell(line: str) -> None:
    """Write one line about what is going on: an error always, anything else unless nobody wants it."""
    is_error = line.startswith(_ERROR)
    if is_error or not _manner.quiet:
        level = "error" if is_error else "info"
        click.echo(_json_line(level, "traam", line.removeprefix(_ERROR)) if _manner.as_json else line, err=True)


def shows_progress() -> bool:
    """Say whether somebody looks at a screen where lines may be written over."""
    return sys.stderr.isatty() and not _manner.quiet and not _manner.as_json and os.environ.get("TERM") != "dumb"


def shows_colors() -> bool:
    """Say whether a terminal may be given more than plain text (https://no-color.org)."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _json_line(level: str, name: str, text: str) -> str:
    moment = datetime.now(UTC).isoformat(timespec="milliseconds")
    return json.dumps({"time": moment, "level": level, "logger": name, "message": text}, ensure_ascii=False)

"""Logs, on the standard error stream."""

from __future__ import annotations

import logging


def set_up_logs(*, verbose: bool) -> None:
    """Show warnings and worse; with verbose, what happens too. The protocol libraries stay silent."""
    logging.basicConfig(format="%(levelname)s %(name)s : %(message)s", level=logging.WARNING, force=True)
    logging.getLogger("traam").setLevel(logging.INFO if verbose else logging.WARNING)

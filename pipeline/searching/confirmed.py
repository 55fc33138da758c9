"""The pairs of expressions a person confirmed, as the file of decisions has them when a search is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.ground.configuration import Configuration
    from pipeline.ground.settings import Settings

_DECISIONS = "decisions.toml"
_NAMED = b"synonymes"


def present_pairs(settings: Settings | Configuration) -> tuple[tuple[str, str], ...]:
    """The pairs that hold now; none where the file is absent or at fault: other commands tell its faults."""
    if settings.config is None:
        return ()
    path = settings.config.parent / _DECISIONS
    if not _names_pairs(path):
        return ()
    # Imported when needed only: few have confirmed pairs, and a search waits for nothing else of the file.
    from schemas.files.decisions import load_decisions
    from schemas.files.pairs import confirmed_pairs

    return confirmed_pairs(load_decisions(path, []).by_value.values())


def _names_pairs(path: Path) -> bool:
    try:
        return _NAMED in path.read_bytes()
    except OSError:
        return False

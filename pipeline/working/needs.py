"""What a machine lacks to work with others."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator

from pipeline.ground.opening import file_of
from pipeline.ground.settings import Settings


def has_queue(settings: Settings) -> bool:
    """Say whether the store is one that may hold a queue, and what reads it is installed."""
    return file_of(settings.store) is None and _is_installed()


def _is_installed() -> bool:
    return all(importlib.util.find_spec(name) is not None for name in ("procrastinate", "psycopg"))


def lacking(settings: Settings, *, to_publish: bool) -> Iterator[str]:
    """What stands in the way, each in a French sentence that says the way out."""
    if file_of(settings.store) is not None:
        yield (
            "« traam work » partage le travail par une base PostgreSQL : la nommer ([store] url), ou, sur une seule "
            "machine, lancer « traam harvest --due » par une minuterie"
        )
    if to_publish and settings.serving.out is None:
        yield "--publish remplit le dossier que nomme [serve] out : l'y nommer"
    if not _is_installed():
        yield 'la file des travaux demande une extension : pip install "traam[work]"'

"""Keeping the index the faithful image of the store."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from index.building import build, update
from index.engine import open_index
from pipeline.ground.settings import Settings
from schemas.files.group import Group
from schemas.types.errors import IndexingError
from store.database import Database, Transaction

log = logging.getLogger("traam")

_MOST_CHANGED = 0.1
"""Share of the records past which building the whole anew is quicker than a part."""


def refresh_index(settings: Settings, database: Database, *, force: bool = False) -> int | None:
    """Bring the index up to date, whole or in part; gives how many records it holds, None when it was up to date."""
    with database.snapshot() as transaction:
        if not force:
            held = _held(settings.index, transaction.version)
            if held is not None and held[0] == transaction.version:
                return None
            if held is not None and (count := _update(settings, transaction, held[1])) is not None:
                return count
        records = transaction.records.searched()
        return build(settings.index, records, version=transaction.version, themes=_themes(settings.groups))


def is_indexed(settings: Settings, version: str) -> bool:
    """Say whether the present index is of a version of the store."""
    try:
        with open_index(settings.index) as index:
            return index.version == version
    except IndexingError:
        return False


def _update(settings: Settings, transaction: Transaction, indexed: dict[tuple[str, str], str]) -> int | None:
    """Index what changed only; None where the whole is to be built again."""
    present = transaction.records.fingerprints()
    changed = [name for name, fingerprint in present.items() if indexed.get(name) != fingerprint]
    gone = [name for name in indexed if name not in present]
    if len(changed) + len(gone) > max(1, _MOST_CHANGED * len(present)):
        return None
    records = transaction.records.searched_of(changed)
    try:
        done = update(settings.index, records, gone, version=transaction.version, themes=_themes(settings.groups))
    except IndexingError as error:
        log.info("index à reconstruire : %s", error)
        return None
    return None if done is None else len(present)


def _themes(groups: Sequence[Group]) -> dict[str, str]:
    return {group.id: group.theme for group in groups}


def _held(folder: Path, version: str) -> tuple[str, dict[tuple[str, str], str]] | None:
    """The version of the present index and, unless it is the one wanted, the digests of its records.

    None when it cannot be read.
    """
    try:
        with open_index(folder) as index:
            return index.version, {} if index.version == version else dict(index.fingerprints())
    except IndexingError as error:
        log.info("index à reconstruire : %s", error)
        return None

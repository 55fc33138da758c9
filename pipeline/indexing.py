"""Keeping the index the faithful image of the store."""

from __future__ import annotations

import logging
from pathlib import Path

from index.engine import build, open_index
from pipeline.settings import Settings
from schemas.errors import IndexingError
from store.database import Database

log = logging.getLogger("traam")


def refresh_index(settings: Settings, database: Database, *, force: bool = False) -> int | None:
    """Build the index anew when it is not the store's image any more; gives its count, None when it was up to date."""
    with database.transaction() as transaction:
        version = transaction.version
        if not force and _version_of(settings.index) == version:
            return None
        stored = transaction.records.all(deleted=False, evidence=False)
        themes = {group.id: group.theme for group in settings.groups}
        return build(settings.index, (item.record for item in stored), version=version, themes=themes)


def _version_of(folder: Path) -> str | None:
    try:
        with open_index(folder) as index:
            return index.version
    except IndexingError as error:
        log.info("index à reconstruire : %s", error)
        return None

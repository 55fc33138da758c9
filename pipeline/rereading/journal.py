"""The journal read back: by who builds the store again, and by a harvest that begins a new one."""

from __future__ import annotations

import logging
from datetime import datetime

from pipeline.ground.settings import Settings
from store.database import Database
from store.journal.journal_folder import JournalFolder
from store.journal.told import Told, told_by

_LOG = logging.getLogger("traam")


def read_journal(settings: Settings) -> tuple[Told, list[str]]:
    """What the journal tells, and each of its lines that cannot be read."""
    lines, damaged = JournalFolder(settings.store.journal).read()
    return told_by(lines), [f"{line} : ligne du journal abîmée, laissée" for line in damaged]


def take_journal_back(settings: Settings, database: Database, now: datetime) -> Told:
    """Fill a new store with what the journal of the lost one tells; gives the dates of the records it lacks still.

    Nothing where the store was never lost.
    """
    with database.transaction() as transaction:
        is_new = transaction.journal_place() is None and not transaction.runs.any()
        if not is_new and transaction.taken_back_at() is None:
            return Told()
        told, damaged = read_journal(settings)
        if is_new and told.last:
            transaction.take_told(told, now)
            place = settings.store.journal
            _LOG.warning("base neuve : moissons, dates et retraits passés repris du journal (%s)", place)
        for line in damaged:
            _LOG.warning("%s", line)
        return told

"""What leaves the service: the feeds folder, and whole exports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from feeds.not_worse import Holding
from feeds.publication import Publication, publish
from pipeline.rooms import open_database
from pipeline.settings import Settings
from schemas.record import PUBLISHED_CLASSES, StoredRecord
from store.records import once_each

SHOWN_RUNS = 10
_BEFORE_ANY_RUN = datetime(2000, 1, 1, tzinfo=UTC)


def publish_feeds(settings: Settings, out: Path, base_url: str | None, *, force: bool = False) -> tuple[Path, ...]:
    """Write every feed of the living TraAM works into a folder; gives the files written.

    Raises NothingToDoError when they are worse than those of the last publication, unless they are forced.
    """
    with open_database(settings) as database, database.transaction() as transaction:
        runs = transaction.runs.last(SHOWN_RUNS)
        living = (item for item in transaction.records.newest_first() if item.record.is_published)
        gone = (item for item in transaction.records.gone() if item.record.traam.traam_class in PUBLISHED_CLASSES)
        publication = Publication(
            records=once_each(living),
            groups=settings.groups,
            runs=runs,
            issues=transaction.records.issues(),
            base_url=base_url or settings.base_url or None,
            fallback=runs[0].started_at if runs else _BEFORE_ANY_RUN,
            held={one.id: Holding(transaction.records.count(one.id), one.expect) for one in settings.sources},
            withdrawn=((item.record.identifier, item.changed_at) for item in gone),
            force=force,
        )
        return publish(out, publication)


def exported_records(settings: Settings, *, everything: bool) -> Iterator[StoredRecord]:
    """Give the records to export: living TraAM works, or all of them, deleted ones included."""
    with open_database(settings) as database, database.transaction() as transaction:
        for item in transaction.records.all(deleted=everything, evidence=False):
            if everything or item.record.is_published:
                yield item

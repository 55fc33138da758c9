"""What leaves the service: the feeds folder, and whole exports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from feeds.not_worse import Holding
from feeds.publication import Publication, publish
from pipeline.rooms import open_database
from pipeline.settings import Settings
from schemas.record import StoredRecord
from store.records import latest_by_identifier

SHOWN_RUNS = 10
_BEFORE_ANY_RUN = datetime(2000, 1, 1, tzinfo=UTC)


def publish_feeds(settings: Settings, out: Path, base_url: str | None, *, force: bool = False) -> tuple[Path, ...]:
    """Write every feed of the living TraAM works into a folder; gives the files written.

    Raises NothingToDoError when they are worse than those of the last publication, unless they are forced.
    """
    with open_database(settings) as database, database.transaction() as transaction:
        runs = transaction.runs.last(SHOWN_RUNS)
        living = (item for item in transaction.records.all(deleted=False, evidence=False) if item.record.is_published)
        publication = Publication(
            records=latest_by_identifier(living),
            groups=settings.groups,
            runs=runs,
            issues=transaction.records.issues(),
            base_url=base_url or settings.base_url or None,
            fallback=runs[0].started_at if runs else _BEFORE_ANY_RUN,
            held={one.id: Holding(transaction.records.count(one.id), one.expect) for one in settings.sources},
            force=force,
        )
    return publish(out, publication)


def exported_records(settings: Settings, *, everything: bool) -> Iterator[StoredRecord]:
    """Give the records to export: living TraAM works, or all of them, deleted ones included."""
    with open_database(settings) as database, database.transaction() as transaction:
        for item in transaction.records.all(deleted=everything, evidence=False):
            if everything or item.record.is_published:
                yield item

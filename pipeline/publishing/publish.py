"""What leaves the service: the feeds folder."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from feeds.folder.manifest import Differences
from feeds.publishing.not_worse import SourceHolding
from feeds.publishing.publication import Publication, checked_base_url, publish, try_publishing
from feeds.wording.identity import SCHEMES
from pipeline.ground.leasing import Leasing
from pipeline.ground.lock import data_lock
from pipeline.ground.opening import open_database
from pipeline.ground.settings import Settings
from pipeline.ground.trial import on_a_copy
from pipeline.keeping.changes import change_files, lineage_of
from pipeline.keeping.giving import DATING, SecondClock, refresh_published
from pipeline.publishing.page_laying import laying_vitrine
from pipeline.searching.indexing import is_indexed, refresh_index
from schemas.types.errors import NothingToDoError
from schemas.types.record import StoredRecord
from store.database import Database, Transaction
from store.leases import Taken
from store.record_reading import once_each

SHOWN_RUNS = 10
_LOG = logging.getLogger(__name__)
_BEFORE_ANY_RUN = datetime(2000, 1, 1, tzinfo=UTC)


def publish_feeds(settings: Settings, out: Path, base_url: str | None, *, force: bool = False) -> tuple[Path, ...]:
    """Write every feed and page of the living TraAM works into a folder; gives the files written.

    Raises NothingToDoError when they are worse than those of the last publication, unless they are forced.
    """
    with _made(settings, base_url, force=force) as publication:
        return publish(out, publication)


def try_feeds(settings: Settings, out: Path, base_url: str | None, *, force: bool = False) -> Differences:
    """Say what publishing would change of a folder: tried on a copy of the store, and nothing is written."""
    with on_a_copy(settings) as copied, _made(copied, base_url, force=force) as publication:
        return try_publishing(out if out.parent.is_dir() else copied.data / out.name, publication)


@contextmanager
def _made(settings: Settings, base_url: str | None, *, force: bool) -> Iterator[Publication]:
    """All that is to be published, once index and journal are brought up to date."""
    address = checked_base_url(base_url or settings.base_url or None)
    with open_database(settings.store) as database:
        database.refuse_damaged("rien n'est publié")
        _bring_index_up_to_date(settings, database)
        _bring_journal_up_to_date(settings, database)
        with database.snapshot() as transaction:
            living = once_each(item for item in transaction.records.newest_first() if item.record.is_published)
            with closing(living):  # what reads the store ends before the store is closed, whatever happens
                yield _publication(settings, transaction, living, address, force=force)


def _publication(
    settings: Settings, transaction: Transaction, living: Iterable[StoredRecord], base_url: str | None, *, force: bool
) -> Publication:
    runs = transaction.runs.last(SHOWN_RUNS)
    dates = list(transaction.published.dates())
    held = {one.id: SourceHolding(transaction.records.count(one.id), one.expect) for one in settings.sources}
    return Publication(
        records=living,
        groups=settings.groups,
        runs=runs,
        issues=transaction.records.issues(),
        base_url=base_url,
        fallback=runs[0].started_at if runs else _BEFORE_ANY_RUN,
        held=held,
        given={identifier: datetime.fromisoformat(date) for identifier, _, date, gone in dates if not gone},
        withdrawn=[(record, datetime.fromisoformat(date)) for _, record, date, gone in dates if gone],
        changes=change_files(transaction),
        lineage=lineage_of(transaction),
        authority=settings.autorite or SCHEMES,
        now=transaction.instant,
        renamed=transaction.successions.all_former(),
        force=force,
        start_pages=laying_vitrine(settings, base_url, transaction.records.count()),
    )


def _bring_journal_up_to_date(settings: Settings, database: Database) -> None:
    """Date what changed since it was last given: feeds, OAI-PMH and mirrors are told the same."""
    with Leasing(database) as leasing, leasing.holding(DATING) as lease:
        if not isinstance(lease, Taken):  # a server is at it: it will be done before long
            refresh_published(settings, database, database.under(lease), SecondClock())


def _bring_index_up_to_date(settings: Settings, database: Database) -> None:
    """Index what a run that was cut short did not; pages are made of the index."""
    with database.snapshot() as transaction:
        if is_indexed(settings, transaction.version):
            return
    try:
        with data_lock(settings.data):
            refresh_index(settings, database)
    except NothingToDoError as error:  # a harvest is under way: it will, and the present index is whole
        _LOG.info("%s", error)

"""What is configured and what became of it: sources and groups at a glance."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from pipeline.ground.clock import utc_now
from pipeline.ground.lost_base import refuse_lost
from pipeline.ground.opening import open_database
from pipeline.ground.settings import Settings
from pipeline.harvesting.run import is_due
from schemas.files.source import Source
from schemas.runs.run_report import Status
from schemas.types.errors import NothingToDoError
from store.database import Database


@dataclass(frozen=True, slots=True)
class SourceOverview:
    """One source, and where it stands."""

    id: str
    titre: str
    kind: str
    url: str
    records: int
    last_run: datetime | None
    status: Status | None
    """None when it was never harvested."""
    message: str
    due: bool

    def as_dict(self) -> dict[str, Any]:
        """The JSON values."""
        last_run = self.last_run.isoformat() if self.last_run else None
        return {**asdict(self), "status": self.status or "", "last_run": last_run}


@dataclass(frozen=True, slots=True)
class GroupOverview:
    """One group, and how many productions of it are held."""

    id: str
    discipline: str
    annees: tuple[str, ...]
    theme: str
    academies: tuple[str, ...]
    vitrine: str | None
    productions: int

    def as_dict(self) -> dict[str, Any]:
        """The JSON values."""
        return asdict(self)


def sources_overview(settings: Settings) -> tuple[SourceOverview, ...]:
    """Every source of the configuration with its last run."""
    now = utc_now()
    try:
        with open_database(settings.store) as database:
            return tuple(_source(source, database, now) for source in settings.sources)
    except NothingToDoError:
        refuse_lost(settings, None)
        return tuple(
            SourceOverview(source.id, source.titre, source.kind, source.url, 0, None, None, "", due=True)
            for source in settings.sources
        )


def without_card(settings: Settings) -> tuple[str, ...]:
    """The sources of which records are held, and that no card names any more."""
    with suppress(NothingToDoError), open_database(settings.store) as database, database.transaction() as transaction:
        return tuple(sorted(set(transaction.records.sources()) - {source.id for source in settings.sources}))
    return ()


def groups_overview(settings: Settings) -> tuple[GroupOverview, ...]:
    """Every group of the configuration with the count of its productions."""
    counts: Counter[str | None] = Counter()
    try:
        with open_database(settings.store) as database, database.transaction() as transaction:
            counts.update(
                item.record.groupe
                for item in transaction.records.all(deleted=False, evidence=False)
                if item.record.is_published
            )
    except NothingToDoError:
        refuse_lost(settings, None)
    return tuple(
        GroupOverview(
            group.id,
            group.discipline,
            group.annees,
            group.theme,
            group.academies,
            group.vitrine,
            counts[group.id],
        )
        for group in settings.groups
    )


def _source(source: Source, database: Database, now: datetime) -> SourceOverview:
    with database.transaction() as transaction:
        last = transaction.runs.last_of_source(source.id)
        records = transaction.records.count(source.id)
    return SourceOverview(
        id=source.id,
        titre=source.titre,
        kind=source.kind,
        url=source.url,
        records=records,
        last_run=last[0] if last else None,
        status=last[1].status if last else None,
        message=last[1].message if last else "",
        due=is_due(source, database, now),
    )

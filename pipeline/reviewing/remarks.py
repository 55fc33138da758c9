"""The remarks that runs count, as a person reads them: each sentence once, with how often and where."""

from __future__ import annotations

from collections.abc import Sequence

from feeds.reports.open_issues import SourceIssues, grouped_issues
from pipeline.ground.opening import open_database
from pipeline.ground.settings import Settings, choose_sources


def held_remarks(settings: Settings, names: Sequence[str]) -> tuple[SourceIssues, ...]:
    """The open issues of the sources named, or of all there are; raises SettingsError for an unknown one."""
    chosen = {source.id for source in choose_sources(settings, names)}
    with open_database(settings.store) as database, database.transaction() as transaction:
        issues = transaction.records.issues()
    return grouped_issues([issue for issue in issues if not names or issue.source in chosen])

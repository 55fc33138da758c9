"""Everything known of one record: its values, where they come from, and what is to be seen to."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from pipeline.rooms import open_database
from pipeline.settings import Settings
from schemas.issue import Issue
from schemas.page_address import canonical_address
from schemas.record import StoredRecord
from schemas.web_address import is_web_address


@dataclass(frozen=True, slots=True)
class Shown:
    """One record and its open issues."""

    stored: StoredRecord
    issues: tuple[Issue, ...]

    def as_dict(self, *, evidence: bool) -> dict[str, Any]:
        """Give the record's JSON values; with evidence, where each comes from and the issues too."""
        record = self.stored.record
        if not evidence:
            return record.as_dict()
        return {
            **record.as_dict(),
            "evidence": [asdict(item) for item in record.evidence],
            "issues": [issue.as_dict() for issue in self.issues],
        }


def find_records(settings: Settings, identifier: str) -> tuple[Shown, ...]:
    """Give the records an identifier names, or any form of a page's address, one a source; none when there is none."""
    with open_database(settings) as database, database.transaction() as transaction:
        found = transaction.records.one(identifier)
        if not found and is_web_address(identifier):
            found = transaction.records.one(canonical_address(identifier))
        return tuple(
            Shown(stored, transaction.records.issues(stored.record.source, stored.record.identifier))
            for stored in found
        )


def unread_issues(settings: Settings, identifier: str) -> tuple[Issue, ...]:
    """Give why a record that was seen is not held: it could not be read."""
    with open_database(settings) as database, database.transaction() as transaction:
        return tuple(issue for issue in transaction.records.issues(identifier=identifier) if issue.level == "error")

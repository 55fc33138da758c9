"""Everything known of one record: its values, where they come from, and what is to be seen to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pipeline.ground.configuration import StorePlace
from pipeline.ground.opening import open_database
from pipeline.searching.met import MetAddress, answer_on, find_met, forms_of, met_as_dict
from schemas.files.source import Source
from schemas.parsing.page_address import canonical_address
from schemas.parsing.web_address import is_web_address
from schemas.runs.frontier import Met
from schemas.types.issue import Issue
from schemas.types.record import StoredRecord
from store.database import Transaction


@dataclass(frozen=True, slots=True)
class ShownRecord:
    """One record and its open issues."""

    stored: StoredRecord
    issues: tuple[Issue, ...]
    met: tuple[Met, ...] = ()
    """The addresses it was met at."""
    asked: Met | None = None
    """The address asked for, when it is not the record's own."""
    superseded_by: str = ""
    """The record that has its work now, its source having renamed it; empty when there is none."""
    former: tuple[str, ...] = ()
    """The identifiers its source gave its work under before."""
    is_missed: bool = False
    """True when a harvest did not find it any more, and the next is to confirm it."""

    def as_dict(self, *, evidence: bool) -> dict[str, Any]:
        """The record's JSON values; with evidence, where each comes from and the issues too."""
        record = self.stored.record
        values = {**record.as_dict(), "addresses": [met_as_dict(one) for one in self.met]}
        if self.superseded_by:
            values["superseded_by"] = self.superseded_by
        if self.is_missed:
            values["missed"] = True
        if self.former:
            values["former_identifiers"] = list(self.former)
        if not evidence:
            return values
        return {
            **values,
            "evidence": [asdict(item) for item in record.evidence],
            "issues": [issue.as_dict() for issue in self.issues],
        }


def find_records(store: StorePlace, sources: Sequence[Source], identifier: str) -> tuple[ShownRecord, ...]:
    """The records an identifier names, or any form of a page's address, one a source; none when there is none."""
    with open_database(store) as database, database.transaction() as transaction:
        found = transaction.records.one(identifier, superseded=True)
        asked: Met | None = None
        if not found and is_web_address(identifier):
            found = transaction.records.one(canonical_address(identifier), superseded=True)
        if not found and is_web_address(identifier):
            found, asked = _led_to(transaction, sources, identifier)
        if not found and is_web_address(identifier):
            found = transaction.records.at(forms_of(identifier))
        return tuple(_shown(transaction, sources, stored, asked) for stored in found)


def _led_to(
    transaction: Transaction, sources: Sequence[Source], address: str
) -> tuple[tuple[StoredRecord, ...], Met | None]:
    """The record a met address leads to: it is its own under another form, doubles it or redirects to it."""
    for met in find_met(transaction, sources, address):
        identifier = met.waypoint.page
        held = transaction.records.one(identifier, superseded=True)
        found = [one for one in held if one.record.source == met.source]
        if found:
            return tuple(found), met
    return (), None


def _shown(transaction: Transaction, sources: Sequence[Source], stored: StoredRecord, asked: Met | None) -> ShownRecord:
    source, identifier = stored.record.source, stored.record.identifier
    issues = transaction.records.issues(source, identifier)
    met = transaction.waypoints.leading_to(source, identifier)
    if is_web_address(identifier):
        # Its own address may have been closed, absent or unreadable since: it then leads to nothing.
        own = find_met(transaction, [one for one in sources if one.id == source], identifier)
        met += tuple(one for one in own if one.waypoint.key not in {known.waypoint.key for known in met})
    successor = transaction.successions.noted(source, [identifier]).get(identifier, "")
    is_renamed = stored.record.deleted or (source, identifier) in transaction.successions.in_force()
    former = transaction.successions.former(source, identifier)
    is_missed = not stored.record.deleted and identifier in transaction.records.missed(source)
    return ShownRecord(stored, issues, met, asked, successor if is_renamed else "", former, is_missed)


def unheld_answer(store: StorePlace, sources: Sequence[Source], address: str) -> MetAddress:
    """Say what is known of an address under which no record is held."""
    with open_database(store) as database, database.transaction() as transaction:
        return answer_on(transaction, sources, address)


def unread_issues(store: StorePlace, identifier: str) -> tuple[Issue, ...]:
    """Why a record that was seen is not held: it could not be read."""
    with open_database(store) as database, database.transaction() as transaction:
        return tuple(issue for issue in transaction.records.issues(identifier=identifier) if issue.level == "error")

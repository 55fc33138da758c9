"""Saying what happened to a record, and when; only processes data."""

from __future__ import annotations

from datetime import UTC, datetime

from schemas.record import Change, Record
from store.records import Held


def decide(record: Record, held: Held | None) -> Change:
    """Compare a record with what is held of it; one that was withdrawn before we ever held it changes nothing."""
    if record.deleted:
        return Change.UNCHANGED if held is None or held.deleted else Change.DELETED
    if held is None:
        return Change.NEW
    if held.deleted or held.fingerprint != record.fingerprint:
        return Change.MODIFIED
    return Change.UNCHANGED


def updated_at(change: Change, record: Record, held: Held | None, *, datestamp: str | None, now: datetime) -> datetime:
    """Give the instant feeds show as the record's last update; it never goes back, and moves with each change.

    The source's own date is taken where it is believable: not in the future, and later than the one shown before.
    """
    if change is Change.UNCHANGED and held is not None:
        return held.updated
    said = [
        moment
        for moment in map(read_instant, (datestamp, record.date_modification, record.date_publication))
        if moment is not None and moment <= now
    ]
    latest = max(said, default=now)
    if held is None:
        return latest
    return latest if latest > held.updated else max(now, held.updated)


def read_instant(text: str | None) -> datetime | None:
    """Read an ISO 8601 date or instant as UTC; None when it is neither, or only a year or a month."""
    if not text or len(text) < len("2024-01-01"):
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):  # « 0001-01-01T00:00:00+02:00 » is before all that can be told
        return None

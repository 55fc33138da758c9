"""Instants as machines read them."""

from __future__ import annotations

from datetime import UTC, datetime


def as_utc(moment: datetime) -> datetime:
    """The same instant in UTC; one without a zone is taken as UTC already."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def written_rfc3339(moment: datetime) -> str:
    """An instant as RFC 3339 in UTC, to the second (RFC 4287, 3.3)."""
    return as_utc(moment).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"

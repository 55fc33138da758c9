"""The dates of a repository: always its own clock, written as finely as it says, never ours (OAI-PMH 2.0, 3.3)."""

from __future__ import annotations

import email.utils
import re
from datetime import UTC, datetime, timedelta
from typing import Literal

from harvester.fetch import Answer

Granularity = Literal["day", "second"]

CLOCK_MARGIN = timedelta(hours=1)
"""How far a server's clock, when it does not say, is believed to be behind ours at most."""
MAX_AHEAD = timedelta(days=1)
_GRANULARITIES: dict[str, Granularity] = {"yyyy-mm-dd": "day", "yyyy-mm-ddthh:mm:ssz": "second"}
_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:[.,]\d{1,12})?\s*(Z|[+-]\d\d:?\d\d)?)?\Z", re.I)
_EARLIEST_BELIEVED = datetime(1990, 1, 1, tzinfo=UTC)


def read_granularity(written: str) -> tuple[Granularity, str]:
    """Read what Identify says, and what to say about it; days are always legal (2.7.1)."""
    found = _GRANULARITIES.get(written.strip().lower())
    if found:
        return found, ""
    return "day", f"granularité « {written.strip()[:40]} » inconnue : les dates sont demandées au jour"


def read_instant(written: str) -> datetime | None:
    """Read an instant as UTC, rounded down to the second; None when it is none.

    Fractions and other time zones are against the protocol, and seen.
    """
    match = _INSTANT.match(written.strip())
    if match is None:
        return None
    zone = (match[3] or "Z").upper().replace("Z", "+00:00")
    try:
        return datetime.fromisoformat(f"{match[1]}T{match[2] or '00:00'}{zone}").astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def server_instant(response_date: str, answer: Answer) -> datetime:
    """The server's time at an answer: its responseDate, else its HTTP Date, else ours less a margin.

    One that is years away is no clock: the next harvest would begin at it, and lose what came meanwhile.
    """
    ours = answer.fetched_at.astimezone(UTC).replace(microsecond=0)
    said = read_instant(response_date)
    if said is not None and is_believable(said, ours):
        return said
    try:
        dated = email.utils.parsedate_to_datetime(answer.headers.get("date", "")).astimezone(UTC)
    except (ValueError, OverflowError):
        return ours - CLOCK_MARGIN
    return dated if is_believable(dated, ours) else ours - CLOCK_MARGIN


def is_believable(said: datetime, ours: datetime) -> bool:
    """Say whether a server's clock may be one: at most a day ahead of ours, which the overlap makes up for."""
    return _EARLIEST_BELIEVED <= said <= ours + MAX_AHEAD


def read_earliest(written: str, now: datetime) -> datetime | None:
    """Read earliestDatestamp; None when it is absent or not to be believed."""
    said = read_instant(written)
    return said if said is not None and _EARLIEST_BELIEVED <= said <= now else None


def written(moment: datetime, granularity: Granularity) -> str:
    """Write an instant as the repository wants it."""
    plain = moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    return plain.date().isoformat() if granularity == "day" else f"{plain.isoformat()}Z"

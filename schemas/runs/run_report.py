"""What a run did, source by source: what « harvest --json » prints and « report.html » shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from schemas.runs.account import Account

Status = Literal["complete", "incomplete", "failed", "left"]
STATUS_LABELS: Mapping[Status, str] = {
    "complete": "complète", "incomplete": "incomplète", "failed": "en échec", "left": "laissée",
}  # fmt: skip
"""How a person is told them; one that is left is in the hands of another process, which reports it."""


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What one run did with one source."""

    id: str
    status: Status
    seen: int = 0
    new: int = 0
    modified: int = 0
    unchanged: int = 0
    deleted: int = 0
    issues: int = 0
    requests: int = 0
    bytes: int = 0
    seconds: float = 0.0
    message: str = ""
    """French; empty when there is nothing to say."""
    account: Account | None = None
    """What became of the addresses of a site; None of other sources, and where nothing was asked."""

    def as_dict(self) -> dict[str, Any]:
        """The JSON values, in their documented order."""
        return {**asdict(self), "account": self.account.as_dict() if self.account else None}


@dataclass(frozen=True, slots=True)
class RunReport:
    """What one run did."""

    number: int
    started_at: datetime
    ended_at: datetime | None
    """None when the run is going on or was killed."""
    sources: tuple[SourceReport, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The JSON values of the report."""
        return {
            "run": self.number,
            "started_at": self.started_at.isoformat(timespec="seconds"),
            "ended_at": self.ended_at.isoformat(timespec="seconds") if self.ended_at else None,
            "sources": [source.as_dict() for source in self.sources],
        }

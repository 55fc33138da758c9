"""A problem that travels with a record instead of stopping a run."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Level = Literal["error", "warning", "notice"]


@dataclass(frozen=True, slots=True)
class Issue:
    """Something a person should know about one record; the sentence is French and says what to do."""

    level: Level
    """error: the record is left out; warning: a value is missing or doubtful; notice: good to know."""
    source: str
    identifier: str
    field: str
    """The Record field or the group's element concerned; empty when it is the whole record."""
    value: str
    """The value as the source wrote it, cut to a readable length; empty when there is none."""
    message: str
    code: str = ""
    """A stable short name for what a program may act on: « element_manquant », « jeton_double »… ; often empty."""

    def as_dict(self) -> dict[str, Any]:
        """The plain dictionary written in reports."""
        return asdict(self)

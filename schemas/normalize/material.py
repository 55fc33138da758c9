"""What one record is read from, for the fields that look in several places."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.files.source import Source
from schemas.types.record import Reading


@dataclass(frozen=True, slots=True)
class Material:
    """What a source says of a record, the address it is at, and the card of the source."""

    reading: Reading
    url: str | None
    source: Source

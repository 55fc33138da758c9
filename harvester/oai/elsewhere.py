"""What the other lists of one run gave: under one identifier stands one resource, whatever the set that gives it."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from harvester.oai.comparing import changed_meanwhile
from harvester.oai.met import Mark, Meeting, Met, name_of
from harvester.oai.telling import title_and_address
from schemas.types.record import RawRecord


class Elsewhere:
    """The records the lists of one format gave in one run, by title and address: the rest may vary at each answer."""

    def __init__(self) -> None:
        self._met = Met()
        self._begun = ""
        """The server's clock when the first of the lists began."""

    def add(self, records: Iterable[RawRecord], begun: str) -> None:
        """Remember the records of a page that are kept, and when its list began."""
        self._begun = self._begun or begun
        self._met.add(_mark_of(raw) for raw in records)

    def gave_another(self, raw: RawRecord) -> bool:
        """Say whether another resource came under a record's identifier, and not because it changed meanwhile."""
        is_other = self._met.meet(_mark_of(raw)) in {Meeting.OTHER, Meeting.OTHER_AGAIN}
        return is_other and not changed_meanwhile(raw, self._begun)


def _mark_of(raw: RawRecord) -> Mark:
    shown = "\n".join(title_and_address(raw))
    return name_of(raw.identifier), 0 if raw.deleted else zlib.crc32(shown.encode())

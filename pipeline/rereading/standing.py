"""Where each record stands after all the payloads of a source: what a rebuilding is to come to; only processes data.

The decisions were taken once, when the payloads came, and what cannot be told from a payload alone was noted with it.
Following them again in the order they came gives, for each record, the payload that last gave it living.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.keeping.decide import EVERYTHING, is_stamped_before, latest_of_each
from schemas.types.payload import Payload
from schemas.types.payload_name import PayloadName
from schemas.types.record import RawRecord

Key = tuple[str, str]
"""A format and an identifier."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one record stands, in one format."""

    payload: PayloadName
    """The last payload whose word on it was taken."""
    said_at: datetime
    datestamp: str | None = None
    deleted: bool = False
    lists: tuple[str, ...] = (EVERYTHING,)
    living: str = ""
    """The last payload that gave it living, and could be read; empty when none did."""
    unread: str = ""
    """A later one, which could not be read when it came."""

    def is_read_in(self, name: PayloadName) -> bool:
        """Say whether a payload is to be read again for this record."""
        return name in {self.living, self.unread, "" if self.living else self.payload}


class Standings:
    """Where the records of one source stand, followed payload by payload."""

    def __init__(self, sets: Iterable[str]) -> None:
        self._sets = frozenset(sets)
        self.of: dict[Key, Standing] = {}
        self.superseded: dict[str, str] = {}
        """The records whose place another took, and that were not given since, each with that other."""

    def follow(self, name: PayloadName, payload: Payload, records: Iterable[RawRecord]) -> None:
        """Take what one payload says."""
        for raw in latest_of_each(records):
            key = raw.format, raw.identifier
            self.of[key] = after = self._after(self.of.get(key), raw, name, payload)
            if after.living == name and not after.deleted:
                self.superseded.pop(raw.identifier, None)
        for identifier in payload.gone:
            self._withdraw((payload.format, identifier), name, payload)
        for old, new in payload.superseded:
            led = {one for one, successor in self.superseded.items() if successor == old and one != new}
            self.superseded |= dict.fromkeys(led, new)
        self.superseded.update(payload.superseded)

    def _after(self, before: Standing | None, raw: RawRecord, name: PayloadName, payload: Payload) -> Standing:
        mine = payload.set_spec
        if raw.identifier in payload.unread:
            return replace(before, unread=name) if before else Standing(name, payload.fetched_at, unread=name)
        if before is not None and _is_outdated(before, raw, name, payload):
            joins = not (before.deleted or raw.deleted)
            return replace(before, lists=self._with(mine, before)) if joins else before
        if not raw.deleted:
            lists = (mine,) if before is None or before.deleted else self._with(mine, before)
            return Standing(name, payload.fetched_at, raw.datestamp, lists=lists, living=name)
        others = set() if before is None or before.deleted else (self._sets & set(before.lists)) - {mine}
        if before is not None and others:
            return replace(before, lists=tuple(sorted(others)))
        if before is not None and before.deleted:
            return replace(before, lists=self._with(mine, before), datestamp=raw.datestamp)
        living = before.living if before is not None else ""
        return Standing(name, payload.fetched_at, raw.datestamp, deleted=True, lists=(mine,), living=living)

    def _with(self, mine: str, before: Standing) -> tuple[str, ...]:
        return tuple(sorted({mine} | (self._sets & set(before.lists))))

    def _withdraw(self, key: Key, name: PayloadName, payload: Payload) -> None:
        before = self.of.get(key) or Standing(name, payload.fetched_at)
        self.of[key] = replace(before, deleted=True, unread="", said_at=payload.fetched_at)


def _is_outdated(before: Standing, raw: RawRecord, name: PayloadName, payload: Payload) -> bool:
    """Say whether a later word was known when this one came; in former payloads, one of the same list."""
    if payload.outdated is not None:
        return raw.identifier in payload.outdated
    is_same_list = PayloadName(before.payload).list == PayloadName(name).list
    return is_same_list and is_stamped_before(raw.datestamp, before.datestamp)

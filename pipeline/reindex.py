"""Building again what is derived: the store from the raw payloads, the index from the store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

from harvester.batch import Batch
from harvester.harvest import cut
from harvester.memory import Kept
from pipeline.clock import utc_now
from pipeline.indexing import refresh_index
from pipeline.keep import Keeper, Rooms, is_stamped_before, latest_of_each
from pipeline.lock import data_lock
from pipeline.rooms import open_database, set_outdated_aside
from pipeline.settings import Settings
from pipeline.shared_text import SharedText
from schemas.errors import ProtocolError
from schemas.record import Change, Payload, RawRecord
from schemas.source import Source
from store.payloads import Payloads


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuilding did."""

    indexed: int
    payloads: int = 0
    new: int = 0
    modified: int = 0
    skipped: tuple[str, ...] = ()
    """Sources that have raw payloads but no card any more, and payloads that could not be read, each said."""
    set_aside: str = ""
    """Where the store that was there went, when it had the form of another version."""

    def as_dict(self) -> dict[str, object]:
        """Give the JSON values."""
        return {
            "indexed": self.indexed,
            "payloads": self.payloads,
            "new": self.new,
            "modified": self.modified,
            "skipped": list(self.skipped),
            "set_aside": self.set_aside,
        }


def rebuild_index(settings: Settings) -> Rebuilt:
    """Build the index from the store, whatever state it is in."""
    with data_lock(settings.data), open_database(settings) as database:
        return Rebuilt(refresh_index(settings, database, force=True) or 0)


def rebuild_from_raw(settings: Settings) -> Rebuilt:
    """Read every raw payload again, in order, with today's rules and group files; then build the index."""
    with data_lock(settings.data):
        set_aside = set_outdated_aside(settings)
        return replace(_rebuild_from_raw(settings), set_aside=set_aside)


def _rebuild_from_raw(settings: Settings) -> Rebuilt:
    with open_database(settings, to_read=False) as database:
        rooms = Rooms(database, Payloads(settings.raw))
        done = _Rebuilding(settings, rooms)
        known = {source.id: source for source in settings.sources}
        for source_id in rooms.payloads.sources():
            if source_id in known:
                done.source(known[source_id])
            else:
                done.skipped.append(f"{source_id} : réponses conservées, mais plus de carte dans sources/")
        indexed = refresh_index(settings, database, force=True) or 0
        return Rebuilt(indexed, done.payloads, done.new, done.modified, tuple(done.skipped))


class _Word(NamedTuple):
    """The payload that last speaks of a record, and how it stamps it."""

    payload: str
    datestamp: str | None = None


class _Rebuilding:
    """Reads the payloads of each source; what a later payload says again is left to it."""

    def __init__(self, settings: Settings, rooms: Rooms) -> None:
        self._settings = settings
        self._rooms = rooms
        self.payloads = 0
        self.new = 0
        self.modified = 0
        self.skipped: list[str] = []

    def source(self, source: Source) -> None:
        """Read the payloads of one source."""
        last_word = self._last_words(source)
        shared_text = SharedText(source, self._settings, self._rooms)
        keeper = Keeper(source, self._settings.groups, self._rooms, 0, utc_now, shared_text.beside())
        for name, payload, records in self._cut_all(source):
            mine = tuple(raw for raw in records if last_word[raw.format, raw.identifier].payload == name)
            gone = tuple(one for one in payload.gone if last_word[payload.format, one].payload == name)
            keeper.keep(Batch(payload, name, mine, gone=gone, fresh=False))
            self.payloads += 1
        shared_text.describe_again(0, utc_now)
        self.new += keeper.counts[Change.NEW]
        self.modified += keeper.counts[Change.MODIFIED]

    def _last_words(self, source: Source) -> dict[tuple[str, str], _Word]:
        """Give the last word on each record, by format and identifier.

        Within one list the latest stamped counts, as when it was harvested; of two lists, the later.
        """
        last: dict[tuple[str, str], _Word] = {}
        for name, payload, records in self._cut_all(source, with_documents=False):
            folder = name.rpartition("/")[0]
            for raw in latest_of_each(records):
                before = last.get((raw.format, raw.identifier))
                is_same_list = before is not None and before.payload.rpartition("/")[0] == folder
                if before and is_same_list and is_stamped_before(raw.datestamp, before.datestamp):
                    continue
                last[raw.format, raw.identifier] = _Word(name, raw.datestamp)
            last |= {(payload.format, identifier): _Word(name) for identifier in payload.gone}
        return last

    def _cut_all(
        self, source: Source, *, with_documents: bool = True
    ) -> Iterator[tuple[str, Payload, tuple[RawRecord, ...]]]:
        """Cut every payload; to know what each speaks of, nothing is read in the joined documents, which takes long."""
        kept: Kept = partial(self._rooms.payloads.read, source.id) if with_documents else _nothing_kept
        for name in self._rooms.payloads.names(source.id):
            payload = self._rooms.payloads.read(source.id, name)
            if payload is None:
                continue
            try:
                yield (
                    name,
                    payload,
                    () if payload.gone else cut(source, payload, kept),
                )
            except ProtocolError as error:
                said = f"{source.id}/{name} : {error}"
                if said not in self.skipped:
                    self.skipped.append(said)


def _nothing_kept(_name: str) -> None:
    """Answer for documents that are not to be read."""

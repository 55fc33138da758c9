"""Building again what is derived: the store from the raw payloads, the index from the store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Literal

from harvester.harvest import cut
from harvester.memory import Kept
from pipeline.describing.read import describe
from pipeline.ground.clock import utc_now
from pipeline.ground.leasing import Leasing, busy, of_source
from pipeline.ground.lock import data_lock
from pipeline.ground.lost_base import refuse_lost
from pipeline.ground.lost_groups import without_file
from pipeline.ground.opening import open_database, set_outdated_aside
from pipeline.ground.settings import Settings
from pipeline.ground.trial import on_a_copy
from pipeline.keeping.decide import latest_of_each
from pipeline.keeping.raw_keeping import Rooms, recover
from pipeline.rereading.journal import read_journal
from pipeline.rereading.reread import Rereader
from pipeline.rereading.shared_text import SharedText
from pipeline.rereading.standing import Standings
from pipeline.searching.indexing import refresh_index
from schemas.files.source import Source
from schemas.runs.disappearance import is_mass
from schemas.types.errors import NothingToDoError, ProtocolError
from schemas.types.payload import Payload
from schemas.types.payload_name import PayloadName
from schemas.types.record import Change, RawRecord
from store.database import Transaction
from store.journal.told import Told
from store.leases import Taken
from store.payloads import Payloads

_ASK_AGAIN = "« traam harvest --full » la redemande"
_SLICE = 200
"""Records described at once: memory stays flat whatever the size of a payload."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuilding did."""

    indexed: int
    payloads: int = 0
    new: int = 0
    modified: int = 0
    named: tuple[str, ...] = ()
    """The identifiers of those that are new or modified."""
    undated: int = 0
    """New records of which nothing told when they were first seen."""
    skipped: tuple[str, ...] = ()
    """Sources that have raw payloads but no card any more, and payloads that could not be read, each said."""
    groups: tuple[str, ...] = ()
    """Groups that records were of, and whose file is there no more: they are of none now."""
    set_aside: str = ""
    """Where the store that was there went, when it had the form of another version."""

    def as_dict(self) -> dict[str, object]:
        """The JSON values."""
        return {
            "indexed": self.indexed,
            "payloads": self.payloads,
            "new": self.new,
            "modified": self.modified,
            "named": list(self.named),
            "skipped": list(self.skipped),
            "groups": list(self.groups),
            "set_aside": self.set_aside,
        }


def rebuild_index(settings: Settings) -> Rebuilt:
    """Build the index from the store, whatever state it is in."""
    with data_lock(settings.data), open_database(settings.store) as database:
        with database.transaction() as transaction:
            refuse_lost(settings, transaction)
        return Rebuilt(refresh_index(settings, database, force=True) or 0)


def rebuild_from_raw(settings: Settings) -> Rebuilt:
    """Read every raw payload again, in order, with today's rules and group files; then build the index."""
    with data_lock(settings.data):
        set_aside = set_outdated_aside(settings.store)
        return replace(reread_all(settings), set_aside=set_aside)


def try_rebuilding(settings: Settings, origin: Literal["store", "raw"]) -> Rebuilt:
    """Do it on a copy of the store, which is thrown away: what would be done is told, and nothing is."""
    with on_a_copy(settings) as copied:
        return rebuild_index(copied) if origin == "store" else reread_all(copied, is_trial=True)


def reread_all(settings: Settings, *, is_trial: bool = False) -> Rebuilt:
    """Read every raw payload again and build the index, in a data folder that is held already.

    A trial leaves to the next run what a harvest that was killed had still to do of its payloads.
    """
    with open_database(settings.store, to_read=False) as database:
        database.refuse_damaged("rien n'est relu")
        rooms = Rooms(database, Payloads(settings.raw))
        with Leasing(database) as leasing, _alone_with(settings.sources, leasing):
            return _rebuild_alone(settings, rooms, is_trial=is_trial)


@contextmanager
def _alone_with(sources: Sequence[Source], leasing: Leasing) -> Iterator[None]:
    """Keep every other process from the sources; raises NothingToDoError where one is at work on them."""
    with ExitStack() as leases:
        for source in sources:
            lease = leases.enter_context(leasing.holding(of_source(source.id)))
            if isinstance(lease, Taken):
                raise busy(lease)
        yield


def _rebuild_alone(settings: Settings, rooms: Rooms, *, is_trial: bool) -> Rebuilt:
    told, lacking = read_journal(settings)
    done = _Rebuilding(settings, rooms, told)
    done.skipped += lacking
    with rooms.database.transaction() as transaction:
        transaction.take_told(told)
    with rooms.database.snapshot() as transaction:
        groups = without_file(transaction, settings)
    for source in settings.sources:
        if not is_trial:
            recover(rooms, source.id)
        done.follow(source)
    _refuse_to_lose(settings.sources, settings.raw, rooms, done)
    for source in settings.sources:
        done.source(source)
    known = {source.id for source in settings.sources}
    done.skipped += (
        f"{source_id} : réponses conservées, mais plus de carte dans sources/"
        for source_id in rooms.payloads.sources()
        if source_id not in known
    )
    indexed = refresh_index(settings, rooms.database, force=True) or 0
    return Rebuilt(
        indexed,
        done.payloads,
        done.new,
        done.modified,
        tuple(sorted(done.named)),
        done.undated,
        tuple(done.skipped),
        groups,
    )


def _refuse_to_lose(sources: Sequence[Source], raw: Path | str, rooms: Rooms, done: _Rebuilding) -> None:
    """Refuse to build from so few payloads that most of what is held could not be read again."""
    with rooms.database.transaction() as transaction:
        living = sum(len(transaction.records.living(source.id)) for source in sources)
        lost = sum(done.unsupported(transaction, source) for source in sources)
    if is_mass(lost, living):
        raise NothingToDoError(
            f"{lost} notices sur {living} n'ont plus leur réponse dans {raw} : la base n'est pas refaite ; "
            "« traam harvest --full » redemande les réponses, puis relancer"
        )
    if lost:
        done.skip(f"{lost} notice(s) sans leur réponse dans {raw}, laissée(s) comme elle(s) étai(en)t ; {_ASK_AGAIN}")


class _Rebuilding:
    """Reads the payloads of each source again, each record where it was last given living."""

    def __init__(self, settings: Settings, rooms: Rooms, told: Told) -> None:
        self._settings = settings
        self._told = told
        self._rooms = rooms
        self._standings: dict[str, Standings] = {}
        self.payloads = 0
        self.new = 0
        self.modified = 0
        self.named: set[str] = set()
        self.undated = 0
        self.skipped: list[str] = []

    def follow(self, source: Source) -> None:
        """Find where the records of one source stand."""
        standings = Standings(source.sets or ("",))
        for name, payload, records in self._cut_all(source, with_documents=False):
            standings.follow(name, payload, records)
        self._standings[source.id] = standings

    def unsupported(self, transaction: Transaction, source: Source) -> int:
        """Count the living records of a source that no payload gives any more."""
        given = {identifier for (_, identifier), one in self._standings[source.id].of.items() if one.living}
        return len(transaction.records.living(source.id) - given)

    def source(self, source: Source) -> None:
        """Read the payloads of one source."""
        standings = self._standings[source.id].of
        told = self._told.dates_of(source.id)
        for lost in self._told.joined.get(source.id, ()):
            if not self._rooms.payloads.has(source.id, lost, whole=False):
                self.skip(f"{source.id}/{lost} : réponse absente, relu sans elle ; {_ASK_AGAIN}")
        shared_text = SharedText(source, self._settings, self._rooms, told=told)
        rereader, beside = Rereader(source, told=told), shared_text.beside()
        for name, _, records in self._cut_all(source):
            mine = [raw for raw in latest_of_each(records) if standings[raw.format, raw.identifier].is_read_in(name)]
            for start in range(0, len(mine), _SLICE):
                some = [describe(raw, source, self._settings.groups, beside) for raw in mine[start : start + _SLICE]]
                with self._rooms.database.transaction() as transaction:
                    rereader.keep(transaction, some, standings, utc_now())
            self.payloads += 1
        self._keep_successions(source)
        again = shared_text.describe_again(0, utc_now)
        new = rereader.named[Change.NEW]
        modified = (rereader.named[Change.MODIFIED] | again) - new
        self.named |= {identifier for _, identifier in new | modified}
        self.new += len(new)
        self.modified += len(modified)
        self.undated += rereader.undated

    def _keep_successions(self, source: Source) -> None:
        """Note which records are shown in the place of others, as the payloads say."""
        followed = self._standings[source.id].superseded
        with self._rooms.database.transaction() as transaction:
            held = transaction.successions.of(source.id)
            if held != followed:
                transaction.successions.end(source.id, held)
                transaction.successions.add(source.id, followed)
                transaction.count_change()

    def _cut_all(
        self, source: Source, *, with_documents: bool = True
    ) -> Iterator[tuple[PayloadName, Payload, tuple[RawRecord, ...]]]:
        """Cut every payload; to know what each speaks of, nothing is read in the joined documents, which takes long."""
        kept: Kept = partial(self._rooms.payloads.read, source.id) if with_documents else _nothing_kept
        for name in self._rooms.payloads.names(source.id):
            payload = self._rooms.payloads.read(source.id, name)
            if payload is None:
                self.skip(f"{source.id}/{name} : réponse conservée abîmée, comme absente ; {_ASK_AGAIN}")
                continue
            try:
                yield name, payload, () if payload.is_notice else cut(source, payload, kept)
            except ProtocolError as error:
                self.skip(f"{source.id}/{name} : {error}")

    def skip(self, said: str) -> None:
        """Note a payload that is left out, once."""
        if said not in self.skipped:
            self.skipped.append(said)


def _nothing_kept(_name: str) -> None:
    """Answer for documents that are not to be read."""

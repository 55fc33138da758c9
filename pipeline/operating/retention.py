"""What is kept no longer than the configuration says: old runs, superseded payloads, what was set aside.

A payload goes only when a rebuilding without it comes to the same: where every record of its source stands is followed
with and without it, and compared.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from harvester.harvest import cut
from pipeline.ground.leasing import Leasing, busy, of_source
from pipeline.ground.lock import data_lock
from pipeline.ground.opening import open_database
from pipeline.ground.settings import Settings
from pipeline.rereading.standing import Key, Standings
from schemas.files.source import Source
from schemas.types.errors import NothingToDoError, ProtocolError, StoreError, reason_of
from schemas.types.payload import Payload
from schemas.types.payload_name import PayloadName
from store.database import Database
from store.leases import Taken
from store.payloads import Payloads

_ASIDE = ("abime-*", "*.format-*")
"""What « traam repair » and a change of format leave in the data folder."""
_ROUNDS = 4
"""How often payloads that turn out to be needed are put back, before a source is left as it is."""


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was taken away, or would be."""

    runs: int
    payloads: tuple[tuple[str, int], ...]
    """By source."""
    aside: tuple[str, ...]
    """Paths."""
    left: tuple[str, ...]
    """French: the sources whose payloads were left, and why."""

    def as_dict(self) -> dict[str, object]:
        """The JSON values."""
        return {
            "runs": self.runs,
            "payloads": dict(self.payloads),
            "aside": list(self.aside),
            "left": list(self.left),
        }


def prune(settings: Settings, now: datetime, *, only_say: bool = False) -> Pruned:
    """Take away what is older than it is to be kept, unless it is only to be said; raises NothingToDoError."""
    keeping, payloads = settings.keeping, Payloads(settings.raw)
    counts: list[tuple[str, int]] = []
    left: list[str] = []
    with data_lock(settings.data), open_database(settings.store) as database, Leasing(database) as leasing:
        with database.transaction() as transaction:
            runs = transaction.runs.forget_before(now - timedelta(days=keeping.moissons), only_say=only_say)
        for source in settings.sources:
            if source.kind == "site":
                continue  # one payload a page, replaced each time
            with leasing.holding(of_source(source.id)) as lease:
                if isinstance(lease, Taken):
                    left.append(str(busy(lease)))
                    continue
                try:
                    names = _superseded(source, payloads, database, now - timedelta(days=keeping.reponses))
                except NothingToDoError as error:
                    left.append(str(error))
                    continue
                for name in () if only_say else names:
                    payloads.remove(source.id, name)
            counts.append((source.id, len(names)))
        aside = tuple(_aside(settings.data, now - timedelta(days=keeping.mis_de_cote)))
        for path in () if only_say else aside:
            _remove(path)
    return Pruned(runs, tuple(counts), tuple(str(path) for path in aside), tuple(left))


def _superseded(source: Source, payloads: Payloads, database: Database, before: datetime) -> frozenset[PayloadName]:
    """The payloads older than an instant without which every record of a source stands where it does."""
    whole, old = _follow(source, payloads, frozenset())
    with database.transaction() as transaction:
        held = {*transaction.records.payload_names(source.id)}
    used = held | {name for one in whole.of.values() for name in (one.payload, one.living, one.unread)}
    going = frozenset(name for name, came in old.items() if came < before and name not in used)
    for _ in range(_ROUNDS):
        if not going:
            break
        without, _ = _follow(source, payloads, going)
        if (without.of, without.superseded) == (whole.of, whole.superseded):
            return going
        needed = _differing(whole, without)
        going -= frozenset(name for name in going if needed & _spoken_of(source, payloads, name))
    if going:
        raise NothingToDoError(f"{source.id} : ce que chaque réponse dit dépend trop des autres ; toutes sont gardées")
    return going


def _follow(
    source: Source, payloads: Payloads, without: Collection[PayloadName]
) -> tuple[Standings, dict[PayloadName, datetime]]:
    """Where the records of a source stand after its payloads, and when each that is no word of ours came.

    One that says nothing that can be understood is left out, as a rebuilding leaves it; it is never to go.
    """
    standings, came = Standings(source.sets or ("",)), {}
    for name in payloads.names(source.id):
        if name not in without:
            payload = _read(source, payloads, name)
            with contextlib.suppress(ProtocolError):
                standings.follow(name, payload, () if payload.is_notice else cut(source, payload, _no_document))
                if not (payload.is_notice or payload.gone or payload.superseded):
                    came[name] = payload.fetched_at
    return standings, came


def _read(source: Source, payloads: Payloads, name: PayloadName) -> Payload:
    payload = payloads.read(source.id, name)
    if payload is None:
        raise NothingToDoError(f"{source.id}/{name} : réponse abîmée ; « traam repair » d'abord")
    return payload


def _spoken_of(source: Source, payloads: Payloads, name: PayloadName) -> frozenset[Key]:
    return frozenset((raw.format, raw.identifier) for raw in cut(source, _read(source, payloads, name), _no_document))


def _no_document(_name: PayloadName) -> None:
    """Answer for documents: repositories and feeds have none."""


def _differing(one: Standings, other: Standings) -> frozenset[Key]:
    """The records that do not stand alike, or are not shown alike."""
    led = {*one.superseded.items()} ^ {*other.superseded.items()}
    names = {name for pair in led for name in pair}
    return frozenset(key for key in {*one.of, *other.of} if one.of.get(key) != other.of.get(key) or key[1] in names)


def _aside(data: Path, before: datetime) -> Iterator[Path]:
    """What was set aside in the data folder before an instant."""
    for pattern in _ASIDE:
        for path in sorted(data.glob(pattern)):
            if path.lstat().st_mtime < before.timestamp():
                yield path


def _remove(path: Path) -> None:
    try:
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    except OSError as error:
        raise StoreError(f"{path} : suppression impossible ({reason_of(error)})") from error

"""A data folder put right: what is damaged is set aside, never deleted, and what is whole gives back what it can."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.engine import open_index
from pipeline.ground.clock import Clock, utc_now
from pipeline.ground.lock import data_lock
from pipeline.ground.lost_base import refuse_lost, said_lost
from pipeline.ground.opening import file_of, open_database, set_aside
from pipeline.ground.settings import Settings
from pipeline.rereading.reindex import reread_all
from pipeline.searching.indexing import refresh_index
from schemas.types.errors import IndexingError, NothingToDoError, OutdatedStoreError, StoreError
from schemas.types.payload_name import PayloadName
from schemas.words.text import some_of
from store.journal.journal_folder import JournalFolder
from store.journal.lines import last_place
from store.payloads import Payloads
from store.salvage import copy_whole_rows, faults_of

_NAMED = 3
_LOST = "vide, alors que des réponses sont gardées"
_PEOPLE_SAY = {
    "records": "notices", "texts": "textes", "issues": "remarques", "runs": "moissons",
    "source_reports": "comptes rendus", "source_states": "repères de sources", "successions": "remplacements",
    "link_checks": "adresses vérifiées",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Repaired:
    """What was found damaged, and what became of it."""

    aside: str = ""
    """The folder where what is damaged was put; empty when nothing was."""
    done: tuple[str, ...] = ()
    """French, one line each."""
    lost: tuple[str, ...] = ()
    """What could not be brought back, and who may give it back."""

    def as_dict(self) -> dict[str, object]:
        """The JSON values."""
        return {"aside": self.aside, "done": list(self.done), "lost": list(self.lost)}


def repair(settings: Settings, clock: Clock = utc_now) -> Repaired:
    """Set aside what is damaged of store, payloads and index, and build again what can be."""
    with data_lock(settings.data):
        aside = settings.data / f"abime-{clock():%Y%m%dT%H%M%SZ}"
        return _Repairing(settings, aside).go()


def damage(settings: Settings) -> tuple[str, ...]:
    """Say in French what `repair` would put right; nothing is changed."""
    with data_lock(settings.data):
        return tuple(_Repairing(settings, settings.data).damage())


class _Repairing:
    def __init__(self, settings: Settings, aside: Path) -> None:
        self._settings = settings
        self._aside = aside
        self._done: list[str] = []
        self._lost: list[str] = []

    def go(self) -> Repaired:
        """Payloads first: the store is built again of those that are whole."""
        self._payloads()
        faults = self._store_faults()
        if faults:
            self._store(faults)
        else:
            self._index()
        self._journal()
        used = str(self._aside) if self._aside.exists() else ""
        return Repaired(used, tuple(self._done), tuple(self._lost))

    def damage(self) -> Iterator[str]:
        """Say what is damaged, one line each."""
        if damaged := self._damaged_payloads():
            some = some_of([f"{source}/{name}" for source, name in damaged], _NAMED)
            yield f"{len(damaged)} réponse(s) abîmée(s), à mettre de côté ({some})"
        if faults := self._store_faults():
            yield f"base abîmée, à mettre de côté et à refaire ({faults[0]})"
            return
        try:
            with open_index(self._settings.index, thorough=True):
                pass
        except IndexingError as error:
            yield f"index à refaire de la base ({error})"
        lines, lost = JournalFolder(self._settings.store.journal).read()
        with open_database(self._settings.store) as database, database.transaction() as transaction:
            if lost or transaction.is_journal_short(last_place(lines)):
                yield f"journal à compléter de la base ({len(lost)} ligne(s) abîmée(s))"

    def _damaged_payloads(self) -> list[tuple[str, PayloadName]]:
        payloads = Payloads(self._settings.raw)
        return [(source, name) for source in payloads.sources() for name in payloads.damaged(source)]

    def _payloads(self) -> None:
        payloads, damaged = Payloads(self._settings.raw), self._damaged_payloads()
        for source, name in damaged:
            payloads.set_aside(source, name, self._aside / "raw")
        if damaged:
            some = some_of([f"{source}/{name}" for source, name in damaged], _NAMED)
            self._lost.append(
                f"{len(damaged)} réponse(s) abîmée(s) mise(s) de côté ({some}) ; « traam harvest --full » les redemande"
            )

    def _store_faults(self) -> list[str]:
        try:
            with open_database(self._settings.store) as database:
                with database.transaction() as transaction:
                    is_lost = bool(said_lost(self._settings, transaction))
                return [_LOST] if is_lost else list(faults_of(database, deep=True))
        except NothingToDoError:
            refuse_lost(self._settings, None)
            raise
        except OutdatedStoreError:
            raise
        except StoreError as error:
            return [str(error)]

    def _store(self, faults: list[str]) -> None:
        path = file_of(self._settings.store)
        if path is None:
            raise StoreError(f"{faults[0]} : une base PostgreSQL se répare par les outils du serveur")
        aside = set_aside(path, self._aside / path.name)
        self._done.append(f"base abîmée mise de côté ({faults[0]})")
        with open_database(self._settings.store, to_read=False) as new:
            counts = copy_whole_rows(f"sqlite:///{aside}", new)
        self._done.append(f"{counts['records'][0]} notice(s) reprise(s) entières")
        self._lost += _lost_rows(counts)
        rebuilt = reread_all(self._settings)
        again = f"{rebuilt.payloads} réponse(s) relue(s) : {rebuilt.new} notice(s) refaite(s), "
        self._done.append(f"{again}{rebuilt.modified} modifiée(s) ; index refait ({rebuilt.indexed} notices)")
        self._lost += rebuilt.skipped
        if rebuilt.undated:
            self._lost.append(f"date de première vue de {rebuilt.undated} notice(s) refaite(s) : celle d'aujourd'hui")

    def _journal(self) -> None:
        """Tell the journal again what the store holds, where some of its lines are damaged or lack."""
        lines, damaged = JournalFolder(self._settings.store.journal).read()
        with open_database(self._settings.store) as database:
            with database.transaction() as transaction:
                is_short = transaction.is_journal_short(last_place(lines))
            if damaged or is_short:
                database.tell_whole()
                self._done.append(f"journal complété de la base ({len(damaged)} ligne(s) abîmée(s))")

    def _index(self) -> None:
        try:
            with open_index(self._settings.index, thorough=True):
                return
        except IndexingError as error:
            with open_database(self._settings.store) as database:
                count = refresh_index(self._settings, database, force=True) or 0
            self._done.append(f"index refait de la base, {count} notice(s) ({error})")


def _lost_rows(counts: dict[str, tuple[int, int]]) -> Iterator[str]:
    for name, (_, lost) in counts.items():
        if lost > 0:
            again = " ; les réponses gardées en redonnent ce qu'elles disent" if name == "records" else ""
            yield f"{_PEOPLE_SAY.get(name, f'lignes de « {name} »')} : {lost} illisible(s){again}"

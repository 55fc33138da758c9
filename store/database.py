"""Opening the store, and the transactions everything else happens in."""

from __future__ import annotations

import contextlib
import copy
import threading
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from schemas.types.errors import StoreError
from store import tables
from store.copying import copy_file, copy_rows
from store.dialect import dating_lock, make_engine, snapshot, upsert
from store.held_text import WAY_OUT
from store.journal.base import held_place, is_short, take_told, tell, tell_whole
from store.journal.entries import Notes
from store.journal.journal_folder import JournalFolder
from store.journal.told import Told
from store.leases import Lease, Leases
from store.link_checks import LinkChecks
from store.migrating import ensure_form
from store.prepared import PreparedPayloads
from store.published import Published
from store.records import Records
from store.runs import Runs, States
from store.successions import Successions
from store.traits import TraitsTable
from store.waypoints import Waypoints

_SAID_BY_SQLITE = {
    "database disk image is malformed": f"fichier abîmé ; {WAY_OUT}",
    "file is not a database": f"ce fichier n'est pas une base ; {WAY_OUT}",
    "disk I/O error": "lecture ou écriture impossible : disque plein, taille limitée, ou disque en panne",
    "database or disk is full": "plus de place sur le disque : en faire, puis relancer",
    "unable to open database file": "ouverture impossible : voir le chemin, et les droits du fichier et de son dossier",
    "attempt to write a readonly database": "écriture interdite : voir les droits du fichier et de son dossier",
    "database is locked": "occupée par un autre processus : relancer quand il aura fini",
}
"""What SQLite says, as a person is told it, with the way out."""
_TAKEN_BACK = "taken back"
"""The key of meta that says when a new store was begun with what the journal of a lost one tells."""


@dataclass(frozen=True, slots=True)
class Transaction:
    """Everything that can be read and written together: all of it is kept, or none."""

    records: Records
    runs: Runs
    states: States
    waypoints: Waypoints
    successions: Successions
    traits: TraitsTable
    published: Published
    link_checks: LinkChecks
    prepared: PreparedPayloads
    leases: Leases
    notes: Notes
    """What the journal is told when the transaction ends well."""
    _connection: sa.Connection

    @property
    def version(self) -> str:
        """A text that changes whenever a record does: an index built from this version is up to date."""
        found = _read_meta(self._connection)
        return f"{found['id']}:{found['changes']}"

    @property
    def instant(self) -> datetime:
        """Now, by the clock that all who share the store share: the server's own, or this machine's for a file."""
        if self._connection.dialect.name == "sqlite":
            return datetime.now(UTC)
        found: datetime = self._connection.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
        return found.astimezone(UTC)

    def date_alone(self) -> None:
        """Keep all others from dating, and from `await_dating`, until this transaction ends."""
        dating_lock(self._connection, shared=False)

    def await_dating(self) -> None:
        """Wait for the end of whoever dates, and let nobody begin until this transaction ends."""
        dating_lock(self._connection, shared=True)

    @property
    def identity(self) -> str:
        """The text that tells this store from any other, for as long as it lives; told to nobody."""
        return _read_meta(self._connection)["id"]

    def take_told(self, told: Told, now: datetime | None = None) -> int:
        """Take what the journal tells of what no payload can give back; gives how much the store lacked.

        `now` is noted where the payloads are lost too: records come back as sources give them.
        """
        if now is not None:
            upsert(self._connection, tables.meta, ("key",), [{"key": _TAKEN_BACK, "value": now.isoformat()}])
        return take_told(self._connection, told)

    def taken_back_at(self) -> datetime | None:
        """When a store that was lost with its payloads was begun anew; None where none was."""
        found = _read_meta(self._connection).get(_TAKEN_BACK)
        return None if found is None else datetime.fromisoformat(found)

    def journal_place(self) -> int | None:
        """The place of the last line the journal was told; None where it never was told any."""
        return held_place(self._connection)

    def is_journal_short(self, last: int) -> bool:
        """Say whether a journal, whose last line has this place, lacks some of what it was told."""
        return is_short(self._connection, last)

    def count_change(self) -> None:
        """Make the version a new one; to be called in every transaction that changes a record.

        Counted by the database itself: of two transactions at once, both count.
        """
        columns = tables.meta.c
        more = sa.cast(sa.cast(columns.value, sa.BigInteger) + 1, sa.String)
        self._connection.execute(sa.update(tables.meta).where(columns.key == "changes").values(value=more))


class Database:
    """The store; made where it does not exist yet, brought to today's format where it has a former one."""

    def __init__(self, url: str, journal: JournalFolder | None = None) -> None:
        """`journal` is told what no payload can give back."""
        self._shown_url = shown_url(url)
        self._journal = journal
        self._lease: Lease | None = None
        try:
            self._engine = make_engine(sa.make_url(url))
            # SQLite has one writer: sources harvested side by side wait for each other here, not on its timeout.
            is_file = self._engine.url.get_backend_name() == "sqlite"
            self._one_at_a_time = threading.RLock() if is_file else contextlib.nullcontext()
            self.former_format = self._made()
            """The format it had when it was opened, where it had a former one."""
        except (sa.exc.SQLAlchemyError, ModuleNotFoundError, ValueError) as error:
            raise StoreError(f"base « {self._shown_url} » : ouverture impossible ({_reason(error)})") from error

    def _made(self) -> str:
        with contextlib.ExitStack() as undone:
            undone.callback(self.close)
            found = ensure_form(self._engine, self._shown_url)
            undone.pop_all()
        return found

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Open a transaction, kept when the block ends well and undone otherwise."""
        with self._told(), self._one_at_a_time, self._engine.begin() as connection:
            transaction = _transaction(connection)
            if self._lease is not None:
                transaction.leases.hold(self._lease)
            yield transaction
            # Before it is committed: the journal may tell what came to nothing, never less than was done.
            if self._journal is not None and transaction.notes.entries:
                tell(connection, self._journal, transaction.notes.entries)

    def under(self, lease: Lease) -> Database:
        """The same store, to its holder while a lease is still theirs: LeaseLostError ends a transaction else.

        It is closed with the one it comes from.
        """
        mine = copy.copy(self)
        mine._lease = lease
        return mine

    @contextmanager
    def snapshot(self) -> Iterator[Transaction]:
        """Open a transaction to read in: all that is read is of one instant, and nothing waits for it."""
        with self._told(), snapshot(self._engine) as connection:
            yield _transaction(connection)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sa.exc.SQLAlchemyError as error:
            raise StoreError(f"base « {self._shown_url} » : {_reason(error)}") from error

    def tell_whole(self) -> None:
        """Tell the journal again all that the store holds."""
        if self._journal is not None:
            with self._told(), self._one_at_a_time, self._engine.begin() as connection:
                tell_whole(connection, self._journal)

    def check_pages(self, *, deep: bool) -> tuple[str, ...]:
        """What SQLite finds wrong with its own file, in its words; nothing of a server's, which looks after its own."""
        if self._engine.url.get_backend_name() != "sqlite":
            return ()
        try:
            with self._engine.connect() as connection:
                found = connection.exec_driver_sql(f"PRAGMA {'integrity' if deep else 'quick'}_check(3)").scalars()
                said = [" ".join(str(line).split()) for line in found]
        except sa.exc.SQLAlchemyError as error:
            said = [_reason(error)]
        return tuple(line for line in said if line != "ok")

    def refuse_damaged(self, left_undone: str) -> None:
        """Raise StoreError where SQLite finds its file damaged; `left_undone` says in French what is not done then."""
        if faults := self.check_pages(deep=True):
            raise StoreError(f"base abîmée, {left_undone} ({faults[0]}) ; « traam repair » d'abord")

    def copy_to(self, target: Path) -> None:
        """Copy the store, as it is at one instant, to a new SQLite file; nothing that writes waits for it."""
        if (name := self._engine.url.database) and self._engine.url.get_backend_name() == "sqlite":
            with self._told():
                copy_file(name, target)
            return
        with contextlib.closing(Database(f"sqlite:///{target}")) as copy:
            copy.take_base(self)

    def become_another(self) -> None:
        """Take an identity nothing was told of: what was given after the copy this store comes from is not its own."""
        with self._told(), self._engine.begin() as connection:
            renamed = sa.update(tables.meta).where(tables.meta.c.key == "id")
            connection.execute(renamed.values(value=uuid.uuid4().hex))

    def take_base(self, other: Database) -> None:
        """Take all that another store holds, where this one holds nothing yet; all of it, or nothing."""
        with self._told(), snapshot(other._engine) as held, self._engine.begin() as connection:
            copy_rows(held, connection)

    def take_rows(self, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write rows as they were held elsewhere, in place of those of the same keys."""
        held = sa.table(table.name, *(sa.column(column.name) for column in table.columns))
        with self._told(), self._one_at_a_time, self._engine.begin() as connection:
            if rows:
                connection.execute(sa.insert(held).prefix_with("OR REPLACE"), list(rows))

    def close(self) -> None:
        """Let go of the connections."""
        self._engine.dispose()


def shown_url(url: str) -> str:
    """A database's address as it may be shown: without its password, even where the rest cannot be read."""
    try:
        return sa.make_url(url).render_as_string(hide_password=True)
    except (sa.exc.ArgumentError, ValueError):
        return f"***@{url.rpartition('@')[2]}" if "@" in url else url


def _transaction(connection: sa.Connection) -> Transaction:
    notes = Notes()
    return Transaction(
        Records(connection, notes),
        Runs(connection, notes),
        States(connection),
        Waypoints(connection),
        Successions(connection),
        TraitsTable(connection),
        Published(connection, notes),
        LinkChecks(connection, notes),
        PreparedPayloads(connection),
        Leases(connection),
        notes,
        connection,
    )


def _read_meta(connection: sa.Connection) -> dict[str, str]:
    return {row.key: row.value for row in connection.execute(sa.select(tables.meta.c.key, tables.meta.c.value))}


def _reason(error: Exception) -> str:
    """Why the database refused, on one line; what to install where its driver is missing."""
    if isinstance(error, ModuleNotFoundError) and error.name == "psycopg":
        return "le pilote de PostgreSQL n'est pas installé : pip install 'traam[postgresql]'"
    if isinstance(error, sa.exc.ArgumentError | ValueError):
        # The library's own words repeat the address, and its password with it.
        return (
            "adresse mal formée : sqlite:///fichier ou postgresql://nom:mot-de-passe@hôte/base, "
            "où un « @ » du mot de passe s'écrit %40"
        )
    said = " ".join(str(getattr(error, "orig", None) or error).split("\n")[0].split())
    if said.startswith("Could not decode to UTF-8"):  # the rest is the text itself
        return f"un texte abîmé, qui n'est plus en UTF-8 ; {WAY_OUT}"
    return _SAID_BY_SQLITE.get(said, said)

"""Opening the store, and the transactions everything else happens in."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa

from schemas.types.errors import OutdatedStoreError, StoreError
from store import tables
from store.dialect import prepare_connections
from store.link_checks import LinkChecks
from store.prepared import PreparedPayloads
from store.published import Published
from store.records import Records
from store.runs import Runs, States
from store.successions import Successions
from store.traits import TraitsTable
from store.waypoints import Waypoints


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
    _connection: sa.Connection

    @property
    def version(self) -> str:
        """A text that changes whenever a record does: an index built from this version is up to date."""
        found = _read_meta(self._connection)
        return f"{found['id']}:{found['changes']}"

    @property
    def identity(self) -> str:
        """The text that tells this store from any other, for as long as it lives; told to nobody."""
        return _read_meta(self._connection)["id"]

    def count_change(self) -> None:
        """Make the version a new one; to be called in every transaction that changes a record."""
        changes = int(self.version.rpartition(":")[2]) + 1
        self._connection.execute(
            sa.update(tables.meta).where(tables.meta.c.key == "changes").values(value=str(changes))
        )


class Database:
    """The store; made where it does not exist yet."""

    def __init__(self, url: str) -> None:
        self._shown_url = url
        # SQLite has one writer: sources harvested side by side wait for each other here, not on its timeout.
        self._one_at_a_time = threading.RLock()
        try:
            self._engine = sa.create_engine(url)
            self._shown_url = self._engine.url.render_as_string(hide_password=True)
            prepare_connections(self._engine)
            tables.metadata.create_all(self._engine)
            with self._engine.begin() as connection:
                _check_version(connection, self._shown_url)
        except (sa.exc.SQLAlchemyError, ModuleNotFoundError) as error:
            raise StoreError(f"base « {self._shown_url} » : ouverture impossible ({_reason(error)})") from error

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Open a transaction, kept when the block ends well and undone otherwise."""
        try:
            with self._one_at_a_time, self._engine.begin() as connection:
                yield Transaction(
                    Records(connection),
                    Runs(connection),
                    States(connection),
                    Waypoints(connection),
                    Successions(connection),
                    TraitsTable(connection),
                    Published(connection),
                    LinkChecks(connection),
                    PreparedPayloads(connection),
                    connection,
                )
        except sa.exc.SQLAlchemyError as error:
            raise StoreError(f"base « {self._shown_url} » : {_reason(error)}") from error

    def close(self) -> None:
        """Let go of the connections."""
        self._engine.dispose()


def _check_version(connection: sa.Connection, shown_url: str) -> None:
    found = _read_meta(connection)
    if not found:
        rows = [("schema", tables.SCHEMA_VERSION), ("id", uuid.uuid4().hex), ("changes", "0")]
        connection.execute(sa.insert(tables.meta), [{"key": key, "value": value} for key, value in rows])
    elif found["schema"] != tables.SCHEMA_VERSION:
        raise OutdatedStoreError(shown_url, found["schema"], tables.SCHEMA_VERSION)


def _read_meta(connection: sa.Connection) -> dict[str, str]:
    return {row.key: row.value for row in connection.execute(sa.select(tables.meta.c.key, tables.meta.c.value))}


def _reason(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).splitlines()[0]

"""The only place that speaks one database's own SQL: everything else is plain SQLAlchemy Core."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

POSTGRESQL = "postgresql"
FILE_URI = "file:"
"""What begins the name of a SQLite file that is only to be read: how it is opened is in it."""
_DRIVER = "postgresql+psycopg"
_MOST_CONNECTIONS = 48
"""More than sources are harvested side by side: no thread waits for another's connection."""
_PATIENCE = 30
"""Seconds another process that writes is waited for."""
_OPENING_LOCK = 7_226_172_616_172
"""Number of the advisory lock under which one process at a time makes or changes the tables."""
_DATING_LOCK = _OPENING_LOCK + 1
"""Number of the advisory lock held alone by who dates what harvesters are given, and shared by who answers them."""


def upsert(
    connection: sa.Connection,
    table: sa.Table,
    key: Sequence[str],
    rows: Sequence[Mapping[str, Any]],
    *,
    kept: Sequence[str] = (),
    never_lowered: Sequence[str] = (),
) -> None:
    """Insert rows, or replace the columns given where the key is held already.

    Columns `kept` stay as they are held; those `never_lowered` become the greater of the two values.
    """
    if not rows:
        return
    insert: Any = postgresql.insert if connection.dialect.name == POSTGRESQL else sqlite.insert
    greatest = sa.func.greatest if connection.dialect.name == POSTGRESQL else sa.func.max
    statement = insert(table)
    changed = {name: statement.excluded[name] for name in rows[0] if name not in key and name not in kept}
    changed |= {name: greatest(table.c[name], statement.excluded[name]) for name in never_lowered}
    statement = (
        statement.on_conflict_do_update(index_elements=list(key), set_=changed)
        if changed
        else statement.on_conflict_do_nothing(index_elements=list(key))
    )
    connection.execute(statement, list(rows))


def go_on_from(connection: sa.Connection, column: sa.Column[int]) -> None:
    """Number the next rows after the greatest number there is, where rows were written with their numbers."""
    if connection.dialect.name == POSTGRESQL:
        sequence = sa.func.pg_get_serial_sequence(column.table.name, column.name)
        greatest = sa.select(sa.func.coalesce(sa.func.max(column), 1)).scalar_subquery()
        connection.execute(sa.select(sa.func.setval(sequence, greatest)))


def text_in_json(connection: sa.Connection, column: sa.ColumnElement[str], *keys: str) -> sa.ColumnElement[str | None]:
    """A text of an object, or of one in it, kept as JSON in a text column; none where SQLite finds it damaged."""
    if connection.dialect.name == POSTGRESQL:
        found: sa.ColumnElement[str | None] = sa.cast(column, sa.JSON)[keys].as_string()
        return found
    return sa.case((sa.func.json_valid(column), sa.func.json_extract(column, ".".join(("$", *keys)))))


def make_engine(url: sa.URL) -> sa.Engine:
    """An engine for a database's address; SQLite made durable and patient, PostgreSQL asked by psycopg 3.

    SQLite: write-ahead log, synced commits, 30 s of waiting for another process that writes.
    """
    if url.drivername == POSTGRESQL:
        url = url.set(drivername=_DRIVER)
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(url, pool_size=4, max_overflow=_MOST_CONNECTIONS - 4, pool_pre_ping=True)
    if url.database and not os.access(Path(url.database).parent, os.W_OK) and Path(url.database).exists():
        return sa.create_engine(_only_read(url, Path(url.database)))
    engine = sa.create_engine(url)

    def on_connect(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own object
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={_PATIENCE * 1000}")
        _log_ahead(cursor)
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.close()

    sa.event.listen(engine, "connect", on_connect)
    return engine


def _log_ahead(cursor: sqlite3.Cursor) -> None:
    """Turn the write-ahead log on: of several that do so of a new file at once, SQLite refuses some without waiting."""
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(0.01)
        else:
            return


def _only_read(url: sa.URL, path: Path) -> sa.URL:
    """A file in a folder where nothing may be written: SQLite is to make no file beside it."""
    has_log = path.with_name(f"{path.name}-wal").exists()
    asked = "mode=ro" if has_log else "mode=ro&immutable=1"
    return url.set(database=f"{FILE_URI}{quote(str(path))}?{asked}", query={"uri": "true"})


@contextmanager
def alone(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One transaction in which no other process makes or changes tables; all of it is kept, or none.

    The SQLite driver opens no transaction by itself before a change of tables, hence the explicit one.
    """
    with engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_OPENING_LOCK)))
        yield connection


def dating_lock(connection: sa.Connection, *, shared: bool) -> None:
    """Take the lock of datings until the transaction ends; a file is served by one process, in turn."""
    if connection.dialect.name == POSTGRESQL:
        lock = sa.func.pg_advisory_xact_lock_shared if shared else sa.func.pg_advisory_xact_lock
        connection.execute(sa.select(lock(_DATING_LOCK)))


@contextmanager
def snapshot(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One transaction to read in: whatever others write meanwhile, all that it reads is of one instant."""
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")
        else:
            connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        yield connection

"""The form of a store: made where there is none, brought to today's where it is a former one."""

from __future__ import annotations

import uuid
from pathlib import Path

import sqlalchemy as sa

from schemas.types.errors import OutdatedStoreError
from store import tables
from store.copying import copy_file
from store.dialect import alone

_FIRST_BROUGHT = 3
"""The first format that is brought to today's; the two before it lived for a few days."""


def ensure_form(engine: sa.Engine, shown_url: str) -> str:
    """Make the tables, or bring them to today's format; gives the former format, an empty text when there was none.

    A store that has them all is only read: who opens it waits for nobody. What is to be done is done in one transaction
    that one process at a time is in: another that opens the store meanwhile waits, then finds it done. A SQLite store
    of a former format is copied beside itself first. Raises OutdatedStoreError for a format that is not brought
    forward, or one of a program to come.
    """
    with engine.connect() as connection:
        if _found_format(connection) == tables.SCHEMA_VERSION and not _lacking(connection):
            return ""
    with alone(engine) as connection:
        found = _found_format(connection)
        if found == tables.SCHEMA_VERSION:
            tables.metadata.create_all(connection)
            return ""
        if found is None:
            _make(connection)
            return ""
        if not found.isdecimal() or not _FIRST_BROUGHT <= int(found) < int(tables.SCHEMA_VERSION):
            raise OutdatedStoreError(shown_url, found, tables.SCHEMA_VERSION)
        _copy(engine, found)
        _migrate(connection, found)
        return found


def copy_of(path: Path, found: str) -> Path:
    """Where the copy of a SQLite store of a former format is made."""
    return path.with_name(f"{path.name}.format-{found}")


def _found_format(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table(tables.meta.name):
        return None
    wanted = sa.select(tables.meta.c.value).where(tables.meta.c.key == "schema")
    return connection.execute(wanted).scalar_one_or_none()


def _lacking(connection: sa.Connection) -> set[str]:
    """The tables it has not: some came without a new format."""
    return set(tables.metadata.tables) - set(sa.inspect(connection).get_table_names())


def _make(connection: sa.Connection) -> None:
    tables.metadata.create_all(connection)
    rows = [("schema", tables.SCHEMA_VERSION), ("id", uuid.uuid4().hex), ("changes", "0")]
    connection.execute(sa.insert(tables.meta), [{"key": key, "value": value} for key, value in rows])


def _copy(engine: sa.Engine, found: str) -> None:
    """Copy a SQLite store as it is committed, whatever its journal still holds; PostgreSQL's are its operator's."""
    name = engine.url.database
    if engine.url.get_backend_name() != "sqlite" or not name or name == ":memory:":
        return
    target = copy_of(Path(name), found)
    if target.exists():  # made by a migration that was cut short
        target.unlink()
    copy_file(name, target)


def _migrate(connection: sa.Connection, found: str) -> None:
    """Run each step from one format to today's, by Alembic, in the transaction under way."""
    from alembic import command, config  # a fifth of a second, for the few runs that need it

    tables.metadata.create_all(connection, tables=[tables.link_checks, tables.published_items])
    asked = config.Config()
    asked.set_main_option("script_location", "store:migrations")
    asked.attributes["connection"] = connection
    command.stamp(asked, found)
    command.upgrade(asked, "head")
    tables.metadata.create_all(connection)
    connection.execute(sa.update(tables.meta).where(tables.meta.c.key == "schema").values(value=tables.SCHEMA_VERSION))

"""A base copied whole, as it is at one instant: a SQLite file page by page, any other row by row."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from schemas.types.errors import StoreError
from store import tables
from store.dialect import FILE_URI, go_on_from, upsert

_SOME = 500
_OF_THE_MOMENT = frozenset({tables.leases.name})
"""Tables that tell only what living processes do: another base has none of them."""


def copy_file(path: Path | str, target: Path) -> None:
    """Copy a SQLite file as it is committed, whatever its own journal still holds, and whoever writes in it."""
    try:
        is_uri = str(path).startswith(FILE_URI)
        with closing(sqlite3.connect(path, uri=is_uri)) as held, closing(sqlite3.connect(target)) as copy:
            held.backup(copy)
    except sqlite3.Error as error:
        raise StoreError(f"{path} : copie dans {target} impossible ({error})") from error


def copy_rows(held: sa.Connection, new: sa.Connection) -> None:
    """Write every row of a base in another that has none but those of its making."""
    for table in tables.metadata.sorted_tables:
        if table.name in _OF_THE_MOMENT:
            continue
        key = [column.name for column in table.primary_key]
        for rows in held.execute(sa.select(table)).mappings().partitions(_SOME):
            values = [dict(row) for row in rows]
            if table is tables.meta:
                upsert(new, table, key, values)
            else:
                new.execute(sa.insert(table), values)
        for column in table.primary_key:
            if column.autoincrement is True:
                go_on_from(new, column)

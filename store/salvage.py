"""A damaged SQLite store: what is wrong with it, and every row that is still whole copied into a new one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from schemas.words.text import some_of
from store import tables
from store.database import Database
from store.dialect import make_engine
from store.texts import KEY, is_as_written

_MANY_ROWS = 1 << 40
"""A number of row that none reaches, for a table so damaged that its last cannot be asked."""
_MOST_REFUSED = 5_000
"""Ranges of rows that cannot be read, past which the rest of a table is left."""
_NAMED = 3
_ROWID: sa.ColumnElement[int] = sa.literal_column("rowid")
Row = Mapping[str, Any]


def faults_of(database: Database, *, deep: bool) -> Iterator[str]:
    """Say in French what is wrong with an open store; deeply: every page of it, and every record against its digest."""
    yield from database.check_pages(deep=deep)
    if deep:
        with database.snapshot() as transaction:
            altered = tuple(transaction.records.altered())
        if altered:
            yield f"{len(altered)} notice(s) ne sont plus ce qui fut écrit ({some_of(altered, _NAMED)})"


def copy_whole_rows(damaged_url: str, new: Database) -> dict[str, tuple[int, int]]:
    """Copy what can be read, and is what was written, of a damaged store.

    Gives by table how many rows were, and how many were not; those that nothing tells any more are not counted.
    """
    counts = {}
    engine = make_engine(sa.make_url(damaged_url))
    try:
        for table in tables.metadata.sorted_tables:
            seen = 0
            kept = [row for row in _rows(engine, table) if (seen := seen + 1) and _is_whole(table, row)]
            if table is tables.records:
                texts = {tuple(row[name] for name in KEY): row["texts"] for row in _rows(engine, tables.texts)}
                kept = [row for row in kept if _is_record(row, texts.get(tuple(row[name] for name in KEY)))]
            new.take_rows(table, kept)
            counts[table.name] = len(kept), _told_rows(engine, table, seen) - len(kept)
    finally:
        engine.dispose()
    return counts


def _rows(engine: sa.Engine, table: sa.Table) -> Iterator[dict[str, Any]]:
    """Every row of a table that can be read, its values as they are held; a range that cannot be is halved."""
    last, refused = _last_row(engine, table), 0
    ranges = [] if last is None else [(0, last)]
    while ranges and refused < _MOST_REFUSED:
        first, last = ranges.pop()
        found = _between(engine, table, first, last)
        if found is None:
            refused += 1
            middle = (first + last) // 2
            ranges += [(middle + 1, last), (first, middle)] if first < last else []
        yield from found or ()


def _last_row(engine: sa.Engine, table: sa.Table) -> int | None:
    """The number of the last row of a table; None when it has none, or when the file is no database at all."""
    try:
        with engine.connect() as connection:
            connection.execute(sa.select(sa.func.count()).select_from(sa.table("sqlite_master")))
    except sa.exc.SQLAlchemyError:
        return None
    try:
        with engine.connect() as connection:
            last: int | None = connection.execute(sa.select(sa.func.max(_ROWID)).select_from(table)).scalar_one()
            return last
    except sa.exc.SQLAlchemyError:
        return _MANY_ROWS


def _between(engine: sa.Engine, table: sa.Table, first: int, last: int) -> list[dict[str, Any]] | None:
    """The rows of a range; None when one of them cannot be read."""
    held: list[sa.ColumnElement[Any]] = [
        sa.literal_column(f'"{column.name}"').label(column.name) for column in table.columns
    ]
    wanted = sa.select(*held).select_from(table).where(first <= _ROWID, last >= _ROWID)
    try:
        with engine.connect() as connection:
            return [dict(row) for row in connection.execute(wanted).mappings()]
    except (sa.exc.SQLAlchemyError, UnicodeDecodeError):
        return None


def _is_whole(table: sa.Table, row: Row) -> bool:
    """Say whether the values of a row are of the kinds of its columns."""
    return all(_is_of(column, row[column.name]) for column in table.columns)


def _is_record(row: Row, texts: str | None) -> bool:
    return bool(row["deleted"]) or is_as_written(row["fields"], texts, row["evidence"], row["fingerprint"])


def _is_of(column: sa.Column[Any], value: object) -> bool:
    if value is None:
        return bool(column.nullable)
    if isinstance(column.type, tables.UtcDateTime):
        try:
            return bool(datetime.fromisoformat(str(value)))
        except ValueError:
            return False
    wanted: Sequence[type] = (str,)
    if isinstance(column.type, sa.Integer | sa.Boolean | sa.Float):
        wanted = (int, float)
    return isinstance(value, tuple(wanted))


def _told_rows(engine: sa.Engine, table: sa.Table, seen: int) -> int:
    """How many rows a table says it has; those that were read where it cannot."""
    try:
        with engine.connect() as connection:
            told = connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            return max(int(told), seen)
    except sa.exc.SQLAlchemyError:
        return seen

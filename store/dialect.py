"""The only place that speaks one database's own SQL: everything else is plain SQLAlchemy Core."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite


def upsert(
    connection: sa.Connection,
    table: sa.Table,
    key: Sequence[str],
    rows: Sequence[Mapping[str, Any]],
    *,
    kept: Sequence[str] = (),
) -> None:
    """Insert rows, or replace the columns given where the key is held already, but for those `kept`."""
    if not rows:
        return
    insert: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(table)
    changed = {name: statement.excluded[name] for name in rows[0] if name not in key and name not in kept}
    connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=changed), list(rows))


def prepare_connections(engine: sa.Engine) -> None:
    """Make SQLite durable and patient: write-ahead log, synced commits, 30 s of waiting for another reader."""
    if engine.dialect.name != "sqlite":
        return

    def on_connect(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own object
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA busy_timeout=30000")
        cursor.close()

    sa.event.listen(engine, "connect", on_connect)

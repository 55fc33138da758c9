"""Format 6: the languages of records, and the successors of those that were renamed."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "6"
down_revision = "5"

_SLICE = 500


def upgrade() -> None:
    """Add the table of successions, and to each record the languages nobody has read yet: none."""
    op.create_table(
        "successions",
        sa.Column("source", sa.String(200), primary_key=True),
        sa.Column("identifier", sa.String(2100), primary_key=True),
        sa.Column("successor", sa.String(2100), nullable=False),
        if_not_exists=True,  # the last programs of format 5 made it already
    )
    connection = op.get_bind()
    names = ("source", "identifier", "format", "fields")
    records = sa.table("records", *(sa.column(name, sa.String) for name in (*names, "fingerprint")))
    last = ("", "", "")
    while rows := _rows_after(connection, records, last):
        for row in rows:
            fields = json.loads(row.fields)
            fields.setdefault("langues", [])
            _write(connection, records, row, json.dumps(fields, ensure_ascii=False, separators=(",", ":")))
        last = tuple(rows[-1][:3])


def _rows_after(connection: sa.Connection, records: sa.TableClause, last: tuple[str, str, str]) -> list[Any]:
    key = sa.tuple_(records.c.source, records.c.identifier, records.c.format)
    wanted = sa.select(records.c.source, records.c.identifier, records.c.format, records.c.fields)
    wanted = wanted.where(key > sa.tuple_(*map(sa.literal, last))).order_by(*wanted.selected_columns[:3]).limit(_SLICE)
    return list(connection.execute(wanted).all())


def _write(connection: sa.Connection, records: sa.TableClause, row: Any, fields: str) -> None:  # noqa: ANN401 - a row of SQLAlchemy
    mine = (records.c.source == row.source, records.c.identifier == row.identifier, records.c.format == row.format)
    connection.execute(sa.update(records).where(*mine).values(fields=fields))

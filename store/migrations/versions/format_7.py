"""Format 7: leases, by which several processes share the work; on PostgreSQL, texts in the order of their letters."""

import sqlalchemy as sa
from alembic import op

revision = "7"
down_revision = "6"

_KEYS = {
    "meta": {"key": 64},
    "source_reports": {"id": 200},
    "records": {"source": 200, "identifier": 2100, "format": 100, "payload": 300, "datestamp": 64},
    "successions": {"source": 200, "identifier": 2100, "successor": 2100},
    "texts": {"source": 200, "identifier": 2100, "format": 100},
    "issues": {"source": 200, "identifier": 2100},
    "source_states": {"source": 200, "key": 400},
    "prepared_payloads": {"source": 200, "name": 300},
    "waypoints": {"source": 200, "key": 2200, "leads_to": 2100},
    "beginnings": {"source": 200, "identifier": 2100, "beginning": 100},
    "sketches": {"source": 200, "identifier": 2100},
    "link_checks": {"identifier": 2100},
    "published_items": {"identifier": 45, "record": 2100, "datestamp": 20},
    "published_metadata": {"identifier": 45, "prefix": 100},
    "published_sets": {"identifier": 45, "spec": 200, "datestamp": 20},
}
"""By table, the texts that are looked for or sorted by, with their lengths."""


def upgrade() -> None:
    """Add the table of leases; on PostgreSQL, count bytes beyond 2 GiB and sort as SQLite does."""
    op.create_table(
        "leases",
        sa.Column("name", sa.String(200), primary_key=True),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("token", sa.Integer, nullable=False),
        sa.Column("expires_at", sa.String(32), nullable=False),
    )
    if op.get_context().dialect.name == "sqlite":
        return
    op.alter_column("source_reports", "bytes", type_=sa.BigInteger)
    for table, column in (("issues", "field"), ("waypoints", "named_by")):
        op.alter_column(table, column, type_=sa.Text)
    op.alter_column("leases", "name", type_=sa.String(200, collation="C"))
    for table, lengths in _KEYS.items():
        for column, length in lengths.items():
            op.alter_column(table, column, type_=sa.String(length, collation="C"))

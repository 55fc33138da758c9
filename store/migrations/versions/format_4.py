"""Format 4: the fate of every address met, the account of each crawl, the texts of records."""

import sqlalchemy as sa
from alembic import op

revision = "4"
down_revision = "3"

_NEVER = "0001-01-01T00:00:00.000000+00:00"


def upgrade() -> None:
    """Add what a crawl says of addresses; those of a crawl under way keep their ways, and wait for their fates."""
    op.add_column("source_reports", sa.Column("account", sa.Text, nullable=False, server_default=""))
    for name, kind, default in (
        ("named_by", sa.String(200), ""),
        ("run", sa.Integer, "0"),
        ("fate", sa.String(20), "attend"),
        ("reason", sa.Text, ""),
        ("leads_to", sa.String(2100), ""),
        ("said_run", sa.Integer, "0"),
        ("said_at", sa.String(32), _NEVER),
    ):
        op.add_column("waypoints", sa.Column(name, kind, nullable=False, server_default=default))
    op.execute("UPDATE waypoints SET named_by = found_by")
    op.create_index("waypoints_by_number", "waypoints", ["source", "number"])
    op.create_index("waypoints_by_page", "waypoints", ["source", "leads_to"])
    op.create_table(
        "texts",
        sa.Column("source", sa.String(200), primary_key=True),
        sa.Column("identifier", sa.String(2100), primary_key=True),
        sa.Column("format", sa.String(100), primary_key=True),
        sa.Column("texts", sa.Text, nullable=False),
    )

"""Format 5: the sets each record is given in, and the payloads written beside a transaction."""

import sqlalchemy as sa
from alembic import op

revision = "5"
down_revision = "4"


def upgrade() -> None:
    """Add the lists of records, each taken as given in the list of everything, and the table of prepared payloads."""
    op.add_column("records", sa.Column("lists", sa.Text, nullable=False, server_default=""))
    op.create_table(
        "prepared_payloads",
        sa.Column("source", sa.String(200), primary_key=True),
        sa.Column("name", sa.String(300), primary_key=True),
        sa.Column("sequence", sa.Integer, nullable=False),
    )

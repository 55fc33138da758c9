"""The tables of the store, the same for SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

SCHEMA_VERSION = "6"

metadata = sa.MetaData()


class UtcDateTime(sa.TypeDecorator[datetime]):
    """A UTC instant kept as sortable ISO 8601 text, so that no driver guesses a time zone."""

    impl = sa.String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> str | None:  # noqa: ARG002
        """Write the instant."""
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: Any | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ANN401, ARG002
        """Read the instant."""
        return None if value is None else datetime.fromisoformat(value)


meta = sa.Table(
    "meta",
    metadata,
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

runs = sa.Table(
    "runs",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("started_at", UtcDateTime, nullable=False),
    sa.Column("ended_at", UtcDateTime),
)

source_reports = sa.Table(
    "source_reports",
    metadata,
    sa.Column("run", sa.Integer, sa.ForeignKey("runs.number"), primary_key=True),
    sa.Column("id", sa.String(200), primary_key=True),
    sa.Column("status", sa.String(20), nullable=False),
    *(
        sa.Column(name, sa.Integer, nullable=False)
        for name in ("seen", "new", "modified", "unchanged", "deleted", "issues", "requests", "bytes")
    ),
    sa.Column("seconds", sa.Float, nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("account", sa.Text, nullable=False),
)

records = sa.Table(
    "records",
    metadata,
    sa.Column("source", sa.String(200), primary_key=True),
    sa.Column("identifier", sa.String(2100), primary_key=True),
    sa.Column("format", sa.String(100), primary_key=True),
    sa.Column("rank", sa.Integer, nullable=False),
    sa.Column("datestamp", sa.String(64)),
    sa.Column("seen_run", sa.Integer, nullable=False),
    sa.Column("fields", sa.Text, nullable=False),
    sa.Column("evidence", sa.Text, nullable=False),
    sa.Column("fingerprint", sa.String(64), nullable=False),
    sa.Column("deleted", sa.Boolean, nullable=False, index=True),
    sa.Column("first_seen", UtcDateTime, nullable=False),
    sa.Column("changed_at", UtcDateTime, nullable=False, index=True),
    sa.Column("updated", UtcDateTime, nullable=False),
    sa.Column("payload", sa.String(300), nullable=False),
    sa.Column("missing_since", sa.Integer),
    sa.Column("lists", sa.Text, nullable=False),
)

successions = sa.Table(
    "successions",
    metadata,
    sa.Column("source", sa.String(200), primary_key=True),
    sa.Column("identifier", sa.String(2100), primary_key=True),
    sa.Column("successor", sa.String(2100), nullable=False),
)

texts = sa.Table(
    "texts",
    metadata,
    sa.Column("source", sa.String(200), primary_key=True),
    sa.Column("identifier", sa.String(2100), primary_key=True),
    sa.Column("format", sa.String(100), primary_key=True),
    sa.Column("texts", sa.Text, nullable=False),
)

issues = sa.Table(
    "issues",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("source", sa.String(200), nullable=False),
    sa.Column("identifier", sa.String(2100), nullable=False),
    sa.Column("level", sa.String(10), nullable=False),
    sa.Column("field", sa.String(200), nullable=False),
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("code", sa.String(40), nullable=False),
    sa.Index("issues_by_record", "source", "identifier"),
)

source_states = sa.Table(
    "source_states",
    metadata,
    sa.Column("source", sa.String(200), primary_key=True),
    sa.Column("key", sa.String(400), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

prepared_payloads = sa.Table(
    "prepared_payloads",
    metadata,
    sa.Column("source", sa.String(200), primary_key=True),
    sa.Column("name", sa.String(300), primary_key=True),
    sa.Column("sequence", sa.Integer, nullable=False),
)

waypoints = sa.Table(
    "waypoints",
    metadata,
    sa.Column("source", sa.String(200), primary_key=True),
    sa.Column("key", sa.String(2200), primary_key=True),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("found_by", sa.String(20), nullable=False),
    sa.Column("named_by", sa.String(200), nullable=False),
    sa.Column("depth", sa.Integer, nullable=False),
    sa.Column("done", sa.Boolean, nullable=False),
    sa.Column("run", sa.Integer, nullable=False),
    sa.Column("fate", sa.String(20), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("leads_to", sa.String(2100), nullable=False),
    sa.Column("said_run", sa.Integer, nullable=False),
    sa.Column("said_at", UtcDateTime, nullable=False),
    sa.Index("waypoints_by_number", "source", "number"),
    sa.Index("waypoints_by_page", "source", "leads_to"),
)

beginnings = sa.Table(
    "beginnings",
    metadata,
    sa.Column("source", sa.String(200), nullable=False),
    sa.Column("identifier", sa.String(2100), nullable=False),
    sa.Column("beginning", sa.String(100), nullable=False),
    sa.Index("beginnings_by_record", "source", "identifier"),
)

sketches = sa.Table(
    "sketches",
    metadata,
    sa.Column("source", sa.String(200), primary_key=True),
    sa.Column("identifier", sa.String(2100), primary_key=True),
    sa.Column("sketch", sa.Text, nullable=False),
)

link_checks = sa.Table(
    "link_checks",
    metadata,
    sa.Column("identifier", sa.String(2100), primary_key=True),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("checked_at", UtcDateTime, nullable=False),
    sa.Column("since", UtcDateTime, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
)

published_items = sa.Table(
    "published_items",
    metadata,
    sa.Column("identifier", sa.String(45), primary_key=True),
    sa.Column("record", sa.String(2100), nullable=False),
    sa.Column("datestamp", sa.String(20), nullable=False),
    sa.Column("deleted", sa.Boolean, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Index("published_items_by_date", "datestamp", "identifier"),
)

published_metadata = sa.Table(
    "published_metadata",
    metadata,
    sa.Column("identifier", sa.String(45), primary_key=True),
    sa.Column("prefix", sa.String(100), primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
)

published_sets = sa.Table(
    "published_sets",
    metadata,
    sa.Column("identifier", sa.String(45), primary_key=True),
    sa.Column("spec", sa.String(200), primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("datestamp", sa.String(20), nullable=False),
    sa.Index("published_sets_by_date", "spec", "datestamp", "identifier"),
)

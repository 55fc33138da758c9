"""The tables of the store, the same for SQLite and PostgreSQL.

A change of a table is a new SCHEMA_VERSION, and a step in store/migrations/versions that brings former stores to it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from store.held_text import reading

SCHEMA_VERSION = "7"

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
        with reading("une date"):
            return None if value is None else datetime.fromisoformat(value)


class WellFormed(sa.TypeDecorator[str]):
    """A text that both databases take: what is no character, or ends a text for one of them, becomes « \ufffd »."""

    impl: type[sa.String] = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:  # noqa: ARG002
        """Write the text."""
        if value is None:
            return None
        try:
            value.encode()
        except UnicodeEncodeError:  # the halves of a pair are joined, one alone is lost
            value = value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return value.replace("\0", "\ufffd")


class KeyText(WellFormed):
    """A text that is looked for or sorted by: in the order of its code points, whatever the database's language."""

    impl = sa.String
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[str]:
        """The type of the column."""
        held = self.impl_instance
        length = held.length if isinstance(held, sa.String) else None
        return sa.String(length, collation="C" if dialect.name == "postgresql" else None)


meta = sa.Table(
    "meta",
    metadata,
    sa.Column("key", KeyText(64), primary_key=True),
    sa.Column("value", WellFormed, nullable=False),
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
    sa.Column("id", KeyText(200), primary_key=True),
    sa.Column("status", sa.String(20), nullable=False),
    *(
        sa.Column(name, sa.Integer, nullable=False)
        for name in ("seen", "new", "modified", "unchanged", "deleted", "issues", "requests")
    ),
    sa.Column("bytes", sa.BigInteger, nullable=False),
    sa.Column("seconds", sa.Float, nullable=False),
    sa.Column("message", WellFormed, nullable=False),
    sa.Column("account", WellFormed, nullable=False),
)

records = sa.Table(
    "records",
    metadata,
    sa.Column("source", KeyText(200), primary_key=True),
    sa.Column("identifier", KeyText(2100), primary_key=True),
    sa.Column("format", KeyText(100), primary_key=True),
    sa.Column("rank", sa.Integer, nullable=False),
    sa.Column("datestamp", KeyText(64)),
    sa.Column("seen_run", sa.Integer, nullable=False),
    sa.Column("fields", WellFormed, nullable=False),
    sa.Column("evidence", WellFormed, nullable=False),
    sa.Column("fingerprint", sa.String(64), nullable=False),
    sa.Column("deleted", sa.Boolean, nullable=False, index=True),
    sa.Column("first_seen", UtcDateTime, nullable=False),
    sa.Column("changed_at", UtcDateTime, nullable=False, index=True),
    sa.Column("updated", UtcDateTime, nullable=False),
    sa.Column("payload", KeyText(300), nullable=False),
    sa.Column("missing_since", sa.Integer),
    sa.Column("lists", WellFormed, nullable=False),
)

successions = sa.Table(
    "successions",
    metadata,
    sa.Column("source", KeyText(200), primary_key=True),
    sa.Column("identifier", KeyText(2100), primary_key=True),
    sa.Column("successor", KeyText(2100), nullable=False),
)

texts = sa.Table(
    "texts",
    metadata,
    sa.Column("source", KeyText(200), primary_key=True),
    sa.Column("identifier", KeyText(2100), primary_key=True),
    sa.Column("format", KeyText(100), primary_key=True),
    sa.Column("texts", WellFormed, nullable=False),
)

issues = sa.Table(
    "issues",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("source", KeyText(200), nullable=False),
    sa.Column("identifier", KeyText(2100), nullable=False),
    sa.Column("level", sa.String(10), nullable=False),
    sa.Column("field", WellFormed, nullable=False),
    sa.Column("value", WellFormed, nullable=False),
    sa.Column("message", WellFormed, nullable=False),
    sa.Column("code", sa.String(40), nullable=False),
    sa.Index("issues_by_record", "source", "identifier"),
)

source_states = sa.Table(
    "source_states",
    metadata,
    sa.Column("source", KeyText(200), primary_key=True),
    sa.Column("key", KeyText(400), primary_key=True),
    sa.Column("value", WellFormed, nullable=False),
)

leases = sa.Table(
    "leases",
    metadata,
    sa.Column("name", KeyText(200), primary_key=True),
    sa.Column("holder", WellFormed, nullable=False),
    sa.Column("place", WellFormed, nullable=False),
    sa.Column("token", sa.Integer, nullable=False),
    sa.Column("expires_at", UtcDateTime, nullable=False),
)

prepared_payloads = sa.Table(
    "prepared_payloads",
    metadata,
    sa.Column("source", KeyText(200), primary_key=True),
    sa.Column("name", KeyText(300), primary_key=True),
    sa.Column("sequence", sa.Integer, nullable=False),
)

waypoints = sa.Table(
    "waypoints",
    metadata,
    sa.Column("source", KeyText(200), primary_key=True),
    sa.Column("key", KeyText(2200), primary_key=True),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("url", WellFormed, nullable=False),
    sa.Column("found_by", sa.String(20), nullable=False),
    sa.Column("named_by", WellFormed, nullable=False),
    sa.Column("depth", sa.Integer, nullable=False),
    sa.Column("done", sa.Boolean, nullable=False),
    sa.Column("run", sa.Integer, nullable=False),
    sa.Column("fate", sa.String(20), nullable=False),
    sa.Column("reason", WellFormed, nullable=False),
    sa.Column("leads_to", KeyText(2100), nullable=False),
    sa.Column("said_run", sa.Integer, nullable=False),
    sa.Column("said_at", UtcDateTime, nullable=False),
    sa.Index("waypoints_by_number", "source", "number"),
    sa.Index("waypoints_by_page", "source", "leads_to"),
)

beginnings = sa.Table(
    "beginnings",
    metadata,
    sa.Column("source", KeyText(200), nullable=False),
    sa.Column("identifier", KeyText(2100), nullable=False),
    sa.Column("beginning", KeyText(100), nullable=False),
    sa.Index("beginnings_by_record", "source", "identifier"),
)

sketches = sa.Table(
    "sketches",
    metadata,
    sa.Column("source", KeyText(200), primary_key=True),
    sa.Column("identifier", KeyText(2100), primary_key=True),
    sa.Column("sketch", WellFormed, nullable=False),
)

link_checks = sa.Table(
    "link_checks",
    metadata,
    sa.Column("identifier", KeyText(2100), primary_key=True),
    sa.Column("url", WellFormed, nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("checked_at", UtcDateTime, nullable=False),
    sa.Column("since", UtcDateTime, nullable=False),
    sa.Column("detail", WellFormed, nullable=False),
)

published_items = sa.Table(
    "published_items",
    metadata,
    sa.Column("identifier", KeyText(45), primary_key=True),
    sa.Column("record", KeyText(2100), nullable=False),
    sa.Column("datestamp", KeyText(20), nullable=False),
    sa.Column("deleted", sa.Boolean, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Index("published_items_by_date", "datestamp", "identifier"),
)

published_metadata = sa.Table(
    "published_metadata",
    metadata,
    sa.Column("identifier", KeyText(45), primary_key=True),
    sa.Column("prefix", KeyText(100), primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
)

published_changes = sa.Table(
    "published_changes",
    metadata,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("identifier", KeyText(45), nullable=False),
    sa.Column("happened", sa.String(20), nullable=False),
    sa.Index("published_changes_by_item", "identifier", unique=True),
)

published_sets = sa.Table(
    "published_sets",
    metadata,
    sa.Column("identifier", KeyText(45), primary_key=True),
    sa.Column("spec", KeyText(200), primary_key=True),
    sa.Column("name", WellFormed, nullable=False),
    sa.Column("datestamp", KeyText(20), nullable=False),
    sa.Index("published_sets_by_date", "spec", "datestamp", "identifier"),
)

"""JSON Lines: one record a line, in the documented fields and order (docs/contrat-annexe.md)."""

from __future__ import annotations

from feeds.tables.rows import RowForm
from feeds.wording.json_text import json_text
from feeds.wording.production import Production


def json_line(production: Production) -> str:
    """A production's line, without its line end."""
    return json_text(production.as_dict())


JSON_LINES = RowForm(
    ending="jsonl",
    media_type="application/jsonl; charset=utf-8",
    head=b"",
    row=lambda production: f"{json_line(production)}\n".encode(),
)

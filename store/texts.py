"""The texts of records, in a table of their own: what lists, exports or publishes records never reads them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from schemas.types.record import Record, fingerprint_of_written, texts_as_json
from schemas.types.written_record import record_from_dict, with_texts
from store import tables
from store.dialect import upsert
from store.held_text import reading

KEY = ("source", "identifier", "format")
_ADDED = ',"langues":[]}'


def save_texts(connection: sa.Connection, records: Iterable[tuple[Record, str]]) -> None:
    """Write the texts of records, each with its format; those of a withdrawn record are forgotten."""
    held, none = [], []
    for record, format_name in records:
        key = {"source": record.source, "identifier": record.identifier, "format": format_name}
        if record.has_texts and not record.deleted:
            held.append({**key, "texts": texts_as_json(record.texte, record.textes_joints)})
        else:
            none.append({f"old_{name}": value for name, value in key.items()})
    upsert(connection, tables.texts, KEY, held)
    if none:
        mine = sa.and_(*(tables.texts.c[name] == sa.bindparam(f"old_{name}") for name in KEY))
        connection.execute(sa.delete(tables.texts).where(mine), none)


def select_searched() -> sa.Select[Any]:
    """Select what is searched of records; one that has no text is selected too."""
    records, texts = tables.records, tables.texts
    same = sa.and_(*(records.c[name] == texts.c[name] for name in KEY))
    return sa.select(records.c.fields, texts.c.texts).select_from(records.outerjoin(texts, same))


def searched_record(row: sa.Row[Any]) -> Record:
    """The record of a selected row, with its texts and without its evidence."""
    with reading("une notice et ses textes"):
        return with_texts(record_from_dict(json.loads(row.fields)), row.texts)


def is_as_written(fields: str, texts: str | None, evidence: str, fingerprint: str) -> bool:
    """Say whether what is held of a living record is what was written of it."""
    try:
        json.loads(evidence)
    except ValueError:
        return False
    # A store of a former format had languages added to what it held, and kept its digests (format 6).
    former = f"{fields.removesuffix(_ADDED)}}}" if fields.endswith(_ADDED) else fields
    return fingerprint in {fingerprint_of_written(fields, texts), fingerprint_of_written(former, texts)}

"""A search as files for programs and spreadsheets: Atom, CSV, ODS, JSON."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from feeds.folder.output import Output
from feeds.syndication.atom import MEDIA_TYPE, AtomFeed
from feeds.tables.rows import RowsFile
from feeds.tables.spreadsheet import OdsTable
from feeds.tables.tabular import CSV
from feeds.vitrine.links import MOST, PARAMETERS, Chosen, search_query
from feeds.wording.production import GroupLabels, production_of
from feeds.wording.safe_text import safe_record, safe_text
from pipeline.vitrine.library import Library

MOST_ENTRIES = 100
"""Entries of a feed: a reader looks at the latest."""


@dataclass(frozen=True, slots=True)
class Made:
    """One file."""

    body: bytes
    media_type: str
    headers: Mapping[str, str] = field(default_factory=dict)


def as_json(library: Library, words: str, chosen: Chosen, address: str) -> Made:  # noqa: ARG001 - one shape for all
    """What « traam search --json » gives, made safe."""
    found = library.finder.find(words, chosen, size=MOST)
    content = {
        "total": found.total,
        "complete": found.complete,
        "hits": [
            {**safe_record(record).as_dict(), "missing": list(missing)}
            for record, missing in zip(found.records, found.missing, strict=True)
        ],
        "corrections": [{"typed": typed, "searched": searched} for typed, searched in found.corrections],
        "facets": {
            PARAMETERS[name]: {safe_text(value): count for value, count in values.items()}
            for name, values in found.counts.items()
        },
    }
    return Made(json.dumps(content, ensure_ascii=False).encode("utf-8", "replace"), "application/json")


def as_csv(library: Library, words: str, chosen: Chosen, address: str) -> Made:  # noqa: ARG001
    """The table « traam export csv » gives, of what is found."""
    return _table(library, words, chosen, RowsFile(CSV), "recherche.csv")


def as_ods(library: Library, words: str, chosen: Chosen, address: str) -> Made:  # noqa: ARG001
    """The same table as a spreadsheet."""
    return _table(library, words, chosen, OdsTable(), "recherche.ods")


def _table(library: Library, words: str, chosen: Chosen, table: Output, name: str) -> Made:
    found = library.finder.find(words, chosen, size=MOST)
    stream = io.BytesIO()
    with table.writing(stream) as add:
        for record in found.records:
            add(library.production(record))
    return Made(stream.getvalue(), table.media_type, {"Content-Disposition": f'attachment; filename="{name}"'})


def as_atom(library: Library, words: str, chosen: Chosen, address: str) -> Made:
    """The feed of what is found, the latest changed first."""
    found = library.finder.find(words, chosen, size=MOST)
    labels = GroupLabels(library.groups.values(), library.authority)
    stored = sorted(library.stored(found.records), key=lambda one: one.updated, reverse=True)[:MOST_ENTRIES]
    query = search_query(chosen, words)
    after = f"?{query}" if query else ""
    feed = AtomFeed(
        name=f"recherche.atom{after}",
        titre=f"TraAM : {words or 'productions'}{''.join(f' – {value}' for some in chosen.values() for value in some)}",
        updated=stored[0].updated if stored else library.undated,
        alternate=f"{address}recherche{after}",
        base_url=address,
    )
    stream = io.BytesIO()
    with feed.writing(stream) as add:
        for one in stored:
            add(production_of(one, labels))
    return Made(stream.getvalue(), MEDIA_TYPE)


OUTPUTS: Mapping[str, Callable[[Library, str, Chosen, str], Made]] = {
    "atom": as_atom,
    "csv": as_csv,
    "json": as_json,
    "ods": as_ods,
}

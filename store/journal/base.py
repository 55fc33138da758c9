"""The base and its journal: lines added in the order of its transactions, and a new base filled from them."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from store import tables
from store.dialect import go_on_from, upsert
from store.journal.entries import Row, digest_of_given, given_entry, link_entry, record_entry
from store.journal.journal_folder import JournalFolder
from store.journal.lines import Entry, Kind
from store.journal.told import GivenItem, Told

PLACE = "journal"
"""The key of meta that holds the place of the last line."""
RESTORED = "="
"""What begins the digest of an item that the journal gave back: the digest of what harvesters were given follows it."""
PARENT_END = ":"
"""Between a set and the one it is in (OAI-PMH 2.0, 2.6)."""
_SOME = 500


def tell(connection: sa.Connection, journal: JournalFolder, entries: Sequence[Entry]) -> None:
    """Add what a transaction is about to commit; all that the base holds first, where none of it was ever told."""
    if journal.is_followed and (place := _counted(connection)) is not None:
        journal.add(place, entries)
        return
    held, last = held_place(connection), journal.last_place()
    place = _next_place(connection, held, last)
    journal.add(place, [*whole(connection), *entries] if held is None or _lacks(connection, held, last) else entries)
    journal.is_followed = True


def is_short(connection: sa.Connection, last: int) -> bool:
    """Say whether a journal, whose last line has this place, lacks some of what the base told."""
    held = held_place(connection)
    return held is not None and _lacks(connection, held, last)


def _lacks(connection: sa.Connection, held: int, last: int) -> bool:
    # Of a server's base, other machines may have told more; a file's has no other journal.
    return last == 0 or (connection.dialect.name == "sqlite" and last < held)


def tell_whole(connection: sa.Connection, journal: JournalFolder) -> None:
    """Say again all that the base holds."""
    place = _next_place(connection, held_place(connection), journal.last_place())
    journal.add(place, list(whole(connection)))


def held_place(connection: sa.Connection) -> int | None:
    """The place of the last line, as the base knows it; None where it never told any."""
    wanted = sa.select(tables.meta.c.value).where(tables.meta.c.key == PLACE)
    found = connection.execute(wanted).scalar_one_or_none()
    return None if found is None else int(found)


def _next_place(connection: sa.Connection, held: int | None, last: int) -> int:
    """The place after all others: the row of the base is held until the end, so that no two have the same."""
    if held is None:
        upsert(connection, tables.meta, ("key",), [{"key": PLACE, "value": "0"}], kept=("value",))
    place = max(_counted(connection) or 0, last + 1)
    connection.execute(sa.update(tables.meta).where(tables.meta.c.key == PLACE).values(value=str(place)))
    return place


def _counted(connection: sa.Connection) -> int | None:
    """Count one more line in the base, and give its place; None where the base counts none yet."""
    own = tables.meta.c
    more = sa.cast(sa.cast(own.value, sa.BigInteger) + 1, sa.String)
    connection.execute(sa.update(tables.meta).where(own.key == PLACE).values(value=more))
    return held_place(connection)


def whole(connection: sa.Connection) -> Iterator[Entry]:
    """Everything the base holds that the journal keeps."""
    columns = tables.records.c
    names = ("source", "format", "identifier", "first_seen", "changed_at", "updated", "deleted", "fingerprint")
    wanted = sa.select(*(columns[name] for name in names)).order_by(columns.source, columns.identifier)
    yield from (record_entry(row) for row in connection.execute(wanted).mappings())
    sets = _sets(connection)
    columns = tables.published_items.c
    for row in connection.execute(sa.select(tables.published_items).order_by(columns.identifier)).mappings():
        own = sets.get(row["identifier"], [])
        content = "" if row["deleted"] else _content_of(connection, row, own)
        yield given_entry(row, content, own)
    yield from (link_entry(row) for row in connection.execute(sa.select(tables.link_checks)).mappings())
    for row in connection.execute(sa.select(tables.runs)).mappings():
        yield (Kind.RUN, row["number"], *(row[name] and row[name].isoformat() for name in ("started_at", "ended_at")))
    yield from ((Kind.REPORT, dict(row)) for row in connection.execute(sa.select(tables.source_reports)).mappings())
    yield (Kind.WHOLE,)


def _content_of(connection: sa.Connection, row: Row, sets: Iterable[tuple[str, str]]) -> str:
    if row["digest"].startswith(RESTORED):
        return str(row["digest"][len(RESTORED) :])
    columns = tables.published_metadata.c
    wanted = sa.select(columns.prefix, columns.content).where(columns.identifier == row["identifier"])
    held = {prefix: zlib.decompress(content) for prefix, content in connection.execute(wanted)}
    return digest_of_given(held, sets)


def _sets(connection: sa.Connection) -> dict[str, list[tuple[str, str]]]:
    columns = tables.published_sets.c
    wanted = sa.select(columns.identifier, columns.spec, columns.name).order_by(columns.identifier, columns.spec)
    found: dict[str, list[tuple[str, str]]] = {}
    for identifier, spec, name in connection.execute(wanted):
        if PARENT_END in spec:
            found.setdefault(identifier, []).append((spec, name))
    return found


def take_told(connection: sa.Connection, told: Told) -> int:
    """Fill what the base lacks of all that is known of no record alone; gives how many things were given back."""
    runs = [
        {"number": number, "started_at": started, "ended_at": ended}
        for number, (started, ended) in told.runs.items()
        if started is not None
    ]
    given = _fill(connection, tables.runs, ("number",), runs)
    known = {row["number"] for row in runs}
    reports = [row for (number, _), row in told.reports.items() if number in known]
    given += _fill(connection, tables.source_reports, ("run", "id"), reports)
    given += _fill(connection, tables.link_checks, ("identifier",), list(told.links.values()))
    given += _fill_items(connection, told.items)
    go_on_from(connection, tables.runs.c.number)
    if told.last > (held_place(connection) or 0):
        upsert(connection, tables.meta, ("key",), [{"key": PLACE, "value": str(told.last)}])
    return given


def _fill_items(connection: sa.Connection, items: Mapping[str, GivenItem]) -> int:
    held = set(connection.execute(sa.select(tables.published_items.c.identifier)).scalars())
    lacking = {name: item for name, item in items.items() if name not in held}
    rows = [
        {
            "identifier": name, "record": item.record, "datestamp": item.datestamp, "deleted": item.deleted,
            "digest": f"{RESTORED}{item.content}",
        }
        for name, item in lacking.items()
    ]  # fmt: skip
    sets = [
        {"identifier": name, "spec": spec, "name": title, "datestamp": item.datestamp}
        for name, item in lacking.items()
        for spec, title in ({one.partition(PARENT_END)[0]: "" for one, _ in item.sets} | dict(item.sets)).items()
    ]
    _fill(connection, tables.published_sets, ("identifier", "spec"), sets)
    return _fill(connection, tables.published_items, ("identifier",), rows)


def _fill(connection: sa.Connection, table: sa.Table, key: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> int:
    """Add the rows whose keys the table has not; gives how many they are."""
    columns = [table.c[name] for name in key]
    held = {tuple(row) for row in connection.execute(sa.select(*columns))}
    lacking = [row for row in rows if tuple(row[name] for name in key) not in held]
    for start in range(0, len(lacking), _SOME):
        connection.execute(sa.insert(table), list(lacking[start : start + _SOME]))
    return len(lacking)

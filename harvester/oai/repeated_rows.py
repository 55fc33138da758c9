"""Telling a record that a repository holds as several rows from one that its pages repeat in the place of another.

The first comes several times wherever it is asked for: asked for by its date alone, in one page. The second comes once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from harvester.oai.client import OaiClient, text_of
from harvester.oai.list_memory import ListName
from schemas.types.errors import SourceError

MAX_DATES = 30
"""Dates asked for at most: the records of one date come together."""


@dataclass(frozen=True, slots=True)
class Row:
    """One header of ListIdentifiers."""

    identifier: str
    is_deleted: bool
    datestamp: str


def rows_of(root: etree._Element) -> Iterator[Row]:
    """The rows of one answer to ListIdentifiers, those without an identifier left out."""
    for header in root.iterfind("{*}ListIdentifiers/{*}header"):
        if identifier := text_of(header.find("{*}identifier")):
            is_deleted = header.get("status", "").strip().lower() == "deleted"
            yield Row(identifier, is_deleted, text_of(header.find("{*}datestamp")))


def has_rows_of_its_own(client: OaiClient, name: ListName, rows: Mapping[Row, int]) -> bool:
    """Say whether each record that a list of identifiers repeats is several rows of the repository's.

    Nothing is asked where nothing is repeated; what cannot be asked, or is not answered, is not proven.
    """
    named: Counter[tuple[str, bool]] = Counter()
    for row, count in rows.items():
        named[row.identifier, row.is_deleted] += count
    repeated: dict[str, dict[Row, int]] = {}
    for row, count in rows.items():
        if named[row.identifier, row.is_deleted] > 1:
            repeated.setdefault(row.datestamp, {})[row] = count
    if len(repeated) > MAX_DATES:
        return False
    dates = {row.datestamp for row in rows}
    return all(_come_so(client, name, some, dates) for _, some in sorted(repeated.items()))


def _come_so(client: OaiClient, name: ListName, repeated: Mapping[Row, int], dates: Collection[str]) -> bool:
    """Ask for the rows of one date: those repeated come as many times in one page, and the date was obeyed."""
    date = next(iter(repeated)).datestamp
    if not date:
        return False
    asked = {"verb": "ListIdentifiers", "metadataPrefix": name.prefix, "from": date, "until": date}
    try:
        found = list(rows_of(client.harvest(**asked, **({"set": name.set_spec} if name.set_spec else {})).xml))
    except SourceError:
        return False
    counted = Counter(found)
    keeps_from = all(row.datestamp >= date for row in found) and any(one < date for one in dates)
    keeps_until = all(row.datestamp <= date for row in found) and any(one > date for one in dates)
    return (keeps_from or keeps_until) and all(counted[row] >= count for row, count in repeated.items())

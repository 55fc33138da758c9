"""The journal for mirrors, as the store holds it, a page at a time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from feeds.oai.formats import JSON_LINE
from feeds.tables.changes import PAGE, Lineage, change_line, file_name
from store.database import Transaction


def lineage_of(transaction: Transaction) -> Lineage:
    """The numbers of this store."""
    return Lineage.of(transaction.identity, transaction.published.changes.last)


def changes_after(transaction: Transaction, number: int, size: int = PAGE) -> list[tuple[int, bytes]]:
    """The number and the line of the changes that follow one, at most so many."""
    lineage = lineage_of(transaction)
    return [
        (one.number, change_line(lineage.cursor(one.number), one.happened, one.date, one.identifier, one.content))
        for one in transaction.published.changes.after(number, size, JSON_LINE)
    ]


def change_files(transaction: Transaction) -> Iterator[tuple[str, bytes]]:
    """Every file of the journal in a publication, and what it holds; those that would be empty left out."""
    for name, lines in groupby(_all(transaction), lambda line: file_name(line[0])):
        yield name, b"".join(line for _, line in lines)


def _all(transaction: Transaction) -> Iterator[tuple[int, bytes]]:
    number = 0
    while found := changes_after(transaction, number):
        yield from found
        number = found[-1][0]

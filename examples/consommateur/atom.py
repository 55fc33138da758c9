"""A mirror kept in SQLite from the Atom feed of a published folder and its archives (RFC 5005), on any web server.

python atom.py https://exemple.fr/flux/nouveautes.atom miroir.sqlite

It takes what changed since its last run. Killed at any moment and started again, it ends with the same mirror.
"""

from __future__ import annotations

import hashlib
import sqlite3
import sys
from collections.abc import Iterator
from urllib.parse import urljoin
from urllib.request import urlopen
from xml.etree import ElementTree as ET

TABLES = """
CREATE TABLE IF NOT EXISTS productions (id TEXT PRIMARY KEY, xml TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS archive (un INTEGER PRIMARY KEY CHECK (un = 1), empreinte TEXT NOT NULL);
INSERT OR IGNORE INTO archive VALUES (1, '');
"""


def pages_from(address: str) -> Iterator[tuple[str, ET.Element]]:
    """The head of a feed, then its archives, the latest first, each with the digest of its bytes."""
    while address:
        with urlopen(address) as answer:  # noqa: S310 - the address its user gave, and those its feed names
            content = answer.read()
        page = ET.fromstring(content)  # noqa: S314 - expat, whose entities are bounded since Python 3.11
        yield hashlib.sha256(content).hexdigest(), page
        link = page.find("{*}link[@rel='prev-archive']")
        address = urljoin(address, link.get("href", "")) if link is not None else ""


def changes_of(page: ET.Element) -> list[tuple[str, str, str]]:
    """What a page tells, in order: when, of which production, and its entry, empty where it left."""
    told = [
        (one.findtext("{*}updated", ""), one.findtext("{*}id", ""), ET.tostring(one, encoding="unicode"))
        for one in page.iterfind("{*}entry")
    ]
    return sorted(told + [(one.get("when", ""), one.get("ref", ""), "") for one in page.iterfind("{*}deleted-entry")])


def follow(base: sqlite3.Connection, address: str) -> Iterator[int]:
    """Bring the mirror up to date, all in one transaction; gives how many changes each page held."""
    base.executescript(TABLES)
    (taken,) = base.execute("SELECT empreinte FROM archive").fetchone()
    pages = []
    for digest, page in pages_from(address):
        if digest == taken:
            break
        pages.append((digest, page))
    else:  # a feed that began again: the archive that was taken last is no more
        taken = ""
    with base:
        if not taken:
            base.execute("DELETE FROM productions")
        for digest, page in reversed(pages):
            for _, identifier, entry in (changes := changes_of(page)):
                base.execute("DELETE FROM productions WHERE id = ?", (identifier,))
                if entry:
                    base.execute("INSERT INTO productions VALUES (?, ?)", (identifier, entry))
            if page is not pages[0][1]:  # the head is taken again each time
                base.execute("UPDATE archive SET empreinte = ?", (digest,))
            yield len(changes)


if __name__ == "__main__":
    count = sum(follow(sqlite3.connect(sys.argv[2]), sys.argv[1]))
    sys.stdout.write(f"{count} changements\n")

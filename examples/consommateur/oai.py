"""A mirror kept in SQLite from the OAI-PMH repository of « traam serve ».

python oai.py https://exemple.fr/oai miroir.sqlite

It takes what changed since its last run. Killed at any moment and started again, it ends with the same mirror.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from urllib.parse import urlencode
from urllib.request import urlopen
from xml.etree import ElementTree as ET

TABLES = """
CREATE TABLE IF NOT EXISTS productions (id TEXT PRIMARY KEY, xml TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS depuis (un INTEGER PRIMARY KEY CHECK (un = 1), valeur TEXT NOT NULL);
INSERT OR IGNORE INTO depuis VALUES (1, '');
"""


def answer_of(address: str, asked: dict[str, str]) -> ET.Element:
    """One answer of the repository."""
    with urlopen(f"{address}?{urlencode(asked)}") as answer:  # noqa: S310 - the address its user gave
        return ET.fromstring(answer.read())  # noqa: S314 - expat, whose entities are bounded since Python 3.11


def follow(base: sqlite3.Connection, address: str) -> Iterator[int]:
    """Bring the mirror up to date, an answer a transaction; gives how many records each held."""
    base.executescript(TABLES)
    (since,) = base.execute("SELECT valeur FROM depuis").fetchone()
    asked = {"verb": "ListRecords", "metadataPrefix": "oai_dc", **({"from": since} if since else {})}
    begun = ""
    while asked:
        root = answer_of(address, asked)
        begun = begun or root.findtext("{*}responseDate", "")  # the first answer's: nothing after it is missed
        records = root.findall("{*}ListRecords/{*}record")
        token = root.findtext("{*}ListRecords/{*}resumptionToken", "")
        with base:
            for record in records:
                identifier = record.findtext("{*}header/{*}identifier")
                base.execute("DELETE FROM productions WHERE id = ?", (identifier,))
                if (metadata := record.find("{*}metadata")) is not None:
                    values = identifier, ET.tostring(metadata[0], encoding="unicode")
                    base.execute("INSERT INTO productions VALUES (?, ?)", values)
            if not token:  # only a list taken to its end moves the date
                base.execute("UPDATE depuis SET valeur = ?", (begun,))
        yield len(records)
        asked = {"verb": "ListRecords", "resumptionToken": token} if token else {}


if __name__ == "__main__":
    count = sum(follow(sqlite3.connect(sys.argv[2]), sys.argv[1]))
    sys.stdout.write(f"{count} notices\n")

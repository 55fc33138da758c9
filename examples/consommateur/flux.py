"""A mirror kept in SQLite from the journal: the published folder on any web server, or « traam serve ».

python flux.py https://exemple.fr/flux/ miroir.sqlite         # the files of a published folder
python flux.py --serveur https://exemple.fr/ miroir.sqlite    # /changements of « traam serve »

It takes what changed since its last run. Killed at any moment and started again, it ends with the same mirror.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Iterator
from http import HTTPStatus
from urllib.error import HTTPError
from urllib.request import urlopen

TABLES = """
CREATE TABLE IF NOT EXISTS productions (id TEXT PRIMARY KEY, json TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS curseur (un INTEGER PRIMARY KEY CHECK (un = 1), valeur TEXT NOT NULL);
INSERT OR IGNORE INTO curseur VALUES (1, '0');
"""


def lines_at(address: str) -> list[str] | None:
    """The lines of a page of the journal; None where there is none."""
    try:
        with urlopen(address) as answer:  # noqa: S310 - the address its user gave
            return str(answer.read(), "utf-8").splitlines()
    except HTTPError as error:
        if error.code == HTTPStatus.GONE:
            return None
        if error.code == HTTPStatus.NOT_FOUND:
            return []
        raise


def server_page(address: str, cursor: str) -> list[str] | None:
    """The next changes of « traam serve »; None where the cursor is another base's."""
    return lines_at(f"{address}changements?depuis={cursor}")


def folder_page(address: str, cursor: str) -> list[str] | None:
    """The next changes of a published folder; None where the cursor is another base's."""
    with urlopen(f"{address}manifest.json") as answer:  # noqa: S310
        journal = json.load(answer)["changes"]
    number, _, lineage = cursor.partition(".")
    if int(number) and (lineage != journal["lineage"] or int(number) > journal["last"]):
        return None
    for page in range((int(number) + 1) // journal["per_file"], journal["last"] // journal["per_file"] + 1):
        lines = lines_at(f"{address}changements/{page:06}.jsonl") or []
        if left := [line for line in lines if int(json.loads(line)["curseur"].partition(".")[0]) > int(number)]:
            return left
    return []


def follow(base: sqlite3.Connection, address: str, *, served: bool = False) -> Iterator[int]:
    """Bring the mirror up to date, a page a transaction; gives how many changes each held."""
    base.executescript(TABLES)
    while True:
        (cursor,) = base.execute("SELECT valeur FROM curseur").fetchone()
        lines = (server_page if served else folder_page)(address, cursor)
        if not lines and lines is not None:
            return
        with base:  # all of the page and its cursor, or nothing
            if lines is None:
                base.execute("DELETE FROM productions")
            for change in map(json.loads, lines or ()):
                base.execute("DELETE FROM productions WHERE id = ?", (change["id"],))
                if "production" in change:
                    values = change["id"], json.dumps(change["production"])
                    base.execute("INSERT INTO productions VALUES (?, ?)", values)
                cursor = change["curseur"]
            base.execute("UPDATE curseur SET valeur = ?", ("0" if lines is None else cursor,))
        yield len(lines or ())


if __name__ == "__main__":
    *options, where, path = sys.argv[1:]
    count = sum(follow(sqlite3.connect(path), where, served=options == ["--serveur"]))
    sys.stdout.write(f"{count} changements\n")

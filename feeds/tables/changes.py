"""The journal for mirrors: one change a line, each with the cursor to go on from (docs/contrat-annexe.md)."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from feeds.wording.json_text import json_text

MEDIA_TYPE = "application/jsonl; charset=utf-8"
FOLDER = "changements/"
"""Of a publication: one file for so many numbers, where any of them is still that of a change."""
PAGE = 1_000
_CURSOR = re.compile(r"(\d{1,18})(?:\.([0-9a-f]{12}))?")


@dataclass(frozen=True, slots=True)
class Lineage:
    """The numbers one base gives: those of another one, or of one that was restored, say nothing here."""

    name: str
    last: int

    @classmethod
    def of(cls, identity: str, last: int) -> Lineage:
        """The lineage of a base, which tells nobody its identity."""
        return cls(hashlib.sha256(f"changements {identity}".encode()).hexdigest()[:12], last)

    def as_dict(self) -> dict[str, object]:
        """The JSON values of the manifest."""
        return {"lineage": self.name, "last": self.last, "per_file": PAGE}

    def cursor(self, number: int) -> str:
        """What leads to the changes after this one."""
        return f"{number}.{self.name}"

    def number(self, cursor: str) -> int | None:
        """The number a cursor of this lineage says; None for one of another; raises ValueError for what is none."""
        found = _CURSOR.fullmatch(cursor)
        if found is None or (found[2] is None and int(found[1])):
            raise ValueError(cursor)
        number = int(found[1])
        return number if not number or (found[2] == self.name and number <= self.last) else None


def change_line(cursor: str, happened: str, date: str, identifier: str, production: bytes) -> bytes:
    """One change, and its line end; the production is as its line of JSON Lines says it, empty when it was removed."""
    head = json_text({"curseur": cursor, "changement": happened, "date": date, "id": identifier}).encode()
    return head[:-1] + (b', "production": ' + production if production else b"") + b"}\n"


def file_name(number: int) -> str:
    """The file, inside the folder, that a change of this number is in."""
    return f"{number // PAGE:06}.jsonl"

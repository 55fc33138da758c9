"""Putting values found in several places of one record together into one Reading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from lxml import etree

from schemas.types.errors import UnreadableError
from schemas.types.record import Found, Line, RawRecord, Reading, Values

_SPACES = re.compile(r"[ \t\r\n\f]+")
_BREAK = re.compile(r"\r\n|\r|\n|\\r\\n")
"""The last form is the four characters « \\r\\n », left so by some exports."""
_PLURAL = frozenset(
    {
        "auteurs", "mots_cles", "rubriques", "disciplines", "niveaux", "academies", "competences", "outils", "types",
        "documents", "langues", "lines", "links",
    }
)  # fmt: skip
_REPORTS = frozenset({"unread", "defects", "repaired"})


def unreadable(raw: RawRecord, reason: str) -> UnreadableError:
    """The error that names the record and says why nothing can be read from it, on one line."""
    name = " ".join(raw.identifier.split())[:200] or raw.source or "notice sans identifiant"
    return UnreadableError(f"{name} : {' '.join(reason.split())}")


def one_line(text: str) -> str:
    """Collapse white space as a browser shows it; no-break spaces are text and stay."""
    if "  " not in text and text.isprintable():
        return text.strip(" ")
    return _SPACES.sub(" ", text).strip()


def whole_text(element: etree._Element) -> str:
    """All the text of an element as it is written."""
    return "".join(str(text) for text in element.itertext())


def plain_lines(text: str) -> tuple[Line, ...]:
    """Split plain text into its lines; a text only wrapped by the indentation of its XML is put together again."""
    if "\n" not in text and "\r" not in text and "\\r" not in text:
        return (Line(row),) if (row := one_line(text)) else ()
    rows = _BREAK.split(text.strip())
    if len(rows) > 1 and all(row[:2].isspace() and len(row[:2]) == 2 for row in rows[1:] if row.strip()):
        rows = [" ".join(rows)]
    return tuple(Line(row) for row in map(one_line, rows) if row)


def found(texts: Iterable[str], place: str) -> Values:
    """The non-empty texts as values found at one place."""
    stripped = (text.strip() for text in texts)
    return tuple(Found(text, place) for text in stripped if text)


def reading_of(values: Mapping[str, Values], unread: tuple[str, ...] = (), defects: tuple[str, ...] = ()) -> Reading:
    """Build a Reading from its value fields, named as in Reading."""
    named: dict[str, Any] = dict(values)
    return Reading(**named, unread=unread, defects=defects)


class Gathering:
    """A Reading being put together: each value once, in the order they come."""

    def __init__(self) -> None:
        self._values: dict[str, dict[str, Found]] = {}
        self._names: dict[str, dict[str, None]] = {}
        self._lines: list[Line] = []

    def add(self, field: str, texts: Iterable[str], place: str, *, path: str = "", optional: bool = False) -> None:
        """Add the non-empty texts to one of the fields of Reading that hold values."""
        values = self._values.setdefault(field, {})
        for written in texts:
            text = written.strip()
            if text and text not in values:
                values[text] = Found(text, place, path, optional)

    def name(self, field: str, texts: Iterable[str]) -> None:
        """Add texts to « links », « unread », « defects » or « repaired »."""
        self._names.setdefault(field, {}).update(dict.fromkeys(texts))

    def says(self, field: str, beginning: str) -> bool:
        """Say whether one of the texts added by their names begins so."""
        return any(text.startswith(beginning) for text in self._names.get(field, ()))

    def lines(self, lines: Iterable[Line]) -> None:
        """Add lines of text; these may repeat themselves."""
        self._lines.extend(lines)

    def reading(self) -> Reading:
        """What was gathered."""
        named: dict[str, Any] = {field: tuple(values.values()) for field, values in self._values.items()}
        named |= {field: tuple(texts) for field, texts in self._names.items()}
        return Reading(**named, lines=tuple(self._lines))


def joined(*readings: Reading) -> Reading:
    """Add readings of different parts of one record, each value once, in their order."""
    return _assembled(readings, layered_fields=frozenset())


def layered(*readings: Reading) -> Reading:
    """Lay readings of the same page over one another, the most trusted first.

    Where a record holds one value, each reading adds its candidates; where it holds several (authors, keywords…),
    only the first reading that has some is heard, since the others would add doubtful ones to good ones.
    """
    return _assembled(readings, layered_fields=_PLURAL)


def _assembled(readings: tuple[Reading, ...], layered_fields: frozenset[str]) -> Reading:
    assembled: dict[str, Any] = {}
    for field in fields(Reading):
        parts = [getattr(reading, field.name) for reading in readings]
        if field.name in layered_fields:
            parts = [next((part for part in parts if part), ())]
        together = [item for part in parts for item in part]
        assembled[field.name] = tuple(together) if field.name == "lines" else _each_once(together)
    return Reading(**assembled)


def _each_once(items: Iterable[Any]) -> tuple[Any, ...]:
    kept: dict[str, Any] = {}
    for item in items:
        kept.setdefault(item.value if isinstance(item, Found) else item, item)
    return tuple(kept.values())

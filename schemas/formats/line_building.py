"""Making lines of a page's text, one a block, each with what it stands in: heading, list, table, definition."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from lxml import etree

from schemas.formats.assembly import one_line
from schemas.formats.pairs import Pairs
from schemas.types.record import Line, LineShape

_BOLD = frozenset({"strong", "b"})
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_VERBATIM = frozenset({"pre", "textarea"})
_HEADING_CLASSES = frozenset({"field__label", "field-label"})
_LEVELS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_SHAPES: dict[str, LineShape] = {"li": "item", "td": "cell", "dd": "definition"}
_WORD = re.compile(r"[^\W_]")
_MOST_HEADING_WORDS = 20
_FEWEST_SENTENCE_WORDS = 7
_FEWEST_QUESTION_WORDS = 12
_SAYS_FIELD = re.compile(
    r"(?:niveaux?|classes?|cycles?|public|disciplines?|mati[èe]res?|comp[ée]tences?|crcn|socle|outils?|logiciels?"
    r"|applications?|dur[ée]e|objectifs?|mat[ée]riel|notions?|acad[ée]mies?|ann[ée]es?|auteure?s?|th[èe]mes?|types?)\b",
    re.IGNORECASE,
)
"""The names of columns that each hold values of a field."""
_MOST_COLUMNS = 12
_MOST_ROWS = 200
_NAME_AND_VALUE = 2
"""Columns of a table each row of which names what it gives."""
_LONGEST_NAME = 60


@dataclass(slots=True)
class _Row:
    """The cells of a row that is being read: for each, its first line and the one after its last."""

    cells: list[tuple[int, int]] = field(default_factory=list)
    heads: int = 0


@dataclass(slots=True)
class _Table:
    rows: list[_Row] = field(default_factory=list)
    holds_tables: bool = False
    spans: bool = False


@dataclass(slots=True)
class LineBuilder:
    """The lines of a text while it is walked through."""

    blocks: frozenset[str]
    """The elements that begin a line of their own."""
    headings_of: frozenset[str]
    pairs: Pairs = field(default_factory=Pairs)
    """Names and values that only their places tell."""
    lines: list[Line] = field(default_factory=list)
    _texts: list[str] = field(default_factory=list)
    _lead: list[str] = field(default_factory=list)
    """What is in bold before anything that is not."""
    _bold: int = 0
    _headings: int = 0
    _verbatim: int = 0
    _all_bold: bool = True
    _marks: list[tuple[bool, bool]] = field(default_factory=list)
    """Of each element that is open: whether it is in bold, and a heading."""
    _shapes: list[LineShape] = field(default_factory=list)
    _level: int = 0
    _tables: list[_Table] = field(default_factory=list)

    def add(self, text: str) -> None:
        """Take a piece of text."""
        if self._verbatim and "\n" in text:
            for part in text.split("\n"):
                self._texts.append(part)
                self.flush()
            return
        self._texts.append(text)
        if not self._bold and _WORD.search(text):
            self._all_bold = False
        elif self._bold and self._all_bold:
            self._lead.append(text)

    def flush(self) -> None:
        """End the line."""
        text = one_line("".join(self._texts))
        label = one_line("".join(self._lead))
        if text and not self._all_bold and not self._headings and _is_label(label, text):
            self.lines.append(Line(label, heading=True))
            text = text[len(label) :].strip()
        if text:
            is_heading = self._headings > 0 or (self._all_bold and not self._verbatim and not _is_sentence(text))
            heading = is_heading and _WORD.search(text) is not None
            shape = self._shapes[-1] if self._shapes and not self._level else "text"
            self.lines.append(Line(text, heading, shape=shape, level=self._level if heading else 0))
        self._texts.clear()
        self._lead.clear()
        self._all_bold = True

    def shift(self, element: etree._Element, step: int, names: Collection[str] = ()) -> None:
        """Enter an element of some names (`step` 1), or leave it (-1)."""
        tag = str(element.tag)
        if tag == "br" or tag in self.blocks:
            self.flush()
        if self.pairs:
            self._pair(element, step)
        if step > 0:
            is_heading = tag in self.headings_of or not _HEADING_CLASSES.isdisjoint(names)
            self._marks.append((tag in _BOLD or _is_bold(element), is_heading))
            bold, heading = self._marks[-1]
        else:
            bold, heading = self._marks.pop()
        self._bold += step * bold
        self._headings += step * heading
        self._verbatim += step * (tag in _VERBATIM)
        if tag in _LEVELS:
            self._level = _LEVELS[tag] if step > 0 else 0
        elif tag in _SHAPES:
            if step > 0:
                self._shapes.append(_SHAPES[tag])
            elif self._shapes:
                self._shapes.pop()
        if tag in {"table", "tr", "td", "th"}:
            (self._open_table if step > 0 else self._close_table)(element, tag)

    def _pair(self, element: etree._Element, step: int) -> None:
        """Read a name as a heading; its value is what follows, up to the end of its own element."""
        is_name = element in self.pairs.labels
        if not is_name and element not in self.pairs.values and element not in self.pairs.led:
            return
        self.flush()
        if is_name:
            self._headings += step
        is_opened = step < 0 and element in self.pairs.leads
        if is_opened or (step > 0 and element in self.pairs.values):
            self._shapes.append("definition")
        elif step < 0 and not is_name and self._shapes:
            self._shapes.pop()

    def _open_table(self, element: etree._Element, tag: str) -> None:
        if tag == "table":
            for table in self._tables:
                table.holds_tables = True
            self._tables.append(_Table())
        elif self._tables and tag == "tr":
            self._tables[-1].rows.append(_Row())
        elif self._tables and self._tables[-1].rows:
            table = self._tables[-1]
            table.spans |= element.get("colspan") is not None or element.get("rowspan") is not None
            table.rows[-1].heads += tag == "th"
            table.rows[-1].cells.append((len(self.lines), len(self.lines)))

    def _close_table(self, _: etree._Element, tag: str) -> None:
        if not self._tables:
            return
        if tag == "table":
            self._by_column(self._tables.pop())
        elif tag != "tr" and self._tables[-1].rows and self._tables[-1].rows[-1].cells:
            start, _end = self._tables[-1].rows[-1].cells[-1]
            self._tables[-1].rows[-1].cells[-1] = start, len(self.lines)

    def _by_column(self, table: _Table) -> None:
        """Put a table whose first row names its columns in the order of its columns: each name, then its cells.

        Where nothing marks the names, they are those of fields: all of the first row's, or the first of each row.
        """
        rows = [row for row in table.rows if row.cells]
        if table.holds_tables or table.spans or not 2 <= len(rows) <= _MOST_ROWS:
            return
        width = len(rows[0].cells)
        if not 2 <= width <= _MOST_COLUMNS or any(len(row.cells) != width for row in rows):
            return
        heads = [line.text for first, last in rows[0].cells for line in self.lines[first:last]]
        named = sum(1 for text in heads if _SAYS_FIELD.match(text))
        if not any(row.heads for row in rows):
            if not named == len(heads) == width:
                self._head_rows(rows, width)
                return
            self._as_headings(rows[0].cells)
        elif rows[0].heads != width or any(row.heads for row in rows[1:]) or 2 * named < max(4, width):
            return  # « Rubrique | Contenu » : each row has its own name
        start, end = rows[0].cells[0][0], rows[-1].cells[-1][1]
        by_column = [line for column in range(width) for row in rows for line in self.lines[slice(*row.cells[column])]]
        if len(by_column) == end - start:  # text between cells would be lost
            self.lines[start:end] = by_column

    def _head_rows(self, rows: list[_Row], width: int) -> None:
        """Make headings of the first cells of a table of two columns, where some of them are the names of fields."""
        firsts = [row.cells[0] for row in rows]
        texts = [line.text for first, last in firsts for line in self.lines[first:last]]
        are_names = len(texts) <= len(rows) and all(len(text) <= _LONGEST_NAME for text in texts)
        if width == _NAME_AND_VALUE and are_names and any(map(_SAYS_FIELD.match, texts)):
            self._as_headings(firsts)

    def _as_headings(self, cells: list[tuple[int, int]]) -> None:
        for first, last in cells:
            self.lines[first:last] = [replace(line, heading=True, shape="text") for line in self.lines[first:last]]


def _is_label(label: str, text: str) -> bool:
    """Say whether a text begins by the name of a field in bold, without a colon: « **Niveau** 4e »."""
    if not label or len(label) > _LONGEST_NAME or not text.startswith(label) or not _SAYS_FIELD.match(label):
        return False
    value = text[len(label) :]
    return label[-1].isalnum() and value[:1].isspace() and (value.strip()[:1].isupper() or value.strip()[:1].isdigit())


def _is_bold(element: etree._Element) -> bool:
    style = element.get("style")
    return bool(style) and _BOLD_STYLE.search(str(style)[:500]) is not None


def _is_sentence(text: str) -> bool:
    """Say whether a wholly bold line is a paragraph put forward, such as an introduction, and no heading."""
    words = len(text.split())
    is_long_question = words >= _FEWEST_QUESTION_WORDS and text.endswith("?")
    is_said = words >= _FEWEST_SENTENCE_WORDS and text.endswith((".", "…", "!"))
    return words > _MOST_HEADING_WORDS or is_said or is_long_question

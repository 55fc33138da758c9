"""ODS (OpenDocument 1.3, parts 2 and 3): a table of texts, written row by row; LibreOffice and Gnumeric open it.

Every cell is a text (`office:value-type="string"`): nothing in it can be computed, whatever it begins with.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO
from xml.sax.saxutils import escape

from feeds.folder.output import Add
from feeds.tables.tabular import COLUMNS, row_of

MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
MAX_CELL = 32_000
"""Characters of a cell: some spreadsheets refuse more than 32,767."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of every member: the same table gives the same bytes."""
_SPACES = ("office", "style", "table", "text", "fo")
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_NAMES = " ".join(
    [*(f'xmlns:{name}="{_OASIS}:{name}:1.0"' for name in _SPACES[:-1]),
     f'xmlns:fo="{_OASIS}:xsl-fo-compatible:1.0"'],
)  # fmt: skip
_MANIFEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="{_OASIS}:manifest:1.0" manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{MEDIA_TYPE}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>
"""
_BEGINNING = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document-content {_NAMES} office:version="1.3">
<office:automatic-styles>
<style:style style:name="tete" style:family="table-cell"><style:text-properties fo:font-weight="bold"/></style:style>
</office:automatic-styles>
<office:body><office:spreadsheet>
"""
_END = "</table:table>\n</office:spreadsheet></office:body>\n</office:document-content>\n"

AddRow = Callable[[Sequence[str]], None]


@dataclass(frozen=True, slots=True)
class OdsTable:
    """All productions, one a row, in the columns of the CSV."""

    name: str = "productions.ods"
    media_type: str = MEDIA_TYPE
    limit: int | None = None

    @contextmanager
    def writing(self, stream: BinaryIO) -> Iterator[Add]:
        """Write the row of headings, then one row a production."""
        with writing_ods(stream, "Productions", COLUMNS) as add:
            yield lambda production: add(row_of(production))


@contextmanager
def writing_ods(stream: BinaryIO, sheet: str, columns: Sequence[str]) -> Iterator[AddRow]:
    """Write a workbook of one sheet; takes the cells of each row, whose characters XML must be able to carry."""
    with zipfile.ZipFile(stream, "w") as archive:
        # First and not compressed, so that the kind of file shows in its first bytes (OpenDocument 1.3, 2, 3.3).
        archive.writestr(_member("mimetype", zipfile.ZIP_STORED), MEDIA_TYPE)
        archive.writestr(_member("META-INF/manifest.xml"), _MANIFEST)
        with archive.open(_member("content.xml"), "w", force_zip64=True) as content:
            content.write(_BEGINNING.encode())
            name = escape(sheet, {'"': "&quot;"})
            column = f'<table:table-column table:number-columns-repeated="{len(columns)}"/>'
            heading = _row(columns, ' table:style-name="tete"')
            content.write(f'<table:table table:name="{name}">\n{column}\n{heading}'.encode())
            yield lambda cells: _write(content, cells)
            content.write(_END.encode())


def _write(content: object, cells: Sequence[str]) -> None:
    content.write(_row(cells).encode())  # type: ignore[attr-defined]


def _row(cells: Sequence[str], style: str = "") -> str:
    return f"<table:table-row>{''.join(_cell(cell, style) for cell in cells)}</table:table-row>\n"


def _cell(text: str, style: str) -> str:
    if not text:
        return f"<table:table-cell{style}/>"
    lines = text[:MAX_CELL].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    paragraphs = "".join(f"<text:p>{_spaced(line)}</text:p>" for line in lines)
    return f'<table:table-cell{style} office:value-type="string">{paragraphs}</table:table-cell>'


def _spaced(line: str) -> str:
    """Escape a line; what OpenDocument would fold (part 3, 6.1.2), tabs and runs of spaces, is written as elements."""
    text = escape(line).replace("\t", "<text:tab/>")
    if "  " not in text and text.strip(" ") == text:
        return text
    text = text.replace("  ", " <text:s/>")
    return f"<text:s/>{text[1:]}" if text.startswith(" ") else text


def _member(name: str, compression: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, _EPOCH)
    member.compress_type = compression
    member.external_attr = 0o644 << 16
    return member

"""A table people keep in a spreadsheet, as CSV or ODS: its rows of texts, each with its number."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from schemas.parsing.archive import archive_member
from schemas.parsing.xml import local_name, parse_xml

MAX_ROWS = 20_000
MAX_COLUMNS = 100
_REPEATED = "number-{}-repeated"


def sheet_rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows of a workbook's first sheet (ODF 1.3, 9) or of a CSV, told by its first bytes; raises ValueError."""
    return _ods_rows(content) if content[:2] == b"PK" else csv_rows(content)


def csv_rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV (« ; », « , » or tab, UTF-8, UTF-16 or windows-1252); raises ValueError."""
    text = _decoded(content)
    skipped = 1 if text[:4].lower() == "sep=" else 0  # a line by which a spreadsheet says its separator
    text = text.partition("\n")[2] if skipped else text
    first = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text), delimiter=max(";,\t", key=first.count))
    try:
        for row in rows:
            yield rows.line_num + skipped, row
    except csv.Error as error:
        raise ValueError(f"tableau illisible ({error})") from error


def _decoded(content: bytes) -> str:
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("windows-1252", errors="replace")


def _ods_rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Each row that holds something; what is repeated (rows and cells of nothing, to the end of a sheet) is bounded."""
    root = parse_xml(archive_member(content, "content.xml"))
    table = next((one for one in root.iter() if local_name(one) == "table"), None)
    number = 1
    for row in table.iter("{*}table-row") if table is not None else ():
        cells: list[str] = []
        for cell in row:
            if local_name(cell) in {"table-cell", "covered-table-cell"}:
                lines = ("".join(map(str, one.itertext())) for one in cell.iterchildren("{*}p"))
                text = "\n".join(lines).strip()
                cells += [text] * min(_times(cell, "columns"), MAX_COLUMNS - len(cells))
        if any(cells):
            yield number, cells
        number += _times(row, "rows")


def _times(element: object, what: str) -> int:
    attributes = getattr(element, "attrib", {})
    found = (value for name, value in attributes.items() if name.endswith(_REPEATED.format(what)))
    written = next(found, "1")
    return int(written) if written.isdecimal() else 1

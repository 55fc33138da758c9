"""The spreadsheet: every cell a text, the same bytes for the same rows."""

import io
import zipfile
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from feeds.tables.spreadsheet import MAX_CELL, MEDIA_TYPE, OdsTable, writing_ods
from feeds.tables.tabular import COLUMNS
from feeds.wording.production import GroupLabels, production_of
from feeds.wording.safe_text import safe_text
from schemas.parsing.xml import parse_xml

NAMES = {
    name: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("office", "table", "text")
}  # fmt: skip


def ods(*rows, columns=("a", "b")):
    stream = io.BytesIO()
    with writing_ods(stream, "Feuille & <1>", columns) as add:
        for row in rows:
            add(row)
    return stream.getvalue()


def cells(content: bytes) -> list[list[str]]:
    """Read the cells as OpenDocument says to: spaces are folded, its own elements are not."""
    root = parse_xml(zipfile.ZipFile(io.BytesIO(content)).read("content.xml"))
    for element in root.iter("{*}s", "{*}tab"):
        element.text = " " if element.tag.endswith("}s") else "\t"
    rows: Any = root.xpath("//table:table-row", namespaces=NAMES)
    return [["\n".join("".join(text.itertext()) for text in cell) for cell in row] for row in rows]


def test_the_kind_of_file_shows_in_its_first_bytes():
    content = ods(("1", "2"))

    assert content[30:38] == b"mimetype"
    assert content[38 : 38 + len(MEDIA_TYPE)] == MEDIA_TYPE.encode()
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    assert ods(("1", "2")) == content


def test_every_cell_is_a_text():
    content = ods(("=1+1", "-2"), ("2026-01-01", ""))

    root = parse_xml(zipfile.ZipFile(io.BytesIO(content)).read("content.xml"))
    found: Any = root.xpath("//table:table-cell/@office:value-type", namespaces=NAMES)
    assert set(found) == {"string"}
    assert root.xpath("count(//@table:formula)", namespaces=NAMES) == 0.0
    assert cells(content) == [["a", "b"], ["=1+1", "-2"], ["2026-01-01", ""]]


@given(st.text(), st.text(alphabet=" \t\nab<&"))
def test_any_safe_text_is_read_back(one, other):
    rows = [safe_text(one), safe_text(other)]

    (read,) = cells(ods(rows))[1:]

    assert read == [text.replace("\r\n", "\n").replace("\r", "\n") for text in rows]


def test_a_cell_is_cut_where_spreadsheets_would_refuse_it():
    assert len(cells(ods(("x" * 100_000, "")))[1][0]) == MAX_CELL


def test_hostile_productions_stay_text(hostile, make_stored):
    stream = io.BytesIO()
    with OdsTable().writing(stream) as add:
        for stored in (hostile, make_stored(1)):
            add(production_of(stored, GroupLabels(())))

    rows = cells(stream.getvalue())
    assert rows[0] == list(COLUMNS)
    assert rows[1][1].startswith("<script>alert(1)</script> ]]>")
    assert "dubosc" not in str(rows)
    assert "javascript:" not in str(rows)
    assert rows[2][1] == "Production n° 1 & ses « suites » <ouvertes>"

"""The tables of fiches: one row a production, in CSV and as a spreadsheet."""

import csv
import io

from feeds.notices.fiches import COLUMNS, HEAD, fiche_html, fiche_line, fiche_of, fiches_ods, row_of_fiche
from feeds.wording.production import GroupLabels, production_of
from tests.feeds.tables.test_spreadsheet import cells


def fiche(stored, group=None):
    return fiche_of(production_of(stored, GroupLabels([group] if group else [])), group)


def csv_rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_both_tables_say_the_same(make_stored, group):
    fiches = [fiche(make_stored(1), group), fiche(make_stored(2))]

    rows = cells(fiches_ods(fiches))

    assert rows == csv_rows(HEAD + b"".join(map(fiche_line, fiches)))
    assert rows[0] == list(COLUMNS)
    assert rows[1] == list(row_of_fiche(fiches[0]))
    assert rows[1][0] == "Production n° 1 & ses « suites » <ouvertes>"


def test_hostile_productions_stay_text(hostile):
    one = fiche(hostile)

    (row,) = cells(fiches_ods([one]))[1:]
    (same,) = csv_rows(HEAD + fiche_line(one))[1:]

    assert row[0].startswith("<script>alert(1)</script> ]]>")
    assert "dubosc" not in f"{row} {same} {fiche_html(one)}"
    assert "<script" not in fiche_html(one)
    assert not any(cell[:1] in {*"=+-@\t\r"} and cell for cell in same)

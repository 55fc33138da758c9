"""The CSV table, read back by Python's own reader."""

import csv
import io

import pytest

from feeds.tables.rows import RowsFile
from feeds.tables.tabular import COLUMNS, CSV, inert
from feeds.wording.production import GroupLabels, production_of


def table(*stored, groups=()) -> bytes:
    stream = io.BytesIO()
    with RowsFile(CSV).writing(stream) as add:
        for one in stored:
            add(production_of(one, GroupLabels(groups)))
    return stream.getvalue()


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_a_row_says_what_the_record_says(make_stored, group):
    record = make_stored().record

    (row,) = rows(table(make_stored(), groups=(group,)))

    assert row == {
        "identifier": record.identifier,
        "titre": record.titre,
        "url": record.url,
        "description": record.description,
        "elements": "Niveau : 6e | Niveau : 5e | Outil utilisé : Tableur | Autre chose : 1 h",
        "academies": "Lille | Nice",
        "disciplines": "Mathématiques",
        "niveaux": "6e | 5e",
        "annee_scolaire": "2024-2025",
        "groupe": "maths-2024-2025",
        "type": "scénario pédagogique",
        "auteurs": "Odile Vanneau | Paul Irigaray",
        "mots_cles": "jeu | preuve",
        "outils": "Tableur",
        "competences": "Chercher",
        "langues": "",
        "date_publication": "2025-01-15",
        "date_modification": "",
        "documents": "",
        "source": "entrepot",
        "traam_score": "0,9",
        "traam_reasons": "« TraAM » dans le titre",
        "traam_class": "production",
        "deleted": "non",
        "id": "urn:uuid:62abe5cc-3f20-5d54-9421-8401b54cda85",
        "updated": "2026-02-28T08:30:00Z",
    }


def test_columns_are_the_fields_of_the_record_in_their_order(make_stored):
    fields = [name for name in production_of(make_stored(), GroupLabels(())).as_dict() if name != "traam"]

    assert [name for name in COLUMNS if not name.startswith("traam_")] == fields


def test_a_french_spreadsheet_opens_it(make_stored):
    content = table(make_stored(titre='Un « ; » et un " ici'))

    assert content.startswith('\ufeff"identifier";"titre";'.encode())
    assert content.endswith(b'"\r\n')
    assert content.count(b"\r\n") == 2
    assert '"Un « ; » et un "" ici"'.encode() in content


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", " =", "\u00a0@"])
def test_a_formula_is_never_computed(make_stored, start):
    formula = f"{start}HYPERLINK(1)"

    assert inert(formula).startswith("'")
    for fields in ({"titre": formula}, {"mots_cles": (formula, "b")}, {"elements": {f"{start}x": ("a",)}}):
        cells = rows(table(make_stored(**fields)))[0].values()
        assert not any(cell.lstrip(" \u00a0")[:1] in tuple("=+-@\t\r\n＝＋－＠") for cell in cells if cell)


@pytest.mark.parametrize("cell", ["Un jeu", "1+1", "6e - 5e", "'", "", "(=)"])
def test_what_is_no_formula_is_left_alone(cell):
    assert inert(cell) == cell


def test_a_value_cannot_pass_for_two(make_stored):
    assert rows(table(make_stored(mots_cles=("a | b", "c"))))[0]["mots_cles"] == "a ¦ b | c"


def test_a_withdrawn_record_says_so(make_stored):
    assert rows(table(make_stored(deleted=True)))[0]["deleted"] == "oui"


def test_hostile_content_stays_text(hostile):
    content = table(hostile)

    (row,) = rows(content)
    assert row["titre"].startswith("<script>alert(1)</script> ]]>")
    assert row["url"] == ""
    assert b"dubosc" not in content
    assert not any(ord(character) < 32 and character not in "\t\r\n" for character in content.decode())


def test_the_stream_stays_open_for_what_follows(make_stored):
    stream = io.BytesIO()
    with RowsFile(CSV).writing(stream) as add:
        add(production_of(make_stored(), GroupLabels(())))
    stream.write(b"after")

    assert stream.getvalue().endswith(b"\r\nafter")

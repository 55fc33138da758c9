"""The columns of the tables; and the CSV, as French spreadsheets open it.

« ; », UTF-8 with a BOM, CRLF, every field quoted, no live formula.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from feeds.tables.rows import RowForm
from feeds.wording.instants import written_rfc3339
from feeds.wording.production import LabelledElement, Production

COLUMNS = (
    "identifier", "titre", "url", "description", "elements", "academies", "disciplines", "niveaux", "annee_scolaire",
    "groupe", "type", "auteurs", "mots_cles", "outils", "competences", "langues", "date_publication",
    "date_modification", "documents", "source", "traam_score", "traam_reasons", "traam_class", "deleted",
    "id", "updated",
)  # fmt: skip
"""The fields of JSON Lines in their documented order, « traam » in three."""
BOM = b"\xef\xbb\xbf"
BETWEEN = " | "
"""What stands between the values of a list."""
_FORMULA = re.compile(r"[ \xa0\u3000]*[=+\-@\t\r\n＝＋－＠]")
MEDIA_TYPE = "text/csv; charset=utf-8; header=present"
_LINE_END = re.compile(r"\r\n?")


def row_of(production: Production) -> tuple[str, ...]:
    """The cells of a production, in the order of COLUMNS, formulas not yet neutralized."""
    record = production.record
    return (
        record.identifier, record.titre or "", record.url or "", record.description or "",
        _elements(production.elements), _joined(record.academies), _joined(record.disciplines),
        _joined(record.niveaux), record.annee_scolaire or "", record.groupe or "", record.type or "",
        _joined(record.auteurs), _joined(record.mots_cles), _joined(record.outils), _joined(record.competences),
        _joined(record.langues),
        record.date_publication or "", record.date_modification or "",
        _joined(document.url for document in record.documents), record.source,
        f"{record.traam.score:g}".replace(".", ","), _joined(record.traam.reasons), record.traam.traam_class or "",
        "oui" if record.deleted else "non", production.id, written_rfc3339(production.updated),
    )  # fmt: skip


def inert(cell: str) -> str:
    """The cell with one kind of line end, and an apostrophe before what a spreadsheet would compute."""
    prefix = "'" if _FORMULA.match(cell) else ""
    return prefix + _LINE_END.sub("\n", cell)


def _elements(elements: Iterable[LabelledElement]) -> str:
    return BETWEEN.join(f"{_one(element.label)} : {_one(value)}" for element in elements for value in element.values)


def _joined(values: Iterable[str]) -> str:
    return BETWEEN.join(map(_one, values))


def _one(value: str) -> str:
    """A value in which what separates values cannot be read."""
    return value.replace("|", "¦")


def line(cells: Iterable[str]) -> bytes:
    """One row."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow(cells)
    return text.getvalue().encode()


CSV = RowForm(
    ending="csv",
    media_type=MEDIA_TYPE,
    head=BOM + line(COLUMNS),
    row=lambda production: line(map(inert, row_of(production))),
)

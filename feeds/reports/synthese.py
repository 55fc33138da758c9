"""The national synthèse of a school year: figures, each with the words that give it again, plots and tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment

from feeds.reports.open_document import written_document
from feeds.reports.plots import bar_plot, plot_ratio
from feeds.tables.tabular import inert
from feeds.wording.french import written_number
from feeds.wording.safe_text import safe_link, safe_text
from feeds.wording.templating import page_environment

COLUMNS = ("tableau", "libelle", "colonne", "valeur", "lecture", "commande", "adresse")
TOTAL = "total"
"""How a figure is read of its command's JSON: how many works answer."""
POINTS = "points"
"""How a figure is read of « traam check » : what is to be seen to."""
_PLOTTED = 15
"""Bars of a plot; the table beside it has every row."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number that can be found again."""

    label: str
    value: int
    command: str
    """What a person types to find it again: « traam search --annee 2024-2025 »."""
    reading: str = TOTAL
    """Which number of the answer it is: TOTAL, POINTS, « attendues », « trouvees », or « valeurs de academies »."""
    address: str = ""
    """The same search on the web; empty when nobody said where it is served."""


@dataclass(frozen=True, slots=True)
class Table:
    """Figures of one kind, in the order they are shown."""

    name: str
    """Short, for names of files and ids."""
    titre: str
    heading: str
    """What the labels are: « Discipline »."""
    figures: tuple[Figure, ...]
    note: str = ""
    plotted: bool = False

    @property
    def plot(self) -> str:
        """Draw the first figures; empty when the table has no plot."""
        rows = [(figure.label, figure.value) for figure in self.figures[:_PLOTTED]]
        return bar_plot(self.name, self.titre, rows) if self.plotted and rows else ""

    @property
    def plot_ratio(self) -> float:
        """The height of the plot for a width of 1."""
        return plot_ratio(min(len(self.figures), _PLOTTED))


@dataclass(frozen=True, slots=True)
class CrossTable:
    """Figures of two kinds at once: rows and columns."""

    name: str
    titre: str
    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Figure, ...]], ...]
    note: str
    """How to find any of its figures again."""


@dataclass(frozen=True, slots=True)
class GroupState:
    """What one group of the year published, and what is left to do."""

    titre: str
    theme: str
    expected: Figure | None
    """Addresses declared; None when no bilan was handed in."""
    found: Figure
    points: Figure
    absent: tuple[str, ...]
    """Its académies without a production."""
    kinds: tuple[tuple[str, int], ...]
    """What is to be seen to, by kind, most frequent first."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What one académie answered in its bilan, as it wrote it."""

    source: str
    """« SVT 2024-2025, Lille »."""
    texte: str


@dataclass(frozen=True, slots=True)
class Synthese:
    """All that is written."""

    annee: str
    keys: tuple[Figure, ...]
    tables: tuple[Table, ...]
    crosses: tuple[CrossTable, ...]
    groups: tuple[GroupState, ...]
    remarks: tuple[tuple[str, tuple[Remark, ...]], ...] = ()
    """What the bilans say, by theme."""

    def figures(self) -> Iterator[tuple[str, str, Figure]]:
        """Every figure with its table and its column."""
        for figure in self.keys:
            yield "Chiffres clés", "", figure
        for table in self.tables:
            for figure in table.figures:
                yield table.titre, "", figure
        for cross in self.crosses:
            for label, figures in cross.rows:
                for column, figure in zip(cross.columns, figures, strict=True):
                    yield cross.titre, column, Figure(label, figure.value, figure.command, address=figure.address)
        for state in self.groups:
            for column, found in (("attendues", state.expected), ("trouvées", state.found), ("à voir", state.points)):
                if found is not None:
                    yield "Groupes", column, found

    def rows(self) -> Iterator[tuple[str | int, ...]]:
        """Every figure as values of COLUMNS, every text made safe."""
        for table, column, one in self.figures():
            texts = [safe_text(text) for text in (table, one.label, column, one.reading, one.command, one.address)]
            yield (*texts[:3], one.value, *texts[3:])


def synthese_html(synthese: Synthese) -> str:
    """The page, plots inside it."""
    return _environment().get_template("synthese.html.j2").render(synthese=synthese)


def synthese_odt(synthese: Synthese) -> bytes:
    """The text document, plots inside it, with room for what the numbers do not say."""
    body = _environment().get_template("synthese.odt.xml.j2").render(synthese=synthese)
    pictures = {f"Pictures/{table.name}.svg": table.plot for table in synthese.tables if table.plot}
    return written_document(body, f"Synthèse nationale des TraAM {synthese.annee}", pictures)


def synthese_csv(synthese: Synthese) -> bytes:
    """Every figure, one a row, with the command that gives it again, as French spreadsheets open it."""
    text = io.StringIO(newline="")
    text.write("\ufeff")
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in synthese.rows():
        writer.writerow([cell if isinstance(cell, int) else inert(cell) for cell in row])
    return text.getvalue().encode()


@cache
def _environment() -> Environment:
    environment = page_environment()
    environment.filters |= {"number": written_number, "web": safe_link}
    return environment

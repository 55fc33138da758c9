"""The pre-filled Édubase fiche of a production: what an académie's correspondent pastes, and what is still missing."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from jinja2 import Template

from feeds.tables.spreadsheet import writing_ods
from feeds.tables.tabular import BETWEEN, BOM, inert, line
from feeds.wording.instants import written_rfc3339
from feeds.wording.production import Production
from feeds.wording.safe_text import safe_text
from feeds.wording.templating import page_environment
from schemas.files.field_labels import said_of_field
from schemas.files.group import Group
from schemas.normalize.description import render_description
from schemas.types.issue import Issue

COLUMNS = (
    "titre", "description", "url", "discipline_edubase", "mot_cle_edubase", "niveaux", "competences", "type",
    "academies", "auteurs", "annee_scolaire", "documents", "a_completer", "identifier", "id", "updated",
)  # fmt: skip
FICHES_CSV = "fiches.csv"
HEAD = BOM + line(COLUMNS)
"""What the table begins with, as French spreadsheets open it."""
_WANTED = (
    ("titre", "le titre"), ("url", "l'adresse de la page"), ("niveaux", "le niveau"), ("academies", "l'académie"),
    ("type", "le type de ressource"), ("annee_scolaire", "l'année scolaire"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fiche:
    """One form, field by field."""

    identifier: str
    titre: str
    description: str
    url: str
    discipline_edubase: str
    mot_cle_edubase: str
    niveaux: tuple[str, ...]
    competences: tuple[str, ...]
    type: str
    academies: tuple[str, ...]
    auteurs: tuple[str, ...]
    annee_scolaire: str
    documents: tuple[str, ...]
    a_completer: tuple[str, ...]
    """French: what a person has to add or correct before the fiche goes in."""
    id: str
    updated: str


def fiche_of(production: Production, group: Group | None, issues: Sequence[Issue] = ()) -> Fiche:
    """Fill the form of a production; without a group, its own description and discipline serve."""
    record = production.record
    rendered = render_description(record, group) if group is not None else None
    discipline = group.edubase_discipline if group is not None else ""
    todo = [f"il manque {said}" for name, said in _WANTED if not getattr(record, name)]
    if group is None:
        todo.append("aucun groupe : la description convenue n'est pas connue")
    todo += rendered.remarks if rendered is not None else ()
    told = [issue for issue in issues if issue.level != "notice"]
    todo += [safe_text(said_of_field(issue.field, issue.message, group)) for issue in told]
    return Fiche(
        identifier=record.identifier,
        titre=record.titre or "",
        description=safe_text(rendered.text) if rendered is not None else record.description or "",
        url=record.url or "",
        discipline_edubase=discipline or BETWEEN.join(record.disciplines),
        mot_cle_edubase=group.edubase_mot_cle if group is not None else "",
        niveaux=record.niveaux,
        competences=record.competences,
        type=record.type or "",
        academies=record.academies,
        auteurs=record.auteurs,
        annee_scolaire=record.annee_scolaire or "",
        documents=tuple(document.url for document in record.documents),
        a_completer=tuple(dict.fromkeys(todo)),
        id=production.id,
        updated=written_rfc3339(production.updated),
    )


def fiche_line(fiche: Fiche) -> bytes:
    """The row of a fiche in the table."""
    return line(map(inert, row_of_fiche(fiche)))


def fiches_ods(fiches: Iterable[Fiche]) -> bytes:
    """The same table as a spreadsheet, every cell a text."""
    stream = io.BytesIO()
    with writing_ods(stream, "Fiches", COLUMNS) as add:
        for fiche in fiches:
            add(row_of_fiche(fiche))
    return stream.getvalue()


def row_of_fiche(fiche: Fiche) -> tuple[str, ...]:
    """The cells of a fiche, in the order of COLUMNS, formulas not yet neutralized."""
    cells = (getattr(fiche, name) for name in COLUMNS)
    return tuple(BETWEEN.join(cell) if isinstance(cell, tuple) else cell for cell in cells)


def fiche_html(fiche: Fiche) -> str:
    """The readable sheet of a fiche."""
    return _template().render(fiche=fiche)


@cache
def _template() -> Template:
    return page_environment().get_template("fiche.html.j2")

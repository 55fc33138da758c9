"""The pre-filled bilan of an académie in a group: what is known is written, room is left for what only people know."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from jinja2 import Environment

from feeds.reports.open_document import written_document
from feeds.tables.tabular import inert
from feeds.wording.french import written_date, written_day
from feeds.wording.production import Production
from feeds.wording.safe_text import safe_link, safe_text, safe_texts
from feeds.wording.templating import page_environment
from schemas.files.bilan import COLUMNS
from schemas.files.bilan_answers import BilanAnswers
from schemas.files.bilan_form import PROJET, QUESTIONS, TO_FILL
from schemas.files.group import Group
from schemas.files.group_year import Projet


@dataclass(frozen=True, slots=True)
class DeclaredAddress:
    """One address the référent had declared, that is not among the works held."""

    url: str
    remarque: str


@dataclass(frozen=True, slots=True)
class BilanPoint:
    """One thing to see to."""

    url: str
    titre: str
    message: str


@dataclass(frozen=True, slots=True)
class Work:
    """One production of the académie, as the bilan lists it."""

    titre: str
    url: str
    niveaux: str
    day: str
    """« 18 novembre 2024 »."""
    declared: bool


@dataclass(frozen=True, slots=True)
class Bilan:
    """All that is written."""

    groupe: str
    titre: str
    """« SVT 2024-2025 »."""
    discipline: str
    annees: tuple[str, ...]
    theme: str
    academie: str
    academies: tuple[str, ...]
    binome: tuple[str, ...]
    """The académies this one is paired with."""
    vitrine: str
    referents: str
    labels: tuple[str, ...]
    """The labels of the agreed elements."""
    works: tuple[Work, ...]
    not_found: tuple[DeclaredAddress, ...]
    points: tuple[BilanPoint, ...]
    has_declared: bool
    """True when a bilan of this académie was already handed in (« bilans/*.csv »)."""
    projet: str = TO_FILL
    """What it means to do, or what it wrote of it since."""
    reunions: tuple[str, ...] = ()
    """« 15 octobre 2024, Lancement »."""
    questions: tuple[tuple[str, str, str], ...] = tuple((*one, TO_FILL) for one in QUESTIONS)
    """A heading, what is expected under it, and what is answered already."""


def bilan_of(
    group: Group,
    academie: str,
    productions: Sequence[Production],
    declared: Sequence[DeclaredAddress],
    not_found: Sequence[DeclaredAddress],
    points: Sequence[BilanPoint],
) -> Bilan:
    """Make one bilan, every text of it safe."""
    addresses = {one.url for one in declared}
    return Bilan(
        groupe=safe_text(group.id),
        titre=safe_text(" ".join([group.discipline, ", ".join(group.annees)])),
        discipline=safe_text(group.discipline),
        annees=safe_texts(group.annees),
        theme=safe_text(group.theme),
        academie=safe_text(academie),
        academies=safe_texts(group.academies),
        binome=safe_texts(group.mates_of(academie)),
        vitrine=safe_link(group.vitrine) or "",
        referents=safe_text(group.referents),
        labels=safe_texts(element.label for element in group.elements),
        works=tuple(_work(one, addresses) for one in productions),
        not_found=tuple(DeclaredAddress(safe_text(one.url), safe_text(one.remarque)) for one in not_found),
        points=tuple(BilanPoint(safe_text(one.url), safe_text(one.titre), safe_text(one.message)) for one in points),
        has_declared=bool(declared),
        projet=safe_text(_planned(group.projet_of(academie))) or TO_FILL,
        reunions=tuple(
            safe_text(", ".join(filter(None, (written_day(one.date), one.titre)))) for one in group.reunions
        ),
    )


def with_answers(bilan: Bilan, answers: BilanAnswers) -> Bilan:
    """A bilan with what the référent answered already in its place."""
    said = {titre: safe_text(answers.answer(titre)) for titre in (PROJET, *(titre for titre, _ in QUESTIONS))}
    questions = tuple((titre, hint, said[titre] or TO_FILL) for titre, hint in QUESTIONS)
    return replace(bilan, projet=said[PROJET] or bilan.projet, questions=questions)


def _planned(projet: Projet | None) -> str:
    """The project as the group's file has it, on a few lines."""
    if projet is None:
        return ""
    niveaux = f"Niveaux : {', '.join(projet.niveaux)}" if projet.niveaux else ""
    return "\n".join(filter(None, (projet.titre, projet.resume, niveaux, projet.adresse)))


def _work(production: Production, declared: set[str]) -> Work:
    record = production.record
    return Work(
        titre=" ".join((record.titre or "").split()) or "(sans titre)",
        url=record.url or "",
        niveaux=", ".join(record.niveaux),
        day=written_date(record.date_publication or ""),
        declared=(record.url or "") in declared or record.identifier in declared,
    )


def bilan_html(bilan: Bilan) -> str:
    """The page."""
    return _environment().get_template("bilan.html.j2").render(bilan=bilan)


def bilan_odt(bilan: Bilan) -> bytes:
    """The text document (OpenDocument), to be completed in LibreOffice or Word."""
    body = _environment().get_template("bilan.odt.xml.j2").render(bilan=bilan)
    return written_document(body, f"Bilan TraAM {bilan.titre}, académie {bilan.academie}")


def bilan_csv(bilan: Bilan) -> bytes:
    """The addresses as the bilans folder takes them, to be corrected and handed in."""
    rows = [(work.url, work.titre) for work in bilan.works if work.url]
    rows += [(one.url, one.remarque or "déclarée, non trouvée") for one in bilan.not_found]
    return declared_csv(bilan.groupe, bilan.academie, rows)


def declared_csv(groupe: str, academie: str, rows: Iterable[tuple[str, str]]) -> bytes:
    """Addresses and remarks of an académie as the bilans folder takes them."""
    text = io.StringIO(newline="")
    text.write("\ufeff")
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for url, remarque in rows:
        writer.writerow([inert(cell) for cell in (groupe, academie, url, remarque)])
    return text.getvalue().encode()


@cache
def _environment() -> Environment:
    return page_environment()

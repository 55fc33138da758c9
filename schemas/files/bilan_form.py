"""A bilan that comes back: the lines of a document or of a mail, read by the headings of our form wherever they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from schemas.files.bilan import Declared
from schemas.notions.dates import read_date
from schemas.notions.niveaux import read_niveaux
from schemas.types.marked_text import ITEM, marked_line
from schemas.words.mail_addresses import without_addresses
from schemas.words.text import fold

TO_FILL = "À compléter"
PROJET = "Le projet de l'académie"
QUESTIONS = (
    ("Mise en œuvre", "Classes et personnes engagées, calendrier, réunions avec les académies du binôme."),
    ("Travail avec une autre académie", "Intérêt et difficultés du travail avec les académies du binôme."),
    ("Outils utilisés", "Ce qui a servi, ce qui a été écarté et pourquoi."),
    ("Difficultés rencontrées", "Matériel, temps, droits, continuité dans l'équipe."),
    ("Plus-value pour les élèves", "Ce qui a été observé, et comment ; à dire pour qui n'est pas spécialiste."),
    ("Plus-value pour les enseignants", "Pratiques changées, formations données."),
    ("Diffusion", "Animations, articles, stages où les productions ont été présentées."),
    ("Perspectives", "Suite donnée, renouvellement demandé ou non."),
)
"""What only the référent knows (cahier des charges): a heading, and what is expected under it."""
_WORKS = "works"
_NOT_FILLED = ""
_SECTIONS = MappingProxyType(
    {
        fold(heading): key
        for heading, key in (
            ("Rappel du projet", _NOT_FILLED), ("Réunions", _NOT_FILLED), (PROJET, PROJET),
            ("Le projet de l'académie, en quelques lignes", PROJET), ("Productions en ligne", _WORKS),
            ("Adresses déclarées qui n'ont pas été trouvées", _WORKS), ("Ce qui est à corriger", _NOT_FILLED),
            ("Remarques", _NOT_FILLED), *((titre, titre) for titre, _ in QUESTIONS),
        )
    }
)  # fmt: skip
"""What begins under each heading, folded."""
_TITLE = "bilan des traam"
"""Word has the title of a document for a heading."""
_HINTS = frozenset(fold(hint) for _, hint in QUESTIONS)
_OF_TABLE = frozenset(map(fold, ("Titre et adresse", "Niveaux", "Parue le", "Déclarée", "Productions trouvées", "oui",
                                 "non", "–", "-", "")))  # fmt: skip
_NUMBERING = re.compile(r"\A\d+[.)]\s*")
_QUOTED = re.compile(r"\A(?:> ?)+")
_REFERENCE = re.compile(r"\bformulaire\s*:\s*(?P<groupe>[a-z0-9-]+)\s*/\s*(?P<academie>[^\n(]+)", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s<>\"«»]+", re.IGNORECASE)
_AFTER_URL = ".,;:!?)]'’"
_TO_FILL = re.compile(r"\A[àa] compl[ée]ter[\s.:–-]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FormLine:
    """One line, and its rank."""

    number: int
    text: str
    heading: bool = False


@dataclass(frozen=True, slots=True)
class ReadForm:
    """What was read of one form."""

    groupe: str
    """Empty when the form no longer says it."""
    academie: str
    addresses: tuple[Declared, ...]
    texts: tuple[tuple[str, str], ...]
    """What was written under each heading: the project's, then the questions'."""
    doubts: tuple[str, ...]
    """French: what could not be read, or was read in doubt, with its place."""


def document_lines(text: str) -> Iterator[FormLine]:
    """The lines of a text document, as its reader marks them."""
    for number, raw in enumerate(text.split("\n"), 1):
        line = marked_line(raw.strip())
        yield FormLine(number, line.text.removeprefix(ITEM).strip(), line.heading)


def mail_lines(text: str) -> Iterator[FormLine]:
    """The lines of a text pasted in a mail, quoted or not; cells of a table are lines."""
    for number, raw in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        for part in _QUOTED.sub("", raw).split("\t"):
            yield FormLine(number, part.strip().removeprefix(ITEM).strip())


def read_form(lines: Sequence[FormLine]) -> ReadForm:
    """Read a form; its headings may have moved, been deleted or be there twice."""
    doubts: list[str] = []
    blocks: dict[str, list[list[FormLine]]] = {}
    current: list[FormLine] = []
    for line in lines:
        key = _key_of(line)
        if key is not None:
            current = []
            blocks.setdefault(key, []).append(current)
            if line.heading and key == _bare(line.text) and fold(key) not in _SECTIONS:
                doubts.append(f"ligne {line.number} : intertitre « {key[:60]} » ajouté au formulaire, gardé tel quel")
        elif line.text or current:
            current.append(line)
    reference = next((found for line in lines if (found := _REFERENCE.search(line.text))), None)
    asked = (PROJET, *(titre for titre, _ in QUESTIONS))
    added = [key for key in blocks if key not in {*asked, _WORKS, _NOT_FILLED}]
    gone = [key for key in asked if key not in blocks]
    doubts += [f"« {key} » ne s'y trouve pas : ôté, ou formulaire d'une autre année" for key in gone]
    texts = [(key, text) for key in (*asked, *added) if (text := _text_of(key, blocks.get(key, ()), doubts))]
    if _WORKS not in blocks:
        doubts.append("« Productions en ligne » ne s'y trouve pas : les adresses restent comme elles sont")
    return ReadForm(
        groupe=reference["groupe"].lower() if reference else "",
        academie=reference["academie"].strip(" .") if reference else "",
        addresses=tuple(_addresses([line for block in blocks.get(_WORKS, ()) for line in block], doubts)),
        texts=tuple(texts),
        doubts=tuple(doubts),
    )


def _bare(text: str) -> str:
    return _NUMBERING.sub("", text).strip(" :.")


def _key_of(line: FormLine) -> str | None:
    """What begins at a line; None where it is no heading."""
    bare = fold(_bare(line.text))
    known = _NOT_FILLED if line.heading and bare.startswith(_TITLE) else _SECTIONS.get(bare)
    return known if known is not None else _bare(line.text) or None if line.heading else None


def _text_of(key: str, blocks: Sequence[Sequence[FormLine]], doubts: list[str]) -> str:
    """What was written under a heading, without what the form said there; addresses of people are taken away."""
    written: dict[str, int] = {}
    for block in blocks:
        kept = (_TO_FILL.sub("", line.text) for line in block if fold(line.text) not in _HINTS)
        text = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
        if text:
            written.setdefault(without_addresses(text), block[0].number)
            if without_addresses(text) != text:
                doubts.append(f"« {key} » : adresse électronique ôtée")
    if len(written) > 1:
        places = ", ".join(map(str, written.values()))
        doubts.append(f"« {key} » est rempli {len(written)} fois (lignes {places}) : tout est gardé")
    return "\n\n".join(written)


def _addresses(lines: Sequence[FormLine], doubts: list[str]) -> Iterator[Declared]:
    """Each address, with the title right above it or before it."""
    titre: FormLine | None = None
    seen: set[str] = set()
    for line in lines:
        found = _URL.search(line.text)
        if found is None:
            if not _is_noise(line.text):
                yield from _untaken(titre, doubts)
                titre = line
            continue
        before = line.text[: found.start()].strip(" :<(–-") or (titre.text if titre else "")
        titre = None
        url = found[0].rstrip(_AFTER_URL)
        if url not in seen:
            seen.add(url)
            yield Declared(url, remarque=without_addresses(before), place=f"ligne {line.number}")
    yield from _untaken(titre, doubts)


def _untaken(titre: FormLine | None, doubts: list[str]) -> tuple[Declared, ...]:
    if titre is not None:
        doubts.append(f"ligne {titre.number} : « {titre.text[:80]} » : aucune adresse http n'y est lue")
    return ()


def _is_noise(text: str) -> bool:
    """Say whether a line is what the form itself has beside addresses: headings, levels, days."""
    folded = fold(text)
    levels = read_niveaux(text)
    return (
        folded in _OF_TABLE
        or folded.endswith("ajouter ce qui manque.")
        or not _TO_FILL.sub("", text)
        or bool(levels.values and not levels.leftover)
        or (len(text) <= len("18 septembre 2024") and read_date(text) is not None)
    )

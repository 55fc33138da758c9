"""Bilans that come back: each file read, what it changes told, then taken; the original is kept beside."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from disk.aside import write_files
from feeds.reports.bilan import declared_csv
from feeds.vitrine.links import bilan_name
from harvester.site.document_text import docx_text, odt_text
from pipeline.ground.settings import Settings
from pipeline.reports.bilan import answers_of
from schemas.files.bilan import Declared, read_bilan
from schemas.files.bilan_answers import Answer, BilanAnswers, written_answers
from schemas.files.bilan_form import FormLine, ReadForm, document_lines, mail_lines, read_form
from schemas.files.group import Group
from schemas.notions.academies import read_academies
from schemas.types.errors import reason_of
from schemas.words.text import cut, fold

FOLDER = "bilans"
ORIGINALS = "rendus"
"""In the folder of bilans: the files as they came back. Nothing reads them."""


@dataclass(frozen=True, slots=True)
class ReturnedBilan:
    """What one file says of one académie."""

    path: Path
    groupe: str
    academie: str
    addresses: tuple[Declared, ...] | None
    """None when the file says nothing of addresses."""
    answers: tuple[Answer, ...] | None
    """None when it has addresses alone (a CSV)."""
    changes: tuple[str, ...]
    """French: « + adresse », « - adresse », « remarque »."""

    def as_dict(self) -> dict[str, Any]:
        """The JSON values."""
        return {
            "file": str(self.path), "groupe": self.groupe, "academie": self.academie,
            "addresses": [one.url for one in self.addresses or ()],
            "answers": {one.theme: one.texte for one in self.answers or ()}, "changes": list(self.changes),
        }  # fmt: skip


def read_returned(
    settings: Settings, path: Path, groupe: str, academie: str, doubts: list[str]
) -> tuple[ReturnedBilan, ...]:
    """Read one file; what cannot be read is added to the doubts, in French, with its place.

    `groupe` and `academie` stand for what a form no longer says of itself.
    """
    own: list[str] = []
    found: tuple[ReturnedBilan, ...] = ()
    try:
        content = path.read_bytes()
        if path.suffix.lower() == ".csv":
            found = tuple(_of_table(settings, path, read_bilan(content, path.name, path.name, own), own))
        elif (reader := _READERS.get(path.suffix.lower())) is None:
            own.append("forme qui n'est pas lue : l'enregistrer en ODT ou DOCX, ou coller son texte dans un « .txt »")
        else:
            found = _of_form(settings, path, read_form(tuple(reader(content))), (groupe, academie), own)
    except OSError as error:
        own.append(f"lecture impossible ({reason_of(error)})")
    except ValueError as error:
        own.append(str(error))
    doubts += [one if one.startswith(path.name) else f"{path.name} : {one}" for one in own]
    return found


def _mail(content: bytes) -> Iterable[FormLine]:
    """The text of a message (RFC 5322)."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    body = message.get_body(("plain",))
    if body is None:
        raise ValueError("message sans texte : en copier le texte dans un « .txt »")
    return mail_lines(str(body.get_content()))


def _plain(content: bytes) -> Iterable[FormLine]:
    try:
        return mail_lines(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return mail_lines(content.decode("windows-1252", errors="replace"))


_READERS: Mapping[str, Callable[[bytes], Iterable[FormLine]]] = MappingProxyType(
    {
        ".odt": lambda content: document_lines(odt_text(content)),
        ".docx": lambda content: document_lines(docx_text(content)),
        ".txt": _plain,
        ".eml": _mail,
    }
)


def _of_form(
    settings: Settings, path: Path, form: ReadForm, named: tuple[str, str], doubts: list[str]
) -> tuple[ReturnedBilan, ...]:
    """What a form says, of whom it says, or of whom it is said to be."""
    if named[0] and form.groupe and named[0] != form.groupe:
        doubts.append(f"formulaire de « {form.groupe} », et non de « {named[0]} » : rien n'en est lu")
        return ()
    place = _place(settings, form.groupe or named[0], form.academie or named[1], doubts)
    if place is None:
        return ()
    doubts += form.doubts
    answers = tuple(Answer(theme, text) for theme, text in form.texts)
    return (_returned(settings, path, place, form.addresses or None, answers),)


def _of_table(
    settings: Settings, path: Path, declared: Sequence[Declared], doubts: list[str]
) -> Iterable[ReturnedBilan]:
    """What a table of addresses says of each académie it names."""
    by_place: dict[tuple[str, str], list[Declared]] = {}
    for one in declared:
        by_place.setdefault((one.groupe, one.academie), []).append(one)
    for (groupe, academie), lines in by_place.items():
        place = _place(settings, groupe, academie, doubts)
        if place is not None:
            yield _returned(settings, path, place, tuple(lines), None)


def _place(settings: Settings, groupe: str, academie: str, doubts: list[str]) -> tuple[Group, str] | None:
    """The group and the académie of a bilan, as the group's file has them; None, told, where there is none such."""
    group = next((one for one in settings.groups if fold(one.id) == fold(groupe)), None)
    if group is None:
        known = ", ".join(one.id for one in settings.groups) or "aucun"
        said = f"groupe inconnu : « {groupe} »" if groupe else "la ligne « Formulaire : » manque ; dire --groupe"
        doubts.append(f"{said} ; groupes connus : {known}")
        return None
    named = set(read_academies(academie))
    own = next((name for name in group.academies if named & set(read_academies(name))), None)
    if own is None:
        said = f"« {academie} » n'est pas du groupe" if academie else "académie non dite ; dire --academie"
        doubts.append(f"{said} ; celles de {group.id} : {', '.join(group.academies)}")
        return None
    return group, own


def _returned(
    settings: Settings,
    path: Path,
    place: tuple[Group, str],
    addresses: tuple[Declared, ...] | None,
    answers: tuple[Answer, ...] | None,
) -> ReturnedBilan:
    group, academie = place
    changes: list[str] = []
    if addresses is not None:
        before = {one.url for one in _declared(settings, group, academie)}
        now = {one.url: one.remarque for one in addresses}
        changes += [f"+ adresse {url}{f' ({now[url]})' if now[url] else ''}" for url in now if url not in before]
        changes += [f"- adresse {url}" for url in sorted(before - now.keys())]
    known = answers_of(settings.answers, group.id, academie)
    held = {one.theme: one.texte for one in known.answers} if known else {}
    for one in answers or ():
        if one.texte != held.pop(one.theme, None):
            changes.append(f"  {one.theme} : {cut(' '.join(one.texte.split()), 100)}")
    if answers is not None:
        changes += [f"- {theme}" for theme in held]
    return ReturnedBilan(path, group.id, academie, addresses, answers, tuple(changes))


def _declared(settings: Settings, group: Group, academie: str) -> list[Declared]:
    own = set(read_academies(academie))
    return [
        one for one in settings.bilan if fold(one.groupe) == fold(group.id) and own & set(read_academies(one.academie))
    ]


def take(settings: Settings, returned: ReturnedBilan, today: date) -> tuple[str, ...]:
    """Keep what a bilan says, in the place of what its académie said before, and the file it was read in.

    Gives, in French, the addresses another file still declares for it: only a person takes them out of theirs.
    """
    folder = (settings.config or settings.data).parent / FOLDER
    stem = bilan_name(returned.groupe, returned.academie)
    original = f"{stem}.{today.isoformat()}{returned.path.suffix.lower()}"
    write_files(folder / ORIGINALS, {original: returned.path.read_bytes()})
    files: dict[str, bytes] = {}
    if returned.addresses is not None:
        lines = [(one.url, one.remarque) for one in returned.addresses]
        files[f"{stem}.csv"] = declared_csv(returned.groupe, returned.academie, lines)
    if returned.answers is not None:
        kept = BilanAnswers(returned.groupe, returned.academie, today, f"{ORIGINALS}/{original}", returned.answers)
        files[f"{stem}.toml"] = written_answers(kept).encode()
    write_files(folder, files)
    if returned.addresses is None:
        return ()
    group = next(one for one in settings.groups if one.id == returned.groupe)
    now = {one.url for one in returned.addresses}
    left = [one for one in _declared(settings, group, returned.academie) if one.url not in now]
    return tuple(
        f"{one.url} est encore déclarée par {one.place} : l'y ôter"
        for one in left
        if not one.place.startswith(f"{stem}.csv")
    )


@dataclass(frozen=True, slots=True)
class BilanState:
    """Whether an académie has answered."""

    groupe: str
    academie: str
    due: str
    """ISO 8601; empty when the group's file does not say it."""
    rendu: str
    """The day its answers were taken; empty when none were."""
    addresses: int
    answers: int

    def as_dict(self) -> dict[str, Any]:
        """The JSON values."""
        return {name: getattr(self, name) for name in self.__slots__}


def bilan_states(settings: Settings, groupe: str = "") -> tuple[BilanState, ...]:
    """Who has answered, of each académie of each group, or of one."""
    states = []
    for group in settings.groups:
        due = group.calendrier.bilans
        for academie in group.academies if groupe in {"", group.id} else ():
            answers = answers_of(settings.answers, group.id, academie)
            states.append(
                BilanState(
                    group.id, academie, due.isoformat() if due else "", answers.rendu.isoformat() if answers else "",
                    len(_declared(settings, group, academie)), len(answers.answers) if answers else 0,
                )
            )  # fmt: skip
    return tuple(states)

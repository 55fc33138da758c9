"""The pre-filled bilans of a group: one an académie, from what is held, declared and to be seen to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from disk.aside import write_files
from feeds.reports.bilan import (
    Bilan,
    BilanPoint,
    DeclaredAddress,
    bilan_csv,
    bilan_html,
    bilan_odt,
    bilan_of,
    with_answers,
)
from feeds.wording.production import GroupLabels, Production, production_of
from pipeline.ground.opening import open_database
from pipeline.ground.settings import Settings
from pipeline.reports.check import (
    NOWHERE,
    AcademieCheck,
    GroupCheck,
    academie_of,
    check_groups,
    is_declared,
    is_of_academie,
    is_of_group,
)
from schemas.files.bilan_answers import BilanAnswers
from schemas.files.group import Group
from schemas.types.errors import SettingsError
from schemas.types.record import StoredRecord
from schemas.words.text import fold
from store.database import Database
from store.record_reading import latest_by_identifier

_NOT_FOUND = frozenset({"introuvable", "pas_production"})
"""Codes of faults about an address that was declared and is no production held."""


def bilans_of(settings: Settings, groupe: str, academie: str = "", *, links: bool = False) -> tuple[Bilan, ...]:
    """The bilan of each académie of a group, or of one; raises SettingsError when there is no such one.

    With `links`, addresses and vitrine are asked on the network.
    """
    group = next((one for one in settings.groups if one.id == groupe), None)
    if group is None:
        known = ", ".join(one.id for one in settings.groups) or "aucun"
        raise SettingsError([f"groupe inconnu : « {groupe} » ; groupes connus : {known}"])
    checks = check_groups(settings, [groupe], links=links)[0].academies
    chosen = [
        one for one in checks if one.academie != NOWHERE and (not academie or fold(one.academie) == fold(academie))
    ]
    if not chosen:
        known = ", ".join(one.academie for one in checks if one.academie != NOWHERE) or "aucune"
        raise SettingsError([f"« {academie} » n'est pas du groupe {groupe} ; ses académies : {known}"])
    with open_database(settings.store) as database:
        held = held_by_group(database)
    labels = GroupLabels(settings.groups)
    return tuple(_bilan(settings, group, check, held.get(group.id, []), labels) for check in chosen)


def every_bilan(settings: Settings, checks: Sequence[GroupCheck], database: Database) -> Iterator[Bilan]:
    """The bilan of each académie of each group that was checked."""
    groups = {group.id: group for group in settings.groups}
    held = held_by_group(database)
    labels = GroupLabels(settings.groups)
    for check in checks:
        for one in check.academies:
            if check.groupe in groups and one.academie != NOWHERE:
                yield _bilan(settings, groups[check.groupe], one, held.get(check.groupe, []), labels)


def held_by_group(database: Database) -> dict[str, list[StoredRecord]]:
    """The published productions of each group."""
    found: dict[str, list[StoredRecord]] = {}
    with database.transaction() as transaction:
        living = transaction.records.all(deleted=False, evidence=False)
        for stored in latest_by_identifier(stored for stored in living if stored.record.is_published):
            found.setdefault(stored.record.groupe or "", []).append(stored)
    return found


def _bilan(
    settings: Settings, group: Group, check: AcademieCheck, held: Sequence[StoredRecord], labels: GroupLabels
) -> Bilan:
    lines = [one for one in settings.bilan if is_of_group(one, group) and academie_of(one) == check.academie]
    own = [
        production_of(stored, labels)
        for stored in held
        if is_of_academie(stored.record, check.academie) or is_declared(stored.record, lines)
    ]
    declared = [DeclaredAddress(one.url, one.remarque) for one in lines]
    remarques = {one.url: one.remarque for one in declared}
    faults = check.faults
    bilan = bilan_of(
        group,
        check.academie,
        sorted(own, key=_in_order),
        declared,
        [DeclaredAddress(one.url, remarques.get(one.url, "")) for one in faults if one.code in _NOT_FOUND],
        [BilanPoint(one.url, one.titre, one.message) for one in faults],
    )
    answers = answers_of(settings.answers, group.id, check.academie)
    return bilan if answers is None else with_answers(bilan, answers)


def answers_of(answers: Sequence[BilanAnswers], groupe: str, academie: str) -> BilanAnswers | None:
    """What an académie answered in its group's bilan; the latest, where it is there twice."""
    own = [one for one in answers if one.groupe == groupe and fold(one.academie) == fold(academie)]
    return max(own, key=lambda one: one.rendu, default=None)


def _in_order(production: Production) -> tuple[str, str, str]:
    record = production.record
    return record.date_publication or "9", fold(record.titre or ""), record.identifier


def write_bilans(bilans: Sequence[Bilan], folder: Path) -> tuple[Path, ...]:
    """Write each bilan as a page, a text document and a table of addresses."""
    files: dict[str, bytes] = {}
    for bilan in bilans:
        stem = re.sub(r"[^a-z0-9]+", "-", fold(f"bilan {bilan.groupe} {bilan.academie}")).strip("-")
        files |= {
            f"{stem}.html": bilan_html(bilan).encode(),
            f"{stem}.odt": bilan_odt(bilan),
            f"{stem}.csv": bilan_csv(bilan),
        }
    return write_files(folder, files)

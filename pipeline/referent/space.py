"""The référents' space: for each académie of a group, what is expected and found, and what each page lacks."""

from __future__ import annotations

from collections.abc import Iterator

from feeds.referent.blocks import forms_of, lines_of
from feeds.referent.mending import in_order, mending, mendings_of, sound_values
from feeds.referent.pages import MendedPage, SpaceLine, SpacePage, SpaceSection, easiest_first
from feeds.vitrine.pages import group_line
from feeds.wording.production import group_titre
from feeds.wording.safe_text import safe_text
from pipeline.reports.check import NOWHERE, AcademieCheck, CheckPoint, GroupCheck
from pipeline.vitrine.library import Library
from schemas.files.group import Group
from schemas.types.issue import Issue
from schemas.types.page_check import Forms
from schemas.types.record import Record
from store.database import Database, Transaction

_OF_BLOCK = frozenset({"element_manquant", "hors_vocabulaire", "jeton_absent", "vitrine_absente"})
"""Codes of what a whole block, pasted, mends."""


def space_sections(library: Library) -> tuple[SpaceSection, ...]:
    """Every space, by group, the latest groups first."""
    found = [(library.groups[check.groupe], check) for check in library.checks() if check.groupe in library.groups]
    found.sort(key=lambda pair: (pair[0].annees[-1:], pair[0].discipline), reverse=True)
    return tuple(
        SpaceSection(
            group_titre(group), safe_text(group.theme),
            tuple(_line(group, one) for one in check.academies if one.academie != NOWHERE),
        )
        for group, check in found
    )  # fmt: skip


def space_page(library: Library, database: Database, name: str) -> SpacePage | None:
    """The space of that name; None where there is none."""
    for check, one in _spaces(library):
        group = library.groups[check.groupe]
        if _line(group, one).name == name:
            with database.transaction() as transaction:
                pages = tuple(_pages(transaction, group, one))
            return SpacePage(_line(group, one), group_line(group, one.found), easiest_first(pages))
    return None


def _spaces(library: Library) -> Iterator[tuple[GroupCheck, AcademieCheck]]:
    for check in library.checks():
        if check.groupe in library.groups:
            yield from ((check, one) for one in check.academies if one.academie != NOWHERE)


def _line(group: Group, one: AcademieCheck) -> SpaceLine:
    return SpaceLine(group.id, one.academie, one.expected, one.found, len(one.pages))


def _pages(transaction: Transaction, group: Group, one: AcademieCheck) -> Iterator[MendedPage]:
    """Each page there is something to see to on, with all of it."""
    by_url: dict[str, list[CheckPoint]] = {}
    for fault in one.faults:
        by_url.setdefault(fault.url, []).append(fault)
    for url, faults in by_url.items():
        record, issues = _held(transaction, url, group)
        told = {issue.code for issue in issues}
        others = [
            mending(fault.code, safe_text(fault.message))
            for fault in faults
            if record is None or fault.code not in told
        ]
        mendings = in_order((*others, *(mendings_of(issues, record, group) if record is not None else ())))
        forms = _corrected(record, issues, group) if record is not None and told & _OF_BLOCK else None
        titre = safe_text((record.titre if record is not None else faults[0].titre) or "")
        yield MendedPage(url, titre, mendings, forms)


def _corrected(record: Record, issues: tuple[Issue, ...], group: Group) -> Forms:
    return forms_of(lines_of(group, sound_values(record, issues)))


def _held(transaction: Transaction, url: str, group: Group) -> tuple[Record | None, tuple[Issue, ...]]:
    """The record of the group a page is held as, and what was noted of it."""
    held = (transaction.records.one(url) or transaction.records.at([url])) if url else ()
    record = next((one.record for one in held if one.record.groupe == group.id), None)
    issues = transaction.records.issues(record.source, record.identifier) if record is not None else ()
    return record, tuple(issues)

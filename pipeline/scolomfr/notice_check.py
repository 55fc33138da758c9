"""Checking a ScoLOMFR record: what the official tools would say of it, and what a harvest would remark."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.describing.read import describe
from schemas.files.field_labels import said_of_field
from schemas.files.source import Source
from schemas.parsing.scolomfr_check import Level, Remark, check_scolomfr
from schemas.parsing.skos import Concept
from schemas.types.issue import Issue
from schemas.types.record import RawRecord

_ANY = Source("notice", "Notice", "oai", "https://entrepot.invalid/oai")
_SAME_CAUSE = (
    ("sections", "blocs «"),
    ("objectifs", "classement «"),
    ("sections", "pas de notice LOM"),
    ("sections", "XML mal formé"),
    ("vcards", "sans vCard"),
)
"""Checks, and how the harvest begins what it says of the same cause."""


def check_notice(content: bytes, concepts: Mapping[str, Concept]) -> tuple[Remark, ...]:
    """All there is to say of a record, errors first, then in the order of its lines; each cause once."""
    official = check_scolomfr(content, concepts)
    described = describe(RawRecord(_ANY.id, "notice", "scolomfr", content), _ANY, ())
    read = list(_of_harvest(content, described.issues, official))
    return tuple(sorted((*official, *read), key=lambda remark: (remark.level != "error", remark.line)))


def _of_harvest(content: bytes, issues: Sequence[Issue], official: Sequence[Remark]) -> Iterator[Remark]:
    said = {remark.message for remark in official}
    checks = {remark.check for remark in official}
    lines = content.decode("utf-8", "replace").splitlines()
    for issue in issues:
        if issue.message in said or any(check in checks and mark in issue.message for check, mark in _SAME_CAUSE):
            continue
        line = next((number for number, text in enumerate(lines, 1) if issue.value and issue.value in text), 1)
        quoted = f" (« {issue.value} »)" if issue.value and issue.value not in issue.message else ""
        level: Level = "error" if issue.level == "error" else "warning"
        yield Remark("lecture", level, line, "lom", f"{said_of_field(issue.field, issue.message)}{quoted}")

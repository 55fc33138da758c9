"""Writing the pages sent to référents: one an académie, every group of hers on it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from feeds.check_page import CheckedGroup, CheckedPoint, render_check_page
from pipeline.check import GroupCheck
from schemas.errors import StoreError, reason_of
from schemas.normalize.text import fold


def write_check_pages(checks: Sequence[GroupCheck], folder: Path) -> tuple[Path, ...]:
    """Write a page for each académie that has productions, a bilan or something to see to."""
    by_academie: dict[str, list[CheckedGroup]] = defaultdict(list)
    for check in checks:
        for one in check.academies:
            if one.expected is None and not one.found and not one.faults:
                continue
            points = tuple(CheckedPoint(fault.url, fault.titre, fault.message) for fault in one.faults)
            by_academie[one.academie].append(
                CheckedGroup(check.groupe or "Sans groupe", check.theme, one.expected, one.found, points)
            )
    written: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for academie, groups in sorted(by_academie.items()):
            path = folder / f"{re.sub(r'[^a-z0-9]+', '-', fold(academie)).strip('-')}.html"
            path.write_text(render_check_page(academie, groups), encoding="utf-8")
            written.append(path)
    except OSError as error:
        raise StoreError(f"{folder} : écriture impossible ({reason_of(error)})") from error
    return tuple(written)

"""Writing the pages sent to référents: one an académie, every group of hers on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from disk.aside import write_files
from feeds.reports.check_page import CheckedGroup, CheckedPoint, render_check_page
from feeds.wording.slug import slug
from pipeline.reports.check import GroupCheck


def write_check_pages(checks: Sequence[GroupCheck], folder: Path) -> tuple[Path, ...]:
    """Write a page for each académie that has productions, a bilan or something to see to."""
    by_academie: dict[str, list[CheckedGroup]] = defaultdict(list)
    for check in checks:
        for one in check.academies:
            if one.expected is None and not one.found and not one.faults:
                continue
            points = tuple(CheckedPoint(page.url, page.titre, page.messages) for page in one.pages)
            by_academie[one.academie].append(
                CheckedGroup(check.groupe or "Sans groupe", check.theme, one.expected, one.found, points)
            )
    pages = {
        f"{slug(academie)}.html": render_check_page(academie, groups).encode()
        for academie, groups in sorted(by_academie.items())
    }
    return write_files(folder, pages)

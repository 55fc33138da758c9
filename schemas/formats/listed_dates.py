"""The dates a list of a site shows beside the titles of its pages: for those that show none themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from schemas.formats.blocks import Part, Run
from schemas.formats.page import Page
from schemas.formats.page_text import plain_text
from schemas.formats.signing_lines import only_signs
from schemas.formats.structure import Structure, structure_of
from schemas.formats.written_dates import DATE

_DATE = re.compile(rf"(?<![\d/.-]){DATE}", re.IGNORECASE)
_CHANGED = re.compile(r"mis\w* à jour|modifi|actualis|révis|updated|modified", re.IGNORECASE)
_LONGEST = 120
"""Characters of a line that may be no more than a title and its date."""
_MOST = 500
_FEWEST = 2


def listed_dates(page: Page) -> Mapping[str, str]:
    """The date of each page a list tells of, by the key of its address.

    Only what stands beside a title, and says no more than a day: never a day a teaser tells of, nor when a page was
    changed; nor the one day that all entries show, which is that of the visit.
    """
    structure = structure_of(page)
    dates: dict[str, str] = {}
    for entry in _outermost(structure):
        targets = {target for one in _lines(entry, structure) for target in one.targets}
        days = set(_days(entry, structure))
        if len(targets) == 1 and len(days) == 1 and len(dates) < _MOST:
            dates.setdefault(targets.pop(), days.pop())
    return dates if len(set(dates.values())) >= _FEWEST else {}


def _outermost(structure: Structure) -> Iterator[Part]:
    for part in structure.root.within():
        if part.is_entry and not part.apart and not (part.parent is not None and part.parent.is_entry):
            yield part


def _lines(entry: Part, structure: Structure) -> tuple[Run, ...]:
    return structure.runs[entry.start : entry.end]


def _days(entry: Part, structure: Structure) -> Iterator[str]:
    for run in _lines(entry, structure):
        left = run.text
        if run.linked and len(left) <= _LONGEST:
            links = [plain_text(one) for one in run.part.element.iter("a")]
            for title in sorted(filter(None, links), key=len, reverse=True):
                left = left.replace(title, " ", 1)
        left = left.strip(" \u00a0()[]|·•:,–—-")
        found = _DATE.search(left) if len(left) <= _LONGEST else None
        if found is not None and only_signs(left) and _CHANGED.search(left) is None:
            yield found[1]

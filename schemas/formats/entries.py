"""The entries of a page: the blocks that tell of other pages of its site, in lists, boxes and menus."""

from __future__ import annotations

import re

from schemas.formats.blocks import Part, Run, signature

_LONGEST_BEFORE_LINK = 40
"""Characters of what may stand before the link of an entry: a number, a date, a rubrique."""
_LONGEST_TOLD = 500
"""Characters a block may say of a page it links to, when it does not begin by that link."""
_LONGEST_ENTRY = 1_500
"""The same, where it shows otherwise that it is an entry."""
_CUT = re.compile(r"(?:\[…\]|\[\.\.\.\]|\(\.\.\.\)|\(…\))\s*\Z")
_READ_ON = re.compile(
    r"[\W_]*(?:lire (?:la suite|plus|l['’]article|l['’]intégralité)|en savoir plus|voir (?:la suite|l['’]article|plus)"
    r"|(?:la )?suite|continuer la lecture|read more|continue reading|more)\b.{0,120}",
    re.IGNORECASE,
)
_WAY = re.compile(r"[\w»«]\s{0,3}(?:>{1,2}|›|→|/|::)\s{0,3}\w")
"""« Accueil >> Numérique >> TraAM »: it leads to the rubriques a block stands in, not to what it tells of."""
_FEWEST_OWN_HEADINGS = 2
_HERE = ""
"""Stands for this page among the pages that blocks lead to."""


def mark_entries(root: Part, runs: list[Run]) -> list[Part]:
    """Mark the blocks that, side by side, each begin by a link to another page of the site; gives the outermost."""
    found: list[Part] = []
    for part in root.within():
        if part.is_entry:
            continue  # its children are marked with it
        for entry in (*_alike(part, runs), *_governed(part, runs)):
            if not entry.is_entry:
                found.append(entry)
                for inner in entry.within():
                    inner.is_entry = True
    return found


def _alike(parent: Part, runs: list[Run]) -> list[Part]:
    by_kind: dict[str, list[Part]] = {}
    for child in parent.children:
        by_kind.setdefault(signature(child.element), []).append(child)
    entries: list[Part] = []
    for alike in by_kind.values():
        if len(alike) < 2:
            entries += [child for child in alike if _beginning_of(child, runs) is not None]
            continue
        leading = [_told_of(child, runs) for child in alike]
        told = [target for target in leading if target is not None]
        if len(set(told)) >= 2 and 2 * len(told) > len(alike):
            entries += [
                child for child, target in zip(alike, leading, strict=True)
                if target is not None and not _is_a_text(child, runs)
            ]  # fmt: skip
    return entries


def _is_a_text(part: Part, runs: list[Run]) -> bool:
    """Say whether a block has headings of its own over its paragraphs, as no teaser has: it begins by who signs it."""
    lines = runs[part.start : part.end]
    headings = sum(1 for run in lines if run.level and not run.leads)
    return headings >= _FEWEST_OWN_HEADINGS and sum(1 for run in lines if run.is_prose) >= _FEWEST_OWN_HEADINGS


def _told_of(part: Part, runs: list[Run]) -> str | None:
    """The page a block among others of its kind tells of, be it this very one; None when it tells of none."""
    target = _only_leads_to(part, runs)
    return target if target is not None else _beginning_of(part, runs)


def _only_leads_to(part: Part, runs: list[Run], longest: int = _LONGEST_TOLD) -> str | None:
    """The page a block tells of: the one it begins by, or the only one a block with a heading links to."""
    target = _leading_target(part, runs)
    lines = runs[part.start : part.end]
    has_heading = part.element.tag == "article" or any(run.level for run in lines)
    if target is None and has_heading and _is_short(lines, longest):
        found = set(targets_of(part))
        return next(iter(found)) if len(found) == 1 else None
    return target


def _beginning_of(part: Part, runs: list[Run]) -> str | None:
    """The page of which a block shows by itself that it gives only the beginning: a list may hold one article."""
    lines = runs[part.start : part.end]
    may_tell = any(run.level for run in lines) and _is_short(lines, _LONGEST_ENTRY)
    target = _only_leads_to(part, runs, _LONGEST_ENTRY) if may_tell else None
    if not target:
        return None
    is_covered = part.element.tag == "article" and not any(target in run.targets for run in lines)
    says_so = any(_READ_ON.fullmatch(run.text) if run.leads else _CUT.search(run.text) for run in lines)
    # Covered by a link without words, or saying that there is more to read.
    return target if is_covered or says_so else None


def _is_short(lines: list[Run], longest: int) -> bool:
    """Say whether a block may tell of another page: neither under the heading of this one, nor a text."""
    own = sum(run.own for run in lines)
    return own <= longest and not any(run.level == 1 and not run.leads for run in lines)


def _leading_target(part: Part, runs: list[Run]) -> str | None:
    """The page a block leads to by its heading, or by the first thing it says; None when it is no entry."""
    lines = runs[part.start : part.end]
    for run in lines:
        if len(run.targets) > 1 and _WAY.search(run.text):
            continue
        if run.leads:
            return run.targets[0]
        if run.leads_here and _names_this_page(lines):
            return _HERE
        if run.level or len(run.text) > _LONGEST_BEFORE_LINK:
            return None  # a heading or a text of its own: not told of another page
    return None


def _names_this_page(lines: list[Run]) -> bool:
    """Say whether a block only names this page, with perhaps its date: it stands in a list among others."""
    return sum(len(run.text) - run.here for run in lines) <= _LONGEST_BEFORE_LINK


def _governed(parent: Part, runs: list[Run]) -> list[Part]:
    """What follows a heading that leads to another page, up to the next heading."""
    entries: list[Part] = []
    governs = False
    for child in parent.children:
        headings = [run for run in runs[child.start : child.end] if run.level]
        if headings:
            governs = headings[0].leads and not any(
                run.level <= headings[0].level and not run.leads for run in headings
            )
        if governs:
            entries.append(child)
    return entries


def targets_of(part: Part) -> list[str]:
    """The pages of the site a block and all it holds link to, in reading order."""
    return [target for inner in part.within() for target in inner.links]

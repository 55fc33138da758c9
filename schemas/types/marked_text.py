"""The text of a document with what its lines stand in, as plain lines: « ## » begins a heading, « • » an item.

The text is read in a process of its own and kept: these marks are all that is left of its structure.
"""

from __future__ import annotations

import re

from schemas.types.record import Line

_HEADING = re.compile(r"(#{1,6}) (?=\S)")
ITEM = "• "


def marked(text: str, *, level: int = 0, is_item: bool = False) -> str:
    """Write one line with its mark; `level` is the depth of a heading, 1 to 6, and 0 of what is none."""
    if level > 0 and text:
        return f"{'#' * min(level, 6)} {text}"
    return f"{ITEM}{text}" if is_item and text and not text.startswith(ITEM) else text


def marked_line(text: str) -> Line:
    """Read one line back: the mark of a heading is taken off, that of an item stays, as people type it too."""
    heading = _HEADING.match(text)
    if heading is not None:
        return Line(text[heading.end() :], heading=True, level=len(heading[1]))
    return Line(text, shape="item") if text.startswith(ITEM) else Line(text)

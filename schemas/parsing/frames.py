"""The end tags of a page that close more than they name, as browsers take them: libxml2 passes over them.

A `<div>` left open in a `<header>` makes libxml2 pass over `</header>`: the whole page then stands in its header.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_TAGS = re.compile(
    r"<!--|-->|<(/?)(script|style|textarea|div|header|nav|aside|footer|main|article|section|table|td|th)(?=[\s/>])",
    re.IGNORECASE,
)
_RAW = frozenset({"script", "style", "textarea"})
_CELLS = frozenset({"table", "td", "th"})
"""Their end tags close what is open in them, here as there."""
_MOST_OPEN = 500
"""A page with more open at once is not written by a person: it is left as it is."""


def close_frames(text: str) -> str:
    """Write the `</div>` that a page leaves out before the end of a header, a menu or an article."""
    lowered = text.lower()
    if lowered.count("<div") <= lowered.count("</div"):
        return text
    pieces, done = [], 0
    for position, missing in _missing(text):
        pieces += [text[done:position], "</div>" * missing]
        done = position
    return "".join([*pieces, text[done:]])


def _missing(text: str) -> Iterator[tuple[int, int]]:
    """Where how many `</div>` are missing."""
    opened: list[str] = []
    for position, name, closes in _tags(text):
        if not closes:
            opened.append(name)
        elif name in opened:
            inside = opened[::-1].index(name)
            left_open = opened[len(opened) - inside :].count("div")
            del opened[len(opened) - inside - 1 :]
            if left_open and name not in _CELLS and name != "div":
                yield position, left_open
        if len(opened) > _MOST_OPEN:
            return


def _tags(text: str) -> Iterator[tuple[int, str, bool]]:
    """The tags that count, where each stands, what it is, whether it ends: none of a comment or a script."""
    hidden = ""
    for match in _TAGS.finditer(text):
        name = (match[2] or "").lower()
        if hidden:
            hidden = "" if match[0] == hidden or (match[1] and name == hidden) else hidden
        elif match[0] == "<!--":
            hidden = "-->"
        elif name in _RAW:
            hidden = "" if match[1] else name
        elif name:
            yield match.start(), name, bool(match[1])

"""Plots as SVG 1.1: bars with their labels and values, named and described for those who do not see them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from feeds.wording.french import written_number
from feeds.wording.safe_text import safe_text
from schemas.words.text import cut

_WIDTH = 420
_ROW = 44
_BAR = 16
_VALUE_ROOM = 60
"""Room right of the longest bar, for its value."""
_LABEL = 46
"""Characters of a label."""
_COLOUR = "#3b6fb6"
"""Contrast with white 5.0, with our dark background 3.6: over the 3 asked of graphics (WCAG 1.4.11) in both."""


def plot_ratio(rows: int) -> float:
    """The height, for a width of 1, of a plot of so many rows."""
    return max(1, rows) * _ROW / _WIDTH


def bar_plot(name: str, titre: str, rows: Sequence[tuple[str, int]]) -> str:
    """Draw one bar a row, its label above it and its value after it; the same rows give the same text.

    `name` makes the ids of the title and of the description unique in a page. Text takes the colour around it.
    """
    most = max((value for _, value in rows), default=0)
    height = max(1, len(rows)) * _ROW
    described = " ; ".join(f"{safe_text(label)} : {written_number(value)}" for label, value in rows)
    place = f'viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}"'
    named = f'role="img" aria-labelledby="{name}-titre {name}-desc"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {place} {named} font-family="sans-serif" font-size="16">',
        f'<title id="{name}-titre">{escape(safe_text(titre))}</title>',
        f'<desc id="{name}-desc">{escape(described)}.</desc>',
    ]
    for number, (label, value) in enumerate(rows):
        top = number * _ROW
        width = round((_WIDTH - _VALUE_ROOM) * value / most) if most else 0
        shown = escape(cut(safe_text(label), _LABEL))
        lines.append(f'<text x="0" y="{top + 15}" fill="currentColor">{shown}</text>')
        if width:
            lines.append(f'<rect x="0" y="{top + 21}" width="{width}" height="{_BAR}" fill="{_COLOUR}"/>')
        after = f'x="{width + 6}" y="{top + 34}" fill="currentColor" font-weight="bold"'
        lines.append(f"<text {after}>{written_number(value)}</text>")
    return "\n".join([*lines, "</svg>"]) + "\n"

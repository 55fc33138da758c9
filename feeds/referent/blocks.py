"""The labelled lines of a group's description, as text, HTML, SPIP shortcuts and WordPress blocks, ready to paste."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from feeds.wording.production import group_titre
from feeds.wording.safe_text import safe_link, safe_text
from schemas.files.group import Element, Group
from schemas.types.page_check import Forms

_BETWEEN = " ; "
_SHORTCUT = re.compile(r"[\[\]{}<>|_~*#-]")
"""Signs that begin a shortcut somewhere in SPIP."""
_EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "niveau": ("3e",), "niveaux": ("3e",), "competence": ("CRCN 1.1",), "crcn": ("1.1",), "crcn_edu": ("2.1",),
    "socle": ("D2",), "outil": ("Scratch",), "outils": ("Scratch",), "type": ("scénario pédagogique",),
    "types": ("scénario pédagogique",), "academies": ("Lille",), "date": ("15/01/2025",),
}  # fmt: skip
"""What may be written for each type of element, and each vocabulary."""
_MOST_EXAMPLES = 3
TO_FILL = "à compléter"
VITRINE_LINK = "Page nationale"


@dataclass(frozen=True, slots=True)
class WrittenLine:
    """One line of a description: a label and its values, a text alone, or a link."""

    label: str = ""
    text: str = ""
    link: str = ""


def to_fill(element: Element, group: Group) -> str:
    """What stands in the place of a value nobody wrote yet; left so, it is read as none (schemas.normalize.blocks)."""
    shown = examples_of(element, group)
    return f"{TO_FILL} (par exemple {', '.join(f'« {one} »' for one in shown)})" if shown else TO_FILL


def examples_of(element: Element, group: Group) -> tuple[str, ...]:
    """Values an element may have; none of a text."""
    if element.type == "terme":
        return element.valeurs[:_MOST_EXAMPLES]
    name = element.vocabulaire or element.type
    return (group.discipline,) if name in {"discipline", "disciplines"} else _EXAMPLES.get(name, ())


def lines_of(group: Group, values: Mapping[str, Sequence[str]]) -> tuple[WrittenLine, ...]:
    """The lines of a description of the group: what is known, and the place of what is not.

    Where nothing is known, each element has its line; else those that are asked for, or are there.
    """
    labelled = (
        WrittenLine(element.label, _BETWEEN.join(values.get(element.name, ())) or to_fill(element, group))
        for element in group.elements
        if element.is_required or element.name in values or not values
    )
    tokens = (WrittenLine(text=jeton) for jeton in group.jetons)
    vitrine = (vitrine_line(group),) if group.vitrine else ()
    return (*labelled, *tokens, *vitrine)


def vitrine_line(group: Group) -> WrittenLine:
    """The link to the national page of a group that has one."""
    return WrittenLine(text=f"{VITRINE_LINK} : TraAM {group_titre(group)}", link=group.vitrine or "")


def as_text(lines: Sequence[WrittenLine]) -> str:
    """The lines as plain text."""
    return "\n".join(_plain(line) for line in lines) + "\n"


def as_html(lines: Sequence[WrittenLine]) -> str:
    """The lines as HTML, one paragraph each."""
    return "\n".join(_paragraph(line) for line in lines) + "\n"


def as_wordpress(lines: Sequence[WrittenLine]) -> str:
    """The lines as the blocks of WordPress's editor."""
    return "\n\n".join(f"<!-- wp:paragraph -->\n{_paragraph(line)}\n<!-- /wp:paragraph -->" for line in lines) + "\n"


def as_spip(lines: Sequence[WrittenLine]) -> str:
    """The lines as SPIP's shortcuts, an empty line between two."""
    return "\n\n".join(_shortcut(line) for line in lines) + "\n"


def forms_of(lines: Sequence[WrittenLine]) -> Forms:
    """The lines in each form of the référents' pages."""
    return Forms(as_text(lines), as_html(lines), as_spip(lines))


def _plain(line: WrittenLine) -> str:
    if line.link:
        return f"{safe_text(line.text)} – {_address(line)}"
    return f"{safe_text(line.label)} : {safe_text(line.text)}" if line.label else safe_text(line.text)


def _paragraph(line: WrittenLine) -> str:
    text = escape(safe_text(line.text))
    if line.link:
        return f'<p><a href="{escape(_address(line))}">{text}</a></p>'
    return f"<p><strong>{escape(safe_text(line.label))} :</strong> {text}</p>" if line.label else f"<p>{text}</p>"


def _shortcut(line: WrittenLine) -> str:
    text = _unshortened(safe_text(line.text))
    if line.link:
        return f"[{text}->{_address(line)}]"
    return f"{{{{{_unshortened(safe_text(line.label))} :}}}} {text}" if line.label else text


def _address(line: WrittenLine) -> str:
    return safe_link(line.link) or ""


def _unshortened(text: str) -> str:
    """A text that SPIP takes for no shortcut: its signs as entities, but inside a word, where none begins."""
    return _SHORTCUT.sub(
        lambda sign: sign[0] if sign[0] in "-_" and _is_inside(text, sign.start()) else f"&#{ord(sign[0])};",
        text.replace("&", "&amp;"),
    )


def _is_inside(text: str, at: int) -> bool:
    return 0 < at < len(text) - 1 and text[at - 1].isalnum() and text[at + 1].isalnum()

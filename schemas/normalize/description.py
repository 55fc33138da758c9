"""The description a group agreed on: written from a record for Édubase, and read back the same."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from schemas.files.group import Element, Group
from schemas.normalize.blocks import MAX_VALUE, lines_of_text, read_blocks
from schemas.normalize.elements import element_values
from schemas.normalize.findings import Findings, first_values, safe_value
from schemas.types.record import Record
from schemas.words.text import clean_text, cut, fold

_LISTED = re.compile(r"\s*[;•]\s*|\s+\|\s+")
_BULLETS = re.compile(r"^(?:\s*(?:[-–—•◦▪*+·→►]|\d{1,2}[.)]|[a-z]\))\s+)+")
_MOST_READINGS = 10
_SHORTEST = 120
"""A text is not cut under this many characters to make room."""

Elements: TypeAlias = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A description, ready for Édubase."""

    text: str
    remarks: tuple[str, ...] = ()
    """French: what had to be changed or left out."""


def render_description(record: Record, group: Group) -> Rendered:
    """Write the agreed description: an introduction, the elements in the group's order, each token once.

    It is at most group.longueur characters long: the introduction goes first, then the longest texts are shortened.
    """
    elements = canonical_elements(record.elements, group)
    tokens = "\n".join(group.jetons)
    remarks: list[str] = []
    introduction = introduction_of(record, group)
    text = _joined(introduction, _blocks(elements, group), tokens)
    if len(text) > group.longueur and introduction:
        remarks.append("l'introduction n'a pas de place")
        text = _joined("", _blocks(elements, group), tokens)
    while len(text) > group.longueur:
        shortened = _shortened(elements, len(text) - group.longueur)
        if shortened is None:
            remarks.append(f"{len(text)} signes, {group.longueur} permis : à raccourcir à la main")
            break
        remarks.append(f"« {shortened[0]} » est raccourci")
        elements = shortened[1]
        text = _joined("", _blocks(elements, group), tokens)
    return Rendered(text, tuple(dict.fromkeys(remarks)))


def read_description_back(text: str, group: Group) -> dict[str, tuple[str, ...]]:
    """Read the elements of a description that was written so."""
    lines = tuple(line for line in lines_of_text(text) if line.text not in group.jetons)
    blocks = read_blocks(lines, tuple(_shown(group)))
    return {name: tuple(values) for name, values in element_values(group, blocks, Findings("", "")).items()}


def canonical_elements(elements: Elements, group: Group) -> dict[str, tuple[str, ...]]:
    """The elements a fiche shows, with their values as a description can carry them."""
    found = _plain_elements(elements, group)
    for _ in range(_MOST_READINGS):
        text = _joined(_blocks(found, group), "\n".join(group.jetons))
        again = _plain_elements(read_description_back(text, group), group)
        if again == found:
            break
        found = again
    return found


def _plain_elements(elements: Elements, group: Group) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for element in _shown(group):
        texts = [_canonical_value(element, value, group) for value in elements.get(element.name, ())]
        if element.is_single and element.type == "texte" and texts:
            texts = [cut(" ".join(text for text in texts if text), MAX_VALUE).strip()]
        values = first_values(text for text in texts if text)
        if values:
            found[element.name] = values
    return found


def _shown(group: Group) -> list[Element]:
    return [element for element in group.elements if "fiche" in element.affichage]


@lru_cache(maxsize=4_096)
def _canonical_value(element: Element, value: str, group: Group) -> str:
    """Write a value on one line, without what would be read as the beginning of another value or element.

    The same levels, tools and competences come in record after record: what they gave is remembered.
    """
    text = _without_tokens(safe_value(clean_text(value)), group)
    if not (element.is_single and element.type == "texte"):
        text = _LISTED.sub(", ", text)
    for _ in range(20):
        before = text
        text = _BULLETS.sub("", text).strip(" \t;")
        if element.type in {"outil", "discipline"}:
            text = text.strip(" \t.;")
        if element.type != "texte" or not element.is_single:
            text = text.strip(",")
        text = _without_labels(element, text, group)
        text = safe_value(text, MAX_VALUE)
        if text == before:
            break
    return text


def _without_labels(element: Element, text: str, group: Group) -> str:
    """Break what would be read as a label inside a value: « Outils : » becomes « Outils – », « Niveau », « niveau »."""
    if _is_one_block(element, text, group):
        return text
    text = re.sub(r"\s*[:：](?!//)", " –", text)
    return text if _is_one_block(element, text, group) else text[:1].lower() + text[1:]


def _is_one_block(element: Element, text: str, group: Group) -> bool:
    elements = tuple(_shown(group))
    forms = (f"{element.label} : {text}", f"{element.label} :\n- {text}\n- x")
    return not text.endswith(":") and all(len(read_blocks(lines_of_text(form), elements)) == 1 for form in forms)


def _without_tokens(text: str, group: Group) -> str:
    for token in group.jetons:
        text = re.sub(re.escape(token), " ", text, flags=re.IGNORECASE)
    return clean_text(text)


def introduction_of(record: Record, group: Group) -> str:
    """The record's own description, when it is not made of the elements themselves."""
    kept: list[str] = []
    labels = tuple(group.elements)
    values = {fold(value) for found in record.elements.values() for value in found}
    for line in (record.description or "").split("\n"):
        text = _without_tokens(line, group)
        if read_blocks(lines_of_text(text), labels):
            break
        if text and fold(text) not in values:
            kept.append(text)
    return "\n".join(kept)


def _blocks(elements: Elements, group: Group) -> str:
    lines: list[str] = []
    for element in _shown(group):
        values = elements.get(element.name, ())
        if len(values) == 1:
            lines.append(f"{element.label} : {values[0]}")
        elif values:
            lines.append(f"{element.label} :")
            lines += [f"- {value}" for value in values]
    return "\n".join(lines)


def _joined(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _shortened(elements: dict[str, tuple[str, ...]], excess: int) -> tuple[str, dict[str, tuple[str, ...]]] | None:
    """Shorten the longest value by what is too much; None when every value is short already."""
    name, place = max(
        ((name, place) for name, values in elements.items() for place in range(len(values))),
        key=lambda one: len(elements[one[0]][one[1]]),
        default=("", 0),
    )
    if not name or len(elements[name][place]) <= _SHORTEST:
        return None
    value = elements[name][place]
    values = list(elements[name])
    values[place] = cut(value, max(_SHORTEST, len(value) - excess - 2)).strip(" \t;")
    return name, {**elements, name: tuple(values)}

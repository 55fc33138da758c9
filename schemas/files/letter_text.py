"""The texts of a letter: paragraphs parted by an empty line, links written « [mots](https://…) », no other mark."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from schemas.parsing.web_address import is_web_address

_LINK = re.compile(r"\[([^\[\]]{1,300})\]\(([^()\s]{1,2000}(?:\([^()\s]{0,200}\)[^()\s]{0,500})?)\)")
_BETWEEN_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a paragraph."""

    text: str
    url: str = ""
    """Where the words lead; empty for plain words."""


Paragraph: TypeAlias = tuple[Piece, ...]


def paragraphs_of(text: str) -> tuple[Paragraph, ...]:
    """Cut a text into its paragraphs, each on one line; a link to other than http stays as it was typed."""
    parts = (" ".join(part.split()) for part in _BETWEEN_PARAGRAPHS.split(text.strip()))
    return tuple(tuple(_pieces(part)) for part in parts if part)


def shown_length(text: str) -> int:
    """Count the characters a reader sees: addresses of links are not."""
    return sum(len(piece.text) for paragraph in paragraphs_of(text) for piece in paragraph)


def without_link_marks(text: str) -> str:
    """A harvested text so that nothing in it is read as a link: only who writes the letter makes links."""
    return text.replace("](", "] (")


def _pieces(text: str) -> list[Piece]:
    pieces: list[Piece] = []
    end = 0
    for found in _LINK.finditer(text):
        if not is_web_address(found[2]):
            continue
        if found.start() > end:
            pieces.append(Piece(text[end : found.start()]))
        pieces.append(Piece(found[1], found[2]))
        end = found.end()
    if end < len(text):
        pieces.append(Piece(text[end:]))
    return pieces

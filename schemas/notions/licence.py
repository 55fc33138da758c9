"""What a page says of the licence it is given under: said of the page itself, and one only, or nothing."""

from __future__ import annotations

import re

from schemas.words.text import fold

_SAYS_IT = re.compile(r"\blicen[cs]es?\b|\bcreative commons\b|\bmise? a disposition\b")
_OF_SOMETHING_ELSE = re.compile(
    r"\b(?:images?|photos?|photographies?|illustrations?|icones?|logos?|musiques?|sons?|videos?|polices?|logiciels?|"
    r"credits?|donnees|code|application|iconographie)\b"
)
_SHORT = re.compile(r"\bcc[ -]?(by(?:[ -](?:nc|sa|nd))*|0)\b(?:[ -]?v?(\d\.\d))?")
_LONG = re.compile(r"\bcreative commons\b(.{0,140})")
_PARTS = (
    ("BY", re.compile(r"\b(?:attribution|paternite|by)\b")),
    ("NC", re.compile(r"pas d'?\s?utilisation commerciale|\bnon[ -]commercial|\bnc\b")),
    ("ND", re.compile(r"pas de (?:modification|travaux derives)|\bnd\b")),
    ("SA", re.compile(r"partage (?:dans les memes conditions|a l'?\s?identique)|partage des conditions|\bsa\b")),
)
_NUMBER = re.compile(r"\b([1-4]\.0)\b")
_OPEN = re.compile(r"\blicence ouverte\b|\betalab\b")


def read_licence(text: str) -> str:
    """« CC BY-SA 4.0 », « CC0 » or « Licence ouverte », where the lines of a text say one of itself; else nothing."""
    said = {found for line in text.splitlines() if (found := _of_line(fold(line)))}
    return said.pop() if len(said) == 1 else ""


def _of_line(line: str) -> str:
    if not _SAYS_IT.search(line) or _OF_SOMETHING_ELSE.search(line):
        return ""
    short = _SHORT.search(line)
    if short is not None:
        return _named(short[1].upper().replace(" ", "-"), short[2] or "")
    long = _LONG.search(line)
    if long is not None:
        parts = [name for name, pattern in _PARTS if pattern.search(long[1])]
        number = _NUMBER.search(long[1])
        return _named("-".join(parts), number[1] if number else "") if "BY" in parts else ""
    return "Licence ouverte" if _OPEN.search(line) else ""


def _named(parts: str, number: str) -> str:
    return "CC0" if parts == "0" else f"CC {parts} {number}".strip()

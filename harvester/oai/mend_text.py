"""The faults of real repositories' XML that can be mended without guessing, one small function each."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from html.entities import html5
from types import MappingProxyType

from schemas.parsing.xml import legal_text, parse_xml

_XML_ENTITIES = frozenset({"lt", "gt", "amp", "quot", "apos"})
_DECLARATION = re.compile(r"<\?xml\s[^<>]{0,300}\?>")
_NUMBERED = re.compile(r"&#(?:([0-9]{1,9})|x([0-9A-Fa-f]{1,8}));")
_PAIR_BY_NUMBER = re.compile(
    r"&#(?:x[Dd][89ABab][0-9A-Fa-f]{2}|5[56][0-9]{3});(?=&#)&#(?:x[Dd][C-Fc-f][0-9A-Fa-f]{2}|5[67][0-9]{3});"
)
_FIRST_HIGH, _FIRST_LOW, _LAST_LOW = 0xD800, 0xDC00, 0xDFFF
_CESU_8 = re.compile("\udced[\udca0-\udcaf][\udc80-\udcbf]\udced[\udcb0-\udcbf][\udc80-\udcbf]")
_HALF_CESU_8 = re.compile("\udced[\udca0-\udcbf][\udc80-\udcbf]")
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_STRAY_AMPERSAND = re.compile(r"&(?!(?:#[0-9]{1,9}|#x[0-9A-Fa-f]{1,8}|lt|gt|amp|quot|apos);)")
_STRAY_LESS_THAN = re.compile(r"<(?![A-Za-z_/!?])")
_USED_PREFIX = re.compile(r"</?([A-Za-z_][\w.-]{0,60}):[A-Za-z_]|\s([A-Za-z_][\w.-]{0,60}):[A-Za-z_][\w.-]{0,60}\s*=")
_DECLARED_PREFIX = re.compile(r"\sxmlns:([A-Za-z_][\w.-]{0,60})\s*=")
_FIRST_TAG = re.compile(r"<[A-Za-z_][\w.:-]{0,120}")
_MAX_PREFIXES = 20

NAMESPACES: Mapping[str, str] = MappingProxyType(
    {
        "dc": "http://purl.org/dc/elements/1.1/",
        "dcterms": "http://purl.org/dc/terms/",
        "oai_dc": "http://www.openarchives.org/OAI/2.0/oai_dc/",
        "xsi": "http://www.w3.org/2001/XMLSchema-instance",
        "lom": "http://ltsc.ieee.org/xsd/LOM",
        "lomfr": "http://www.lom-fr.fr/xsd/LOMFR",
        "scolomfr": "http://www.lom-fr.fr/xsd/SCOLOMFR",
    }
)
"""What the prefixes seen at repositories stand for when a page forgets to say so."""


def mended_text(text: str, before: str = "", after: str = "") -> tuple[str, tuple[str, ...]]:
    """A piece of XML well-formed between two others, and what was mended, in French.

    Raises ValueError when it is not well-formed even so.
    """
    try:
        parse_xml((before + text + after).encode())
    except ValueError:
        pass
    else:
        return text, ()
    said = []
    for sentence, mend in _MENDINGS:
        mended = mend(text)
        if mended != text:
            said.append(sentence)
            text = mended
    if missing := _undeclared(before + text):
        said.append(f"espaces de noms non déclarés ({', '.join(missing)}) : ajoutés")
        text = _declared(text, missing)
    parse_xml((before + text + after).encode())
    return text, tuple(said)


def _join_surrogates(text: str) -> str:
    """Read the characters Java writes in two halves, as bytes (CESU-8) or by number; a half alone is unreadable."""
    joined = _CESU_8.sub(lambda match: _from_halves(*(_half(match[0][start : start + 3]) for start in (0, 3))), text)
    joined = _HALF_CESU_8.sub("\N{REPLACEMENT CHARACTER}", joined)
    joined = _PAIR_BY_NUMBER.sub(_pair_by_number, joined)
    return _NUMBERED.sub(lambda match: "\N{REPLACEMENT CHARACTER}" if _is_half(_number(match)) else match[0], joined)


def _half(escaped: str) -> int:
    """Read three bytes, each decoded to a lone surrogate, as the half of a character they write."""
    first, second, third = (ord(one) & 0xFF for one in escaped)
    return (first & 0x0F) << 12 | (second & 0x3F) << 6 | third & 0x3F


def _pair_by_number(match: re.Match[str]) -> str:
    high, low = (_number(half) for half in _NUMBERED.finditer(match[0]))
    return _from_halves(high, low) if high < _FIRST_LOW <= low and _is_half(high) and _is_half(low) else match[0]


def _from_halves(high: int, low: int) -> str:
    return chr(0x10000 + ((high - _FIRST_HIGH) << 10) + (low - _FIRST_LOW))


def _is_half(number: int) -> bool:
    return _FIRST_HIGH <= number <= _LAST_LOW


def _read_bad_bytes(text: str) -> str:
    """Read the bytes that are no UTF-8, which decoding left as lone surrogates, as windows-1252."""
    return text.translate(_WINDOWS_1252)


def _drop_illegal_characters(text: str) -> str:
    """Drop what XML 1.0 (2.2) forbids, written as it is or by number."""
    return _NUMBERED.sub(lambda match: match[0] if _is_legal(match) else "", legal_text(text))


def _number(reference: re.Match[str]) -> int:
    return int(reference[1]) if reference[1] else int(reference[2], 16)


def _is_legal(reference: re.Match[str]) -> bool:
    number = _number(reference)
    return number <= 0x10FFFF and legal_text(chr(number)) != ""


def _drop_inner_declarations(text: str) -> str:
    return _DECLARATION.sub("", text)


def _replace_html_entities(text: str) -> str:
    def character(match: re.Match[str]) -> str:
        name = match[1]
        return match[0] if name in _XML_ENTITIES else html.escape(html5.get(f"{name};", ""), quote=False) or match[0]

    return _outside_cdata(text, lambda part: _NAMED.sub(character, part))


def _escape_stray_marks(text: str) -> str:
    def escaped(part: str) -> str:
        return _STRAY_LESS_THAN.sub("&lt;", _STRAY_AMPERSAND.sub("&amp;", part))

    return _outside_cdata(text, escaped)


def _outside_cdata(text: str, mend: Callable[[str], str]) -> str:
    """Apply a mending everywhere but in CDATA sections, where every character stands for itself."""
    parts = []
    position = 0
    while (start := text.find("<![CDATA[", position)) >= 0:
        end = text.find("]]>", start)
        if end < 0:
            break
        parts += [mend(text[position:start]), text[start : end + 3]]
        position = end + 3
    return "".join([*parts, mend(text[position:])])


def _undeclared(text: str) -> list[str]:
    used = {match[1] or match[2] for match in _USED_PREFIX.finditer(text)} - {"xml", "xmlns"}
    return sorted(used - set(_DECLARED_PREFIX.findall(text)))[:_MAX_PREFIXES]


def _declared(text: str, prefixes: list[str]) -> str:
    declarations = "".join(f' xmlns:{name}="{NAMESPACES.get(name, f"urn:x-undeclared:{name}")}"' for name in prefixes)
    return _FIRST_TAG.sub(lambda tag: tag[0] + declarations, text, count=1)


def _windows_1252() -> dict[int, str]:
    table = {}
    for byte in range(0x80, 0x100):
        character = bytes([byte]).decode("windows-1252", errors="replace")
        table[0xDC00 + byte] = character
    return table


_WINDOWS_1252: Mapping[int, str] = MappingProxyType(_windows_1252())

_MENDINGS: tuple[tuple[str, Callable[[str], str]], ...] = (
    (
        "caractères écrits en deux moitiés (CESU-8, paires) : réunies, ou remplacées par \N{REPLACEMENT CHARACTER}",
        _join_surrogates,
    ),
    ("octets qui ne sont pas de l'UTF-8 : lus comme du windows-1252", _read_bad_bytes),
    ("caractères interdits en XML : retirés", _drop_illegal_characters),
    ("déclaration XML au milieu de la notice : retirée", _drop_inner_declarations),
    ("entités HTML dans du XML : remplacées par leurs caractères", _replace_html_entities),
    ("« & » ou « < » non échappés : échappés", _escape_stray_marks),
)

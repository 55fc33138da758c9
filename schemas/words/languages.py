"""The languages of records: two-letter codes where ISO 639 has them, what else they are called, their French names."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

_TAG = re.compile(r"([a-z]{2,3})(?:[-_](?:[a-z]{2}|[a-z]{4}|\d{3}|[a-z0-9]{5,8}|x[-_].{1,20}))*\Z", re.IGNORECASE)
"""A language with its region, script or variant (BCP 47): only the language is kept."""
_PARTS = re.compile(r"\s*[;,|/]\s*|\s+(?:et|and)\s+")
_ADDRESS = re.compile(r"https?://\S*/([A-Za-z-]{2,12})/?\Z")
_MAX_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Language:
    """One language."""

    code: str
    """As records carry it: « fr »."""
    name: str
    """French."""
    library_code: str
    """Three letters, as libraries and ScoLOMFR write it (ISO 639-2/B): « fre »."""


@dataclass(frozen=True, slots=True)
class ReadLanguages:
    """What a text says of languages."""

    codes: tuple[str, ...] = ()
    leftover: str = ""
    """What names no language; texts that say there is none to name leave nothing."""


@dataclass(frozen=True, slots=True)
class _Table:
    by_code: Mapping[str, Language]
    by_spelling: Mapping[str, str]
    none: frozenset[str]


@cache
def _table() -> _Table:
    table = tomllib.loads((files("schemas") / "vocabularies" / "langues.toml").read_text(encoding="utf-8"))
    by_code: dict[str, Language] = {}
    by_spelling: dict[str, str] = {}
    for code, (name, library_code, *others) in table["langues"].items():
        by_code[code] = Language(code, name, library_code)
        for spelling in (code, name, library_code, *others):
            by_spelling.setdefault(spelling.casefold(), code)
    # Names without their accents, where they name nothing else.
    for spelling, code in list(by_spelling.items()):
        by_spelling.setdefault(_plain(spelling), code)
    none = frozenset(text.casefold() for text in table["none"])
    return _Table(MappingProxyType(by_code), MappingProxyType(by_spelling), none)


def _plain(text: str) -> str:
    return text.translate(str.maketrans("àâäçéèêëîïôöùûüÿ", "aaaceeeeiioouuuy"))


@cache
def language(code: str) -> Language | None:
    """The language of a code records carry."""
    return _table().by_code.get(code)


def language_name(code: str) -> str:
    """The French name of a language, or its code where it is not known."""
    found = language(code)
    return found.name if found is not None else code


def library_code(code: str) -> str:
    """The three letters ScoLOMFR asks for."""
    found = language(code)
    return found.library_code if found is not None else code


def read_languages(text: str) -> ReadLanguages:
    """Read a code (« fr », « fra », « FR_fr », an address of id.loc.gov), a name, or several of them."""
    written = text.strip()[:_MAX_LENGTH]
    address = _ADDRESS.match(written)
    whole = _read_one(address[1] if address is not None else written)
    if whole is not None:
        return ReadLanguages(whole)
    codes: list[str] = []
    left: list[str] = []
    for part in _PARTS.split(written):
        read = _read_one(part)
        codes += read or ()
        left += [part] if read is None else []
    return ReadLanguages(tuple(dict.fromkeys(codes)), " ; ".join(filter(None, left)))


def _read_one(text: str) -> tuple[str, ...] | None:
    """The language one text names, nothing when it says there is none; None when it says neither."""
    table = _table()
    folded = text.strip(" .").casefold()
    if not folded or folded in table.none:
        return ()
    tag = _TAG.match(folded)
    code = table.by_spelling.get(folded) or (table.by_spelling.get(tag[1]) if tag is not None else None)
    return None if code is None else (code,)

"""The web addresses a record or a page gives: which are usable, and which lead to a file instead of a page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from urllib.parse import urlsplit

from schemas.parsing.web_address import MAX_ADDRESS_CHARS, is_web_address, published_address, resolve

_FILE_ENDINGS = (
    ".pdf", ".doc", ".docx", ".odt", ".ods", ".odp", ".ppt", ".pptx", ".xls", ".xlsx", ".zip", ".epub", ".mp3", ".mp4",
    ".png", ".jpg", ".jpeg", ".gif", ".svg", ".ggb", ".sb3", ".ipynb", ".py", ".rtf", ".ubz", ".swf",
)  # fmt: skip
_FILE_FOLDERS = ("/img/", "/sites/default/files/", "/wp-content/uploads/", "/fileadmin/", "/upload/docs/", "/medias/")
_RESOLVERS: Mapping[str, str] = MappingProxyType(
    {"doi": "https://doi.org/", "hdl": "https://hdl.handle.net/", "hdl.handle.net": "https://hdl.handle.net/"}
)
_PERSISTENT = re.compile(
    r"(?:(?:urn:)?(?P<kind>doi|hdl)\s{0,3}:\s{0,3}|info:(?P<info>doi|hdl)/"
    r"|(?P<host>hdl\.handle\.net|(?:dx\.)?doi\.org)/|(?=10\.\d{4,9}/))"
    r"(?P<name>[0-9A-Za-z.]{2,60}/[^\s<>\"]{0,299}[^\s<>\".,;])[.,;]?",
    re.IGNORECASE,
)
_RUN_TOGETHER = re.compile(r"(?<=[0-9A-Za-z_/-])(?<!//)(?=https?://)", re.IGNORECASE)
_INSIDE_ANOTHER = re.compile(r"(?:web/[0-9a-z_*]{0,20}|[?&][\w.-]{1,40}|/[a-z]{1,20})/?\Z", re.IGNORECASE)
"""What an address stands after inside another one, as archives and redirections have it."""
_BETWEEN = re.compile(r"[\s;,|]+(?=https?://)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SaidAddress:
    """One address a text says."""

    address: str
    deduced_from: str = ""
    """The persistent identifier it was made of (« doi:… »); empty when it is written as an address."""


def said_addresses(text: str) -> tuple[SaidAddress, ...]:
    """The addresses a text says: one, several run together, or a DOI or a handle, which lead to a page."""
    stripped = text.strip()
    if len(stripped) > MAX_ADDRESS_CHARS:
        return ()
    parts = [part for piece in _BETWEEN.split(stripped) for part in _taken_apart(piece)]
    found = [usable_address(part) for part in parts]
    if parts and all(found):
        return tuple(SaidAddress(address) for address in dict.fromkeys(found) if address)
    persistent = _PERSISTENT.fullmatch(stripped)
    if persistent is None:
        return ()
    said = (persistent["kind"] or persistent["info"] or persistent["host"] or "doi").lower()
    resolver = _RESOLVERS.get(said, _RESOLVERS["doi"])
    address = usable_address(f"{resolver}{persistent['name']}")
    return (SaidAddress(address, stripped),) if address else ()


def _taken_apart(text: str) -> list[str]:
    """Take apart addresses run together (« http://a.fr/1http://a.fr/2 »); one inside another is left there."""
    parts: list[str] = []
    for part in _RUN_TOGETHER.split(text):
        if parts and _INSIDE_ANOTHER.search(parts[-1]):
            parts[-1] += part
        else:
            parts.append(part)
    return parts


def usable_address(text: str) -> str | None:
    """The http or https address a text is, as a whole, in the form browsers send.

    One that holds spaces is an address when it is that of a file: « http://a.fr/ma fiche.pdf ».
    """
    address = text.strip()
    if len(address) > MAX_ADDRESS_CHARS or not is_web_address(address):
        return None
    if len(address.split()) > 1 and (address.count("://") > 1 or not address.lower().endswith(_FILE_ENDINGS)):
        return None
    published = published_address(address)
    return published if is_web_address(published) else None


def absolute_address(base: str, href: str) -> str | None:
    """Resolve what a page links to, as browsers do; None for what is neither http nor https (javascript:, #…)."""
    link = href.strip()
    if not link or link.startswith("#") or len(link) > MAX_ADDRESS_CHARS:
        return None
    return _absolute(base if link.startswith("?") else folder_of(base), link)


@lru_cache(maxsize=4_096)
def folder_of(base: str) -> str:
    """The folder an address lies in: what the pages of one folder share (menus) leads to the same from each."""
    return resolve(base, ".") or base


@lru_cache(maxsize=20_000)
def _absolute(base: str, link: str) -> str | None:
    address = resolve(base, link, fragment=True)
    return None if address is None else published_address(address)


@lru_cache(maxsize=20_000)
def is_file_address(address: str) -> bool:
    """Say whether an address leads to a file to download, as far as its path tells."""
    path = urlsplit(address).path.lower()
    return path.endswith(_FILE_ENDINGS) or any(folder in path for folder in _FILE_FOLDERS)


def pages_first(addresses: Iterable[str]) -> list[str]:
    """Keep the order, but put the files after the pages."""
    return sorted(addresses, key=is_file_address)

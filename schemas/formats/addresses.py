"""The web addresses a record or a page gives: which are usable, and which lead to a file instead of a page."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit

from schemas.web_address import MAX_ADDRESS_CHARS, is_web_address, published_address, resolve

_FILE_ENDINGS = (
    ".pdf", ".doc", ".docx", ".odt", ".ods", ".odp", ".ppt", ".pptx", ".xls", ".xlsx", ".zip", ".epub", ".mp3", ".mp4",
    ".png", ".jpg", ".jpeg", ".gif", ".svg", ".ggb", ".sb3", ".ipynb", ".py", ".rtf", ".ubz", ".swf",
)  # fmt: skip
_FILE_FOLDERS = ("/img/", "/sites/default/files/", "/wp-content/uploads/", "/fileadmin/", "/upload/docs/", "/medias/")


def usable_address(text: str) -> str | None:
    """Give the http or https address a text is, as a whole, in the form browsers send.

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
    """Give the folder an address lies in: what the pages of one folder share (menus) leads to the same from each."""
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

"""The web addresses a record or a page gives: which are usable, and which lead to a file instead of a page."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from schemas.source import is_web_address

MAX_ADDRESS_CHARS = 2_083
"""A longer address is no address people use, and some programs refuse it."""
_FILE_ENDINGS = (
    ".pdf", ".doc", ".docx", ".odt", ".ods", ".odp", ".ppt", ".pptx", ".xls", ".xlsx", ".zip", ".epub", ".mp3", ".mp4",
    ".png", ".jpg", ".jpeg", ".gif", ".svg", ".ggb", ".sb3", ".ipynb", ".py", ".rtf", ".ubz", ".swf",
)  # fmt: skip
_FILE_FOLDERS = ("/img/", "/sites/default/files/", "/wp-content/uploads/", "/fileadmin/", "/upload/docs/", "/medias/")


def usable_address(text: str) -> str | None:
    """Give the text back when it is, as a whole, an http or https address."""
    address = text.strip()
    if len(address) > MAX_ADDRESS_CHARS or len(address.split()) > 1:
        return None
    return address if is_web_address(address) else None


def absolute_address(base: str, href: str) -> str | None:
    """Resolve what a page links to; None for what is neither http nor https (javascript:, mailto:, #…)."""
    link = href.strip()
    if not link or link.startswith("#") or len(link) > MAX_ADDRESS_CHARS:
        return None
    try:
        return usable_address(urljoin(base, link))
    except ValueError:
        return None


def is_file_address(address: str) -> bool:
    """Say whether an address leads to a file to download, as far as its path tells."""
    path = urlsplit(address).path.lower()
    return path.endswith(_FILE_ENDINGS) or any(folder in path for folder in _FILE_FOLDERS)


def pages_first(addresses: Iterable[str]) -> list[str]:
    """Keep the order, but put the files after the pages."""
    return sorted(addresses, key=is_file_address)

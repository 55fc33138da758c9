"""What a site's answers are kept under, and how they are asked again only when they changed."""

from __future__ import annotations

import hashlib

from schemas.types.record import Payload


def page_name(identifier: str) -> str:
    """The name a page's payload is kept under: one a page, whatever its address holds."""
    return f"page/{_digest(identifier)}"


def said_name(identifier: str) -> str:
    """The name under which what the feeds say of a page is kept; it sorts before the pages, as documents do."""
    return f"feed/{_digest(identifier)}"


def document_name(url: str) -> str:
    """The name a joined document's payload is kept under; documents sort before the pages that need them."""
    return f"document/{_digest(url)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def conditions(kept: Payload | None) -> dict[str, str]:
    """The headers that ask only for what changed since (RFC 9110, 13.1)."""
    if kept is None:
        return {}
    headers = {"If-None-Match": kept.etag, "If-Modified-Since": kept.last_modified}
    return {name: value for name, value in headers.items() if value}

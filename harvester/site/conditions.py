"""How a site's answers are asked again only when they changed."""

from __future__ import annotations

from schemas.types.payload import Payload


def conditions(kept: Payload | None) -> dict[str, str]:
    """The headers that ask only for what changed since (RFC 9110, 13.1)."""
    if kept is None:
        return {}
    headers = {"If-None-Match": kept.etag, "If-Modified-Since": kept.last_modified}
    return {name: value for name, value in headers.items() if value}

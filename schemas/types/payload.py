"""One answer of a source, kept raw: what all that is said of its records is made of again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from schemas.types.origin import Origin


@dataclass(frozen=True, slots=True)
class Payload:
    """One answer of a source, exactly as it came."""

    source: str
    url: str
    fetched_at: datetime
    """UTC."""
    status: int
    """HTTP status; 410 with an empty body stands for « known to be gone »."""
    content_type: str
    body: bytes
    found_by: Origin
    etag: str = ""
    last_modified: str = ""
    gone: tuple[str, ...] = ()
    """Identifiers this payload says are gone (a vanished page, a record missing from a full list)."""
    format: str = ""
    """What its records are written in, where the payload itself does not say (an OAI-PMH metadataPrefix)."""
    identifier: str = ""
    """Identifier of the page it is, where the page itself would give another (a site that has moved)."""
    left_out: tuple[str, ...] = ()
    """Identifiers of records in it that are none of this source's: outside the set or the dates asked for."""
    set_spec: str = ""
    """The set it lists (OAI-PMH 2.0, 2.6); empty when it lists everything, or is no list."""
    sequence: int = 0
    """Its place among all that was kept of its source, which is the order to read it again in."""
    outdated: tuple[str, ...] | None = None
    """Identifiers of records in it of which a later word was known already; None when nobody noted them."""
    unread: tuple[str, ...] = ()
    """Identifiers of records in it that could not be read when it came."""
    superseded: tuple[tuple[str, str], ...] = ()
    """Pairs of identifiers: the second took the place of the first, which a whole list did not give."""

    @property
    def is_notice(self) -> bool:
        """Say whether it is a word of ours on what is no longer given, and no answer."""
        return bool(self.gone or self.superseded)

    @property
    def sha256(self) -> str:
        """The hexadecimal digest of the body."""
        import hashlib  # imported when needed only, as in record

        return hashlib.sha256(self.body).hexdigest()

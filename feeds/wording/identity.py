"""Names that never change once published: ids of entries and feeds, schemes of categories, names of files.

An id is a version 5 UUID (RFC 9562, 5.5) of a name in one of the two namespaces below, so that any machine and any
later version gives the same one. Changing a namespace makes every reader see every entry as new: never do it.
"""

from __future__ import annotations

import hashlib
import re
from uuid import UUID, uuid5

from schemas.words.mail_addresses import without_addresses
from schemas.words.text import fold, hyphenated

ENTRY_NAMESPACE = UUID("3f0f7a1e-5d0b-5c39-9d3e-2a6f4c1b8e70")
"""Namespace of entries; the name is the record's identifier."""
FEED_NAMESPACE = UUID("a4c5d2f8-61b7-5e0a-8f49-7c9e3b5d1026")
"""Namespace of feeds; the name is the feed's file name."""
SCHEMES = "urn:x-traam:"
"""What the schemes of categories begin with, where no other authority is named: permanent."""
ELEMENTS_NAMESPACE = "urn:x-traam:description:1"
"""XML namespace of the agreed elements of a group's descriptions."""

MAX_LETTERS = 80
_SAFE_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")


def entry_id(identifier: str) -> str:
    """The permanent id of the entry of one record."""
    return f"urn:uuid:{uuid5(ENTRY_NAMESPACE, _encodable(identifier))}"


def feed_id(name: str) -> str:
    """The permanent id of the feed published under a file name."""
    return f"urn:uuid:{uuid5(FEED_NAMESPACE, _encodable(name))}"


def scheme(field: str, authority: str = SCHEMES) -> str:
    """The scheme of the categories that carry one field."""
    return f"{authority}{field}"


def group_feed_name(group: str) -> str:
    """The file name of a group's feed."""
    return f"{group_stem(group)}.atom"


def facet_feed_name(kind: str, value: str) -> str:
    """The file name of the feed of a discipline, an académie, an année or a theme."""
    return f"{facet_stem(kind, value)}.atom"


def group_stem(group: str) -> str:
    """What the names of a group's files begin with: its id where that is safe, else its letters and a digest."""
    if _SAFE_ID.fullmatch(group):
        return f"groupe-{group}"
    letters = hyphenated(fold(without_addresses(_encodable(group)[:2_000])[:200]))[:40]
    # « _ » cannot be in a safe id: the two kinds of names never meet.
    return f"groupe-{letters}_{hashlib.sha256(_encodable(group).encode()).hexdigest()[:12]}"


def facet_stem(kind: str, value: str) -> str:
    """What the names of the files of a discipline, an académie, an année or a theme begin with: its letters.

    They have no accents; what has too many of them, or none, is told apart by a digest.
    """
    folded = fold(_encodable(value)[:500])
    letters = hyphenated(folded)
    if not letters or len(letters) > MAX_LETTERS:
        letters = f"{letters[:MAX_LETTERS].strip('-')}_{hashlib.sha256(folded.encode()).hexdigest()[:12]}"
    return f"{kind}-{letters}"


def _encodable(text: str) -> str:
    """Write lone surrogates out: UTF-8 has no bytes for them."""
    return text.encode("utf-8", "backslashreplace").decode()

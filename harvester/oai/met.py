"""What the pages of one list have given so far, small enough to be remembered with each page.

A list that another run goes on with is the same list: a record it gave before must not count as new.
"""

from __future__ import annotations

import base64
import hashlib
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum

from schemas.types.record import RawRecord

Mark = tuple[int, int]
"""A record's identifier and its content, each as a number; a content of 0 says a deletion."""
UNREAD = 2
"""The content of a record that could not be cut out: nothing is known of it but its identifier."""
_PACKED = struct.Struct(">QI")


class Meeting(Enum):
    """How a record stands to what its list gave before."""

    NEW = "new"
    AGAIN = "again"
    """The same was given before."""
    OTHER = "other"
    """Its identifier was given before, with another content."""
    OTHER_AGAIN = "other again"
    """The same, and that other content was given before too."""
    TURNED = "turned"
    """Its identifier was given before, living and now deleted, or the other way: two rows of one resource."""
    READ = "read"
    """Its identifier was given before by a record that could not be read."""


class Met:
    """The records one list has given."""

    def __init__(self) -> None:
        self._first: dict[int, int] = {}
        self._others: set[Mark] = set()
        self._turned: set[int] = set()
        """The names given both living and deleted."""

    def meet(self, mark: Mark) -> Meeting:
        """Say how a record stands to what was given before; nothing is remembered of it."""
        name, content = mark
        before = self._first.get(name)
        if before is None:
            return Meeting.NEW
        if before == content:
            return Meeting.AGAIN
        if before == UNREAD:
            return Meeting.READ
        # Living and deleted in one list: the later date decides (keep), both are the same resource.
        if not before or not content:
            return Meeting.AGAIN if name in self._turned else Meeting.TURNED
        return Meeting.OTHER_AGAIN if mark in self._others else Meeting.OTHER

    def gave(self, mark: Mark) -> bool:
        """Say whether the very same was given before: a deletion is not the same as a content."""
        return self._first.get(mark[0]) == mark[1]

    def knows(self, mark: Mark) -> bool:
        """Say whether its identifier was given before, whatever was said of it."""
        return mark[0] in self._first

    def add(self, marks: Iterable[Mark]) -> None:
        """Remember records."""
        for mark in marks:
            self.add_one(mark)

    def add_one(self, mark: Mark) -> None:
        """Remember one record."""
        name, content = mark
        first = self._first.setdefault(name, content)
        if first == UNREAD:
            self._first[name] = content
        elif first != content and first and content:
            self._others.add(mark)
        elif first != content:
            self._turned.add(name)

    @classmethod
    def read(cls, pages: Mapping[int, str]) -> Met:
        """Read what was remembered of each page, by its number."""
        met = cls()
        for _, packed in sorted(pages.items()):
            met.add(unpacked(packed))
        return met


def mark_of(raw: RawRecord) -> Mark:
    """The mark of a record."""
    return name_of(raw.identifier), 0 if raw.deleted else zlib.crc32(raw.metadata) or 1


def name_of(identifier: str) -> int:
    """An identifier as a number that is the same in every process."""
    digest = hashlib.blake2b(identifier.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big")


def unpacked(text: str) -> Iterator[Mark]:
    """Read marks as they are written."""
    return ((name, content) for name, content in _PACKED.iter_unpack(base64.b64decode(text)))


def packed(marks: Iterable[Mark]) -> str:
    """Write marks as text."""
    return base64.b64encode(b"".join(_PACKED.pack(*mark) for mark in marks)).decode("ascii")

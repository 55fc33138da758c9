"""The names raw payloads are kept under among those of their source: made and read here alone.

A name tells what is kept: « page/… », « feed/… », « document/… », or a folder of one list and the page in it. Those of
former versions bear no place of their own: their names sort, part by part, in the order they must be read again.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime


class PayloadName(str):
    """The name of one payload: parts between « / », the last of them its own."""

    __slots__ = ()

    @classmethod
    def of_page(cls, identifier: str) -> PayloadName:
        """That of a page of a site: one a page, whatever its address holds."""
        return cls(f"page/{_digest(identifier)}")

    @classmethod
    def of_said(cls, identifier: str) -> PayloadName:
        """That of what the feeds say of a page; it sorts before the pages, as documents do."""
        return cls(f"feed/{_digest(identifier)}")

    @classmethod
    def of_document(cls, url: str) -> PayloadName:
        """That of a joined document; documents sort before the pages that need them."""
        return cls(f"document/{_digest(url)}")

    @classmethod
    def of_feed(cls, at: datetime) -> PayloadName:
        """That of a feed that is a source of its own, each time it is asked."""
        return cls(f"feed/{_stamp(at)}")

    @classmethod
    def of_notice(cls, folder: str, at: datetime, what: str) -> PayloadName:
        """That of a word of ours on several records that are no longer given."""
        return cls(f"{folder}/{_stamp(at)}-{what}")

    @property
    def notice(self) -> PayloadName:
        """The name under which it is kept that the page of this payload is gone."""
        return PayloadName(f"{self}.gone")

    @property
    def list(self) -> str:
        """What all the pages of one list share, and no other payload."""
        return self.rpartition("/")[0]

    @property
    def order(self) -> tuple[str, ...]:
        """Its place among those that bear none."""
        return tuple(self.split("/"))


NO_NAME = PayloadName("")
"""That of nothing: no payload comes."""
PROFILE_NAME = PayloadName("site/profil")
"""What was learnt of a site."""


def list_folder(at: datetime, what: str) -> str:
    """The folder of the pages of a list begun at an instant, or of what was asked beside it."""
    return f"oai/{_stamp(at)}-{what}"


def page_of_list(folder: str, number: int) -> PayloadName:
    """The name of a page of a list."""
    return PayloadName(f"{folder}/{number:06d}")


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%S%fZ}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

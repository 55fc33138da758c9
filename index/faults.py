"""Why an index cannot be used, in a form the caller can act on."""

from __future__ import annotations

from typing import Literal

from schemas.types.errors import IndexingError

Reason = Literal["missing", "damaged", "foreign", "outdated", "unsafe", "unwritable"]


class UnusableIndexError(IndexingError):
    """An index that cannot be opened or written; « reason » says why."""

    def __init__(self, message: str, reason: Reason) -> None:
        super().__init__(message)
        self.reason: Reason = reason

    @property
    def can_be_rebuilt(self) -> bool:
        """Say whether building it again from the store is the way out, without a person's decision."""
        return self.reason in {"missing", "damaged", "outdated"}

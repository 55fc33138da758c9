"""What a production's own address answered when it was last asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

LinkState = Literal["vivant", "deplace", "muet", "mort"]
"""It leads to the page, to the page elsewhere, to nothing for now, to nothing any more."""


@dataclass(frozen=True, slots=True)
class LinkCheck:
    """One address, asked."""

    identifier: str
    """Of the record it is the address of."""
    url: str
    state: LinkState
    checked_at: datetime
    since: datetime
    """When it was first found in this state."""
    detail: str = ""
    """French: why nothing came; where the page is now, when it moved."""

    @property
    def is_sound(self) -> bool:
        """Say whether whoever follows the link gets the page."""
        return self.state in {"vivant", "deplace"}

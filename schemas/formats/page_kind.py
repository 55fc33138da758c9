"""What a page is for: content of its own, or a list that leads to others."""

from __future__ import annotations

from enum import Enum


class PageKind(Enum):
    """What a page is for."""

    CONTENT = "content"
    LIST = "list"
    OTHER = "other"

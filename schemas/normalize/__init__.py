"""Normalizing: from what a source wrote to the project's own words, with evidence, guessing nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from schemas.normalize.record import normalize

__all__ = ["normalize"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the module holds
    """Import the whole of normalizing when it is asked for: a search uses few vocabularies, and must be quick."""
    if name == "normalize":
        from schemas.normalize.record import normalize

        return normalize
    raise AttributeError(name)

"""How many gone at once are not to be believed unless someone confirms it: records of a source, or productions."""

from __future__ import annotations

_SHARE = 0.1
_COUNT = 5
"""More than a tenth of what was held, and more than five or than half of it: a mass disappearance."""


def is_mass(gone: int, held: int) -> bool:
    """Say whether so many gone at once, of so many held before, are a mass disappearance."""
    return gone > _SHARE * held and (gone > _COUNT or 2 * gone > held)
